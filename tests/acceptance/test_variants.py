"""Questions as people type them: a sample of `benchmarks/variants.py`.

Each way of typing is applied to a sample of the answerable golden questions that are found as they
are written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest

from benchmarks.variants import TYPINGS, count_found
from rag.engine import Engine
from rag.evaluate.questions import OwnQuestion, read_questions
from tests.acceptance.test_golden import FAULTS
from tests.paths import DATA

SAMPLE = 10  # those of the smallest digests
LEAST = 8  # of them are found however they are typed

ANSWERABLE = [q for q in read_questions(DATA / "golden.jsonl").questions if q.answers]
FOUND = [q for q in ANSWERABLE if q.text not in FAULTS["missed"]]


def digest(question: OwnQuestion) -> str:
    """Return the SHA-256 of a question."""
    return hashlib.sha256(question.text.encode("utf-8")).hexdigest()


@pytest.mark.parametrize("typed", TYPINGS, ids=lambda typing: typing.__name__)
def test_share_that_is_still_found(engine: Engine, typed: Callable[[str], str]) -> None:
    """At least so many questions of the sample find their sentence if they are typed this way."""
    found = count_found(engine, typed, sorted(FOUND, key=digest)[:SAMPLE])
    print(f"{typed.__name__}: {found} of {SAMPLE}")
    assert found >= LEAST
