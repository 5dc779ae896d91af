"""Reads all visible contents of an index, and answers from it, without a model."""

from __future__ import annotations

from typing import Any

from rag.answering.speakers import collect_attributions, count_speakers
from rag.engine import Engine
from rag.index.store import Store
from tests.support import HashEmbedder, seen_by

QUESTIONS = (
    "What did the mayor say about the bridge?",
    "Where did the zebra run?",
    "How much will water cost?",
    "Who sold the moon?",
)


def everything(store: Store) -> dict[str, Any]:
    """Return the contents of `store` in one snapshot: rows, ranking, speakers and answers."""
    with store.snapshot():
        seen = seen_by(store)
        engine = Engine(store, HashEmbedder())
        meta = store.meta()
        return seen | {
            "speakers": count_speakers(store),
            "people": engine.people(),
            "statements": [
                (s.attribution.content.text, s.sentences)
                for count in engine.speakers()
                for s in engine.statements(count.name).statements
            ],
            "said": [(a.content.text, a.speaker) for a in collect_attributions(store)],
            "answers": [engine.answer(q, min_confidence=0.01).to_dict() for q in QUESTIONS],
            "made": (store.current_recipe(), meta["corpus"], meta["reader"]),
            "files": store.known_files(),
        }
