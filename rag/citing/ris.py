"""References in the RIS format, which Zotero, EndNote and Mendeley import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rag.citing.works import work
from rag.types import Document

_END = "\r\n"


def entries(documents: Sequence[Document], notes: Mapping[str, Sequence[str]] | None = None) -> str:
    """Return an entry for each article, as a newspaper article; `notes` by doc_id are added."""
    return "".join(_entry(d, (notes or {}).get(d.doc_id, ())) for d in documents)


def _entry(document: Document, notes: Sequence[str]) -> str:
    cited, day = work(document), document.published
    fields = [
        ("TY", "NEWS"),
        *(("AU", author.inverted) for author in cited.authors),
        ("TI", cited.title or cited.description),
        ("T2", cited.outlet),
        ("PY", str(day.year) if day else None),
        ("DA", f"{day:%Y/%m/%d}" if day else None),
        ("UR", cited.url),
        *(("N1", note) for note in notes),
    ]
    lines = [f"{tag}  - {' '.join(value.split())}" for tag, value in fields if value]
    return _END.join([*lines, "ER  - ", "", ""])
