"""All wording of refusals: what is missing, and which articles were searched."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag import present
from rag.present import and_list
from rag.types import Filters, Query

_A_NOUN = re.compile(r"(?:the|a|an|one|some)\s+[a-z]")
_SEVERAL = re.compile(r"\b(?:[a-z]+[^s\W]s|people)$")  # "European leaders"


def refusal(query: Query, unknown: Sequence[str], scope: str, lacking: str | None) -> str:
    """Return why a question is not answered.

    `unknown` are the words of the question that no article has. `scope` is what `scope_of` returns.
    `lacking` is what a speaker who is quoted is not quoted with, if that was asked for: "promise".
    """
    missing = _missing(query, unknown, everywhere=not scope)
    if lacking and not unknown:
        missing = f"{query.speaker} is quoted, but with no clear {lacking}"
    return f"{missing}; {scope}" if scope else missing


def scope_of(filters: Filters, *, passages: int, undated: int) -> str:
    """Return which articles filters on dates and outlets left to search, "" without such filters.

    `passages` is how many passages they allow, `undated` how many articles were left out because
    they have no date.
    """
    kept = present.articles(filters)
    if not kept:
        return ""
    searched = f"only articles {kept} were searched" if passages else f"there is no article {kept}"
    if not undated:
        return searched
    left_out = "1 article" if undated == 1 else f"{undated} articles"
    return f"{searched} ({left_out} without a date left out)"


def _missing(query: Query, unknown: Sequence[str], *, everywhere: bool) -> str:
    if unknown:
        return f"no article mentions {_either(unknown)}"
    if query.speaker:
        about = f" on {query.topic}" if query.topic else ""
        rewritten = query.shown_as is not None and str(query.topic) not in query.shown_as
        if query.topic and (rewritten or query.topic == query.text):
            about = " on this question"
        if _A_NOUN.match(query.speaker):
            return f"nobody described as “{query.speaker}” is clearly quoted{about}"
        be = "are" if _SEVERAL.search(query.speaker) else "is"
        mentioned = f"{be} mentioned, but " if everywhere else ""
        return f"{query.speaker} {mentioned}{be} not clearly quoted{about}"
    if query.filters.other_than:
        others = and_list(query.filters.other_than)
        return f"nobody other than {others} is clearly quoted on this topic"
    return "no sentence in the articles clearly answers this"


def _either(names: Sequence[str]) -> str:
    """Quote names and join them: “a”, “b” or “c”."""
    quoted = [f"“{name}”" for name in names]
    return " or ".join([", ".join(quoted[:-1]), quoted[-1]] if quoted[1:] else quoted)
