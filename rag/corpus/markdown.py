"""Parses Markdown: the document's text is the file, markup included, without its front matter.

Front matter, at the top of the file, is YAML between two lines of "---", TOML between two lines
of "+++", or a JSON object. The values of YAML are kept as strings (never converted to booleans,
numbers or dates). Its anchors and aliases are refused: articles do not need them, and they can
expand a few lines to gigabytes. Invalid front matter makes the whole file unreadable: a guess at
where it ends could let it into quotations.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from rag.corpus.decode import decode
from rag.corpus.files import Facts, ParsedFile, Unreadable, document
from rag.corpus.headlines import stands_above
from rag.corpus.metadata import clean, facts, from_text, labelled_title, prefer

MAX_FRONT_MATTER = 64 * 1024
"""The longest front matter that is accepted, in code points."""

_OPENING = re.compile(r"(---|\+\+\+)[ \t]*\r?\n")
_CLOSING = {
    "---": re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.MULTILINE),
    "+++": re.compile(r"^\+\+\+[ \t]*(?:\r?\n|\Z)", re.MULTILINE),
}
_JSON_OPENING = re.compile(r"\{\s*\"")
_JSON_CLOSED = re.compile(r"[ \t]*(?:\r?\n|\Z)")
# tomllib takes time quadratic in the number of parts of a key.
_LONG_KEY = re.compile(r"""(?<![\w"'-])(?:[\w"'-]++[ \t]*+\.[ \t]*+){20}""")
_HEADING = re.compile(r"^# +(\S.*?)(?: +#+)?[ \t\r]*$", re.MULTILINE)
_LOWER_HEADING = re.compile(r"^(#{2,3}) +(\S.*?)(?: +#+)?[ \t\r]*$", re.MULTILINE)
_FEWEST_WORDS = 3  # of a lower heading that is the headline: "Background" is none
_CODE = re.compile(r"^(?:```|~~~)", re.MULTILINE)
_HEADING_WITHIN = 4000
_MAX_LEVELS = 20

_KEYS = {
    "title": ("title",),
    "author": ("author", "authors"),
    "source": ("source", "publisher", "publication", "outlet", "site"),
    "url": ("url", "link", "canonicalurl", "canonical_url"),
    "published": ("published", "publishdate", "pubdate", "date"),
}


def parse(path: str, data: bytes) -> ParsedFile:
    """Parse one article. Raises Unreadable with the reason if it cannot be read."""
    decoded = decode(data)
    stated, start = _front_matter(decoded.text)
    body = decoded.text[start:]
    article = document(body, decoded.place(path, start), prefer(stated, _from_body(body)))
    return ParsedFile((article,))


def _from_body(body: str) -> Facts:
    title = _heading(body)
    found = from_text(body, title)
    return Facts(
        title=title or labelled_title(body),
        author=found.author,
        source=found.source,
        published=found.published,
    )


def _heading(body: str) -> str | None:
    """Return the first main heading; without one, the only lower one, if first."""
    shown = _CODE.split(body[:_HEADING_WITHIN], maxsplit=1)[0]
    heading = _HEADING.search(shown)
    if heading:
        return clean(heading[1])
    lower = [*_LOWER_HEADING.finditer(shown)]
    if not lower or sum(found[1] == lower[0][1] for found in lower) > 1:
        return None
    first = lower[0]
    is_headline = len(first[2].split()) >= _FEWEST_WORDS
    above = shown[: first.start()].splitlines()
    return clean(first[2]) if is_headline and all(map(stands_above, above)) else None


def _front_matter(text: str) -> tuple[Facts, int]:
    """Return the metadata in the front matter and the offset at which the body begins."""
    if _JSON_OPENING.match(text):
        return _json_front_matter(text)
    opening = _OPENING.match(text)
    closing = _CLOSING[opening[1]].search(text, opening.end()) if opening else None
    if not opening or not closing:
        return Facts(), 0
    if closing.start() > MAX_FRONT_MATTER:
        raise Unreadable(f"has front matter of more than {MAX_FRONT_MATTER // 1024} KiB")
    block = text[opening.end() : closing.start()]
    fields = _load(block) if opening[1] == "---" else _load_toml(block)
    # "---" is also a horizontal rule in Markdown: the lines between two may be a paragraph.
    return (_facts(fields), closing.end()) if isinstance(fields, dict) else (Facts(), 0)


def _json_front_matter(text: str) -> tuple[Facts, int]:
    try:
        fields, end = json.JSONDecoder(strict=False).raw_decode(text[:MAX_FRONT_MATTER])
    except RecursionError as fault:
        raise Unreadable("has too many levels in its front matter") from fault
    except json.JSONDecodeError as fault:
        where = f"line {fault.lineno}: {fault.msg}"
        raise Unreadable(f"has front matter that is not JSON ({where})") from fault
    except ValueError as fault:
        raise Unreadable("has a number that is too long in its front matter") from fault
    closed = _JSON_CLOSED.match(text, end)
    return (_facts(fields), closed.end()) if closed else (Facts(), 0)


def _load_toml(block: str) -> dict[str, object]:
    import tomllib

    if _LONG_KEY.search(block):
        raise Unreadable("has too many levels in its front matter")
    try:
        fields = tomllib.loads(block.replace("\r\n", "\n"))
    except RecursionError as fault:
        raise Unreadable("has too many levels in its front matter") from fault
    except ValueError as fault:
        raise Unreadable(f"has front matter that is not TOML: {clean(str(fault))}") from fault
    return {key: _as_text(value) for key, value in fields.items()}


def _as_text(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _load(block: str) -> object:
    import yaml  # type: ignore[import-untyped]  # ships no types

    try:
        _check(yaml.parse(block, Loader=yaml.BaseLoader))
        return yaml.load(block, Loader=yaml.BaseLoader)
    except yaml.YAMLError as fault:
        raise Unreadable(f"has front matter that is not YAML{_where(fault)}") from fault


def _check(events: Iterable[Any]) -> None:
    """Raise Unreadable for costly YAML (aliases, deep nesting) before it is loaded.

    PyYAML takes time quadratic in the depth of nesting: 15 s for 5,000 brackets.
    """
    depth = 0
    for event in events:
        kind = type(event).__name__
        depth += kind.endswith(("MappingStartEvent", "SequenceStartEvent"))
        depth -= kind.endswith(("MappingEndEvent", "SequenceEndEvent"))
        fault = "an anchor or alias" if getattr(event, "anchor", None) else None
        fault = "too many levels" if depth > _MAX_LEVELS else fault
        if fault:
            raise Unreadable(f"has {fault} in its front matter (line {event.start_mark.line + 2})")


def _where(fault: Exception) -> str:
    mark = getattr(fault, "problem_mark", None)
    problem = getattr(fault, "problem", None) or getattr(fault, "reason", None)
    line = f" (line {mark.line + 2})" if mark else ""
    return f"{line}: {clean(problem)}" if problem else line


def _facts(fields: dict[object, object]) -> Facts:
    by_name = {str(key).lower(): value for key, value in fields.items()}
    stated = {
        field: next((by_name[key] for key in keys if by_name.get(key)), None)
        for field, keys in _KEYS.items()
    }
    stated["author"] = _names(stated["author"])
    return facts(**stated)


def _names(author: object) -> object:
    """Return the name or names of an author, a mapping with a name, or a list of such."""
    if isinstance(author, list):
        return [_names(entry) for entry in author]
    return author.get("name") if isinstance(author, dict) else author
