"""Date and outlet from the name of a file and its folders, where the text states none.

    politico_2016-10-04_debate.txt    2025/06/27/mussels.txt    _posts/2025-06-27-mussels.md
    bay.example/2025/06/27/pier.html  20250627 pier.txt

A name is somebody's word, but not the article's: whatever is taken from it is told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from rag.corpus.files import Facts
from rag.english.calendar import parse_date

_DATE = re.compile(
    r"(?<![0-9A-Za-z])((?:19|20)\d\d)(?:([-_./])(\d\d)\2(\d\d)|(\d\d)(\d\d))(?![0-9A-Za-z])"
)
_OUTLET = re.compile(
    r"([A-Za-z][A-Za-z0-9&' -]*[A-Za-z0-9])_(?=(?:19|20)\d\d[-_.]?\d\d[-_.]?\d\d(?!\d))"
)
# "gz" is no country: "june.tar.gz" is an archive, which is read as a folder.
_HOST = re.compile(
    r"(?:www\.)?((?:[a-z0-9-]+\.)+(?:com|org|net|info|news|press|media|co|eu|gov|edu|(?!gz)[a-z]{2}))",
    re.IGNORECASE,
)
# Kinds of texts, and what people do with files: words before a date that are no outlet.
_KINDS = frozenset(
    """
    address analysis article articles backup blog brief briefing chapter clip clipping column
    comment communique copy data debate diary doc document documents download draft editorial
    email entry essay event export extract feature file final hansard hearing image img
    interview item journal letter mail meeting memo minutes news newsletter note notes obituary
    opinion page paper photo post posts press pressrelease profile protocol recording release
    remarks report reports review scan scans screenshot section sermon session speech statement
    statements story summary talk testimony text texts transcript transcripts translation tweet
    update version video web
    """.split()
)


_WORDS = {"published": "date", "source": "outlet"}  # fields, as a doubt calls them


def from_path(path: str) -> Facts:
    """Return the date and the outlet that a path states, each None where it is unclear.

    >>> facts = from_path("us/politico_2016-10-04_debate.txt")
    >>> facts.source, facts.published
    ('politico', datetime.date(2016, 10, 4))
    """
    *folders, name = path.split("/")
    return Facts(source=_outlet(folders, name), published=_date(path, name))


def from_name_alone(fields: Sequence[str]) -> str:
    """Return the doubt about fields that are taken from a file's name, "" for none.

    >>> from_name_alone(["published", "source"])
    'has its date and outlet from its name alone'
    """
    words = " and ".join(_WORDS[field] for field in fields)
    return f"has its {words} from its name alone" if words else ""


def taken_from_name(doubt: str) -> list[str]:
    """Return the fields that a doubt is about; [] for one that `from_name_alone` did not write."""
    match = re.fullmatch("has its (.+) from its name alone", doubt)
    words = match[1].split(" and ") if match else []
    return [field for field, word in _WORDS.items() if word in words]


def _date(path: str, name: str) -> date | None:
    """Return the only date of the name, else the only date of the whole path."""
    return _only_date(name.rpartition(".")[0]) or _only_date(path)


def _only_date(text: str) -> date | None:
    written = {"-".join(filter(None, (m[1], m[3] or m[5], m[4] or m[6]))) for m in _dates(text)}
    days = {day for day in map(parse_date, written) if day}
    return days.pop() if len(days) == 1 else None


def _dates(text: str) -> list[re.Match[str]]:
    # A date may begin where one that is none ends: "2024/2025/06/27".
    starts = (found.start() for found in re.finditer(r"(?:19|20)\d\d", text))
    return [match for start in starts if (match := _DATE.match(text, start))]


def _outlet(folders: list[str], name: str) -> str | None:
    before_date = _OUTLET.match(name)
    if before_date:
        words = re.split(r"[^a-z]+", before_date[1].casefold())
        return None if _KINDS.intersection(words) else before_date[1]
    hosts = [match[1].lower() for match in map(_HOST.fullmatch, folders) if match]
    return hosts[0] if len(hosts) == 1 else None
