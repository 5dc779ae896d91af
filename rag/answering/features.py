"""Features of candidate sentences: a row for each sentence, a column for each name.

Columns are written to be comparable between questions: shares, cosines, or values divided by the
question's own maximum.
"""

from __future__ import annotations

import math
import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from rag.answering.answer_kinds import asked_kind, counted, numbers, offers
from rag.answering.prepared import LOOKS
from rag.answering.retrieve import Found, scaled
from rag.answering.speech import name_pattern, speaks
from rag.english.analyzer import question_terms
from rag.english.speaker_names import same_speaker
from rag.index.terms import TermIndex
from rag.types import Attribution, Query, Sentence

K1, B = 1.2, 0.75  # BM25's usual constants, those of the passages' index too

NAMES = (
    "cosine",  # of question and sentence, in its passage
    "bm25",  # of the sentence, divided by the question's best
    "passage",  # score of the passage, divided by the best
    "coverage",  # share of the question's terms, weighted by idf, that the sentence has
    "near_coverage",  # the same with the sentences before and after
    "passage_coverage",  # the same with the whole passage and the title
    "missing",  # idf of the rarest term that passage and title lack, by that of the rarest
    "stands_out",  # how many standard deviations the cosine lies above the candidates' mean
    "pairs",  # share of the question's neighbouring terms that are near each other here, too
    "before",  # cosine of the sentence before
    "lacks_amount",  # a number, a price, a duration is asked for, and the sentence has none
    "lacks_other",  # a date, a name, a place or a reason is, and the sentence has none
    "uncounted",  # "how many soldiers" is asked, and the sentence has no number of soldiers
    "heading",  # is a title, a byline, a caption
    "short",  # 1 for no words, falling to 0 at a dozen
    "first",  # opens its document
    "speech",  # is the speech of the person asked about, or has signs of it
    "mention",  # mentions the person asked about, without speech
)

QUESTION_NAMES = (
    "passage_margin",  # how far the best passage stands above the best of another article
    "gap",  # the best cosine above the mean of the ten next passages' best
    "unknown",  # share of its terms, weighted by idf, that no passage has
    "terms",  # 1 for no terms, falling to 0 for many
    "best_passage",  # BM25 of the best passage, as a share of what the terms could give
    "best_dense",  # cosine of the nearest passage vector
)

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """A candidate: sentence number `index` of a passage that was found."""

    found: Found
    index: int

    @property
    def sentence(self) -> Sentence:
        """The sentence itself."""
        return self.found.passage.sentences[self.index]

    @property
    def text(self) -> str:
        """The text of the sentence."""
        return self.found.prepared.texts[self.index]

    @property
    def heard(self) -> Sequence[Attribution]:
        """Whose speech the sentence is, the longest part first."""
        return self.found.prepared.heard[self.index]

    @property
    def citable(self) -> bool:
        """Whether it is a sentence: no heading or title, no signature, no teaser."""
        return self.found.prepared.citable[self.index]


@dataclass(frozen=True, slots=True)
class Features:
    """The candidates of one question.

    `values` has the shape (rows, len(NAMES)), `question` (len(QUESTION_NAMES),). `topical` are the
    same values, but for "what did X say about Y" those of Y alone, for the confidence: frequent
    mentions of X do not make it likelier that X spoke of Y, nor that others did elsewhere.
    """

    rows: list[Row]
    values: Matrix
    topical: Matrix
    question: Matrix

    def column(self, name: str) -> Matrix:
        """Return one of the features, shape (rows,)."""
        return self.values[:, NAMES.index(name)]


