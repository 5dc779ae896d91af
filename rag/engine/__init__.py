"""The composition root: the only place that wires the stages together."""

from rag.engine.building import build, plan
from rag.engine.conversation import Conversation
from rag.engine.engine import Engine
from rag.engine.feedback import record_feedback
from rag.engine.inspection import (
    IndexInfo,
    export,
    import_,
    info,
    quotations,
    speakers,
    verify,
    verify_answer,
)
from rag.engine.opening import open_index, shared
from rag.engine.watching import watch

__all__ = [
    "Conversation",
    "Engine",
    "IndexInfo",
    "build",
    "export",
    "import_",
    "info",
    "open_index",
    "plan",
    "quotations",
    "record_feedback",
    "shared",
    "speakers",
    "verify",
    "verify_answer",
    "watch",
]
