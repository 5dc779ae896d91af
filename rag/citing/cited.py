"""References and citations of quotations, one by one or for a list of articles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from types import ModuleType
from typing import TYPE_CHECKING

from rag import present
from rag.answers import Citation
from rag.citing import apa, chicago, mla
from rag.citing.runs import html, markdown, plain
from rag.citing.works import Locator, Work, locator, work
from rag.copied_quotation import in_marks, quoted_sentence
from rag.errors import ConfigError
from rag.types import Attribution, Document, Sentence, Span

if TYPE_CHECKING:
    from rag.citing.runs import Line

STYLES = {"apa": "APA", "chicago": "Chicago", "mla": "MLA"}
"""The styles by their keys, each with the name that users read."""

_MODULES: dict[str, ModuleType] = {"apa": apa, "chicago": chicago, "mla": mla}

Citable = Citation | Attribution | Span | Document


@dataclass(frozen=True, slots=True)
class Cited:
    """A reference and a citation in one style.

    `reference` is the entry for the list of references, and `in_text` the citation in the text:
    "(Lee, 2025, para. 4)". `quotation` are the words of the article, unchanged, in quotation marks,
    with that citation after them; "" where an article is cited as a whole. `place` is the file, and
    the paragraph and characters where known.
    """

    style: str
    reference: str
    reference_html: str
    reference_markdown: str
    in_text: str
    quotation: str
    place: str


class Bibliography:
    """The works of a list in one style, told apart where author and year are the same.

    Raises ConfigError for a style that there is none of.
    """

    def __init__(self, documents: Iterable[Document], style: str = "apa") -> None:
        self.style = style
        self._style = _module(style)
        self.documents = tuple({d.doc_id: d for d in documents}.values())
        self._works = _told_apart(self.documents, self._style)

    def cite(self, what: Citable, *, paragraph: int | None = None) -> Cited:
        """Return the citation of a quotation, or of a whole article, of one of the documents.

        `paragraph` (from 1) is the place of a quotation that does not state its own.
        """
        document, span = document_of(what), quoted_span(what)
        if isinstance(span, Sentence):
            paragraph = span.paragraph
        at = locator(span, paragraph) if span else Locator()
        cited = self._works[document.doc_id]
        reference: Line = self._style.reference(cited)
        in_text = plain(self._style.in_text(cited, at))
        return Cited(
            style=self.style,
            reference=plain(reference),
            reference_html=html(reference),
            reference_markdown=markdown(reference),
            in_text=in_text,
            quotation=f"{quoted_words(what)} {in_text}" if span else "",
            place=_place(document, span, paragraph),
        )

    def references(self) -> list[Cited]:
        """Return the reference of each article once, in the order of the alphabet."""
        cited = [self.cite(document) for document in self.documents]
        return sorted(cited, key=lambda one: one.reference.strip("“‘[\"'").casefold())


def cite(what: Citable, style: str = "apa", *, paragraph: int | None = None) -> Cited:
    """Return the reference of an article and the citation of a quotation: "apa", "chicago", "mla".

    Raises ConfigError for another style.
    """
    return Bibliography([document_of(what)], style).cite(what, paragraph=paragraph)


def require_style(style: str, known: Iterable[str] = STYLES) -> str:
    """Return the style. Raises ConfigError for one that is not among the known ones."""
    if style not in known:
        raise ConfigError(f"there is no style “{present.printable(style)}”: use {_or(known)}")
    return style


def _or(names: Iterable[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} or {last}"


def _module(style: str) -> ModuleType:
    return _MODULES[require_style(style)]


def document_of(what: Citable) -> Document:
    """Return the article that is cited, or quoted."""
    if isinstance(what, Document):
        return what
    return what.content.document if isinstance(what, Attribution) else what.document


def quoted_span(what: Citable) -> Span | None:
    """Return the words that are quoted; None for an article that is cited as a whole."""
    if isinstance(what, Citation):
        return what.sentence
    if isinstance(what, Attribution):
        return what.content
    return what if isinstance(what, Span) else None


def quoted_words(what: Citable) -> str:
    """Return the words that are quoted, unchanged, in quotation marks; "" for a whole article."""
    if isinstance(what, Citation):
        return quoted_sentence(what)
    span = quoted_span(what)
    return in_marks(span.text) if span else ""


def _place(document: Document, span: Span | None, paragraph: int | None) -> str:
    if span is None:
        return present.printable(present.record(document.path, document.places[0].record))
    where = present.span_place(span)
    return f"{where}, paragraph {paragraph}" if paragraph else where


def _told_apart(documents: Sequence[Document], style: ModuleType) -> dict[str, Work]:
    """Return the works by doc_id; those that are cited alike are told apart, ordered by title."""
    works = {document.doc_id: work(document) for document in documents}
    alike: dict[str, list[str]] = {}
    for doc_id in sorted(works, key=lambda one: ((works[one].title or "").casefold(), one)):
        alike.setdefault(plain(style.in_text(works[doc_id], Locator())), []).append(doc_id)
    for group in alike.values():
        for number, doc_id in enumerate(group if len(group) > 1 else ()):
            works[doc_id] = replace(works[doc_id], letter=_letter(number), shares_author=True)
    return works


def _letter(number: int) -> str:
    """Return a, b, …, z, aa, ab, … for 0, 1, …"""
    tens, ones = divmod(number, 26)
    return (_letter(tens - 1) if tens else "") + "abcdefghijklmnopqrstuvwxyz"[ones]
