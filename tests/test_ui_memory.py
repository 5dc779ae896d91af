"""Memory that a server hands back."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
CODE = """
from rag.ui.memory import give_back
print(give_back())
"""


def test_glibc_takes_the_settings_and_others_are_left_alone() -> None:
    """In a process of its own: every setting is accepted where there is glibc."""
    done = subprocess.run(
        [sys.executable, "-c", CODE], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str(platform.libc_ver()[0] == "glibc")


COUNTING = """
from rag.ui import _settle_gradio
_settle_gradio()
import gradio
queue = gradio.Blocks().queue()._queue
print(queue.ANALYTICS_MAX_EVENTS, queue.ANAYLTICS_CACHE_FREQUENCY > 10**6)
"""


def test_gradio_keeps_no_record_of_what_is_asked() -> None:
    """What switches that off is still what this gradio reads."""
    done = subprocess.run(
        [sys.executable, "-c", COUNTING], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["1", "True"]
