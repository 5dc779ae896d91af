"""Words of a question that no article has, and those that fewest have."""

from __future__ import annotations

from collections.abc import Callable

from rag.english.analyzer import PUNCTUATION, analyze, is_content
from rag.index.terms import TermIndex
from rag.question.understand import only_asks


def unknown_words(question: str, terms: TermIndex) -> tuple[str, ...]:
    """Return what no article mentions, as it was typed; capitals side by side are one name.

    Words that only ask, as "happened", are none.
    """
    names: list[str] = []
    beside = False  # the word before is unknown and has a capital
    for word in question.split():
        bare = word.strip(PUNCTUATION)
        found = analyze(word) if is_content(word) and not only_asks(bare) else []
        unknown = bool(found) and not any(map(terms.document_frequency, found))
        capital = bare[:1].isupper()
        if unknown and capital and beside:
            names[-1] += f" {bare}"
        elif unknown:
            names.append(bare)
        beside = unknown and capital
    return tuple(names)


def strange_words(
    question: str, terms: TermIndex, is_word: Callable[[str], bool]
) -> tuple[str, ...]:
    """Return the words of a question that no article has and that are no words of English.

    `is_word` returns whether a word is one. A misspelt word is one of them if none of the articles
    resembles it.
    """
    return tuple(word for word in _asked_about(question) if _is_strange(word, terms, is_word))


def is_all_strange(question: str, terms: TermIndex, is_word: Callable[[str], bool]) -> bool:
    """Return whether a question is about strange words alone, which no sentence can answer."""
    about = _asked_about(question)
    return bool(about) and all(_is_strange(word, terms, is_word) for word in about)


def _asked_about(question: str) -> list[str]:
    bare = (word.strip(PUNCTUATION) for word in question.split() if is_content(word))
    return [word for word in bare if not only_asks(word)]


def _is_strange(word: str, terms: TermIndex, is_word: Callable[[str], bool]) -> bool:
    return not any(map(terms.document_frequency, analyze(word))) and not is_word(word)


def rarest_terms(question: str, terms: TermIndex) -> frozenset[str]:
    """Return those terms of a question that stand in the fewest passages, or in none.

    Words that only ask, as "else", are left out; a question of nothing else has no term.
    """
    about = (w for w in question.split() if is_content(w) and not only_asks(w.strip(PUNCTUATION)))
    passages = {term: terms.document_frequency(term) for term in analyze(" ".join(about))}
    return frozenset(term for term, n in passages.items() if n == min(passages.values()))
