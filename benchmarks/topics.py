"""Changes of topic within a conversation: `python benchmarks/topics.py`.

Each golden question over the sample corpus is asked alone, and three times as the second question
of a conversation, after questions on other topics. An unannounced change of topic should not change
the answer: printed are the numbers of right answers both ways.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from rag import engine
from rag.evaluate.dialogues import Dialogue, follow
from rag.evaluate.questions import FAILURES, outcome, read_questions

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "tests" / "data" / "golden.jsonl"
APART = (17, 41, 67)  # distances in the file to the first question: far enough for another topic


def main() -> None:
    """Print the figures, and with --verbose each question whose results differ."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--verbose", action="store_true", help="name the questions that differ")
    chosen = parser.parse_args()
    cases = read_questions(GOLDEN).questions
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder, "index")
        engine.build(ROOT / "corpus", index)
        opened = engine.open_index(index)
        alone = [outcome(case, opened.answer(case.text)) not in FAILURES for case in cases]
        later = [
            [follow(opened, Dialogue(cases[i - apart].text, case)).right for apart in APART]
            for i, case in enumerate(cases)
        ]
    for title, answered in (("with an answer", True), ("without an answer", False)):
        kind = [i for i, case in enumerate(cases) if bool(case.answer) == answered]
        print(
            f"{title}: alone {sum(alone[i] for i in kind)} of {len(kind)}, after others "
            f"{sum(sum(later[i]) for i in kind)} of {len(APART) * len(kind)}"
        )
    if chosen.verbose:
        for case, one, others in zip(cases, alone, later, strict=True):
            if set(others) != {one}:
                print(f"{case.text}: alone {one}, later {others}")


if __name__ == "__main__":
    main()
