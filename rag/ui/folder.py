"""The list of indexed articles, and of skipped files with the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rag.corpus import Skipped
from rag.present import record
from rag.types import Document
from rag.ui.render import text

MAX_ROWS = 500  # rows that are sent: a list that nobody scrolls through must not stall the page


def listing(documents: Sequence[Document], skipped: Sequence[Skipped]) -> str:
    """Return the articles with date, outlet and size, and under them what was skipped."""
    rows = "".join(map(_row, documents[:MAX_ROWS]))
    left = _left(len(documents))
    return (
        f'<div class="folder" tabindex="0" role="region" aria-label="Articles">'
        f"<p>{_summary(documents)}</p><table><thead><tr><th>Article</th><th>Date</th>"
        f"<th>Outlet</th><th>Characters</th></tr></thead><tbody>{rows}</tbody></table>"
        f"{left}{_skipped(skipped)}</div>"
    )


def _summary(documents: Sequence[Document]) -> str:
    dates = sorted(d.published for d in documents if d.published)
    size = sum(d.length for d in documents)
    parts = [f"{len(documents):,} articles", f"{size:,} characters"]
    if dates:
        undated = len(documents) - len(dates)
        parts.append(f"{dates[0].isoformat()} to {dates[-1].isoformat()}, {undated:,} undated")
    outlets = Counter(d.source for d in documents if d.source).most_common(5)
    if outlets:
        parts.append("outlets: " + ", ".join(f"{name} ({count:,})" for name, count in outlets))
    return text(" · ".join(parts))


def _row(document: Document) -> str:
    published = document.published.isoformat() if document.published else ""
    return (
        f'<tr><td><a href="#doc-{document.doc_id}">{text(document.name)}</a>'
        f'<span class="facts">{text(document.path)}</span></td><td>{published}</td>'
        f"<td>{text(document.source or '')}</td><td>{document.length:,}</td></tr>"
    )


def _left(count: int) -> str:
    return f"<p>and {count - MAX_ROWS:,} more</p>" if count > MAX_ROWS else ""


def _skipped(skipped: Sequence[Skipped]) -> str:
    if not skipped:
        return "<p>Nothing was skipped.</p>"
    items = "".join(f"<li>{text(_reason(s))}</li>" for s in skipped[:MAX_ROWS])
    return f"<h3>Skipped: {len(skipped):,}</h3><ul>{items}</ul>{_left(len(skipped))}"


def _reason(skipped: Skipped) -> str:
    return f"{record(skipped.path, skipped.record)}: {skipped.reason}"
