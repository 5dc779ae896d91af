"""What readers thought of answers, a JSON line for each, in a file on this machine."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rag.answers import Answer
from rag.errors import ConfigError


def record_feedback(file: Path | str, answer: Answer, helpful: bool) -> None:
    """Append an answer and whether it helped to a file that `rag evaluate questions` reads.

    The line's "answer" is the first cited sentence where that helped, "" where a refusal did. Where
    it did not help nobody knows what would: it is null. The evaluation asks a refused question
    again, and takes another refusal for wrong; a wrong answer it leaves out and counts.
    Each line is written at once, so that several processes may. Raises ConfigError for a file that
    can't be written.
    """
    line = json.dumps(_line(answer, helpful), ensure_ascii=True) + "\n"
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, line.encode("ascii"))
        finally:
            os.close(descriptor)
    except OSError as error:
        raise ConfigError(f"cannot write feedback to {file}: {error.strerror}") from error


def _line(answer: Answer, helpful: bool) -> dict[str, Any]:
    told = answer.to_dict()
    expected = answer.citations[0].sentence.text if answer.citations else ""
    return {
        "question": answer.query.text,
        "answer": expected if helpful else None,
        "helpful": helpful,
        "asked": answer.question,
        "query": told["query"],
        "refusal": told["refusal"],
        "citations": told["citations"],
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
    }
