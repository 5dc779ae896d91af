"""The reranker: a reader judges the sentences that the scorer ranks first.

The scorer picks them from hundreds by their features; the reader takes as long for a few sentences
as the scorer for all. Their order, and how likely the first of them answers, follow from both, by
weights that are fitted on questions that neither was fitted on (`trust.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from rag.answering.score import Candidate
from rag.answering.trust import Trust, Weights, judgements, signals
from rag.english.interrogatives import begins_question
from rag.types import Query, Reading, SentenceInContext

READ = 8  # sentences that are read, at most
BEFORE = 2  # sentences of the same passage that the reader sees before the one it judges


class ReadsSentences(Protocol):
    """A cross-encoder over a question and sentences: `rag.models.cross_encoder.CrossEncoder`.

    `digest` identifies its weights.
    """

    digest: str

    def read(self, question: str, candidates: Sequence[SentenceInContext]) -> list[Reading]:
        """Return a reading of each sentence, in their order."""
        ...


@dataclass(frozen=True, slots=True)
class Reranker:
    """A reader, and how far its judgement counts beside the scorer's."""

    reader: ReadsSentences
    trust: Trust

    def rerank(self, query: Query, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Return the candidates with the first few read, and reordered among themselves.

        Where somebody's words are asked for, only those are read. What was not read stays behind,
        and what may be cited of it gets no higher probability than any that was.
        """
        chosen = citable(candidates)[:READ]
        weights = self.trust.of(query)
        read = in_order(read_all(self.reader, query, chosen), weights)
        probabilities = weights.probabilities(signals(read))
        judged = [replace(c, probability=p) for c, p in zip(read, probabilities, strict=True)]
        least = min(probabilities, default=1.0)
        first = {id(c) for c in chosen}
        rest = (c for c in candidates if id(c) not in first)
        return [*judged, *(_no_surer(c, least) if c.own else c for c in rest)]


def citable(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates that an answer may cite: no headings, and nobody else's words."""
    return [c for c in candidates if c.probability and c.own]


def read_all(
    reader: ReadsSentences, query: Query, candidates: Sequence[Candidate]
) -> list[Candidate]:
    """Return candidates with their readings."""
    readings = reader.read(as_read(query.shown), [in_context(c) for c in candidates])
    return [replace(c, reading=r) for c, r in zip(candidates, readings, strict=True)]


def in_order(read: Sequence[Candidate], weights: Weights) -> list[Candidate]:
    """Return candidates that were read, those of the highest merit first."""
    merits = weights.merits(judgements(read)).tolist()
    return [read[i] for i in sorted(range(len(read)), key=lambda i: -merits[i])]


def as_read(question: str) -> str:
    """Return a question with its mark, typed or not, and keywords without: so training has them."""
    text = question.rstrip(" ?")
    return f"{text}?" if begins_question((text.split() or ["?"])[0]) else text


def in_context(candidate: Candidate, before: int = BEFORE) -> SentenceInContext:
    """Return a sentence with its article's title and date, and a few sentences `before` it."""
    document, texts = candidate.found.passage.document, candidate.found.prepared.texts
    day = document.published.isoformat() if document.published else ""
    return SentenceInContext(
        title=f"{document.title or ''} {day}".strip(),
        before=" ".join(texts[max(0, candidate.index - before) : candidate.index]),
        sentence=texts[candidate.index],
    )


def _no_surer(candidate: Candidate, most: float) -> Candidate:
    return candidate if candidate.probability <= most else replace(candidate, probability=most)
