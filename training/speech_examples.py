"""Questions of what somebody said, made from annotated news: they fit the features of speech.

`attribution_train.json` marks source, cue and content of 19,832 attributions in 840 news articles
(PolNeAR, Newell and others 2018). For a named source and two neighbouring words of a content the
question is "What did <last name> say about <words>?"; right are the sentences in which that name is
the source of a content with both words. Half of the questions are unanswerable: they ask somebody
else of the same article about the words, or somebody of another article where there is no other.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np

from rag.answering.features import Features
from rag.english.analyzer import analyze, is_content
from rag.english.persons import TITLES_IN_COMPARISON
from rag.evaluate.squad import Article, Paragraph, place, write_corpus
from rag.evaluate.temporary_index import asked, sample, temporary_index
from rag.types import Sentence
from training.examples import Example, example
from training.forum import describe

ATTRIBUTIONS = "attribution_train.json"
QUESTIONS = 1_000  # that are drawn, each with an unanswerable one
SEED = 0
_NAME = re.compile(r"(?:[A-Z][\w’'-]+\s+){0,2}(?P<last>[A-Z][\w’'-]+)")
_WORD = re.compile(r"[^\W\d_][\w’'-]*")


@dataclass(frozen=True, slots=True)
class Speech:
    """The content of an attribution in article number `article`.

    `speaker` is the last name of its source, None for a pronoun or a description.
    """

    article: int
    spans: tuple[tuple[int, int], ...]
    speaker: str | None
    terms: frozenset[str]


@dataclass(frozen=True, slots=True)
class SpeechQuestion:
    """A question of what a speaker, by last name, said on two words."""

    speaker: str
    words: tuple[str, str]

    @property
    def text(self) -> str:
        """The question."""
        return f"What did {self.speaker} say about {' '.join(self.words)}?"

    @property
    def terms(self) -> frozenset[str]:
        """The terms of the words."""
        return frozenset(analyze(" ".join(self.words)))


def speech_examples(path: Path) -> list[Example]:
    """Index the annotated articles, and ask made-up questions of them."""
    documents = json.loads(path.read_text("utf-8"))["documents"]
    texts = [document["text"] for document in documents]
    speeches = [
        _speech(n, texts[n], attribution)
        for n, document in enumerate(documents)
        for attribution in document["attributions"]
    ]
    questions = list(_questions(speeches, texts))
    articles = [Article(None, (Paragraph(text, ()),)) for text in texts]
    with temporary_index(lambda corpus: write_corpus(articles, corpus)) as (opened, _):
        made = (
            _example(question, speeches, describe(opened, question.text)[1])
            for question in asked(questions, path.stem)
        )
        return [one for one in made if len(one.right)]


def _speech(article: int, text: str, attribution: dict[str, list[list[int]]]) -> Speech:
    source = " ".join(text[a:b] for a, b in attribution["source"])
    name = _NAME.fullmatch(source)
    last = name["last"] if name and name["last"].lower() not in TITLES_IN_COMPARISON else None
    spans = tuple((a, b) for a, b in attribution["content"])
    content = " ".join(text[a:b] for a, b in spans)
    known = last and is_content(last)
    return Speech(article, spans, last if known else None, frozenset(analyze(content)))


def _questions(speeches: Sequence[Speech], texts: Sequence[str]) -> Iterator[SpeechQuestion]:
    """Yield questions of named speakers about what they said, each with an unanswerable one."""
    drawn = random.Random(SEED)
    named = sample([s for s in speeches if s.speaker and list(_pairs(s, texts[s.article]))])
    for speech in named[:QUESTIONS]:
        words = drawn.choice(list(_pairs(speech, texts[speech.article])))
        yield SpeechQuestion(str(speech.speaker), words)
        beside = {str(s.speaker) for s in named if s.article == speech.article}
        others = beside - {speech.speaker} or {str(s.speaker) for s in named}
        exchanged = SpeechQuestion(drawn.choice(sorted(others)), words)
        if not any(_answers(s, exchanged) for s in speeches):
            yield exchanged


def _pairs(speech: Speech, text: str) -> Iterator[tuple[str, str]]:
    for start, end in speech.spans:
        found = list(_WORD.finditer(text, start, end))
        for first, second in pairwise(found):
            beside = text[first.end() : second.start()] == " "
            if beside and all(is_content(w[0]) and len(w[0]) > 3 for w in (first, second)):
                yield first[0], second[0]


def _answers(speech: Speech, question: SpeechQuestion) -> bool:
    return speech.speaker == question.speaker and question.terms <= speech.terms


def _example(question: SpeechQuestion, speeches: Sequence[Speech], described: Features) -> Example:
    """Return the example, without the sentences of which nobody knows whether they answer.

    Those are speech with all the terms, whose source is a pronoun or a description.
    """
    near = [s for s in speeches if question.terms <= s.terms]
    right = [s for s in near if s.speaker == question.speaker]
    unclear = [s for s in near if s.speaker is None]
    kept = np.array([not _is_in(row.sentence, unclear) for row in described.rows], dtype=bool)
    flags = np.array([_is_in(row.sentence, right) for row in described.rows], dtype=bool)
    whole = example(described, flags, bool(right), True)
    return replace(
        whole, values=whole.values[kept], topical=whole.topical[kept], right=whole.right[kept]
    )


def _is_in(sentence: Sentence, speeches: Sequence[Speech]) -> bool:
    """Return whether a sentence shares a character with one of the speeches."""
    places = sentence.document.places
    return any(
        place(speech.article, 0) in places
        and any(a < sentence.end and sentence.start < b for a, b in speech.spans)
        for speech in speeches
    )
