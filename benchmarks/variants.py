"""Questions as people type them: `python -m benchmarks.variants`.

Each way of typing is applied to every golden question that judges and is answered right as it is
written; printed is how many still find their sentence. `tests/acceptance/test_variants.py` asks a
sample of them.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from benchmarks.dialogues import ROOT, sample_engine
from rag.engine import Engine
from rag.english.analyzer import is_content
from rag.evaluate.questions import OwnQuestion, outcome, read_questions

GOLDEN = ROOT / "tests" / "data" / "golden.jsonl"


def main() -> None:
    """Print the figure of each way of typing."""
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    with sample_engine() as opened:
        answerable = [q for q in read_questions(GOLDEN).questions if q.answers]
        found = [q for q in answerable if is_found(opened, q)]
        print(f"as written: {len(found)} of {len(answerable)}")
        for typed in TYPINGS:
            print(f"{typed.__name__}: {count_found(opened, typed, found)} of {len(found)}")


def lower(question: str) -> str:
    """Type without capitals."""
    return question.lower()


def bare(question: str) -> str:
    """Type without a question mark."""
    return question.rstrip("?")


def keywords(question: str) -> str:
    """Type only the content words."""
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


TYPINGS: tuple[Callable[[str], str], ...] = (lower, bare, keywords, hasty, misspelt)


def count_found(
    opened: Engine, typed: Callable[[str], str], questions: Sequence[OwnQuestion]
) -> int:
    """Return how many questions find their sentence if they are typed this way."""
    return sum(is_found(opened, replace(q, text=typed(q.text))) for q in questions)


def is_found(opened: Engine, question: OwnQuestion) -> bool:
    """Return whether the answer to a question shows the expected sentence."""
    return outcome(question, opened.answer(question.text)) == "answered_right"


if __name__ == "__main__":
    main()
