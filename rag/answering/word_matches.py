"""Finding all passages that have all words of a search, by the index of their terms."""

from __future__ import annotations

from dataclasses import replace

from rag.answering.prepared import Prepared, prepared
from rag.answering.running_quotations import begins_inside_quotation
from rag.config import MAX_QUESTION_LENGTH
from rag.english.word_search import Phrase, read_phrases, spans_of
from rag.errors import ConfigError, QuestionError
from rag.index import filtering
from rag.index.view import IndexView
from rag.present import articles
from rag.question.filters import require_range, require_sources
from rag.question.similar_names import nearest_hint
from rag.search_results import Match, Matches, Order
from rag.types import Document, Filters, Span


def find_words(
    view: IndexView, words: str, filters: Filters, *, order: Order, top: int, offset: int
) -> Matches:
    """Return the passages that have all words, from number `offset` on at most `top`.

    Only the rows of these are read. "best" orders by BM25, "newest" by the dates of the articles.

    Raises QuestionError for words without any word or too many, for an outlet or a speaker that the
    index does not have; ConfigError for settings out of their range.
    """
    phrases = require_phrases(words)
    if order not in ("best", "newest"):
        raise ConfigError(f"order is {order!r}: use 'best' or 'newest'")
    if top < 0 or offset < 0:
        raise ConfigError("top and offset count passages: neither can be below 0")
    require_range(filters)
    filters = _with_outlets(view, filters)
    scores = dict(view.terms.matching(phrases, allowed_passages(view, filters)))
    if order == "newest":
        ids = filtering.newest_first(view.store, scores, top, offset)
    else:
        ids = list(scores)[offset : offset + top]
    matches = (_match(found, scores[found.passage_id], phrases) for found in prepared(view, ids))
    return Matches(words.strip(), filters, len(scores), offset, tuple(matches))


def occurrences(document: Document, words: str) -> list[Span]:
    """Return where an article has one of the words, or phrases, of a search, in order.

    Raises QuestionError for words without any word.
    """
    found = spans_of(document.text, require_phrases(words))
    return [Span(document, start, end) for start, end in found]


def require_phrases(words: str) -> tuple[Phrase, ...]:
    """Return the phrases of words that are searched for. Raises QuestionError without any."""
    if len(words) > MAX_QUESTION_LENGTH:
        raise QuestionError(
            f"the words to search for have {len(words):,} characters, {MAX_QUESTION_LENGTH:,} are "
            "read: search for fewer"
        )
    phrases = read_phrases(words)
    if not phrases:
        raise QuestionError("there is no word to search for: give one or more")
    return phrases


def allowed_passages(view: IndexView, filters: Filters) -> set[int] | None:
    """Return the ids of the passages of articles that filters allow, in which a speaker is quoted.

    None stands for all passages. Raises QuestionError for a speaker whom no article quotes.
    """
    allowed = None
    if articles(filters):
        allowed = filtering.passages_matching(view.store, filters)
    if filters.speaker is None:
        return allowed
    said = filtering.passages_by_speakers(view.store, require_speaker(view, filters.speaker))
    return said if allowed is None else allowed & said


def require_speaker(view: IndexView, speaker: str) -> list[str]:
    """Return the names in the index that a speaker's may mean. Raises QuestionError without any."""
    names = view.speakers.meant_by(speaker)
    if not names:
        hint = nearest_hint(speaker, view.speakers.names)
        raise QuestionError(f"nobody called “{speaker}” speaks in these articles{hint}")
    return names


def _with_outlets(view: IndexView, filters: Filters) -> Filters:
    return replace(filters, sources=require_sources(filters.sources, view.outlets))


def _match(found: Prepared, score: float, phrases: tuple[Phrase, ...]) -> Match:
    passage = found.passage
    spans = tuple(
        Span(passage.document, passage.start + start, passage.start + end)
        for start, end in spans_of(found.text, phrases)
    )
    return Match(passage, score, spans, begins_inside_quotation(passage, 0))
