"""Pairs of a question and a sentence that the reader learns from, drawn from questions.

For a question the reader sees a sentence that answers it, where there is one, and wrong ones that
are hard: those of its article that share most words with it or that only seem to answer, those
beside the right one, and one of another document.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from rag.models.reader_input import Candidate
from training.invented_measures import SOURCE as INVENTED
from training.lexical_index import LexicalIndex
from training.near_misses import NearMisses
from training.question_forms import keywords, yes_or_no
from training.reader_example import Example
from training.reader_questions import Question
from training.sample_questions import SAMPLE
from training.shared_words import absent
from training.written_questions import FACT, SPOKEN

# How often questions of a source come, relative to each other, answerable and not.
SHARES: Mapping[tuple[str, bool], int] = {
    ("squad2", True): 22,
    ("squad2", False): 19,
    ("qamr", True): 16,
    ("selqa", True): 13,
    ("qed", True): 7,
    ("clapnq", True): 3,
    ("clapnq", False): 2,
    ("speech", True): 9,
    ("speech", False): 4,
    ("squadshifts_reddit", True): 6,
    ("squadshifts_amazon_reviews", True): 1,
    (SPOKEN, True): 20,
    (SPOKEN, False): 9,
    (FACT, True): 14,
    (FACT, False): 12,
    (SAMPLE, True): 8,
    ("invented", True): 10,
    ("invented", False): 4,
}
# Questions of forums, as "what did the author like?", and of speech may be answered elsewhere.
CLEAR = ("squad2", "qamr", "selqa", "qed")
HARD, WRONG = 8, 4  # the sentences of an article that wrong ones are drawn from, and how many are
AWAY, FROM_ELSEWHERE = 8, 2  # likewise, of other documents
NO_TITLE, NO_BEFORE = 0.2, 0.2  # the shares of pairs that are shown without
# The shares of answerable questions that are shown with another name, and with a near miss or the
# question itself as a candidate; and of all, in other forms where they have them.
RENAMED, NEAR_MISS, ECHO = 0.15, 0.7, 0.03
YES_OR_NO, KEYWORDS = 0.25, 0.08


class Examples:
    """Draws examples from questions."""

    def __init__(self, questions: Sequence[Question], seed: int) -> None:
        self._drawn = random.Random(seed)
        self._pools = dict[tuple[str, bool], list[Question]]()
        for question in questions:
            self._pools.setdefault((question.source, bool(question.right)), []).append(question)
        distinct = {
            sentence: (question, number)
            for question in questions
            if question.source in CLEAR
            for number, sentence in enumerate(question.sentences)
        }
        self._away = list(distinct.values())
        self._index = LexicalIndex(list(distinct))
        asked = [question.text for question in questions]
        self._near_misses = NearMisses(distinct, self._drawn, asked)
        self._hard = dict[Question, list[int]]()
        self._elsewhere = dict[Question, list[tuple[Question, int]]]()

    def groups(self) -> Iterator[list[Example]]:
        """Yield the examples of one question after another, forever; sources come by `SHARES`."""
        streams = {key: self._forever(pool) for key, pool in self._pools.items()}
        keys = [key for key in SHARES if key in streams]
        while True:
            key = self._drawn.choices(keys, [SHARES[key] for key in keys])[0]
            yield self.of_question(next(streams[key]))

    def _forever(self, pool: Sequence[Question]) -> Iterator[Question]:
        while True:
            yield from self._drawn.sample(pool, len(pool))

    def of_question(self, question: Question) -> list[Example]:
        """Return the right example of a question, if it has one, and its wrong ones."""
        examples = self._right_and_near_miss(question) if question.right else []
        wrong = self._wrong_numbers(question)
        examples += [self._wrong(question, number) for number in wrong]
        if question.source in CLEAR:
            examples += self._from_elsewhere(question)
        return self._in_another_form(examples)

    def _right_and_near_miss(self, question: Question) -> list[Example]:
        right = self._right(question)
        examples = [right]
        if self._drawn.random() < RENAMED:
            examples = [self._near_misses.renamed(right) or right]
        if (
            question.source != INVENTED
            and self._drawn.random() < NEAR_MISS
            and (made := self._near_misses.of(right))
        ):
            examples.append(made)
        if self._drawn.random() < ECHO:
            echo = replace(right.candidate, sentence=question.text)
            examples.append(Example(question.text, echo, right=False))
        return examples

    def _right(self, question: Question) -> Example:
        number = self._drawn.choice(question.right)
        answers = [(start, end) for n, start, end in question.answers if n == number]
        candidate = self.candidate(question, number)
        return Example(
            question.text,
            candidate,
            right=True,
            answer=self._drawn.choice(answers) if answers else None,
            all_marked=not absent(question.text, candidate),
        )

    def _in_another_form(self, examples: list[Example]) -> list[Example]:
        """Return examples of one question with keywords, or a question for yes or no, instead."""
        if not examples or len({one.question for one in examples}) > 1:
            return examples
        if any(one.unsupported for one in examples):
            return examples
        text, first = None, examples[0]
        if first.answer and self._drawn.random() < YES_OR_NO:
            text = yes_or_no(first.question, first.candidate.sentence[slice(*first.answer)])
        if not text and self._drawn.random() < KEYWORDS:
            text = keywords(first.question)
        return [replace(one, question=text) for one in examples] if text else examples

    def _wrong_numbers(self, question: Question) -> list[int]:
        """Return the numbers of some wrong sentences of the article."""
        judged = {*question.right, *question.unclear}
        wrong = [n for n in range(len(question.sentences)) if n not in judged]
        near = self._drawn.sample(question.near, min(2, len(question.near)))
        hard = [n for n in self._ranked(question) if n in wrong and n not in near][:HARD]
        chosen = near + self._drawn.sample(hard, min(max(1, WRONG - len(near)), len(hard)))
        beside = [n + 1 for n in question.right if n + 1 in wrong and n + 1 not in chosen]
        if beside and self._drawn.random() < 0.3:
            chosen.append(self._drawn.choice(beside))
        return chosen or self._drawn.sample(wrong, min(1, len(wrong)))

    def _ranked(self, question: Question) -> list[int]:
        """Return the numbers of the sentences that share words with the question, the best first.

        A question is drawn many times: what is found for it is kept.
        """
        if question not in self._hard:
            self._hard[question] = LexicalIndex(question.sentences).best(question.text)
        return self._hard[question]

    def _wrong(self, question: Question, number: int) -> Example:
        marked = question.unsupported is not None and number in question.near
        candidate = self.candidate(question, number)
        spans = question.unsupported if marked else None
        return Example(
            question.text,
            candidate,
            right=False,
            unsupported=spans or absent(question.text, candidate),
            all_marked=bool(spans),
        )

    def _from_elsewhere(self, question: Question) -> list[Example]:
        if question not in self._elsewhere:
            ranked = (self._away[n] for n in self._index.best(question.text)[: AWAY * 4])
            found = [place for place in ranked if place[0].document != question.document]
            self._elsewhere[question] = found[:AWAY]
        found = self._elsewhere[question]
        examples = []
        for other, number in self._drawn.sample(found, min(FROM_ELSEWHERE, len(found))):
            candidate = self.candidate(other, number)
            lacking = absent(question.text, candidate)
            examples.append(Example(question.text, candidate, right=False, unsupported=lacking))
        return examples

    def candidate(self, question: Question, number: int) -> Candidate:
        """Return a sentence with its context, of which parts are left out now and then."""
        before = " ".join(question.sentences[max(0, number - 2) : number])
        return Candidate(
            "" if self._drawn.random() < NO_TITLE else question.title,
            "" if self._drawn.random() < NO_BEFORE else before,
            question.sentences[number],
        )
