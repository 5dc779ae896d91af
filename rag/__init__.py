"""Answers to questions about a folder of articles, in the articles' own words.

    import rag

    rag.build("corpus", index="index")
    answer = rag.answer("what did Macron say about US support")
    print(answer)

Importing this package loads no model; opening an index does.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.answers import Answer, Citation, Turn
from rag.config import DEFAULT_INDEX
from rag.errors import (
    ClusterError,
    ConfigError,
    CorpusError,
    EmbedderError,
    IndexCorrupt,
    IndexLocked,
    IndexMismatch,
    IndexMissing,
    IndexStoreError,
    QuestionError,
    RagError,
)
from rag.hits import Hit
from rag.search_results import Articles, Match, Matches
from rag.statements import Person, Statement, Statements
from rag.types import (
    Attribution,
    Correction,
    Document,
    Filters,
    Passage,
    Place,
    Query,
    Reading,
    Sentence,
    SentenceInContext,
    SourceCount,
    Span,
    SpeakerCount,
)

if TYPE_CHECKING:
    from rag.engine import Engine, IndexInfo
    from rag.index.sync import BuildReport

__all__ = [
    "Answer",
    "Articles",
    "Attribution",
    "Citation",
    "ClusterError",
    "ConfigError",
    "CorpusError",
    "Correction",
    "Document",
    "EmbedderError",
    "Filters",
    "Hit",
    "IndexCorrupt",
    "IndexLocked",
    "IndexMismatch",
    "IndexMissing",
    "IndexStoreError",
    "Match",
    "Matches",
    "Passage",
    "Person",
    "Place",
    "Query",
    "QuestionError",
    "RagError",
    "Reading",
    "Sentence",
    "SentenceInContext",
    "SourceCount",
    "Span",
    "SpeakerCount",
    "Statement",
    "Statements",
    "Turn",
    "answer",
    "build",
    "find",
    "info",
    "open",
    "people",
    "quotations",
    "speakers",
]


def build(
    corpus: Path | str | None = None, index: Path | str = DEFAULT_INDEX, **options: Any
) -> BuildReport:
    """Bring `index` up to date with the folder `corpus`; only new and changed text is embedded.

    The options are those of `rag.engine.build`: `config`, `rebuild`, `replace`, `report`, `ray`.
    """
    from rag import engine

    return engine.build(corpus, index, **options)


def open(index: Path | str = DEFAULT_INDEX, *, reader: str | None = None) -> Engine:
    """Open an index and load its models; the engine stays open and picks up later builds.

    `reader` is "shipped", "none", or the folder or the name of another cross-encoder; unless given,
    the environment variable RAG_READER names it.
    """
    from rag import engine

    return engine.open_index(index, reader=reader)


def answer(
    question: str,
    *,
    index: Path | str = DEFAULT_INDEX,
    top: int | None = None,
    min_confidence: float | None = None,
    speaker: str | None = None,
    published_from: date | None = None,
    published_to: date | None = None,
    sources: Sequence[str] | None = None,
    filters: Filters | None = None,
) -> Answer:
    """Answer a question from an index, which stays open for the next question.

    `speaker` restricts citations to this person's words, `published_from` and `published_to` to
    articles published in that period, both days included, and `sources` to articles of these
    outlets. `filters` sets all of them at once and replaces those that the question names:
    `Filters()` removes them. `top` is the maximum number of sentences to cite (1 to 5, default 3).
    Below `min_confidence` (0 to 1, default: the fitted threshold) the answer is a refusal.
    """
    from rag import engine

    return engine.shared(index).answer(
        question,
        top=top,
        min_confidence=min_confidence,
        speaker=speaker,
        published_from=published_from,
        published_to=published_to,
        sources=sources,
        filters=filters,
    )


def speakers(index: Path | str = DEFAULT_INDEX) -> list[SpeakerCount]:
    """Return the speakers of the articles, the most frequent first."""
    from rag import engine

    return engine.speakers(index)


def people(words: str = "", index: Path | str = DEFAULT_INDEX, **options: Any) -> list[Person]:
    """Return who speaks, how often, in which outlets and when; of `words`, who has them as a name.

    The options are those of `Engine.people`: `published_from`, `published_to`, `sources`, `order`.
    """
    from rag import engine

    return engine.people(words, index, **options)


def quotations(name: str, index: Path | str = DEFAULT_INDEX, **options: Any) -> list[Attribution]:
    """Return all quoted and reported speech of a speaker, ordered by article and place.

    The options are those of `Engine.statements`: `words`, `published_from`, `published_to`,
    `sources`, `order`, `offset` and `top`. Raises QuestionError, which names the nearest speakers,
    if no speaker has that name.
    """
    from rag import engine

    return engine.quotations(name, index, **options)


def find(words: str, index: Path | str = DEFAULT_INDEX, **options: Any) -> Matches:
    """Return the passages that have all `words`; "in quotation marks" one after the other.

    The options are those of `Engine.find`: `order`, `top`, `offset`, `speaker`, `published_from`,
    `published_to` and `sources`.
    """
    from rag import engine

    return engine.find(words, index, **options)


def info(index: Path | str = DEFAULT_INDEX) -> IndexInfo:
    """Return what an index contains and how it was built, without loading its model."""
    from rag import engine

    return engine.info(index)
