"""All wording of refusals: what is missing, and which articles were searched."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag import present
from rag.english.analyzer import is_content
from rag.present import and_list
from rag.question.understand import only_asks
from rag.types import Filters, OutOfScope, Query, Reading

_ASK = (
    "ask for a fact (“when did …?”, “how many …?”) or for somebody's words "
    "(“what did … say about …?”)"
)
# What the program can do where the articles have nothing to do with what was typed.
_OUT_OF_SCOPE: dict[OutOfScope, str] = {
    "small talk": f"this asks nothing of the articles: {_ASK}",
    "help": (
        f"every answer consists of sentences from the articles, with their sources: {_ASK}; dates "
        "and outlets may be named (“in March 2025”), and a question may continue the last one "
        "(“why?”, “who else?”)"
    ),
    "listing": (
        "an answer quotes sentences and lists no files or people: the page's view “Articles” and "
        "“rag articles” list the articles, “People” and “rag speakers” who speaks in them"
    ),
    "task": f"articles are quoted word for word, never summarised, translated or rewritten: {_ASK}",
    "language": "questions are understood in English only",
    "outlet": (
        "this names an outlet and asks nothing of its articles: name a topic, too "
        "(“what did … say about …?”)"
    ),
}
_NOTHING = "no sentence in the articles clearly answers this"
_A_NOUN = re.compile(r"(?:the|a|an|one|some)\s+[a-z]")


def refusal(
    query: Query,
    unknown: Sequence[str],
    scope: str,
    lacking: str | None,
    unsupported: Sequence[tuple[int, int]] = (),
) -> str:
    """Return why a question is not answered.

    `unknown` are the words of the question that no article has. `scope` is what `scope_of` returns.
    `lacking` is what a speaker who is quoted is not quoted with, if that was asked for: "promise".
    `unsupported` are the spans of `query.shown` that the nearest sentence does not bear out.
    """
    missing = _missing(query, unknown)
    if lacking and not unknown:
        missing = f"{query.speaker} is quoted, but with no clear {lacking}"
    elif missing == _NOTHING and unsupported:
        words = _either([query.shown[start:end] for start, end in unsupported])
        missing = f"{missing}; the nearest one does not bear out {words}"
    return f"{missing}; {scope}" if scope else missing


def out_of_scope(kind: OutOfScope) -> str:
    """Return why a text that asks nothing of the articles is not answered, and what to ask."""
    return _OUT_OF_SCOPE[kind]


def not_borne_out(query: Query, reading: Reading | None) -> tuple[tuple[int, int], ...]:
    """Return the spans of `query.shown` that a sentence does not bear out.

    None are returned for a sentence that was not read, nor where it bears out none of the question:
    it is about something else.
    """
    spans = reading.unsupported if reading else ()
    kept = [(a, b) for a, b in spans if any(map(_is_asked_about, query.shown[a:b].split()))]
    kept = [(a, b) for a, b in kept if query.shown[a - 1 : b + 2] != "(After “"]
    left = "".join(c for i, c in enumerate(query.shown) if not any(a <= i < b for a, b in kept))
    return tuple(kept) if any(map(_is_asked_about, left.split())) else ()


def _is_asked_about(word: str) -> bool:
    return is_content(word) and not only_asks(word)


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


def _missing(query: Query, unknown: Sequence[str]) -> str:
    if query.speaker in unknown:
        return f"no article quotes or mentions {_either(unknown)}"
    if unknown:
        return f"no article mentions {_either(unknown)}"
    if query.speaker:
        described = _A_NOUN.match(query.speaker)
        speaker = f"“{query.speaker}”" if described else query.speaker
        return f"no words that the articles attribute to {speaker} clearly answer this"
    if query.filters.other_than:
        others = and_list(query.filters.other_than)
        return f"nobody other than {others} is clearly quoted on this topic"
    return _NOTHING


def _either(names: Sequence[str]) -> str:
    """Quote names and join them: “a”, “b” or “c”."""
    quoted = [f"“{name}”" for name in names]
    return " or ".join([", ".join(quoted[:-1]), quoted[-1]] if quoted[1:] else quoted)
