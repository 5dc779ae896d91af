"""Extracts the text of PDF files with pypdf. Runs in the worker process.

A PDF holds lines, not sentences, so lines are joined into paragraphs, separated by a blank line; a
paragraph may continue on the next page. Page numbers and running heads are left out, ligatures
become letters. A hyphen at the end of a line is kept: "deploy-" and "ment" become "deploy-ment",
since only a dictionary could distinguish it from "well-known". Quotations are taken from this text.

Title and author of the file's properties are used only if the article's text confirms them; its
dates (when somebody pressed "print") never are.
"""

from __future__ import annotations

import io
import re
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import pairwise

from rag.corpus.files import Extract, Facts, Unreadable
from rag.corpus.metadata import confirmed, facts, from_text, prefer

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# Ligatures become letters; a soft hyphen belongs to the layout, not to the text.
_LAYOUT = str.maketrans(
    {
        "\ufb00": "ff",
        "\ufb01": "fi",
        "\ufb02": "fl",
        "\ufb03": "ffi",
        "\ufb04": "ffl",
        "\u00ad": "",
    }
)
_PAGE_NUMBER = re.compile(r"[-\u2013 ]*(?:page )?\d{1,4}(?: ?(?:of|/) ?\d{1,4})?[-\u2013 ]*", re.I)
_SENTENCE_END = re.compile(r"[.!?:\u2026][\"'\u201d\u2019)\]]*$")
_HYPHEN = re.compile(r"\w[-\u2010]$")
_ITEM = re.compile(r"[\u2022\u25aa\u25cf\u2013*-] ")

# A line ends its paragraph if it is shorter than _SHORT times the usual width and ends a sentence,
# or shorter than _HEADING times that width and the next line does not begin in lower case.
_SHORT = 0.85
_HEADING = 0.65


def extract(data: bytes) -> Extract:
    """Return the article of a PDF.

    Raises Unreadable if it is encrypted or holds no text, and any error of pypdf for a damaged
    file.
    """
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError

    try:
        pdf = PdfReader(io.BytesIO(data))
        pages = [page.extract_text() for page in pdf.pages]
        properties = pdf.metadata
    except (FileNotDecryptedError, DependencyError) as fault:
        raise Unreadable("is encrypted") from fault
    text = join_pages(pages)
    if not text:
        raise Unreadable("holds no text (a scan?)")
    stated = facts(title=properties.title, author=properties.author) if properties else Facts()
    return Extract(text, prefer(confirmed(stated, text), from_text(text)))


def join_pages(pages: Iterable[str]) -> str:
    """Join the lines of the pages into paragraphs, separated by blank lines.

    >>> join_pages(["The leaders met and", "decided.\\n1"])
    'The leaders met and decided.'
    """
    lines = [line for page in _without_furniture(map(_lines, pages)) for line in page]
    return "\n\n".join(_paragraphs(lines))


def _lines(page: str) -> list[str]:
    # Broken fonts yield surrogates: pairs become their character, lone ones become U+FFFD.
    paired = page.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    readable = _CONTROLS.sub("", paired.translate(_LAYOUT))
    return [" ".join(line.split()) for line in readable.split("\n")]


def _without_furniture(pages: Iterable[Sequence[str]]) -> Iterator[list[str]]:
    """Drop page numbers, and running heads and feet from all pages but the first.

    A running head or foot is a first or last line, digits aside, of at least three pages and of
    more than half of them.
    """
    filled = [_trimmed(page) for page in pages]
    edges = Counter(_unnumbered(line) for page in filled for line in {*page[:1], *page[-1:]})
    heads = {line for line, count in edges.items() if count >= 3 and 2 * count > len(filled)}
    for number, page in enumerate(filled):
        known = heads if number else set()
        first = 1 if _is_furniture(page[:1], known) else 0
        last = len(page) - 1 if _is_furniture(page[-1:], known) else len(page)
        yield list(page[first:last])


def _is_furniture(edge: Sequence[str], heads: Set[str]) -> bool:
    return any(_PAGE_NUMBER.fullmatch(line) or _unnumbered(line) in heads for line in edge)


def _trimmed(page: Sequence[str]) -> Sequence[str]:
    filled = [place for place, line in enumerate(page) if line]
    return page[filled[0] : filled[-1] + 1] if filled else []


def _unnumbered(line: str) -> str:
    return re.sub(r"\d+", "", line)


def _paragraphs(lines: Sequence[str]) -> list[str]:
    paragraphs: list[list[str]] = [[]]
    width = statistics.median([len(line) for line in lines if len(line) >= 20] or [0])
    for line, following in pairwise([*lines, ""]):
        paragraphs[-1] += [line, "" if _HYPHEN.search(line) else " "]
        if _ends_paragraph(line, following, width):
            paragraphs.append([])
    return [text for text in map(str.rstrip, map("".join, paragraphs)) if text]


def _ends_paragraph(line: str, following: str, width: float) -> bool:
    if not line or not following or _ITEM.match(following):
        return True
    if len(line) < _SHORT * width and _SENTENCE_END.search(line):
        return True
    return len(line) < _HEADING * width and not following[0].islower()
