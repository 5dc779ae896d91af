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
from rag.answering.trust import Trust, Weights, is_read, judgements, signals
from rag.english.interrogatives import begins_question
from rag.question.searched_words import SAY_THIS
from rag.question.shown_question import is_framed
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

        Those that were not read stay behind them, with no higher probability than any that was.
        """
        chosen, weights = to_judge(query, candidates), self.trust.of(query)
        read = read_in_order(self.reader, query, chosen, weights) if is_read(query) else chosen
        probabilities = weights.probabilities(signals(read))
        judged = [replace(c, probability=p) for c, p in zip(read, probabilities, strict=True)]
        least = min(probabilities, default=1.0)
        return [*judged, *(_no_surer(c, least) for c in candidates[len(chosen) :])]


def to_judge(
    query: Query, candidates: Sequence[Candidate], sentences: int = READ
) -> list[Candidate]:
    """Return the candidates whose probability is judged once more: no headings.

    They are the first few `sentences` where they are read, and else all.
    """
    citable = [c for c in candidates if c.probability]
    return citable[:sentences] if is_read(query) else citable


def read_in_order(
    reader: ReadsSentences, query: Query, candidates: Sequence[Candidate], weights: Weights
) -> list[Candidate]:
    """Return candidates with their readings, those of the highest merit first."""
    read = read_all(reader, query, candidates)
    merits = weights.merits(judgements(read)).tolist()
    return [read[i] for i in sorted(range(len(read)), key=lambda i: -merits[i])]


def read_all(
    reader: ReadsSentences, query: Query, candidates: Sequence[Candidate]
) -> list[Candidate]:
    """Return candidates with their readings."""
    readings = reader.read(question_read(query), [in_context(c) for c in candidates])
    return [replace(c, reading=r) for c, r in zip(candidates, readings, strict=True)]


def question_read(query: Query) -> str:
    """Return the question that the reader is asked.

    When and where somebody said this, as a follow-up asks, stands beside what they said about it.
    """
    if query.speaker and query.topic and SAY_THIS.search(query.shown):
        return f"What did {query.speaker} say about {query.topic}?"
    return as_read(query.text if is_framed(query.shown) else query.shown)


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
