"""The analyzer: one way to turn texts and questions into terms.

Passages are indexed by the terms that `analyze` returns, and questions are searched by them, so the
two cannot be analysed differently.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import tantivy

# Function words, left out of questions. Texts keep them, where they do no harm.
FUNCTION_WORDS = frozenset(
    """
    a about am an and any are as at be been being but by can could did do does doing for from had
    has have having he her hers him his how i if in into is it its me my of on or our s she should
    so some such t than that the their them then there these they this those to us was we were what
    when where which who whom whose why will with would you your
    """.split()
)


@cache
def _analyzer() -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw())
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


# A run of letters and digits, with what may follow an apostrophe; or initials: "U.S.", "e.g.". That
# both begin with one class lets the search skip what is between words.
_WORD = re.compile(r"[^\W_](?:\.(?<=[A-Za-z]\.)(?:[A-Za-z]\.)+|[^\W_]*(?:['’][a-z]{1,2}\b)?)")
KEPT_TERMS = 2**17


def analyze(text: str) -> list[str]:
    """Return the terms of a text: lower case, without accents, stemmed, in order.

    "U.S." has the term of "US", and "Macron's" that of "Macron". Each distinct word is analysed
    once and cached.
    """
    if len(_terms) > KEPT_TERMS:
        _terms.clear()
    return list(map(_terms.__getitem__, _WORD.findall(text)))


def located_terms(text: str) -> list[tuple[str, int, int]]:
    """Return the terms of a text as `analyze` does, each with the half-open span of its word.

    The spans are in code points of the text.
    """
    words = list(_WORD.finditer(text))
    terms = analyze(text)
    return [(term, *word.span()) for term, word in zip(terms, words, strict=True)]


class _Terms(dict[str, str]):
    """The terms of the words that were analysed: a plain dictionary is faster than `lru_cache`."""

    def __missing__(self, word: str) -> str:
        # The stemmer takes "'s" off, but knows the straight apostrophe only.
        bare = word[:64].replace(".", "").replace("’", "'")
        term = self[word] = "".join(_analyzer().analyze(bare))
        return term


_terms = _Terms()


def question_terms(text: str) -> tuple[str, ...]:
    """Return the distinct content terms of a question, in order.

    A question of nothing but function words keeps them, as "who is who" does. "US" and "IT" in
    capitals are names, not pronouns, unless all words are in capitals; nor is "us" a pronoun in
    "the us" and "us support".
    """
    terms = analyze(" ".join(content_words(text))) or analyze(text)
    return tuple(dict.fromkeys(terms))


def content_words(text: str) -> list[str]:
    """Return the words of a question without its function words and marks, in their order.

    >>> content_words("What did the mayor's office say about US support?")
    ["mayor's", 'office', 'say', 'US', 'support']
    """
    words = text.split()
    bare = [w.lower() for w in words] if text.isupper() else words
    kept = [w for i, w in enumerate(words) if is_content(bare[i]) or is_country(words, i)]
    return [word.strip(PUNCTUATION) for word in kept]


def is_country(words: Sequence[str], i: int) -> bool:
    """Return whether a word is "us" where a pronoun cannot stand."""
    if words[i].strip(PUNCTUATION).lower() != "us":
        return False
    after = words[i + 1] if i + 1 < len(words) else ""
    return words[max(0, i - 1)].lower() == "the" or (words[i].isalpha() and is_content(after))


PUNCTUATION = "\"'“”‘’.,;:!?()[]…-–—"


def is_content(word: str) -> bool:
    """Return whether a word of a question is content, rather than a function word."""
    bare = word.strip(PUNCTUATION).replace("’", "'").removesuffix("'s")
    if bare.lower() in FUNCTION_WORDS:
        return len(bare) > 1 and bare.isupper()
    return bool(bare)
