"""The browser page: a chat whose answers are cited sentences, with their sources beside it.

Importing this package starts nothing and loads no gradio; `serve` does.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from rag.config import DEFAULT_INDEX
from rag.ui.freed_memory import return_freed_memory
from rag.ui.server_settings import Serving

__all__ = ["serve"]


def serve(index: Path | str = DEFAULT_INDEX, **options: Any) -> None:
    """Open an index and show its page until it is interrupted.

    The options are the fields of `Serving`. Raises ConfigError for options that cannot be served,
    ClusterError for a Ray that cannot be used, and what `rag.engine.open_index` raises.
    """
    serving = Serving(**options)
    serving.require_port()
    if serving.ray is not None:
        from rag.cluster.session import require_usable

        require_usable(serving.ray)
    _configure_gradio()
    return_freed_memory()
    from rag.engine import open_index

    engine = open_index(index)

    # After the index: gradio takes seconds to import, and a missing index is reported at once.
    from rag.ui.server import run

    if serving.ray is None:
        run(engine, serving)
        return
    from rag.ui.replicas import replicated

    with replicated(Path(index), serving):
        run(engine, serving)


def _configure_gradio() -> None:
    """Switch off gradio's telemetry and statistics by variables that it reads on import.

    Without the last two it keeps a record of the last 10,000 events, and tabulates all of them
    after each event.
    """
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**9)
