"""What exports share: a page of HTML that loads nothing, links, dates, and lists of references."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape as escaped

from rag import present
from rag.citing.cited import STYLES, Cited
from rag.citing.works import month_and_day

_STYLE = (
    "body{font-family:system-ui,sans-serif;line-height:1.5;max-width:45rem;margin:2rem auto;"
    "padding:0 1rem;color-scheme:light dark;overflow-wrap:break-word}"
    "blockquote{margin:1rem 0;padding-left:1rem;border-left:3px solid #888}"
    "footer,.date{font-size:.9em;opacity:.85}"
    ".references p{padding-left:2rem;text-indent:-2rem}"
    "@media print{blockquote{break-inside:avoid}}"
)
# Whatever an article contains, the page runs no script and loads nothing.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def html_page(title: str, on: date, sections: Sequence[str]) -> str:
    """Return an HTML page without scripts; opening it makes no request.

    `sections` are HTML; `on` is the date of the export.
    """
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"<title>{html(title)}</title><style>{_STYLE}</style></head>\n<body>\n"
        f'<h1>{html(title)}</h1>\n<p class="date">{exported(on)}</p>\n'
        + "\n".join(section for section in sections if section)
        + "\n</body></html>\n"
    )


def exported(on: date) -> str:
    """Return the date of an export: "Exported on March 27, 2025"."""
    return f"Exported on {month_and_day(on)}, {on.year}"


def html(text: str) -> str:
    """Return a text as HTML, on one line, shown as it is."""
    return escaped(present.printable(text))


def html_address(address: str) -> str:
    """Return an address as HTML; only a plain one becomes a link."""
    if not present.is_address(address):
        return html(address)
    return f'<a href="{html(address)}" rel="noreferrer">{html(address)}</a>'


def html_references(references: Sequence[Cited]) -> str:
    """Return a list of references as HTML; "" for an empty one."""
    if not references:
        return ""
    lines = "".join(f"<p>{one.reference_html}</p>\n" for one in references)
    return f'<section class="references"><h2>{_heading(references)}</h2>\n{lines}</section>'


def markdown_references(references: Sequence[Cited]) -> list[str]:
    """Return a list of references as paragraphs of Markdown."""
    if not references:
        return []
    return [f"## {_heading(references)}", *(one.reference_markdown for one in references)]


def _heading(references: Sequence[Cited]) -> str:
    return f"References ({STYLES[references[0].style]})"
