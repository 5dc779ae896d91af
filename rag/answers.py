"""Answers: what the articles hold for a question, and its layout as text, Markdown and JSON.

The shells print what this module returns; they format nothing themselves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rag.present import (
    articles,
    as_filters,
    attribution_row,
    escape,
    manner,
    place,
    printable,
    sentence_row,
    source,
    span_row,
)
from rag.types import Attribution, Document, Filters, Passage, Query, Sentence

REFUSED = "Not answered"
NEAREST = "Nearest passages, not sources"

# What may stand between < and > in Markdown and is nothing but an address there; readers of
# Markdown decode a percent sign, and show what it hides.
_ADDRESS = re.compile(r"https?://[\w.~:/?#@!$&()*+,;=-]+", re.ASCII | re.IGNORECASE)
_MARKS = " ?!.…"  # that a question may begin or end with


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found; a higher `score` is better, comparable within one question."""

    passage: Passage
    score: float


@dataclass(frozen=True, slots=True)
class Citation:
    """A quoted sentence; `probability` (0 to 1) that it answers the question.

    `context` are sentences just before it that it can't be read without: "he said" needs the one
    that names him. `also` holds the same sentence in other documents.
    """

    sentence: Sentence
    probability: float
    context: tuple[Sentence, ...] = ()
    also: tuple[Sentence, ...] = ()
    attribution: Attribution | None = None

    @property
    def document(self) -> Document:
        """The article that is quoted."""
        return self.sentence.document


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """What the articles hold for a question.

    Either `citations`, the best first, or a `refusal`, a sentence that says what is missing; never
    both. `confidence` (0 to 1) is the probability of the best sentence, cited or refused.
    `nearest` are passages that were found but are not sources; only a refusal has them.
    """

    question: str
    citations: tuple[Citation, ...]
    confidence: float
    refusal: str | None
    nearest: tuple[Hit, ...]
    query: Query

    def __post_init__(self) -> None:
        if bool(self.citations) == (self.refusal is not None):
            raise ValueError("an answer has citations or a refusal, one of the two")
        if self.citations and self.nearest:
            raise ValueError("an answer that cites offers no nearest passages")

    @property
    def answered(self) -> bool:
        """True if there is at least one citation."""
        return self.refusal is None

    @property
    def as_typed(self) -> bool:
        """True if the question was searched as it was typed, but for marks at its ends."""
        return self.query.shown.strip(_MARKS) == self.question.strip(_MARKS)

    @property
    def documents(self) -> tuple[Document, ...]:
        """The articles quoted, each once, in the order of their first citation."""
        cited = [s.document for c in self.citations for s in (c.sentence, *c.also)]
        return tuple({document.doc_id: document for document in cited}.values())

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as JSON has it; `rag ask --json` prints this."""
        return as_dict(self)

    def to_markdown(self) -> str:
        """Return the answer as Markdown, with every mark in quoted text escaped."""
        return as_markdown(self)

    def __str__(self) -> str:
        return as_text(self)

    def __repr__(self) -> str:
        if self.refusal is not None:
            return f"<Answer to {self.question!r}: refused, confidence {self.confidence:.2f}>"
        first = self.citations[0]
        return (
            f"<Answer to {self.question!r}: {len(self.citations)} cited, confidence "
            f"{self.confidence:.2f}, first {first.sentence.text!r} from {first.document.name!r}>"
        )


@dataclass(frozen=True, slots=True)
class Turn:
    """A question of a conversation as it was typed, and its answer.

    `answer.query.text` is the question as searched, which may stand for a follow-up.
    `opens` says that it begins a new topic. The rest is what it was asked with.
    """

    question: str
    answer: Answer
    opens: bool = False
    filters: Filters | None = None
    top: int | None = None
    min_confidence: float | None = None


def as_dict(answer: Answer) -> dict[str, Any]:
    """Lay the answer out for JSON: plain values, dates as YYYY-MM-DD, offsets in code points."""
    return {
        "question": answer.question,
        "answered": answer.answered,
        "confidence": round(answer.confidence, 4),
        "refusal": answer.refusal,
        "notes": notes(answer),
        "citations": [_citation(citation) for citation in answer.citations],
        "nearest": hit_rows(answer.nearest),
        "query": {
            "text": answer.query.text,
            "shown": answer.query.shown,
            "corrections": [[c.typed, c.read] for c in answer.query.corrections],
            "terms": list(answer.query.terms),
            "topic": answer.query.topic,
            "in_cited": answer.query.in_cited,
            **as_filters(answer.query.filters),
        },
    }


def hit_rows(hits: Sequence[Hit]) -> list[dict[str, Any]]:
    """Lay out passages that were found as rows of plain values."""
    return [{**span_row(hit.passage), "score": round(hit.score, 4)} for hit in hits]


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        **sentence_row(citation.sentence),
        "probability": round(citation.probability, 4),
        "attribution": citation.attribution and attribution_row(citation.attribution),
        "context": [sentence_row(sentence) for sentence in citation.context],
        "also": [sentence_row(sentence) for sentence in citation.also],
    }


def as_text(answer: Answer) -> str:
    """Lay the answer out for a terminal: sentences with [1] [2], then the sources."""
    noted = [printable(note) for note in notes(answer)]
    if answer.refusal is not None:
        lines = [*noted, f"{REFUSED}: {printable(answer.refusal)}"]
        if answer.nearest:
            lines += ["", f"{NEAREST}:", *(_nearest(hit) for hit in answer.nearest)]
        return "\n".join(lines)
    lines = noted + [
        f"{' '.join(printable(s.text) for s in (*c.context, c.sentence))}{_said(c)} [{n}]"
        for n, c in enumerate(answer.citations, 1)
    ]
    lines += ["", f"Confidence {confidence(answer)}", "Sources:"]
    lines += [
        f"  [{n}] {source(s.document)}\n      {place(s)}"
        for n, c in enumerate(answer.citations, 1)
        for s in (c.sentence, *c.also)
    ]
    return "\n".join(lines)


def _nearest(hit: Hit) -> str:
    text = " ".join(printable(hit.passage.text).split())
    shown = text if len(text) <= 160 else text[:159] + "…"
    return f"  - {source(hit.passage.document)}\n      {shown}"


def as_markdown(answer: Answer, first: int = 1) -> str:
    """Lay the answer out as Markdown; what stands in quoted text is shown, never obeyed.

    Each quotation has its whole citation as a footnote, the first one numbered `first`.
    """
    noted = [escape(note) for note in notes(answer)]
    if answer.refusal is not None:
        near = [f"- {escape(source(hit.passage.document))}" for hit in answer.nearest]
        offered = [f"{NEAREST}:", "\n".join(near)] if near else []
        return "\n\n".join([*noted, f"**{REFUSED}:** {escape(answer.refusal)}", *offered])
    cited = list(enumerate(answer.citations, first))
    quoted = [
        f"> {' '.join(escape(s.text) for s in (*c.context, c.sentence))}{escape(_said(c))} [^{n}]"
        for n, c in cited
    ]
    notes_below = [f"[^{n}]: {_footnote(c)}" for n, c in cited]
    return "\n\n".join([*noted, *quoted, f"Confidence {confidence(answer)}", *notes_below])


def _footnote(citation: Citation) -> str:
    said = spoken_by(citation)
    first, *copies = (_reference(s) for s in (citation.sentence, *citation.also))
    told = f"{escape(said)} in {first}" if said else first
    return "; the same in ".join([told, *copies])


def _reference(sentence: Sentence) -> str:
    """Name article, address and place in Markdown; what is an address and no more can be followed.

    It holds a comma and a space, so that no reader of Markdown takes a footnote for a link's name.
    """
    url = sentence.document.url
    address = f"<{url}>" if url and _ADDRESS.fullmatch(url) else escape(url or "")
    parts = [
        escape(source(sentence.document)),
        address,
        escape(place(sentence)),
    ]
    return ", ".join(part for part in parts if part)


def _said(citation: Citation) -> str:
    said = spoken_by(citation)
    return f" — {said}" if said else ""


def spoken_by(citation: Citation) -> str:
    """Say whose words are quoted and how: "Ann Lee (quoted)"; nothing for the article's own."""
    if citation.attribution is None:
        return ""
    how = manner(citation.attribution)
    speaker = citation.attribution.speaker or "speaker not resolved"
    return f"{printable(speaker)} ({how})"


def notes(answer: Answer) -> list[str]:
    """Say how the question was read where that is not what was typed: a line for each thing."""
    query = answer.query
    noted = corrections(answer)
    kept = articles(query.filters)
    if kept:
        noted.append(f"Only articles {kept}.")
    if query.in_cited:
        noted.append("Read on in what was cited before.")
    if query.filters.other_than:
        noted.append(f"Only others than {', '.join(query.filters.other_than)}.")
    return noted


def corrections(answer: Answer) -> list[str]:
    """Say which words were read as others: a line for each."""
    return [f"No article has “{c.typed}”: read as “{c.read}”." for c in answer.query.corrections]


def confidence(answer: Answer) -> str:
    """Say the confidence in a word and as a number: "high (87 %)"."""
    word = "high" if answer.confidence >= 0.8 else "fair" if answer.confidence >= 0.5 else "low"
    return f"{word} ({answer.confidence:.0%})".replace("%", " %")
