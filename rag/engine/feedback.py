"""Records users' feedback on answers as JSON Lines in a local file."""

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

    The line's "answer" is the first cited sentence if the answer helped, "" if a refusal helped,
    and null otherwise, since the right answer is unknown. The evaluation asks a question again
    whose refusal did not help, and counts another refusal as wrong; answers that did not help are
    left out and counted. Each line is written in one call, so that several processes may write.
    Raises ConfigError for a file that cannot be written.
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
    shown = answer.to_dict()
    expected = answer.citations[0].sentence.text if answer.citations else ""
    return {
        "question": answer.query.text,
        "answer": expected if helpful else None,
        "helpful": helpful,
        "asked": answer.question,
        "query": shown["query"],
        "refusal": shown["refusal"],
        "citations": shown["citations"],
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
    }
