"""One generation of an index, as a question sees it."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

from rag.english.speaker_names import SpeakerNames
from rag.index.calibration import Calibration
from rag.index.embedding import Vectors
from rag.index.recent import Recent
from rag.index.store import Store
from rag.index.terms import TermIndex
from rag.index.vectors import VectorIndex
from rag.types import Query

KEPT_PASSAGES = 2_000  # of about 10 KB each, and as much again for vectors of 384 dimensions
KEPT_QUERIES = 256


@dataclass(frozen=True, slots=True)
class IndexView:
    """The rows, search indexes and names of one generation; valid inside a snapshot of its store.

    `outlets` are the names of the outlets, ordered, `speakers` those of the speakers. `calibration`
    is the one to the user's own questions, None without one. `passages`
    holds what `rag.answering.prepared` makes of the passages that were read last, by their ids,
    `sentence_vectors` the vectors of those that were compared last, and `queries` what the
    questions asked last were understood as: see `rag.question.query`. `speech` holds what
    `rag.answering.speakers` counts once for a generation.
    """

    store: Store
    vectors: VectorIndex
    terms: TermIndex
    outlets: tuple[str, ...]
    speakers: SpeakerNames
    calibration: Calibration | None = None
    passages: Recent[int, Any] = field(default_factory=lambda: Recent(KEPT_PASSAGES))
    sentence_vectors: Recent[int, Vectors] = field(default_factory=lambda: Recent(KEPT_PASSAGES))
    queries: Recent[Hashable, Query] = field(default_factory=lambda: Recent(KEPT_QUERIES))
    speech: Recent[str, Any] = field(default_factory=lambda: Recent(1))
