"""Memory that a server returns to the system."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

from tests.paths import ROOT

CODE = """
from rag.ui.freed_memory import return_freed_memory
print(return_freed_memory())
"""


def test_glibc_takes_the_settings_and_others_are_left_alone() -> None:
    """With glibc every setting is accepted; without it nothing is changed."""
    done = subprocess.run(
        [sys.executable, "-c", CODE], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str(platform.libc_ver()[0] == "glibc")


HOLES = """
import os, time
from rag.ui import freed_memory as memory

def resident():
    return int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6

memory.EVERY = 0.2
blocks = [bytes(8000) for _ in range(10000)]
full = resident()
blocks = blocks[::20]
left = resident()
memory.return_freed_memory()
end = time.monotonic() + 10
while resident() > full - 60 and time.monotonic() < end:
    time.sleep(0.05)
print(full - left, full - resident())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc keeps freed memory")
def test_fragmented_memory_is_returned() -> None:
    """Of 80 MB with all but every twentieth block freed, most is returned by the next trim."""
    done = subprocess.run(
        [sys.executable, "-c", HOLES], cwd=ROOT, capture_output=True, text=True, check=True
    )
    at_once, later = map(float, done.stdout.split())
    assert at_once < 10 and later > 60


COUNTING = """
from rag.ui import _configure_gradio
_configure_gradio()
import gradio
queue = gradio.Blocks().queue()._queue
print(queue.ANALYTICS_MAX_EVENTS, queue.ANAYLTICS_CACHE_FREQUENCY > 10**6)
"""


def test_gradio_keeps_no_record_of_events() -> None:
    """The variables that switch off its records are the ones this gradio version reads."""
    done = subprocess.run(
        [sys.executable, "-c", COUNTING], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["1", "True"]
