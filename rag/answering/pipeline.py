"""From a question to its answer: understand, retrieve, score, rerank, compose.

Functions over an `IndexView` and the `Models`; each answer is made inside one snapshot.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache

from rag import present
from rag.answering import described
from rag.answering.compose import compose, hit
from rag.answering.judges import judges_digest
from rag.answering.namesakes import is_unclear
from rag.answering.refusal import out_of_scope, refusal, scope_of
from rag.answering.rerank import ReadsSentences, Reranker
from rag.answering.retrieve import FOUND, JUDGED, Found, find_passages
from rag.answering.score import Candidate, Scorer, attributed, by_best_sentence
from rag.answering.trust import Trust
from rag.answering.unheard_of import is_unheard_of
from rag.answering.unknown_words import is_all_strange, unknown_words
from rag.answering.word_matches import require_speaker
from rag.answers import Answer
from rag.english.tenure import is_other_time
from rag.hits import Hit
from rag.index import filtering
from rag.index.calibration import Calibration
from rag.index.embedding import Embedder, Vectors
from rag.index.view import IndexView
from rag.question.filters import Overrides
from rag.question.query import build_query, read_question
from rag.question.shown_question import is_framed
from rag.types import Correction, Filters, Query

REMEMBERED_QUESTIONS = 32  # vectors kept: a follow-up asks the same words several times


@dataclass(frozen=True, slots=True)
class Models:
    """What judges: the question encoder, the scorer, and the reranker, None to do without.

    `embed_question` returns a question's unit vector, of shape (dimension,); `is_word` whether a
    word is common enough for the encoder to know it whole. `judges` is the digest of the weights; a
    calibration that was fitted with others does not hold, and with None none does.
    """

    embed_question: Callable[[str], Vectors]
    is_word: Callable[[str], bool]
    scorer: Scorer
    reranker: Reranker | None = None
    judges: str | None = None

    @classmethod
    def load(
        cls, embedder: Embedder, reader: ReadsSentences | None, *, calibrated: bool = True
    ) -> Models:
        """Load the fitted weights beside an encoder and a reader, None to do without.

        Unless `calibrated`, the calibration of an index is ignored.

        Raises ConfigError if a weight is missing.
        """
        return cls(
            lru_cache(REMEMBERED_QUESTIONS)(embedder.embed_question),
            embedder.is_word,
            Scorer.load(),
            Reranker(reader, Trust.load()) if reader else None,
            judges_digest(reader.digest if reader else None) if calibrated else None,
        )

    @property
    def threshold(self) -> float:
        """The fitted probability (0 to 1) below which an answer is refused."""
        return self.reranker.trust.threshold if self.reranker else self.scorer.threshold

    def calibration(self, view: IndexView) -> Calibration:
        """Return the calibration in force: the index's own, or one that changes nothing.

        The threshold of every answer is the one that it has.
        """
        own = view.calibration
        if own is not None and own.fits(view.store.recipe.embedder.digest, self.judges):
            return own
        return Calibration(self.threshold)


@dataclass(frozen=True, slots=True)
class Request:
    """A question and how it is to be answered.

    Without `filters`, those that the question names hold; with them, these and no others.
    `overrides` replace fields of either. `top` is the most sentences to cite; below
    the stated `min_confidence` (0 to 1; None for the fitted threshold) the answer is a refusal.

    `excluded` sentences, each a (doc_id, start), are not cited. With `articles`, only these doc_ids
    are searched. `shown_as` is a follow-up as people read it, where that differs from the words of
    `question`; `corrections` were made in it before.
    """

    question: str
    filters: Filters | None = None
    overrides: Overrides = field(default_factory=Overrides)
    top: int = 3
    min_confidence: float | None = None
    excluded: frozenset[tuple[str, int]] = frozenset()
    articles: frozenset[str] | None = None
    shown_as: str | None = None
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Examined:
    """What an answer is composed of: passages and scored sentences, each best first."""

    found: list[Found]
    candidates: list[Candidate]


def answer(view: IndexView, models: Models, request: Request) -> Answer:
    """Answer with cited sentences, or refuse.

    Raises QuestionError for a question that is empty or too long and for an outlet that the index
    does not have, ConfigError for a range of dates that ends before it begins.
    """
    query = interpret(view, models, request.question, request.filters)
    filters = request.overrides.applied_to(query.filters)
    if filters != query.filters:
        query = interpret(view, models, request.question, filters)
    if query.out_of_scope or is_all_strange(query.text, view.terms, models.is_word):
        return _without_reading(view, query, request)
    query = replace(
        query,
        shown_as=_shown(view, models, query, request),
        corrections=request.corrections + query.corrections,
    )
    calibration = models.calibration(view)
    least = calibration.threshold if request.min_confidence is None else request.min_confidence
    examined, composed = _composed(view, models, query, request, calibration.unstated(least))
    if composed.refusal and _may_be_described_otherwise(view, models, query, request, examined):
        likely = calibration.unstated(max(least, described.LEAST))
        anybody = described.of_anybody(query)
        _, other = _composed(view, models, anybody, request, likely, speakers_only=True)
        composed = composed if other.refusal else other
    return _stated(replace(composed, question=request.question.strip()), calibration)


def _composed(
    view: IndexView,
    models: Models,
    query: Query,
    request: Request,
    min_probability: float,
    *,
    speakers_only: bool = False,
) -> tuple[Examined, Answer]:
    """Return what was examined, and the answer of it, before its confidence is stated."""
    examined = examine(view, models, query, JUDGED, articles=request.articles)
    candidates = _without_others(view, query, examined.candidates)
    return examined, compose(
        query,
        attributed(candidates) if speakers_only else candidates,
        examined.found,
        unknown=lambda: _unknown(view, query),
        top=request.top,
        min_confidence=min_probability,
        scope=lambda: _scope(view, query),
        excluded=request.excluded,
    )


def _may_be_described_otherwise(
    view: IndexView, models: Models, query: Query, request: Request, examined: Examined
) -> bool:
    """Return whether the question, and no filter, describes somebody whom no words are known of.

    A name in the description that no article has means that it is nobody whom they describe.
    """
    filtered = request.overrides.speaker or (request.filters and request.filters.speaker)
    if models.reranker is None or filtered:
        return False
    if not described.nobody_is_meant(query, examined.candidates):
        return False
    unknown = unknown_words(query.speaker or "", view.terms)
    return not any(word[:1].isupper() for word in unknown)


def _without_reading(view: IndexView, query: Query, request: Request) -> Answer:
    """Refuse what no article can answer, whatever sentence were nearest."""
    kind = query.out_of_scope
    reason = out_of_scope(kind) if kind else refusal(query, _unknown(view, query), "", None)
    return Answer(request.question.strip(), (), 0.0, reason, (), query)


def _stated(answer: Answer, calibration: Calibration) -> Answer:
    """Return an answer with the confidence that is stated for its probabilities."""
    stated = calibration.stated
    citations = tuple(replace(c, probability=stated(c.probability)) for c in answer.citations)
    return replace(answer, confidence=stated(answer.confidence), citations=citations)


def _shown(view: IndexView, models: Models, query: Query, request: Request) -> str | None:
    """Return the question as people read it, corrected and cut as the words searched are."""
    shown = request.shown_as
    if shown and query.text != request.question and not is_framed(shown):
        shown = interpret(view, models, shown, query.filters).text
    return None if shown == query.text else shown


def interpret(
    view: IndexView, models: Models, question: str, filters: Filters | None = None
) -> Query:
    """Return what a question asks, with the filters in force."""
    return build_query(
        question,
        filters,
        view,
        is_word=models.is_word,
        speaks=view.speakers.speaks,
    )


def read(view: IndexView, models: Models, question: str) -> Query:
    """Return a question as it is read, in the spelling and the letter case of the articles."""
    return read_question(question, view, is_word=models.is_word, speaks=view.speakers.speaks)


def examine(
    view: IndexView,
    models: Models,
    query: Query,
    limit: int = FOUND,
    *,
    articles: frozenset[str] | None = None,
    quoting: bool = False,
) -> Examined:
    """Retrieve up to `limit` passages for a query, score their sentences, and rerank the best.

    `articles` and `quoting` are those of `find_passages`.
    """
    vector = models.embed_question(query.text)
    found = find_passages(view, query, vector, articles, limit, quoting=quoting)
    candidates = models.scorer.score(query, found[:JUDGED], view.terms)
    if models.reranker:
        candidates = models.reranker.rerank(query, candidates)
    return Examined(by_best_sentence(found, candidates), candidates)


def search(
    view: IndexView, models: Models, request: Request, *, top: int, offset: int = 0
) -> list[Hit]:
    """Return the passages nearest to a question, from number `offset` on at most `top`.

    With a speaker among the overrides, only passages that quote this speaker. Raises what `answer`
    does, and QuestionError for such a speaker whom no article quotes.
    """
    query = interpret(view, models, request.question, request.filters)
    filters = request.overrides.applied_to(query.filters)
    if filters != query.filters:
        query = interpret(view, models, request.question, filters)
    if request.overrides.speaker is not None:
        require_speaker(view, request.overrides.speaker)
    limit = max(offset + top, JUDGED)
    quoting = request.overrides.speaker is not None
    found = examine(view, models, query, limit, quoting=quoting).found
    return [hit(f) for f in found[max(offset, 0) : max(offset + top, 0)]]


def _without_others(view: IndexView, query: Query, candidates: list[Candidate]) -> list[Candidate]:
    """Leave out sentences on others than those asked about.

    These are the words of a "Lee" who may be another Lee, and who held an office at another time.
    """
    asked, shared = query.speaker, view.speakers.shared_last_names
    if asked is None:
        return [c for c in candidates if not is_other_time(query.shown, c.sentence.text)]
    if not shared:
        return candidates
    said = ((c, c.attribution) for c in candidates)
    return [c for c, a in said if a is None or not is_unclear(asked, a.speaker, shared)]


def _unknown(view: IndexView, query: Query) -> list[str]:
    """Return the words that no article has, of what a question is about.

    A speaker whom nobody quotes or mentions is one of them, by the whole name.
    """
    speaker = query.speaker
    if speaker is None:
        return list(unknown_words(query.text, view.terms))
    # Words that only ask for somebody's speech ("reaction") need not stand in the articles.
    strange = [speaker] if is_unheard_of(view, speaker) else unknown_words(speaker, view.terms)
    return [*strange, *unknown_words(query.topic or "", view.terms)]


def _scope(view: IndexView, query: Query) -> str:
    filters = query.filters
    if not present.articles(filters):
        return ""
    dated = filters.published_from or filters.published_to
    return scope_of(
        filters,
        passages=len(filtering.passages_matching(view.store, filters)),
        undated=filtering.undated(view.store, filters.sources) if dated else 0,
    )
