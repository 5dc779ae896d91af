"""Words of a question that no article has, and those that fewest have."""

from __future__ import annotations

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


def rarest_terms(question: str, terms: TermIndex) -> frozenset[str]:
    """Return those terms of a question that stand in the fewest passages, or in none.

    Words that only ask, as "else", are left out; a question of nothing else has no term.
    """
    about = (w for w in question.split() if is_content(w) and not only_asks(w.strip(PUNCTUATION)))
    passages = {term: terms.document_frequency(term) for term in analyze(" ".join(about))}
    return frozenset(term for term, n in passages.items() if n == min(passages.values()))