def features(query: Query, found: Sequence[Found], terms: TermIndex) -> Features:
    """Return the features of every sentence of the passages found, which are not empty."""
    rows = [Row(f, i) for f in found for i in range(len(f.cosines))]
    alike = {**_similarities(found), **_readings(query, rows, found), **_speech(query, rows)}

    def values(
        asked: Sequence[str], silent: Sequence[bool] | None = None
    ) -> tuple[Matrix, dict[str, float]]:
        idf = {t: inverse_frequency(terms, t) for t in asked}
        columns = {**alike, **_overlaps(asked, found, idf, silent)}
        return np.column_stack([np.asarray(columns[name], np.float64) for name in NAMES]), idf

    topic = _topic_terms(query)
    ranking, idf = values(query.terms)
    if not topic:
        return Features(rows, ranking, ranking, _question(query, found, terms, idf))
    topical, idf = values(topic)
    # With the name a sentence that names the speaker is preferred, without it "he said" is as good.
    ranking = (ranking + topical) / 2
    others = [_of_others(row, str(query.speaker)) for row in rows]
    if any(others):
        # One may reply to what was just said; what is said elsewhere in the passage is no sign.
        near = topical[:, NAMES.index("near_coverage")] > 0
        topical = np.where((near | others)[:, None], topical, values(topic, others)[0])
    return Features(rows, ranking, topical, _question(query, found, terms, idf))


def _of_others(row: Row, asked: str) -> bool:
    """Return whether attributions give a sentence to others, and not to the person asked about."""
    said = [a.speaker for a in row.heard]
    return any(said) and not any(same_speaker(asked, speaker) for speaker in said)


def _topic_terms(query: Query) -> Sequence[str]:
    """Return the terms of Y in "what did X say about Y": the name of X says nothing of Y."""
    return question_terms(query.topic) if query.speaker and query.topic else ()


def inverse_frequency(terms: TermIndex, term: str) -> float:
    """The idf of Robertson and Sparck Jones in Lucene's form, which is never negative."""
    n = terms.document_frequency(term)
    return math.log(1 + (len(terms) - n + 0.5) / (n + 0.5))


Columns = dict[str, Sequence[float] | Matrix]


def _similarities(found: Sequence[Found]) -> Columns:
    cosines = np.concatenate([f.cosines for f in found]).astype(np.float64)
    sentences = [len(f.cosines) for f in found]
    passages = np.repeat([f.score for f in found], sentences)
    before = np.concatenate([[0.0], cosines[:-1]])
    before[np.cumsum([0, *sentences[:-1]])] = 0.0  # a passage's first sentence has none before it
    return {
        "stands_out": (cosines - cosines.mean()) / (cosines.std() or 1.0) / 5,
        "cosine": cosines,
        "passage": scaled(passages),
        "before": before,
    }


_OVERLAPS = ("bm25", "coverage", "near_coverage", "passage_coverage", "missing", "pairs")


def _overlaps(
    asked: Sequence[str],
    found: Sequence[Found],
    idf: dict[str, float],
    silent: Sequence[bool] | None,
) -> Columns:
    """Compare the words of sentences, of those beside them, and of passages with the question's.

    `silent` marks rows whose words are left out, None for no row.
    """
    words = [terms for f in found for terms in f.prepared.terms]
    if silent is not None:
        words = [[] if left_out else terms for left_out, terms in zip(silent, words, strict=True)]
    total = sum(idf.values()) or 1.0
    rarest = max(idf.values(), default=1.0)
    average = max(1.0, sum(map(len, words)) / len(words))
    wanted = frozenset(idf)
    held = [{} if wanted.isdisjoint(terms) else _counts(terms, wanted) for terms in words]
    columns: dict[str, list[float]] = {name: [0.0] * len(words) for name in _OVERLAPS}
    first = 0  # the row of the passage's first sentence
    for f in found:
        end = first + len(f.cosines)
        there = (f.prepared.title_terms & wanted).union(*held[first:end])
        columns["passage_coverage"][first:end] = [_weight(there, idf) / total] * (end - first)
        missing = max([idf[t] for t in idf if t not in there], default=0.0) / rarest
        columns["missing"][first:end] = [missing] * (end - first)
        for i in range(first, end) if any(held[first:end]) else ():
            near = held[max(first, i - 1) : min(end, i + 2)]
            if any(near):
                columns["near_coverage"][i] = _weight(set().union(*near), idf) / total
            if held[i]:
                columns["bm25"][i] = _bm25(held[i], len(words[i]), average, idf)
                columns["coverage"][i] = _weight(held[i], idf) / total
            if len(held[i]) > 1:
                columns["pairs"][i] = _pairs(asked, words[i])
        first = end
    return {**columns, "bm25": scaled(np.array(columns["bm25"]))}


