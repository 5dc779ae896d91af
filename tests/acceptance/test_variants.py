"""Questions as people type them: how many of the golden ones still find their sentence.

Each kind of typing is applied to every answerable golden question that is found as it stands. The
shares are what was measured, less two questions: a change that loses more than that shows.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from rag.engine import Engine
from rag.english.analyzer import is_content
from tests.acceptance.test_golden import CASES, FAULTS, shows

FOUND = [c for c in CASES if c["answer"] and c["question"] not in FAULTS["missed"]]


def lower(question: str) -> str:
    """Type without capitals."""
    return question.lower()


def bare(question: str) -> str:
    """Type without a question mark."""
    return question.rstrip("?")


def keywords(question: str) -> str:
    """Type only the words that the question is about."""
    return " ".join(word for word in bare(question).split() if is_content(word))


def hasty(question: str) -> str:
    """Type in lower case, without any punctuation."""
    return re.sub(r"[^\w\s]", "", question.lower())


def misspelt(question: str) -> str:
    """Swap two letters in the middle of the longest word that begins with a capital."""
    names = re.findall(r"(?<!^)\b[A-Z]\w{3,}", question) or re.findall(r"\w{4,}", question)
    name = max(names, key=len)
    middle = len(name) // 2
    wrong = name[: middle - 1] + name[middle] + name[middle - 1] + name[middle + 1 :]
    return question.replace(name, wrong, 1)


@pytest.mark.parametrize(
    ("typed", "least"),
    [(lower, 45), (bare, 46), (keywords, 43), (hasty, 43), (misspelt, 43)],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_share_that_is_still_found(engine: Engine, typed: Callable[[str], str], least: int) -> None:
    """At least so many of the questions find their sentence when they are typed this way."""
    found = [c for c in FOUND if shows(engine.answer(typed(c["question"])), c["answer"])]
    print(f"{typed.__name__}: {len(found)} of {len(FOUND)}")
    assert len(found) >= least
