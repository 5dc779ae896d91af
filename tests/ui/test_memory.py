"""Memory that a server hands back."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

from tests.paths import ROOT

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


HOLES = """
import os, time
from rag.ui import memory

def held():
    return int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6

memory.EVERY = 0.2
blocks = [bytes(8000) for _ in range(10000)]
full = held()
blocks = blocks[::20]
left = held()
memory.give_back()
end = time.monotonic() + 10
while held() > full - 60 and time.monotonic() < end:
    time.sleep(0.05)
print(full - left, full - held())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc keeps what is freed")
def test_holes_between_what_stays_are_handed_back() -> None:
    """Of 80 MB, all but every twentieth block freed, most is held until it is looked for."""
    done = subprocess.run(
        [sys.executable, "-c", HOLES], cwd=ROOT, capture_output=True, text=True, check=True
    )
    at_once, later = map(float, done.stdout.split())
    assert at_once < 10 and later > 60


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
