"""Filters that a question names: "articles since March 2025", "according to the Courier".

Only what speaks of publishing, reporting or saying becomes a filter. A date that belongs to what is
asked ("the Budapest Memorandum of 1994", "what was signed in March 2025?") never does.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rag.english.calendar import PERIOD, RANGE, read_period, read_range, with_year
from rag.errors import ConfigError, QuestionError
from rag.question.similar_names import nearest_hint
from rag.question.understand import ASKS_FOR_WORDS
from rag.types import Filters

_ARTICLE = r"(?:(?:news\s+|press\s+)?(?:articles?|reports|stories)|coverage|news|reporting)"
_PUBLISHED = r"(?:(?:that\s+(?:was|were)\s+)?(?:published|printed|written)\s+)?"
_SAID = rf"(?:{ASKS_FOR_WORDS})"
_REPORT = rf"(?:{ASKS_FOR_WORDS}|publish|published|print|printed)"
_SOMEBODY = r"(?:\S+\s+){1,5}?"
_ASKS = rf"what\s+(?:did|does|do|has|have|had|was|is)\s+{_SOMEBODY}"
_ABOUT = r"(?:about|on|of|regarding)"
_END = r"(?=\s*[?.!]*$)"

# `cut` is what becomes a filter and is not searched for; `when` in it is the range of dates.
_DATED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?P<cut>^what\s+(?:do|did|does)\s+(?:the\s+)?{_ARTICLE}\s+{_PUBLISHED}(?P<when>{RANGE})"
        rf"\s+(?:say|report)\s+{_ABOUT}\s+)",
        rf"(?P<cut>(?:,?\s*\b(?:in|from|by)\s+)?(?:the\s+)?\b{_ARTICLE}\s+{_PUBLISHED}"
        rf"(?P<when>{RANGE}),?)",
        rf"^what\s+(?:was|has\s+been|were|is)\s+(?:published|written|reported|printed)\s+"
        rf"(?P<cut>(?P<when>{RANGE}))",
        rf"(?P<cut>,\s*(?:as\s+)?(?:published|printed)\s+(?P<when>{RANGE})){_END}",
        rf"^(?:and\s+)?{_ASKS}{_SAID}\s+(?P<cut>(?P<when>{RANGE}))(?:{_END}|(?=\s+{_ABOUT}\b))",
        rf"^(?P<cut>(?P<when>{RANGE}),\s*){_ASKS}{_SAID}\b",
        rf"^(?:and\s+)?what\s+(?:has|have)\s+{_SOMEBODY}{_SAID}\s.*?"
        rf"(?P<cut>(?P<when>\bsince\s+{PERIOD})){_END}",
    )
)
# A whole follow-up: "and since March 2025?"
_ONLY_DATED = re.compile(rf"(?P<cut>(?P<when>{RANGE}))[\s?.!]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Words of a question, from `start` up to, not including, `end`, and the filter they name."""

    start: int
    end: int
    filters: Filters


def narrowings(question: str, sources: Collection[str]) -> list[Narrowing]:
    """Return the words of a question that name a filter, in order; `sources` are all outlets."""
    found = [*_of_dates(question), *_of_sources(question, sources)]
    kept: list[Narrowing] = []
    for narrowing in sorted(found, key=lambda n: (n.start, -n.end)):
        if not kept or narrowing.start >= kept[-1].end:
            kept.append(narrowing)
    return kept


def only_filters(
    words: str, sources: Collection[str], *, year: int | None = None
) -> Filters | None:
    """Return the filter that words are if they are nothing else: "since 2024", "in the Courier".

    "In March" is of the `year`.
    """
    dated = _ONLY_DATED.fullmatch(with_year(words.strip(), year) if year else words.strip())
    allowed = read_range(dated["when"]) if dated else None
    if allowed:
        return Filters(published_from=allowed[0], published_to=allowed[1])
    outlet = find_outlet(words, sources)
    if outlet:
        return Filters(sources=(outlet,))
    for narrowing in _of_sources(words.strip(), sources):
        rest = words.strip()[: narrowing.start] + words.strip()[narrowing.end :]
        if not any(c.isalnum() for c in rest):
            return narrowing.filters
    return None


def without(question: str, cut: Sequence[Narrowing]) -> str:
    """Return a question without some of its words; all of it if no word would be left."""
    text = question
    for narrowing in reversed(cut):
        text = f"{text[: narrowing.start]} {text[narrowing.end :]}"
    text = re.sub(r"\s+(?=[?.,!])", "", " ".join(text.split())).strip(" ,")
    return text if any(c.isalnum() for c in text) else question


def merged(filters: Filters, narrowing: Filters) -> Filters:
    """Return filters with what a narrowing sets put on top; dates replace dates as a pair."""
    if narrowing.published_from or narrowing.published_to:
        filters = replace(
            filters,
            published_from=narrowing.published_from,
            published_to=narrowing.published_to,
        )
    return replace(filters, sources=narrowing.sources) if narrowing.sources else filters


def includes(filters: Filters, narrowing: Filters) -> bool:
    """Return whether filters already have all that a narrowing sets."""
    return merged(filters, narrowing) == filters


