"""References as BibTeX entries, for LaTeX, Zotero and other reference managers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from rag.citing.authors import Author
from rag.citing.works import Work, work
from rag.types import Document

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_ESCAPES = str.maketrans(
    {
        **{c: f"\\{c}" for c in "#$%&_{}"},
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)
_OPENING_WORDS = frozenset("a an the".split())


def entries(documents: Sequence[Document], notes: Mapping[str, Sequence[str]] | None = None) -> str:
    """Return an entry for each article; `notes` by doc_id go to its field `annote`.

    The key of an entry depends on its article alone, so it is the same in every export.
    """
    return "\n".join(_entry(d, (notes or {}).get(d.doc_id, ())) for d in documents)


def key(document: Document) -> str:
    """Return the key of an article: last name or outlet, year, first word of the title, digits."""
    cited = work(document)
    name = cited.authors[0].family if cited.authors else cited.outlet or "anon"
    words = [w for w in _ascii(cited.title or "").split() if w not in _OPENING_WORDS]
    year = str(cited.published.year) if cited.published else "nd"
    return f"{_ascii(name).replace(' ', '')}{year}{words[0] if words else ''}-{document.doc_id[:6]}"


def _ascii(text: str) -> str:
    """Return a text as lower-case ASCII words."""
    bare = unicodedata.normalize("NFKD", text.replace("’", "").replace("'", ""))
    return " ".join(re.findall(r"[a-z0-9]+", bare.encode("ascii", "ignore").decode().lower()))


def _entry(document: Document, notes: Sequence[str]) -> str:
    cited = work(document)
    fields = {
        "author": " and ".join(_name(author) for author in cited.authors),
        "title": _braced(_escaped(cited.title or cited.description)),
        "journal": _escaped(cited.outlet or ""),
        **_date(cited),
        "url": quote(cited.url or "", safe="/:?#[]@!$&'()*+,;=%~-._"),
        "annote": _escaped("\n\n".join(notes)),
    }
    lines = [f"  {name} = {_value(name, value)}," for name, value in fields.items() if value]
    kind = "article" if cited.outlet else "misc"
    return "\n".join([f"@{kind}{{{key(document)},", *lines, "}", ""])


def _value(name: str, value: str) -> str:
    return value if name == "month" else _braced(value)


def _braced(text: str) -> str:
    return f"{{{text}}}"


def _date(cited: Work) -> dict[str, str]:
    day = cited.published
    if day is None:
        return {}
    return {"year": str(day.year), "month": _MONTHS[day.month - 1], "day": str(day.day)}


def _name(author: Author) -> str:
    """Return "Lee, Jr., Ann"; the name of an organisation in braces, so that it is not split."""
    if not author.given:
        return _braced(_escaped(author.family))
    parts = (author.family, author.suffix, author.given)
    return ", ".join(_escaped(part) for part in parts if part)


def _escaped(text: str) -> str:
    """Return a text with the characters escaped that mean something to LaTeX."""
    return text.translate(_ESCAPES)
