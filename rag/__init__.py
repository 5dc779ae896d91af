"""Answers to questions about a folder of articles, in the articles' own words.

    import rag

    rag.build("corpus", index="index")
    answer = rag.answer("what did Macron say about US support")
    print(answer)

Importing this package loads no model: that happens when an index is opened.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.answers import Answer, Citation, Hit, Turn
from rag.config import DEFAULT_INDEX
from rag.errors import (
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
from rag.types import (
    Attribution,
    Correction,
    Document,
    Filters,
    Passage,
    Place,
    Query,
    Sentence,
    SourceCount,
    Span,
    SpeakerCount,
)

if TYPE_CHECKING:
    from rag.engine import Engine, IndexInfo
    from rag.index.sync import BuildReport

__all__ = [
    "Answer",
    "Attribution",
    "Citation",
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
    "Passage",
    "Place",
    "Query",
    "QuestionError",
    "RagError",
    "Sentence",
    "SourceCount",
    "Span",
    "SpeakerCount",
    "Turn",
    "answer",
    "build",
    "info",
    "open",
    "quotations",
    "speakers",
]


def build(
    corpus: Path | str | None = None, index: Path | str = DEFAULT_INDEX, **options: Any
) -> BuildReport:
    """Make `index` hold what the folder `corpus` holds; only new and changed text is embedded.

    The options are those of `rag.engine.build`: `config`, `rebuild`, `replace`, `report`.
    """
    from rag import engine

    return engine.build(corpus, index, **options)


def open(index: Path | str = DEFAULT_INDEX) -> Engine:
    """Open an index and load its model; the engine stays loaded and follows later builds."""
    from rag import engine

    return engine.open_index(index)


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
    """Answer a question from an index, which stays open for the next one.

    With `speaker`, only what that one said is cited; with `published_from`, `published_to` and
    `sources`, only articles of these days and outlets. `filters` are all of them at once, in the
    place of those that the question names itself: `Filters()` takes these off. `top` is the
    most sentences to cite (1 to 5, 3 unless given). Below `min_confidence` (0 to 1; unless given,
    the fitted threshold) the answer is a refusal.
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
    """Return who speaks in the articles, those who speak most first."""
    from rag import engine

    return engine.speakers(index)


def quotations(name: str, index: Path | str = DEFAULT_INDEX) -> list[Attribution]:
    """Return all that a speaker is quoted or reported with, ordered by article and place.

    Raises QuestionError, which names those nearest, if nobody of that name speaks.
    """
    from rag import engine

    return engine.quotations(name, index)


def info(index: Path | str = DEFAULT_INDEX) -> IndexInfo:
    """Say what an index holds and how it was made, without loading its model."""
    from rag import engine

    return engine.info(index)
