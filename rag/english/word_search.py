"""Words to search for, and where a text has them: by terms, so that "talks" finds "talk"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.english.analyzer import analyze, is_content, is_country, located_terms

Phrase = tuple[str, ...]
"""The terms of words that stand one after the other; one term for a single word."""

# What stands between a pair of quotation marks; a mark without its other half is ignored.
_QUOTED = re.compile(r'"([^"]*)"|“([^”]*)”|„([^“”]*)[“”]|«([^»]*)»')


def read_phrases(words: str) -> tuple[Phrase, ...]:
    """Return the distinct phrases of words that are searched for; () if there is no word.

    What is in quotation marks is one phrase, and so is a word of several terms ("30,000"). Outside
    of quotation marks, function words are left out unless there are no others.

    >>> read_phrases('the "air defence" of Kyiv')
    (('kyiv',), ('air', 'defenc'))
    """
    quoted = [tuple(analyze(match[0])) for match in _QUOTED.finditer(words)]
    single = _QUOTED.sub(" ", words).split()
    content = [w for i, w in enumerate(single) if is_content(w) or is_country(single, i)]
    phrases = _of_words(content) + quoted
    return tuple(dict.fromkeys(filter(None, phrases or _of_words(single))))


def _of_words(words: Sequence[str]) -> list[Phrase]:
    return [phrase for word in words if (phrase := tuple(analyze(word)))]


def spans_of(text: str, phrases: Sequence[Phrase]) -> list[tuple[int, int]]:
    """Return the half-open spans of a text that are one of these phrases, in order.

    They are in code points; those that overlap are joined to one.
    """
    located = located_terms(text)
    terms = [term for term, _, _ in located]
    found = sorted(
        (located[i][1], located[i + len(phrase) - 1][2])
        for phrase in phrases
        for i, term in enumerate(terms)
        if term == phrase[0] and tuple(terms[i : i + len(phrase)]) == phrase
    )
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if joined and start < joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    return joined
