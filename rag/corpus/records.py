"""Articles in records with named fields: JSON objects, and the rows of a table.

Scrapers, news APIs and archives name the same fields differently: "maintext", "publishedAt",
"media_name". The names here are those that news-please, newspaper3k and newspaper4k, trafilatura,
NewsAPI, GNews, mediastack, Event Registry, Webz.io, the Guardian's and the New York Times' APIs,
Media Cloud, GDELT, RealNews, CC-News, WordPress, JSON Feed and schema.org write. They are compared
by letters and digits alone: "Publish_Date" is "publishDate". When a page was downloaded, indexed or
changed is never taken for its date of publication.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from html import unescape
from operator import itemgetter

from rag.corpus.charset import wrong_letters
from rag.corpus.files import Extract, Facts, Unreadable
from rag.corpus.markup import has_markup
from rag.corpus.metadata import clean, facts
from rag.english.calendar import parse_date

# The names of each field, the most certain first; `_name` makes them of a record's own names.
_NAMES = {
    "text": """
        text maintext content body article articlebody articletext articlecontent fulltext
        fullcontent fullarticle bodytext storytext storybody story contenttext plaintext
        cleantext cleanedtext paragraphs rawcontent rawtext contenthtml bodyhtml
    """.split(),
    "title": "title headline headlines heading articletitle webtitle titlepage titlerss".split(),
    "author": """
        author authors byline bylines creator creators dccreator writer writers journalist
        journalists reporter articleauthor
    """.split(),
    "source": """
        source sourcename outlet medianame publication publicationname publisher newspaper
        sitename metasitename sourcehostname provider site website sourcetitle thread
    """.split(),
    "domain": "sourcedomain domain hostname sourceurl mediaurl".split(),
    "url": """
        url link weburl articleurl canonicalurl canonicallink permalink storyurl respondedurl
        requestedurl
    """.split(),
    "published": """
        published publisheddate publishedat publishedon publishedtime publishdate publishtime
        datepublished datepublish publicationdate publicationtime pubdate dateposted posteddate
        webpublicationdate firstpublished firstpublicationdate displaydate releasedate date
        articledate datetimepub datetime seendate
    """.split(),
}
# The field of each name, and how certain it is: 0 is the most certain.
_FIELDS = {name: (field, rank) for field in _NAMES for rank, name in enumerate(_NAMES[field])}

Fields = tuple[tuple[str, str], ...]
"""The fields of a record that were read, as `Place.fields` has them."""

_SHOWN = {"source": "outlet", "published": "date"}
_COUNTED = ("title", "author", "source", "published")

# Objects around or inside a record that hold its fields, and the keys of a value within an object.
_WRAPPERS = "_source article fields data attributes item node post story document".split()
_INNER = "name title rendered main original text content $date value site #text".split()

_NOTHING = frozenset({"", "nan", "none", "null", "n/a", "na", "unknown", "-", "[]", "[removed]"})
_CUT_OFF = re.compile(r"\s*\[\+\d+ char(?:acter)?s\]\s*\Z")
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{2,6}|#x[0-9A-Fa-f]{2,5});")
_GDELT_TIME = re.compile(r"(\d{8})T\d{6}Z?")
_ADDRESS = re.compile(r"\s*[a-z]+://", re.IGNORECASE)
_HOST = re.compile(r"(?:[a-z]+://)?(?:www\.)?([\w-]+(?:\.[\w-]+)+)(?:[:/?#].*)?", re.IGNORECASE)
_LONGEST_LIST = 5000
# Where a byline's author is: "Ann Lee in Oslo and Bo Ek in New York".
_PLACE = re.compile(r"(?<=\w) in [A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3}(?=$|,| and )")


class RecordReader:
    """Reads the records of one file, and counts what they lack.

    `plain` turns a text with HTML markup into one without, `doubt` is that of the file: the
    encoding that was guessed for it.
    """

    def __init__(self, plain: Callable[[str], str], doubt: str | None = None) -> None:
        self._plain = plain
        self._doubt = doubt
        self._read = 0
        self._used: dict[str, str] = {}
        self._mappings: dict[Fields, Fields] = {}  # each kept once, however many records have it
        self._counts: Counter[str] = Counter()
        self._unclear: str | None = None

    def article(self, record: Mapping[str, object], number: int | None = None) -> Extract:
        """Return the article of a record. Raises Unreadable if it has no text."""
        values = _Values(record)
        name, text = self._text(values)
        author, source, published, url = map(values.first, ("author", "source", "published", "url"))
        outlet, outlet_name = _outlet(values)
        stated = facts(
            title=_without_outlet(_unescaped(values.first("title")[1]), outlet),
            author=_authors(author[1]),
            source=_unescaped(outlet),
            url=url[1] if isinstance(url[1], str) else _page(source[1]),
            published=_date(published[1]),
        )
        _refuse_surrogates(text, stated.title, values.first("title")[1], author[1], outlet)
        read = {field: values.first(field)[0] for field in _NAMES if field != "domain"}
        read |= {"text": name, "source": outlet_name}
        for field, own in read.items():
            self._note(field, own)
        self._read += 1
        for field in _COUNTED:
            self._counts[field] += getattr(stated, field) is None
        if stated.published is None and published[1] is not None:
            self._unclear = self._unclear or clean(str(published[1]), 40)
        self._counts["wrong letters"] += self._doubt is None and wrong_letters(text) is not None
        return Extract(text, stated, number, doubt=self._doubt, fields=self._fields(stated, read))

    def notes(self) -> tuple[str, ...]:
        """Return which fields were read as what, and how many articles lack which."""
        found = [self._mapping(), self._lacking()]
        if self._counts["cut off"]:
            found.append(f"texts that their provider cut off: {self._counts['cut off']}")
        if self._counts["markup"]:
            found.append(f"texts read without their HTML markup: {self._counts['markup']}")
        if self._counts["wrong letters"]:
            counted = self._counts["wrong letters"]
            found.append(f"texts with letters that were lost or converted wrongly: {counted}")
        return tuple(filter(None, found))

    def _fields(self, stated: Facts, read: Mapping[str, str | None]) -> Fields:
        """Return which field of the record became which part of the article."""
        used = tuple(
            (field, own)
            for field, own in read.items()
            if own is not None and (field == "text" or getattr(stated, field) is not None)
        )
        return self._mappings.setdefault(used, used)

    def _mapping(self) -> str:
        named = [(field, own, _SHOWN.get(field, field)) for field, own in self._used.items()]
        other = [f'"{own}" as {shown}' for field, own, shown in named if own not in (field, shown)]
        return f"read {', '.join(other)}" if other else ""

    def _lacking(self) -> str:
        lacking = [(_SHOWN.get(f, f), self._counts[f]) for f in _COUNTED if self._counts[f]]
        unclear = f" (a date like “{self._unclear}” is unclear)" if self._unclear else ""
        if self._read == 1 and lacking:
            return f"states no {', no '.join(field for field, _ in lacking)}{unclear}"
        counts = ", ".join(f"{count} without {field}" for field, count in lacking)
        return f"of {self._read} articles {counts}{unclear}" if counts else ""

    def _note(self, field: str, name: str | None) -> None:
        # Of several names, one that is not ours is shown.
        if name is not None and self._used.setdefault(field, name) == field:
            self._used[field] = name

    def _text(self, values: _Values) -> tuple[str, str]:
        """Return the name of the field with the text, and the text without markup."""
        stated = ((name, _joined(value)) for name, value in values.all("text"))
        name, text = next(((n, joined) for n, joined in stated if joined is not None), ("", ""))
        if not text:
            raise Unreadable(values.missing())
        _refuse_surrogates(text)
        whole = _CUT_OFF.sub("", text) if text.rstrip().endswith("s]") else text
        self._counts["cut off"] += whole != text
        if has_markup(whole):
            self._counts["markup"] += 1
            plain = self._plain(whole)
            if not plain:
                raise Unreadable("holds no text in its markup")
            return name, plain
        return name, unescape(whole) if "&" in whole and _ENTITY.search(whole) else whole


class _Values:
    """The values of a record by field, under whichever names it has them."""

    def __init__(self, record: Mapping[str, object], *, wrapped: bool = True) -> None:
        inner = (record[key] for key in _WRAPPERS if wrapped and isinstance(record.get(key), dict))
        whole = dict(record)
        for fields in inner:
            whole.update(fields if isinstance(fields, dict) else {})
        self._blank = False
        self._stated: dict[str, list[tuple[int, str, object]]] = {}  # by field
        for name, own in {_name(str(key)): key for key in whole}.items():
            if name in _FIELDS:
                field, rank = _FIELDS[name]
                self._stated.setdefault(field, []).append((rank, str(own), whole[own]))
        self._firsts: dict[str, tuple[str | None, object]] = {}

    def all(self, field: str) -> Iterator[tuple[str, object]]:
        """Yield the names and the values that the record states for a field."""
        for _, own, value in sorted(self._stated.get(field, ()), key=itemgetter(0)):
            if isinstance(value, dict):
                value = _inside(value)
            if isinstance(value, str) and _is_nothing(value):
                self._blank = self._blank or field == "text"
            elif value is not None and value != []:
                yield own, value

    def first(self, field: str) -> tuple[str | None, object]:
        """Return the first of them, or (None, None)."""
        if field not in self._firsts:
            self._firsts[field] = next(self.all(field), (None, None))
        return self._firsts[field]

    def missing(self) -> str:
        """Return the reason why there is no text."""
        name, _ = self.first("text")
        if name is not None:
            return f'has a "{clean(name, 60)}" that is no string'
        if self._blank:
            return "is empty"
        return 'has no "text", "content", "body" or other field with an article'


def shown_fields(fields: Fields) -> str:
    """Return which field of a record became which part of an article, in words.

    >>> shown_fields((("text", "maintext"), ("title", "title"), ("published", "seendate")))
    '"maintext" as text, "title" as title, "seendate" as date'
    """
    return ", ".join(f'"{own}" as {_SHOWN.get(field, field)}' for field, own in fields)


def states_text(record: Mapping[str, object]) -> bool:
    """Return whether an object has the text of an article, and not one object deeper."""
    return any(_joined(value) for _, value in _Values(record, wrapped=False).all("text"))


def has_text_field(names: Iterable[str]) -> bool:
    """Return whether one of these names is that of an article's text.

    >>> has_text_field(["id", "Main_Text"]), has_text_field(["id", "summary"])
    (True, False)
    """
    return not {_name(name) for name in names}.isdisjoint(_NAMES["text"])


def shortened(skipped: list[tuple[int, str]], word: str) -> tuple[tuple[int | None, str], ...]:
    """Return the skipped records of a file, those with the same reason as one if they are many.

    >>> shortened([(n, "is empty") for n in range(1, 13)], "line")
    ((1, 'lines 1, 2, 3 and 9 more: each is empty'),)
    """
    by_reason: dict[str, list[int]] = {}
    for number, reason in skipped:
        by_reason.setdefault(reason, []).append(number)
    found = []
    for reason, numbers in by_reason.items():
        if len(numbers) > 10:
            few = ", ".join(map(str, numbers[:3]))
            found.append((numbers[0], f"{word}s {few} and {len(numbers) - 3} more: each {reason}"))
        else:
            found += [(number, f"{word} {number} {reason}") for number in numbers]
    return tuple(sorted(found))


@cache
def _name(own: str) -> str:
    return re.sub(r"[^a-z0-9]", "", own.casefold())


def _is_nothing(value: str) -> bool:
    return not value or value.isspace() or (len(value) < 10 and value.strip().lower() in _NOTHING)


def _inside(value: dict[str, object]) -> object:
    return next((value[key] for key in _INNER if isinstance(value.get(key), str | list)), None)


def _joined(value: object) -> str | None:
    """Return a text, or the paragraphs of a list separated by blank lines."""
    if isinstance(value, list):
        parts = [part.get("text") if isinstance(part, dict) else part for part in value]
        kept = [part for part in parts if isinstance(part, str)]
        return "\n\n".join(kept) if kept and len(kept) == len(parts) else None
    return value if isinstance(value, str) else None


def _authors(value: object) -> object:
    """Return the names of the authors: of objects, of a list, or of a list written as a text."""
    if isinstance(value, str):
        listed = _written_list(value) if value.lstrip().startswith("[") else None
        if listed:
            return _authors(listed)
        return _PLACE.sub("", re.sub(r"^by ", "", value.strip(), flags=re.I))
    if not isinstance(value, list):
        return None
    named = (_inside(entry) if isinstance(entry, dict) else entry for entry in value)
    return [re.sub(r"^by ", "", name, flags=re.I) for name in named if isinstance(name, str)]


def _written_list(text: str) -> list[object] | None:
    try:
        value = ast.literal_eval(text.strip()) if len(text) < _LONGEST_LIST else None
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return None
    return value if isinstance(value, list) else None


def _without_outlet(title: object, outlet: object) -> object:
    """Return a title without the outlet's name, which NewsAPI and Google News put behind it."""
    if isinstance(title, str) and isinstance(outlet, str) and outlet in title:
        return re.sub(rf"(?<=\S) [-|\u2013\u2014] {re.escape(outlet)}\s*$", "", title)
    return title