def require_range(filters: Filters) -> None:
    """Raise ConfigError for a range of dates that ends before it begins."""
    first, last = filters.published_from, filters.published_to
    if first and last and first > last:
        raise ConfigError(
            f"the range of dates, {first} to {last}, ends before it begins: exchange the two"
        )


def find_source(name: str, sources: Collection[str]) -> str | None:
    """Return the one outlet of a name, or of a name that ends with it; None if there is none."""
    wanted = _plain(name)
    exact = [source for source in sources if _plain(source) == wanted]
    ending = [source for source in sources if _plain(source).endswith(f" {wanted}")]
    found = exact or ending
    return found[0] if wanted and len(found) == 1 else None


def find_outlet(words: str, sources: Collection[str]) -> str | None:
    """Return the outlet that words name, "the Courier" or "oskerby courier"; None for no outlet.

    In lower case a single word is none: "the record".
    """
    name = re.sub(r"^the\s+", "", words.strip(), flags=re.IGNORECASE)
    source = find_source(name, sources)
    whole = source is not None and " " in name and _plain(name) == _plain(source)
    return source if whole or name[:1].isupper() else None


def require_sources(names: Sequence[str], sources: Collection[str]) -> tuple[str, ...]:
    """Return outlets as the index names them. Raises QuestionError for one that it has not."""
    found = {name: find_source(name, sources) for name in names}
    for name, source in found.items():
        if source is None:
            hint = nearest_hint(name, sources)
            raise QuestionError(f"no article in this index is from “{name}”{hint}")
    return tuple(dict.fromkeys(str(source) for source in found.values()))


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("’", "'").split()).removeprefix("the ")


def _of_dates(question: str) -> Iterator[Narrowing]:
    for pattern in _DATED:
        for match in pattern.finditer(question):
            allowed = read_range(match["when"])
            if allowed:
                first, last = allowed
                filters = Filters(published_from=first, published_to=last)
                yield Narrowing(*match.span("cut"), filters)


def _of_sources(question: str, sources: Collection[str]) -> Iterator[Narrowing]:
    for form in _forms_in(question.casefold().replace("’", "'"), sources):
        source = find_source(form, sources)
        for pattern in _sourced(form):
            for match in pattern.finditer(question) if source else ():
                # "in the record" is no outlet, "in the Record" may be one.
                whole = form == _plain(str(source)) and " " in form
                if source and (whole or match["name"][:1].isupper()):
                    yield Narrowing(*match.span("cut"), Filters(sources=(source,)))


def _forms_in(question: str, sources: Collection[str]) -> set[str]:
    """Return the names of outlets, and the ends of their names, that stand in a question."""
    plain = [_plain(source).split() for source in sources]
    forms = {" ".join(words[start:]) for words in plain for start in range(len(words))}
    return {form for form in forms if form in question}


def _sourced(name: str) -> Iterator[re.Pattern[str]]:
    """Yield the ways to name an outlet as the one that reports."""
    named = r"\s+".join(re.escape(word).replace("'", "['’]") for word in name.split())
    article = rf"(?:the\s+)?(?P<name>{named})"
    for pattern in (
        rf"(?P<cut>^(?:and\s+)?what\s+(?:did|does|has|have)\s+{article}\s+(?:ever\s+)?{_REPORT}\s+{_ABOUT}\s+)",
        rf"(?P<cut>^(?:and\s+)?{article}\s+(?:on|about)\s+)",
        rf"(?P<cut>,?\s*\baccording\s+to\s+{article}(?!\w),?)",
        rf"(?P<cut>,?\s*\b(?:in|from|by)\s+(?:the\s+)?{_ARTICLE}\s+(?:of|in|from|by)\s+{article}(?!\w),?)",
        rf"(?P<cut>,?\s*\b(?:as\s+)?(?:reported|published|written|printed)\s+(?:in|by)\s+{article}(?!\w),?)",
        rf"(?P<cut>,?\s*\bin\s+the\s+(?P<name>{named}),?)(?:{_END}|(?<=,)\s|\s+(?=about\b))",
        rf"(?P<cut>,?\s*\bin\s+the\s+(?P<name>{named})['’]s?\s+{_ARTICLE},?)",
    ):
        yield re.compile(pattern, re.IGNORECASE)


def read_day(name: str, written: str | None, *, last: bool) -> date | None:
    """Return the first or the last day of what was given as `name`; None for nothing.

    Raises ConfigError for what is no date.
    """
    if written is None:
        return None
    period = read_period(written)
    if period is None:
        raise ConfigError(f"{name} is {written!r}: use a date like 2025-04-05, 2025-04 or 2025")
    return period[last]


@dataclass(frozen=True, slots=True)
class Overrides:
    """Filters that are set one by one; a field that is None changes nothing."""

    speaker: str | None = None
    published_from: date | None = None
    published_to: date | None = None
    sources: tuple[str, ...] | None = None

    @property
    def given(self) -> bool:
        """True if any is set."""
        return self != Overrides()

    def applied_to(self, filters: Filters) -> Filters:
        """Return filters with the fields that are set in their places."""
        return Filters(
            speaker=filters.speaker if self.speaker is None else self.speaker,
            published_from=self.published_from or filters.published_from,
            published_to=self.published_to or filters.published_to,
            sources=filters.sources if self.sources is None else self.sources,
            other_than=filters.other_than,
        )
