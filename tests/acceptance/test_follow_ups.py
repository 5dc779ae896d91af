"""Follow-ups over the sample corpus: a sample of `benchmarks/dialogues.py`.

The files are in the format of `rag evaluate dialogues`. Both judge: the dialogues of the first were
held out while the rules were written, those of the second were complete before any was asked.
"""

from __future__ import annotations

import hashlib

from rag.engine import Engine
from rag.evaluate.dialogues import Dialogue, follow, read_dialogues
from tests.paths import DATA

CASES = read_dialogues(DATA / "dialogues.jsonl") + read_dialogues(DATA / "dialogues_unseen.jsonl")
SAMPLE = 20  # those of the smallest digests
LEAST = 13  # of them are right: two fewer than measured, so that a change that loses more shows


def digest(case: Dialogue) -> str:
    """Return the SHA-256 of a dialogue's two questions."""
    return hashlib.sha256(f"{case.question}\n{case.then.text}".encode()).hexdigest()


def test_follow_ups_find_their_sentence(engine: Engine) -> None:
    """Of a sample that digests draw, at least so many are answered or refused rightly."""
    right = sum(follow(engine, case).right for case in sorted(CASES, key=digest)[:SAMPLE])
    print(f"{right} of {SAMPLE}")
    assert right >= LEAST


def test_failures_of_judging_dialogues_are_not_named() -> None:
    """`rag evaluate dialogues` names no failure of a dialogue marked `held`: all of them are."""
    assert len(CASES) >= 100
    assert all(case.held for case in CASES)