def _outlet(values: _Values) -> tuple[str | None, str | None]:
    """Return the outlet's name, else the host of its address, and the field that has it."""
    stated = [(own, value) for own, value in values.all("source") if isinstance(value, str)]
    for own, value in stated:
        if not _ADDRESS.match(value):
            return value, own
    hosts = [(own, value) for own, value in values.all("domain") if isinstance(value, str)]
    for own, value in (*hosts, *stated):
        host = _HOST.fullmatch(value.strip())
        if host:
            return host[1].lower(), own
    return None, None


def _page(source: object) -> str | None:
    """Return a "source" that is the address of a page."""
    address = re.match(r"https?://[^/\s]+/.", source) if isinstance(source, str) else None
    return str(source) if address else None


def _date(value: object) -> object:
    if not isinstance(value, str):
        return None
    compact = _GDELT_TIME.fullmatch(value.strip())
    return parse_date(compact[1] if compact else value)


def _unescaped(value: object) -> object:
    return unescape(value) if isinstance(value, str) and _ENTITY.search(value) else value


def _refuse_surrogates(*values: object) -> None:
    """Raise Unreadable for a lone surrogate: JSON can escape one, but UTF-8 cannot encode it."""
    try:
        for value in values:
            if isinstance(value, str) and not value.isascii():
                value.encode("utf-8")
    except UnicodeEncodeError as fault:
        raise Unreadable("holds half of a surrogate pair, which is no character") from fault
