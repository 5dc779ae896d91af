"""An answer as text, Markdown and JSON: the one place that words and numbers are laid out.

The shells print what this gives; they format nothing themselves.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.types import Answer, Citation, Document, Hit, Sentence, Span

REFUSED = "Not answered"
NEAREST = "Nearest passages, not sources"

# ASCII punctuation is what Markdown and the HTML inside it are made of.
_MARKDOWN = re.compile(r"([!-/:-@\[-`{-~])")


def as_dict(answer: Answer) -> dict[str, Any]:
    """Lay the answer out for JSON: plain values, dates as YYYY-MM-DD, offsets in code points."""
    return {
        "question": answer.question,
        "answered": answer.answered,
        "confidence": round(answer.confidence, 4),
        "refusal": answer.refusal,
        "citations": [_citation(citation) for citation in answer.citations],
        "nearest": [{**_span(hit.passage), "score": round(hit.score, 4)} for hit in answer.nearest],
        "query": {
            "terms": list(answer.query.terms),
            "speaker": answer.query.speaker,
            "topic": answer.query.topic,
        },
    }


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        **_span(citation.sentence),
        "probability": round(citation.probability, 4),
        "context": [_span(sentence) for sentence in citation.context],
        "also": [_span(sentence) for sentence in citation.also],
    }


def _span(span: Span) -> dict[str, Any]:
    document = span.document
    return {
        "text": span.text,
        "start": span.start,
        "end": span.end,
        "path": document.path,
        "record": document.places[0].record,
        "title": document.title,
        "author": document.author,
        "source": document.source,
        "url": document.url,
        "published": document.published and document.published.isoformat(),
    }


def as_text(answer: Answer) -> str:
    """Lay the answer out for a terminal: sentences with [1] [2], then the sources."""
    if answer.refusal is not None:
        lines = [f"{REFUSED}: {printable(answer.refusal)}"]
        if answer.nearest:
            lines += ["", f"{NEAREST}:", *(_nearest(hit) for hit in answer.nearest)]
        return "\n".join(lines)
    lines = [
        f"{' '.join(printable(s.text) for s in (*c.context, c.sentence))} [{n}]"
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


def as_markdown(answer: Answer) -> str:
    """Lay the answer out as Markdown; what stands in quoted text is shown, never obeyed."""
    if answer.refusal is not None:
        lines = [f"**{REFUSED}:** {escape(answer.refusal)}"]
        if answer.nearest:
            lines += ["", f"{NEAREST}:", ""]
            lines += [f"- {escape(source(hit.passage.document))}" for hit in answer.nearest]
        return "\n".join(lines)
    lines = [
        f"> {' '.join(escape(s.text) for s in (*c.context, c.sentence))} [{n}]\n"
        for n, c in enumerate(answer.citations, 1)
    ]
    lines += [f"Confidence {confidence(answer)}", "", "Sources:", ""]
    lines += [
        f"{n}. {escape(source(s.document))}, {escape(place(s))}"
        for n, c in enumerate(answer.citations, 1)
        for s in (c.sentence, *c.also)
    ]
    return "\n".join(lines)


def confidence(answer: Answer) -> str:
    """Say the confidence in a word and as a number: "high (87 %)"."""
    word = "high" if answer.confidence >= 0.8 else "fair" if answer.confidence >= 0.5 else "low"
    return f"{word} ({answer.confidence:.0%})".replace("%", " %")


def source(document: Document) -> str:
    """Name an article on one line: title, author, source, date; what is known of them."""
    published = document.published.isoformat() if document.published else None
    parts = [document.name, document.author, document.source, published]
    return printable(", ".join(part for part in parts if part))


def place(sentence: Sentence) -> str:
    """Say where a sentence stands: file, line of a .jsonl file, paragraph, characters."""
    record = sentence.document.places[0].record
    where = f"{sentence.document.path}, line {record}" if record else sentence.document.path
    return printable(
        f"{where}, paragraph {sentence.paragraph}, characters {sentence.start} to {sentence.end}"
    )


def printable(text: str) -> str:
    """Show control, bidirectional and zero-width characters as visible marks; fold line ends.

    An article must not be able to move the cursor, reverse what stands beside it, or hide words.
    """
    return "".join(_visible(c) for c in text)


def _visible(c: str) -> str:
    if c in "\n\r\t\v\f\u0085\u2028\u2029":
        return " "
    code = ord(c)
    hidden = (
        code < 0x20
        or 0x7F <= code < 0xA0
        or 0x200B <= code <= 0x200F
        or 0x202A <= code <= 0x202E
        or 0x2060 <= code <= 0x206F
        or code in (0x00AD, 0x061C, 0x180E, 0xFEFF)
        or 0xE0000 <= code <= 0xE007F
    )
    return f"⟨U+{code:04X}⟩" if hidden else c


def escape(text: str) -> str:
    """Escape text for Markdown, on one line, so that it is shown as it is."""
    return _MARKDOWN.sub(r"\\\1", printable(text))
