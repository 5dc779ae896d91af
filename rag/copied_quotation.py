"""A citation as a line of text to paste elsewhere, with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag import answers, present

if TYPE_CHECKING:
    from rag.answers import Citation
    from rag.types import Attribution

# Opening marks of quotations, each with the mark that closes them.
_CLOSING = {"“": "”", "„": "“", "«": "»", "‘": "’", '"': '"', "'": "'"}


def quotation(citation: Citation) -> str:
    """Return a cited sentence with who said or wrote it, title, outlet, date and address.

    File and paragraph take the place of a missing address. Direct speech is given under its
    speaker's name; anything else, reported speech too, is quoted as the article's: 'The Courier
    wrote: “Ann Lee denied it.”'. The sentence is unchanged. Quotation marks of its own are
    completed where they open or close in another sentence, and get no second pair around them.
    """
    document = citation.document
    label, words = answers.speaker_label(citation), quoted_sentence(citation)
    place = (
        present.printable(document.url) if document.url else present.paragraph(citation.sentence)
    )
    source = f"{present.source(document)}, {place}"
    if _direct_speech(citation) is not None:
        return f"{words} — {label}, {source}"
    outlet = present.printable(document.source or "")
    wrote = f"{outlet} wrote" if outlet else "According to the article"
    return f"{wrote}: {words} — {source}" + (f"; {label}" if label else "")


def _direct_speech(citation: Citation) -> Attribution | None:
    """Return what the article itself quotes; a quotation within a quotation is hearsay."""
    said = citation.attribution
    return said if said and said.kind == "direct" and said.told_by is None else None


def in_marks(text: str) -> str:
    """Return words of an article, unchanged, in quotation marks.

    Words with quotation marks of their own get no second pair; theirs are completed where they open
    or close in other words.

    >>> in_marks("It fell."), in_marks("It “fell”."), in_marks("Now,” said Lee. “It fell.")
    ('“It fell.”', 'It “fell”.', '“… Now,” said Lee. “It fell.”')
    """
    if text[0] in "‘'" and len(text) > 1 and text[-1] == _CLOSING[text[0]]:
        return text
    marks = [c for c in text if c in '“”„«"']
    if not marks:
        return f"“{text}”"
    runs = marks[0] == "”"
    opening = "“" if runs else marks[0]
    before = f"{opening}… " if runs else ""
    return f"{before}{text}{_CLOSING[opening] if _stays_open(text, opening, runs) else ''}"


def quoted_sentence(citation: Citation) -> str:
    """Return a cited sentence, unchanged, in quotation marks, or with its own made complete."""
    sentence, direct = citation.sentence, _direct_speech(citation)
    text = sentence.text
    opening = _opening_mark(text, direct)
    runs = citation.begins_inside_quotation and not citation.context
    if direct is not None and not text.startswith(tuple(_CLOSING)):
        runs = runs or direct.content.start < sentence.start
    if not runs and opening not in text:
        whole = direct is None or not _outside(text, sentence.start, direct)
        return f"{opening}{text}{_CLOSING[opening]}" if whole else text
    before = f"{opening}… " if runs else ""
    return f"{before}{text}{_CLOSING[opening] if _stays_open(text, opening, runs) else ''}"


def _outside(text: str, start: int, said: Attribution) -> bool:
    """Return whether words of a sentence, which begins at `start`, are outside of what was said."""
    before, after = max(0, said.content.start - start), max(0, said.content.end - start)
    return any(c.isalnum() for c in text[:before] + text[after:])


def _opening_mark(text: str, direct: Attribution | None) -> str:
    """Return the mark that opens the quotation a sentence is part of, “ where there is none."""
    if direct is not None:
        start = direct.content.start
        mark = direct.content.document.body.read(start, start + 1)
        if mark in _CLOSING:
            return mark
    return next((c for c in text if c in '“„«"'), "“")


def _stays_open(text: str, opening: str, is_open: bool) -> bool:
    """Return whether a quotation is open at the end of a text; `is_open` whether at its start."""
    closing = _CLOSING[opening]
    for i, c in enumerate(text):
        if is_open and c == closing:
            is_open = text[i + 1 : i + 2].isalnum()  # an apostrophe closes nothing
        elif not is_open and c == opening:
            is_open = not text[i - 1 : i].isalnum()
    return is_open
