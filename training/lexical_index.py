"""Ranks sentences by the words that they share with a question, to find hard wrong ones."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

from rag.english.analyzer import analyze, question_terms


class LexicalIndex:
    """Sentences with the terms that each holds.

    The score of a sentence is the sum of the inverse document frequencies of the question's terms
    in it, over the square root of one more than its length in terms.
    """

    def __init__(self, sentences: Sequence[str]) -> None:
        self._terms = [frozenset(analyze(sentence)) for sentence in sentences]
        self._postings = defaultdict[str, list[int]](list)
        for number, terms in enumerate(self._terms):
            for term in sorted(terms):
                self._postings[term].append(number)

    def best(self, question: str) -> list[int]:
        """Return the numbers of the sentences that share a term, the best first."""
        scores = Counter[int]()
        for term in question_terms(question):
            postings = self._postings.get(term, [])
            weight = math.log(1 + len(self._terms) / (1 + len(postings)))
            for number in postings:
                scores[number] += weight  # type: ignore[assignment]  # a sum of floats
        for number in scores:
            scores[number] /= math.sqrt(1 + len(self._terms[number]))  # type: ignore[assignment]
        return sorted(scores, key=lambda number: (-scores[number], number))
