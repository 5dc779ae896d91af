"""Thumbs up and down, written to a file of this machine that `rag evaluate questions` can read."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

from rag.types import Answer

_lock = threading.Lock()


def record(file: Path, answer: Answer, *, useful: bool) -> None:
    """Add a line: the question, what was quoted first ("" for a refusal), and if that was useful.

    Raises OSError where the file can't be written.
    """
    line = json.dumps(_line(answer, useful), ensure_ascii=False) + "\n"
    with _lock, open(file, "a", encoding="utf-8", newline="\n") as kept:
        kept.write(line)


def _line(answer: Answer, useful: bool) -> dict[str, Any]:
    first = answer.citations[0] if answer.citations else None
    return {
        "question": answer.question,
        "answer": first.sentence.text if first else "",
        "useful": useful,
        "confidence": round(answer.confidence, 4),
        "path": first.document.path if first else None,
    }
