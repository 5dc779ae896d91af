"""Follow-ups over the sample corpus: `python -m benchmarks.dialogues`.

Printed for each file is the share of follow-ups that find their sentence or are rightly refused.
Files of development data are those that the rules and constants of follow-ups were made with: they
measure nothing but progress. Files that judge were not used for any of them; failures there are
counted and never named. The last line compares follow-ups with the same questions written out in
full by hand.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rag import engine
from rag.config import BuildConfig
from rag.evaluate.dialogues import Dialogue, follow, read_dialogues
from rag.evaluate.questions import FAILURES, OwnQuestion, outcome, read_questions

ROOT = Path(__file__).resolve().parent.parent
DEVELOPMENT = (
    ROOT / "benchmarks" / "data" / "dialogues_dev.jsonl",
    ROOT / "benchmarks" / "data" / "dialogues_dev_open.jsonl",
)
JUDGING = (
    ROOT / "tests" / "data" / "dialogues.jsonl",
    ROOT / "tests" / "data" / "dialogues_unseen.jsonl",
)
WHOLE = ROOT / "tests" / "data" / "dialogues_whole.jsonl"  # of the first of the unseen dialogues


def main() -> None:
    """Print the figures of each file."""
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    with sample_engine() as opened:
        for part, paths in (("development", DEVELOPMENT), ("judging", JUDGING)):
            for path in paths:
                print_file(opened, part, path)
        print_whole(opened)


@contextmanager
def sample_engine() -> Iterator[engine.Engine]:
    """Give an open index of the sample corpus, built as the tests build it."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        # The dtype is fixed: what is close to a threshold must not depend on the processor.
        engine.build(ROOT / "corpus", folder, config=BuildConfig(dtype="float32"))
        yield engine.open_index(folder)


def print_file(opened: engine.Engine, part: str, path: Path) -> None:
    """Print how many dialogues of a file are right, with and without an expected sentence."""
    cases = read_dialogues(path)
    with_sentence = [case for case in cases if case.then.answers]
    refused = [case for case in cases if not case.then.answers]
    right = count_right(opened, with_sentence), count_right(opened, refused)
    print(
        f"{part}, {path.name}: {sum(right)} of {len(cases)} ({sum(right) / len(cases):.0%}); "
        f"with a sentence {right[0]} of {len(with_sentence)}, "
        f"that no article answers {right[1]} of {len(refused)}"
    )


def print_whole(opened: engine.Engine) -> None:
    """Print how many follow-ups are right beside the same questions written out in full."""
    whole = read_questions(WHOLE).questions
    cases = read_dialogues(JUDGING[1])[: len(whole)]
    if [case.then.answers for case in cases] != [question.answers for question in whole]:
        raise SystemExit(f"{WHOLE.name} does not match the first lines of {JUDGING[1].name}")
    print(
        f"judging, {WHOLE.name}: {count_right(opened, cases)} as follow-ups, "
        f"{count_whole_right(opened, whole)} written out in full, of {len(whole)}"
    )


def count_right(opened: engine.Engine, cases: Sequence[Dialogue]) -> int:
    """Return how many dialogues have their second question answered or refused rightly."""
    return sum(follow(opened, case).right for case in cases)


def count_whole_right(opened: engine.Engine, questions: Sequence[OwnQuestion]) -> int:
    """Return how many questions, asked alone, are answered or refused rightly."""
    return sum(outcome(q, opened.answer(q.text)) not in FAILURES for q in questions)


if __name__ == "__main__":
    main()
