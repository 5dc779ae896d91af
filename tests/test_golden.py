"""The questions in `golden.jsonl` over the sample corpus: what is found, and what is refused.

Those that the program gets wrong are named here, so that a change that mends one or breaks another
shows.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.engine import Engine

CASES = [
    json.loads(line)
    for line in Path(__file__).with_name("golden.jsonl").read_text("utf-8").splitlines()
]
