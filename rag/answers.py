"""Answers and citations, and their layout as text, Markdown and JSON.

The shells print what this module returns; they format nothing themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rag.hits import Hit, hit_rows
from rag.present import (
    and_list,
    articles,
    as_filters,
    attribution_row,
    days_that_differ,
    escape,
    markdown_reference,
    place,
    printable,
    sentence_row,
    source,
    speech_label,
)
from rag.types import Attribution, Document, Filters, Query, Sentence, Span

_BOLD = "\x1b[1m", "\x1b[0m"

UNDERSTOOD = "Understood as"
REFUSED = "Not answered"
NEAREST = "Nearest passages, not sources"
MOST_OF_SENTENCE, MOST_OF_PASSAGE = 400, 160  # characters that are shown of one in a terminal

_ASKS_BRIEFLY = re.compile(
    r"\W*(?:(?:and|but|so|by|at|in|to|from|for|of|with|until|since) )?"
    r"(?:how (?:many|much|old|long|far)|who|whom|whose|when|where)\b",
    re.IGNORECASE,
)
_END_MARKS = " ?!.…"  # ignored at both ends of a question when it is compared as typed


@dataclass(frozen=True, slots=True)
class Citation:
    """A quoted sentence; `probability` (0 to 1) that it answers the question.

    `context` are the sentences just before it that it cannot be understood without: "he said"
    needs the sentence that names him. `also` are copies of the sentence in other documents.
    `begins_inside_quotation` is true where the words shown, context first, go on with a quotation
    that began earlier; an ellipsis is shown before them. `answer` are the words of the sentence
    that answer, None where they are not known; ValueError is raised if they are not part of it.
    """

    sentence: Sentence
    probability: float
    context: tuple[Sentence, ...] = ()
    also: tuple[Sentence, ...] = ()
    attribution: Attribution | None = None
    begins_inside_quotation: bool = False
    answer: Span | None = None

    def __post_init__(self) -> None:
        if self.answer and not (
            self.answer.document == self.document
            and self.sentence.start <= self.answer.start < self.answer.end <= self.sentence.end
        ):
            raise ValueError("the words that answer are not part of the sentence")

    @property
    def document(self) -> Document:
        """The article that is quoted."""
        return self.sentence.document


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """The answer to a question: citations, or a refusal.

    It has either `citations`, best first, or a `refusal`, a clause that says what is missing; never
    both, or ValueError is raised. `confidence` (0 to 1) is the probability of the best sentence,
    cited or not. `nearest` are passages that were found but are not sources; only a refusal has
    them. `query` is the question as searched. `unsupported` are half-open spans of `query.shown`:
    the words that the nearest sentence of a refusal does not bear out.
    """

    question: str
    citations: tuple[Citation, ...]
    confidence: float
    refusal: str | None
    nearest: tuple[Hit, ...]
    query: Query
    unsupported: tuple[tuple[int, int], ...] = ()

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
    def short(self) -> Span | None:
        """The words that answer "how many", "who", "when" and "where"; they are shown first."""
        asked = _ASKS_BRIEFLY.match(self.query.shown) and self.query.speaker is None
        return self.citations[0].answer if asked and self.citations else None

    @property
    def as_typed(self) -> bool:
        """True if the question was understood as typed, apart from case and marks at its ends."""
        shown, typed = (q.strip(_END_MARKS) for q in (self.query.shown, self.question))
        return shown.casefold() == typed.casefold()

    @property
    def documents(self) -> tuple[Document, ...]:
        """The articles quoted, each once, in the order of their first citation."""
        cited = [s.document for c in self.citations for s in (c.sentence, *c.also)]
        return tuple({document.doc_id: document for document in cited}.values())

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as plain values for JSON; `rag ask --json` prints them."""
        return as_dict(self)

    def to_markdown(self) -> str:
        """Return the answer as Markdown, with all markup in quoted text escaped."""
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

    `answer.query.shown` is the question as understood, written out in full for a follow-up.
    `opens` is true if the turn begins a new topic. The other fields are the settings used.
    """

    question: str
    answer: Answer
    opens: bool = False
    filters: Filters | None = None
    top: int | None = None
    min_confidence: float | None = None


def as_dict(answer: Answer) -> dict[str, Any]:
    """Return the answer as plain values: dates as YYYY-MM-DD, offsets in code points."""
    return {
        "question": answer.question,
        "answered": answer.answered,
        "confidence": round(answer.confidence, 4),
        "refusal": answer.refusal,
        "unsupported": [
            {"start": start, "end": end, "text": answer.query.shown[start:end]}
            for start, end in answer.unsupported
        ],
        "short": answer.short and answer.short.text,
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


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        **sentence_row(citation.sentence),
        "probability": round(citation.probability, 4),
        "attribution": citation.attribution and attribution_row(citation.attribution),
        "context": [sentence_row(sentence) for sentence in citation.context],
        "also": [sentence_row(sentence) for sentence in citation.also],
        "begins_inside_quotation": citation.begins_inside_quotation,
        "answer": citation.answer and citation.answer.text,
        "answer_start": citation.answer and citation.answer.start,
        "answer_end": citation.answer and citation.answer.end,
    }


def understood(answer: Answer) -> str:
    """Return the question as it was understood, with a label; "" for one understood as typed."""
    return "" if answer.as_typed else f"{UNDERSTOOD}: {answer.query.shown}"


def as_text(answer: Answer, *, emphasis: bool = False) -> str:
    """Return the answer for a terminal: sentences numbered [1] [2], then the sources.

    With `emphasis`, the words that answer are bold, by the control sequences of terminals.
    """
    bold = _BOLD if emphasis else ("", "")
    note_lines = [printable(note) for note in (understood(answer), *notes(answer)) if note]
    if answer.refusal is not None:
        lines = [*note_lines, f"{REFUSED}: {printable(answer.refusal)}"]
        if answer.nearest:
            lines += ["", f"{NEAREST}:", *(_nearest(hit) for hit in answer.nearest)]
        return "\n".join(lines)
    lines = note_lines + ([printable(answer.short.text).join(bold)] if answer.short else [])
    lines += [f"{_quoted(c, printable, *bold)} [{n}]" for n, c in enumerate(answer.citations, 1)]
    lines += ["", f"Confidence {confidence_label(answer)}", "Sources:"]
    lines += [
        f"  [{n}] {source(s.document)}\n      {place(s)}"
        for n, c in enumerate(answer.citations, 1)
        for s in (c.sentence, *c.also)
    ]
    return "\n".join(lines)


def _nearest(hit: Hit) -> str:
    words = hit.nearest.text if hit.nearest else lead(hit) + hit.passage.text
    text = " ".join(printable(words).split())
    most = MOST_OF_SENTENCE if hit.nearest else MOST_OF_PASSAGE
    shown = text if len(text) <= most else text[: most - 1] + "…"
    return f"  - {source(hit.passage.document)}\n      {shown}"


def as_markdown(answer: Answer, first: int = 1) -> str:
    """Return the answer as Markdown; markup in quoted text is escaped and shown as it is.

    Each quotation has its full citation as a footnote; the first is numbered `first`.
    """
    note_lines = [escape(note) for note in notes(answer)]
    if answer.refusal is not None:
        near = [f"- {escape(source(hit.passage.document))}" for hit in answer.nearest]
        offered = [f"{NEAREST}:", "\n".join(near)] if near else []
        return "\n\n".join([*note_lines, f"**{REFUSED}:** {escape(answer.refusal)}", *offered])
    cited = list(enumerate(answer.citations, first))
    quoted = [f"> {_quoted(c, escape, '**', '**')} [^{n}]" for n, c in cited]
    if answer.short:
        quoted.insert(0, f"**{escape(answer.short.text)}**")
    footnotes = [f"[^{n}]: {_footnote(c)}" for n, c in cited]
    return "\n\n".join([*note_lines, *quoted, f"Confidence {confidence_label(answer)}", *footnotes])


def _footnote(citation: Citation) -> str:
    speaker = speaker_label(citation)
    first, *copies = (markdown_reference(s) for s in (citation.sentence, *citation.also))
    original = f"{escape(speaker)} in {first}" if speaker else first
    return "; the same in ".join([original, *copies])


def _quoted(citation: Citation, shown: Callable[[str], str], opening: str, closing: str) -> str:
    """Return a sentence with its context and speaker, each part as `shown`; the answer in marks."""
    before, answer, after = parts(citation)
    words = shown(before_sentence(citation) + before)
    if answer:
        words += f"{opening}{shown(answer)}{closing}"
    speaker = speaker_label(citation)
    return words + shown(f"{after} — {speaker}" if speaker else after)


def parts(citation: Citation) -> tuple[str, str, str]:
    """Return the sentence in three parts: before the words that answer, these, and after them.

    Without such words the first part is the whole sentence.
    """
    text, start = citation.sentence.text, citation.sentence.start
    if citation.answer is None:
        return text, "", ""
    first, last = citation.answer.start - start, citation.answer.end - start
    return text[:first], text[first:last], text[last:]


def lead(shown: Citation | Hit) -> str:
    """Return the ellipsis before words that begin inside a quotation, "" before others."""
    return "… " if shown.begins_inside_quotation else ""


def before_sentence(citation: Citation) -> str:
    """Return what is shown before the sentence: the context, marked as such, or an ellipsis.

    "(context: Ann Lee spoke.) " or "… "; "" for a sentence that is shown alone.
    """
    if not citation.context:
        return lead(citation)
    return f"(context: {lead(citation)}{' '.join(s.text for s in citation.context)}) "


def speaker_label(citation: Citation) -> str:
    """Return what `present.speech_label` does, "" for the article's own words."""
    return speech_label(citation.attribution) if citation.attribution else ""


def notes(answer: Answer) -> list[str]:
    """Return a line for each correction and restriction of the question, and one on differences.

    Articles of several days may differ in the words that answer.
    """
    query = answer.query
    lines = corrections(answer)
    searched = articles(query.filters)
    if searched:
        lines.append(f"Only articles {searched}.")
    if query.in_cited:
        lines.append("Only the articles cited before.")
    if query.filters.other_than:
        lines.append(f"Only words of people other than {and_list(query.filters.other_than)}.")
    told = [(c.answer.text, c.document.published) for c in answer.citations if c.answer]
    if query.speaker is None and (days := days_that_differ(told)):
        lines.append(f"The articles differ, the newest comes first: {and_list(days)}.")
    return lines


def corrections(answer: Answer) -> list[str]:
    """Return a line for each word that was replaced by a word of the articles."""
    return [f"No article has “{c.typed}”: read as “{c.read}”." for c in answer.query.corrections]


def confidence_label(answer: Answer) -> str:
    """Return the confidence as a word and a number: "high (87 %)"."""
    word = "high" if answer.confidence >= 0.8 else "fair" if answer.confidence >= 0.5 else "low"
    return f"{word} ({answer.confidence:.0%})".replace("%", " %")
