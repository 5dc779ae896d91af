"""Makes up articles, questions and vectors in any number, the same in every run.

Words follow Zipf's law below the function words of English, as in real texts. Vectors are drawn
level by level (`MadeUpVectors`), because uniformly random ones are all equally far from each other,
which those of texts are not.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache

import numpy as np
import numpy.typing as npt

from rag.english.analyzer import FUNCTION_WORDS
from rag.index.embedding import EmbedderInfo, PassageText, Vectors
from rag.types import Attribution, Document, Passage, Sentence, Span

SYLLABLES = ("ba", "de", "ko", "li", "mu", "na", "pe", "ro", "su", "ti", "ve", "zo", "gra", "sten")
VOCABULARY = 60_000
FUNCTION_SHARE = 0.42  # of the words of a text
FIRST_NAMES, LAST_NAMES = 400, 8_000
OUTLETS = tuple(f"The {place} Courier" for place in ("Oskerby", "Velm", "Trant", "Holmery", "Sund"))
FIRST_DAY = date(2015, 1, 1)
PARAGRAPHS = 4  # of an article, each a passage of about 120 tokens
SENTENCES, WORDS = 5, 16  # of a paragraph, of a sentence
QUOTED = 0.5  # share of the paragraphs that end with a quotation


def _zipf(count: int) -> npt.NDArray[np.float64]:
    weights = 1 / (np.arange(count) + 2.7)
    return np.asarray(np.cumsum(weights) / weights.sum())


@cache
def vocabulary() -> list[str]:
    """Return the content words, the most frequent first."""
    rng = random.Random("vocabulary")
    words: dict[str, None] = {}
    while len(words) < VOCABULARY:
        words["".join(rng.choices(SYLLABLES, k=rng.choice((2, 3, 3, 4, 5))))] = None
    return list(words)


@cache
def _function_words() -> list[str]:
    return sorted(FUNCTION_WORDS)


class MadeUpTexts:
    """Articles by number: a headline, an outlet, a date, and paragraphs of sentences."""

    def __init__(self) -> None:
        self._content, self._function = vocabulary(), _function_words()
        self._of_content, self._of_function = _zipf(len(self._content)), _zipf(len(self._function))
        self._first, self._last = _zipf(FIRST_NAMES), _zipf(LAST_NAMES)

    def article(self, number: int, edition: int = 0) -> str:
        """Return an article; another `edition` has the same headline and other paragraphs."""
        rng = np.random.default_rng((number, 0))
        day = FIRST_DAY + timedelta(days=int(rng.integers(4_000)))
        outlet = OUTLETS[int(rng.integers(len(OUTLETS)))]
        headline = " ".join(self._words(rng, 6)).capitalize()
        rng = np.random.default_rng((number, edition + 1))
        body = "\n\n".join(self._paragraph(rng) for _ in range(PARAGRAPHS))
        return f"{headline}\nSource: {outlet}\nPublished: {day.isoformat()}\n\n{body}\n"

    def _paragraph(self, rng: np.random.Generator) -> str:
        words = self._words(rng, SENTENCES * WORDS)
        runs = [" ".join(words[i : i + WORDS]).capitalize() for i in range(0, len(words), WORDS)]
        if rng.random() >= QUOTED:
            return ". ".join(runs) + "."
        return f'{". ".join(runs[:-1])}. "{runs[-1]}," said {self._person(rng)}.'

    def _person(self, rng: np.random.Generator) -> str:
        first, last = np.searchsorted(self._first, rng.random()), rng.random()
        name = (
            self._content[500 + int(first)],
            self._content[int(np.searchsorted(self._last, last))],
        )
        return " ".join(word.capitalize() for word in name)

    def _words(self, rng: np.random.Generator, count: int) -> list[str]:
        content = np.searchsorted(self._of_content, rng.random(count))
        function = np.searchsorted(self._of_function, rng.random(count))
        chosen = rng.random(count) < FUNCTION_SHARE
        return [
            self._function[f] if is_function else self._content[c]
            for c, f, is_function in zip(
                content.tolist(), function.tolist(), chosen.tolist(), strict=True
            )
        ]


_SENTENCE = re.compile(r"\S.*?[.](?=\s|$)", re.DOTALL)
_QUOTATION = re.compile(r'"(?P<content>[^"]+)," said (?P<speaker>[^.]+)\.$')


def segment_made_up(document: Document) -> list[Passage]:
    """Return the passages of a made-up article: its paragraphs, the headline with the first.

    It stands for `rag.segment` and `rag.attribution`, which would take most of the time.
    """
    text, passages, start = document.text, list[Passage](), 0
    headline = Sentence(document, 0, text.index("\n"), 0, heading=True)
    start = text.index("\n\n") + 2
    for number, paragraph in enumerate(text[start:].rstrip().split("\n\n"), start=1):
        sentences = [
            Sentence(document, start + m.start(), start + m.end(), number, heading=False)
            for m in _SENTENCE.finditer(paragraph)
        ]
        said = _QUOTATION.search(paragraph)
        attributions = () if said is None else (_attribution(document, start, said),)
        if number == 1:
            sentences.insert(0, headline)
        first, last = sentences[0].start, sentences[-1].end
        passages.append(Passage(document, first, last, tuple(sentences), attributions))
        start += len(paragraph) + 2
    return passages


def _attribution(document: Document, start: int, said: re.Match[str]) -> Attribution:
    content = Span(document, start + said.start("content"), start + said.end("content"))
    return Attribution(content, said["speaker"], "name", "said", "direct")


DIMENSION = 384
TOPICS = 5_000
# Squared weights of what a passage shares with its topic and with its article, and of its own part:
# the cosine of two passages of one topic is .35, of one article .6.
OF_TOPIC, OF_ARTICLE, OF_PASSAGE = 0.35, 0.25, 0.4
SENTENCE_COSINE, QUESTION_COSINE = 0.88, 0.6  # with the passage


class MadeUpVectors:
    """Vectors like those of MiniLM-L6, as an `Embedder` that looks at no text.

    A vector is the sum of Gaussian vectors of its topic, its article and its own, made unit. Topics
    are as frequent as Zipf's law says. The variances of the dimensions, before a random rotation,
    fall as those of MiniLM's principal components do over paragraphs of SQuAD: half of the variance
    is in 48 dimensions. There a passage's median nearest neighbour of 3,000 has the cosine .51,
    and a sentence with its passage .88.
    """

    def __init__(self, seed: int = 0) -> None:
        self.info = EmbedderInfo("made up", "0" * 64, DIMENSION, "none", "float32")
        self._rng = np.random.default_rng(seed)
        fixed = np.random.default_rng(7)
        places = np.arange(DIMENSION)
        variances = (1 + places) ** -0.35 * np.exp(-places / 130)
        rotation = np.linalg.qr(fixed.standard_normal((DIMENSION, DIMENSION)))[0]
        spread = np.sqrt(variances / variances.sum())
        self._spread = np.asarray(spread[:, None] * rotation, dtype=np.float32)
        self._topics = self._draw(TOPICS, fixed)
        self._frequency = _zipf(TOPICS)

    def _draw(self, count: int, rng: np.random.Generator) -> Vectors:
        drawn: Vectors = rng.standard_normal((count, DIMENSION), dtype=np.float32) @ self._spread
        return drawn

    def embed_passages(self, passages: Sequence[PassageText]) -> Iterator[tuple[int, Vectors]]:
        """Yield vectors; every `PARAGRAPHS` passages in sequence are of one article."""
        count = len(passages)
        articles = -(-count // PARAGRAPHS)
        topics = np.searchsorted(self._frequency, self._rng.random(articles))
        shared = OF_TOPIC**0.5 * self._topics[topics]
        shared += OF_ARTICLE**0.5 * self._draw(articles, self._rng)
        own = np.repeat(shared, PARAGRAPHS, axis=0)[:count]
        own += OF_PASSAGE**0.5 * self._draw(count, self._rng)
        own /= np.linalg.norm(own, axis=1, keepdims=True)
        for position, passage in enumerate(passages):
            vectors = np.repeat(own[position : position + 1], 1 + len(passage.sentences), axis=0)
            vectors[1:] = self.near(vectors[1:], SENTENCE_COSINE)
            yield position, vectors

    def near(self, vectors: Vectors, cosine: float) -> Vectors:
        """Return unit vectors of about this cosine with the unit `vectors`, of the same shape."""
        noise = self._draw(len(vectors), self._rng)
        mixed = cosine * vectors + (1 - cosine**2) ** 0.5 * noise
        unit: Vectors = mixed / np.linalg.norm(mixed, axis=1, keepdims=True)
        return unit

    def embed_question(self, question: str) -> Vectors:
        """Raise NotImplementedError: a question's vector is made `near` a passage's."""
        raise NotImplementedError(question)

    def is_word(self, word: str) -> bool:
        """Return False."""
        return False
