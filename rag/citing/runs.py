"""Text of references with titles of outlets in italics and addresses as links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape as escaped

from rag import present


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line, in italics, or an address that becomes a link, or plain."""

    text: str
    italic: bool = False
    address: bool = False


Line = tuple[Run, ...]


def plain(line: Line) -> str:
    """Return a line as plain text."""
    return "".join(run.text for run in line)


def html(line: Line) -> str:
    """Return a line as HTML; nothing in it is markup but `em` and `a`."""
    return "".join(_html(run) for run in line)


def _html(run: Run) -> str:
    text = escaped(run.text)
    if run.address and present.is_address(run.text):
        return f'<a href="{text}" rel="noreferrer">{text}</a>'
    return f"<em>{text}</em>" if run.italic else text


def markdown(line: Line) -> str:
    """Return a line as Markdown, with all markup in it escaped."""
    return "".join(_markdown(run) for run in line)


def _markdown(run: Run) -> str:
    if run.address:
        return present.markdown_address(run.text)
    return f"*{present.escape(run.text)}*" if run.italic else present.escape(run.text)


def joined(parts: Sequence[Line], between: str) -> Line:
    """Return lines as one, with a text between them; empty ones are left out."""
    made: list[Run] = []
    for part in parts:
        if part:
            made += [Run(between), *part] if made else part
    return tuple(made)


def stopped(line: Line) -> Line:
    """Return a line that ends with a full stop, unless it ends with another mark."""
    text = plain(line).rstrip("”’")
    return line if not text or text[-1] in ".?!" else (*line, Run("."))
