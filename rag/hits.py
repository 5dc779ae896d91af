"""Passages that were found, and are no sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rag.present import sentence_row, span_row
from rag.types import Passage, Sentence


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found; a higher `score` is better. Scores compare within a question.

    `begins_inside_quotation` is true for a passage whose first words go on with a quotation that
    began earlier; an ellipsis is shown before them. `nearest` is the sentence of the passage that
    comes nearest to an answer, None where none was judged.
    """

    passage: Passage
    score: float
    begins_inside_quotation: bool = False
    nearest: Sentence | None = None


def hit_rows(hits: Sequence[Hit]) -> list[dict[str, Any]]:
    """Return passages that were found as rows of plain values."""
    return [
        {
            **span_row(hit.passage),
            "score": round(hit.score, 4),
            "nearest": hit.nearest and sentence_row(hit.nearest),
        }
        for hit in hits
    ]