def _counts(terms: Sequence[str], asked: Container[str]) -> dict[str, int]:
    """Return how often each of the terms asked for is among the terms of a sentence."""
    counts: dict[str, int] = {}
    for term in [t for t in terms if t in asked]:
        counts[term] = counts.get(term, 0) + 1
    return counts


def _weight(terms: Iterable[str], idf: dict[str, float]) -> float:
    return sum([idf[term] for term in terms])


def _most_bm25(total: float) -> float:
    """Return what BM25 can't exceed: a term gives no more than its idf times k1 + 1."""
    return total * (K1 + 1)


def _bm25(counts: dict[str, int], length: int, average: float, idf: dict[str, float]) -> float:
    norm = K1 * (1 - B + B * length / average)
    return sum(idf[t] * n * (K1 + 1) / (n + norm) for t, n in counts.items())


def _pairs(terms: Sequence[str], words: Sequence[str]) -> float:
    """Share of the question's neighbouring terms, of at least two, within three words here."""
    places: dict[str, list[int]] = {}
    for i, word in enumerate(words):
        if word in terms:
            places.setdefault(word, []).append(i)
    near = sum(
        any(abs(i - j) <= 3 for i in places.get(a, ()) for j in places.get(b, ()))
        for a, b in pairwise(terms)
    )
    return near / (len(terms) - 1)


def _readings(query: Query, rows: Sequence[Row], found: Sequence[Found]) -> Columns:
    """Read the sentences: what they offer, and what they are."""
    none = [0.0] * len(rows)
    kind, term = asked_kind(query.text), counted(query.text)
    amount = kind is not None and kind.is_amount
    lacks = none
    if kind is not None:
        known = frozenset(re.findall(r"\w+", query.text.lower()))
        offered = (words for f in found for words in f.prepared.offered(kind))
        lacks = [float(not offers(words, known)) for words in offered]
    looks = np.array([look for f in found for look in f.prepared.looks])
    return {
        "lacks_amount": lacks if amount else none,
        "lacks_other": none if amount else lacks,
        "uncounted": [float(not numbers(term, row.text)) for row in rows] if term else none,
        **dict(zip(LOOKS, looks.T, strict=True)),
    }


def _speech(query: Query, rows: Sequence[Row]) -> Columns:
    """Compare who speaks with who is asked about; all 0 where nobody is."""
    if query.speaker is None:
        return {"speech": [0.0] * len(rows), "mention": [0.0] * len(rows)}
    name = name_pattern(query.speaker)
    speech, mention = [], []
    for row in rows:
        around, heard = row.found.prepared.text, row.heard
        said = bool(heard) and speaks(row.sentence, row.text, heard, query.speaker, around)
        speech.append(float(said))
        mention.append(float(not said and name.search(row.text) is not None))
    return {"speech": speech, "mention": mention}


def _question(
    query: Query, found: Sequence[Found], terms: TermIndex, idf: dict[str, float]
) -> Matrix:
    """Return how well the articles cover a question; `found` is not empty."""
    total = sum(idf.values()) or 1.0
    best = found[0].passage.document.doc_id
    other = next((f.score for f in found if f.passage.document.doc_id != best), 0.0)
    tops = sorted((float(f.cosines.max()) for f in found), reverse=True)
    values = {
        "passage_margin": found[0].score - other,
        "gap": tops[0] - (float(np.mean(tops[1:11])) if tops[1:] else 0.0),
        "unknown": sum(v for t, v in idf.items() if not terms.document_frequency(t)) / total,
        "terms": 1 / (1 + len(idf)),
        "best_passage": max(f.bm25 for f in found) / _most_bm25(total),
        "best_dense": max(f.dense for f in found),
    }
    return np.array([values[name] for name in QUESTION_NAMES])
