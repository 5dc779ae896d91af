"""The text of an article with marks, and the links around it; long ones are shown in part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from rag.segment.sentences import split_sentences
from rag.types import Attribution, Document, Span
from rag.ui.address import link as view_link
from rag.ui.marking import Mark, highlighted, without_hashes
from rag.ui.original_files import original_link
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


def article(document: Document, nav: str, body: str, *, earlier: str, later: str) -> str:
    """Return an article: its facts and `nav` on top, the text, and links to more text."""
    before = _more(earlier, "earlier", "more …") if earlier else ""
    after = _more(later, "later", "… more") if later else ""
    return (
        f'<article class="source reading"><header><h3>{byline(document)}</h3>'
        f'{link(document.url)}{nav}</header><div class="passage">{before}{body}{after}</div>'
        f"<footer>{text(document.path)}</footer></article>"
    )


def place_link(document: Document, at: Span | None, **more: object) -> str:
    """Return the address of an article at a span of it; it opens there for everybody."""
    place = document.places[0]
    where = f"{at.start}-{at.end}" if at else None
    return view_link("article", path=place.path, record=place.record, at=where, **more)


def tools(document: Document, at: Span | None) -> str:
    """Return the link to the file, and, for a place, what cites and pins it."""
    place = document.places[0]
    offset = at.start if at else 0
    page = place.page(offset)
    name = f"Original, page {page}" if page else "Original file"
    file = (
        f'<a href="{text(original_link(place, offset))}" target="_blank" rel="noopener">{name}</a>'
    )
    return file + (cite_and_pin(at) if at else "")


def cite_and_pin(at: Span) -> str:
    """Return the link that cites a span and the button that pins it."""
    place, where = at.document.places[0], f"{at.start}-{at.end}"
    record = "" if place.record is None else str(place.record)
    cite = view_link("cite", path=place.path, record=place.record, at=where)
    return (
        f'<a href="{text(cite)}">Cite</a><button type="button" class="act" data-act="pin" '
        f'data-path="{text(place.path)}" data-record="{record}" data-at="{where}">Pin</button>'
    )


def speakers_link(document: Document, at: Span | None) -> str:
    """Return the link that shows the article with its speakers marked."""
    return f'<a href="{text(place_link(document, at, speakers=1))}">Show who speaks</a>'


def stepper(where: str, before: str, after: str) -> str:
    """Return a place in a row, with links to the ones before and after, "" where there is none."""
    steps = "".join(
        f'<a href="{text(address)}" aria-label="{name}: {where}">{sign}</a>'
        if address
        else f'<span class="none" aria-hidden="true">{sign}</span>'
        for address, name, sign in ((before, "Previous", "‹"), (after, "Next", "›"))
    )
    return f'<span class="stepper">{where} {steps}</span>'


def _more(address: str, where: str, label: str) -> str:
    return (
        f'<p class="more"><a href="{text(address)}" aria-label="Show {where} text">{label}</a></p>'
    )


def body_of(
    document: Document,
    marks: Sequence[Mark],
    shown: Window,
    said: Sequence[Attribution] = (),
) -> str:
    """Return a part of an article, paragraph by paragraph, with its marks and speakers."""
    inside = [m for m in marks if m.span.start < shown.end and shown.start < m.span.end]
    parts, goto = [], shown.goto
    for start, end, heading in _paragraphs(document, shown):
        was_here = goto is not None and goto < end
        goto = None if was_here else goto
        first = without_hashes(document, start, end)
        parts.append(
            f"<p{_attributes(heading or first > start, was_here)}>"
            f"{highlighted(document, first, end, inside, said)}</p>"
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
