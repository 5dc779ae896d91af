"""The composition root: the only place that wires the stages together.

Each name is imported on first use, so that asking does not import what only building needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = [
    "Conversation",
    "Doubts",
    "Engine",
    "IndexInfo",
    "article_at",
    "articles",
    "build",
    "check_collection",
    "doubts",
    "export",
    "find",
    "import_",
    "info",
    "open_index",
    "people",
    "plan",
    "quotations",
    "record_feedback",
    "shared",
    "speakers",
    "statements",
    "verify",
    "verify_answer",
    "watch",
]

if TYPE_CHECKING:
    from rag.engine.building import build, plan
    from rag.engine.collected import check_collection
    from rag.engine.conversation import Conversation
    from rag.engine.doubtful_articles import Doubts, doubts
    from rag.engine.engine import Engine
    from rag.engine.feedback import record_feedback
    from rag.engine.inspection import (
        IndexInfo,
        article_at,
        export,
        import_,
        info,
        people,
        quotations,
        speakers,
        statements,
        verify,
        verify_answer,
    )
    from rag.engine.listings import articles, find
    from rag.engine.opening import open_index, shared
    from rag.engine.watching import watch
else:
    _MODULES = {
        "building": ("build", "plan"),
        "collected": ("check_collection",),
        "conversation": ("Conversation",),
        "doubtful_articles": ("Doubts", "doubts"),
        "engine": ("Engine",),
        "feedback": ("record_feedback",),
        "inspection": (
            *("IndexInfo", "article_at", "export", "import_", "info"),
            *("people", "quotations", "speakers", "statements", "verify", "verify_answer"),
        ),
        "listings": ("articles", "find"),
        "opening": ("open_index", "shared"),
        "watching": ("watch",),
    }

    def __getattr__(name):
        """Import a public name from its module."""
        from importlib import import_module

        for module, names in _MODULES.items():
            if name in names:
                return getattr(import_module(f"{__name__}.{module}"), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
