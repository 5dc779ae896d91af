"""A whole article in the panel, opened at a cited sentence; long ones are shown in part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from rag.segment.sentences import split_sentences
from rag.types import Document
from rag.ui.marking import Mark, highlighted
from rag.ui.render import byline, link, text

WHOLE = 50_000  # characters up to which an article is shown whole
PART = 4_000  # characters shown on either side of the sentence in a longer article


@dataclass(frozen=True, slots=True)
class Window:
    """The part of an article that is shown, in code points.

    `goto` is the offset to scroll to; None scrolls to the mark.
    """

    start: int
    end: int
    goto: int | None = None


def window(document: Document, marks: Sequence[Mark]) -> Window:
    """Return the part to show first: all of it, or the surroundings of the requested mark."""
    if document.length <= WHOLE:
        return Window(0, document.length)
    here = next((mark.span for mark in marks if mark.here), None)
    start, end = (here.start, here.end) if here else (0, 0)
    return Window(max(0, start - PART), min(document.length, end + PART))


def widened(document: Document, shown: Window, *, later: bool) -> Window:
    """Return a window extended to later or earlier text, at most `WHOLE` characters wide."""
    if later:
        end = min(document.length, shown.end + 2 * PART)
        return Window(max(shown.start, end - WHOLE), end, goto=shown.end)
    start = max(0, shown.start - 2 * PART)
    return Window(start, min(shown.end, start + WHOLE), goto=shown.start)


def view(
    document: Document,
    marks: Sequence[Mark],
    shown: Window,
    *,
    address: str,
    quotation: str | None,
) -> str:
    """Return an article with its marks; the copy button copies `quotation`, if there is one.

    `address` is the address that was opened; the links to more text repeat it.
    """
    before = _more(address, shown, "earlier") if shown.start > 0 else ""
    after = _more(address, shown, "later") if shown.end < document.length else ""
    return (
        '<div class="panel" tabindex="0" role="region" aria-label="Article">'
        f'<article class="source reading"><header><h3>{byline(document)}</h3>'
        f'{link(document.url)}<nav><a href="#back">Back to the answer</a>{_overview(address)}'
        f'{_copy(quotation)}</nav></header><div class="passage">'
        f"{before}{_body(document, marks, shown)}{after}</div>"
        f"<footer>{text(document.path)}</footer></article></div>"
    )


def _copy(quotation: str | None) -> str:
    if quotation is None:
        return ""
    return (
        f'<span class="tools"><button type="button" class="copy" data-copy="{text(quotation)}">'
        'Copy quotation with citation</button> <span class="copied" role="status"></span></span>'
    )


def _overview(address: str) -> str:
    if address.startswith("#doc-"):
        return ""
    return f'<a href="#all-{address.split("-")[1]}">All sources</a>'


def _more(address: str, shown: Window, where: str) -> str:
    target = f"#{where}-{shown.start}-{shown.end}-{address.removeprefix('#')}"
    label = "… more" if where == "later" else "more …"
    return f'<p class="more"><a href="{target}" aria-label="Show {where} text">{label}</a></p>'


def _body(document: Document, marks: Sequence[Mark], shown: Window) -> str:
    """Return a part of an article, paragraph by paragraph."""
    inside = [m for m in marks if m.span.start < shown.end and shown.start < m.span.end]
    parts, goto = [], shown.goto
    for start, end, heading in _paragraphs(document, shown):
        was_here = goto is not None and goto < end
        goto = None if was_here else goto
        parts.append(
            f"<p{_attributes(heading, was_here)}>{highlighted(document, start, end, inside)}</p>"
        )
    return "".join(parts)


def _attributes(heading: bool, was_here: bool) -> str:
    names = " ".join(name for name, has in (("heading", heading), ("goto", was_here)) if has)
    return (f' class="{names}"' if names else "") + (' tabindex="-1"' if was_here else "")


def _paragraphs(document: Document, shown: Window) -> Iterator[tuple[int, int, bool]]:
    """Yield (start, end, is a heading) of the paragraphs of a part, leaving out no text."""
    spans = split_sentences(document.body.read(shown.start, shown.end))
    for _, group in groupby(spans, key=lambda span: span.paragraph):
        found = list(group)
        start, end = shown.start + found[0].start, shown.start + found[-1].end
        yield start, end, all(span.heading for span in found)
