"""Spelling correction: a word that no article has is read as a similar word of the articles.

A word of the language is left alone: "bride" is not "bridge", though the articles may only have a
bridge. Each correction is part of the query and is shown: no name is replaced silently.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from rapidfuzz.distance import OSA

from rag.english.analyzer import FUNCTION_WORDS, analyze, is_content
from rag.english.lexicon import ALL_FORMS
from rag.index.store import Store
from rag.index.terms import TermIndex
from rag.question.understand import is_saying, understand
from rag.types import Correction, Query

# A letter inserted, deleted, substituted, or two transposed is one edit. Words of this many letters
# may have one edit, or two; Lucene's "AUTO" fuzziness allows one from three letters on, but most
# neighbours of short words are different words.
ONE_SLIP, TWO_SLIPS = 4, 8
EXCHANGED = 6  # letters from which a substitution counts
# One edit at the end of a word can be two in its stem: "primray" and "primary".
STEM_SLIPS = 2
NEIGHBOURS = 24  # terms that are compared, of those near an unknown one
FORMS_FROM = 8  # passages with a term, in which the word most similar to the typed one is chosen

QUESTION_WORDS = tuple("what who when where why how which whose whom".split())
_AFTER_HOW = frozenset("many much long old far often big high large soon".split())
# Closed classes of words, which may be missing in the articles.
_CLOSED = sorted(w for w in (*FUNCTION_WORDS, *ALL_FORMS) if len(w) >= ONE_SLIP)

_WORD = re.compile(r"[^\W\d_]+")


def correct(
    query: Query,
    terms: TermIndex,
    store: Store,
    *,
    is_word: Callable[[str], bool],
    speaks: Callable[[str], bool] = lambda name: False,
) -> Query:
    """Return the query with misspelt words replaced, each noted in `corrections`.

    `is_word` returns whether a word is one of the language. `speaks` is as for `understand`, which
    reads the corrected question.
    """
    text, corrections = query.text, []
    words = _WORD.findall(text)
    for i, word in enumerate(dict.fromkeys(words)):
        meant = None if i else _question_word(words, terms)
        if meant is None and _is_unknown(word, terms) and not is_word(word):
            meant = _function_word(word) or _meant(word, terms, store)
        if meant is not None:
            text = re.sub(rf"(?<!\w){word}(?!\w)", meant, text)
            corrections.append(Correction(word, meant))
    if not corrections:
        return query
    return replace(understand(text, speaks), corrections=tuple(corrections))


def _question_word(words: Sequence[str], terms: TermIndex) -> str | None:
    """Return the question word that the first word stands for: "wat did", "hwo is"."""
    first, second = words[0].lower(), "".join(words[1:2]).lower()
    if first in FUNCTION_WORDS or not (second in FUNCTION_WORDS or second in _AFTER_HOW):
        return None
    if any(map(terms.document_frequency, analyze(first))):
        return None
    candidates = ("how",) if second in _AFTER_HOW else QUESTION_WORDS
    near = (w for w in candidates if OSA.distance(first, w) == 1 and _is_likely(first, w))
    meant = next(near, None)
    return meant.capitalize() if meant and words[0][0].isupper() else meant


def _function_word(word: str) -> str | None:
    """Return the function word or verb of saying that a word in lower case is a slip from."""
    if not word.islower():
        return None
    near = (w for w in _CLOSED if _distance(word, w) == 1 and _is_likely(word, w))
    return next(near, None)


def _is_unknown(word: str, terms: TermIndex) -> bool:
    """Return whether a word that a question is about is in no article."""
    analysed = analyze(word)
    if len(analysed) != 1 or not is_content(word) or is_saying(word):
        return False
    return len(word) >= ONE_SLIP and not terms.document_frequency(analysed[0])


def _meant(word: str, terms: TermIndex, store: Store) -> str | None:
    """Return the word of the articles that an unknown one most likely stands for, else None."""
    own = "".join(analyze(word))
    for slips in range(1, STEM_SLIPS + 1):
        near = {
            form: (_distance(word, form), -terms.document_frequency(term), form)
            for term, form in _neighbours(word, own, slips, terms, store).items()
            if _is_likely(word, form)
        }
        if near:
            return min(near, key=lambda form: near[form])
    return None


def _neighbours(word: str, term: str, slips: int, terms: TermIndex, store: Store) -> dict[str, str]:
    """Return terms similar to one, each with its word in the articles most similar to `word`."""
    found: dict[str, str] = {}
    while len(found) < NEIGHBOURS:
        holding = store.texts(terms.search_near(term, slips, without=found))
        forms: dict[str, set[str]] = {}
        for form in {w for text in holding for w in _WORD.findall(text)}:
            other = "".join(analyze(form))
            if other not in found and OSA.distance(term, other) <= slips:
                forms.setdefault(other, set()).add(form)
        if not forms:
            break
        for other, some in forms.items():
            found[other] = _nearest_form(word, other, some, terms, store)
    return found


def _nearest_form(word: str, term: str, forms: set[str], terms: TermIndex, store: Store) -> str:
    """Return the form of a term most similar to a word: one of `forms` if likely, else of others.

    "suport" is "support", though the first passage with that term may have "supporters".
    """
    nearest = _nearest(word, forms)
    if _is_likely(word, nearest):
        return nearest
    texts = store.texts([hit for hit, _ in terms.search([term], FORMS_FROM)])
    others = {w for text in texts for w in _WORD.findall(text) if "".join(analyze(w)) == term}
    return _nearest(word, forms | others)


def _nearest(word: str, forms: set[str]) -> str:
    return min(forms, key=lambda form: (_distance(word, form), form))


def _distance(word: str, form: str) -> int:
    """Return the edit distance of two words, ignoring case."""
    return OSA.distance(word.lower(), form.lower())


def _is_likely(word: str, form: str) -> bool:
    """Return whether a typed word can be a misspelling of a word of the articles.

    A capital means a name, not a common word of similar spelling. The first letter is rarely wrong:
    "Harris" is not "Paris". Short words that differ in one letter are mostly different words:
    "bake" is not "base".
    """
    if word[0].isupper() and not form[0].isupper():
        return False
    if len(word) == len(form) < EXCHANGED and sorted(word.lower()) != sorted(form.lower()):
        return False
    slips = 1 if len(word) < TWO_SLIPS else 2
    first, other = word[:2].lower(), form[:2].lower()
    return _distance(word, form) <= slips and (
        first[0] == other[0] or sorted(first) == sorted(other)
    )
