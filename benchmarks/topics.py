"""Questions on another topic than the one before: `python -m benchmarks.topics`.

Each golden question that judges is asked alone, and three times as the second of a conversation,
after questions on other topics. A question that changes the topic without saying so should be
answered as if it were the first: printed is how many are right each way.
"""

from __future__ import annotations

import argparse

from benchmarks.dialogues import sample_engine
from benchmarks.variants import GOLDEN
from rag.evaluate.dialogues import Dialogue, follow
from rag.evaluate.questions import FAILURES, outcome, read_questions

# How far back in the file, as a ring, the earlier questions are: of its 62 questions none shares a
# content word with the one that is so far before it.
APART = (17, 45, 47)


def main() -> None:
    """Print the figures, and with --verbose each question that is right in some ways only."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--verbose", action="store_true", help="name the questions that differ")
    chosen = parser.parse_args()
    cases = read_questions(GOLDEN).questions
    with sample_engine() as opened:
        alone = [outcome(case, opened.answer(case.text)) not in FAILURES for case in cases]
        later = [
            [
                follow(opened, Dialogue(cases[(i - apart) % len(cases)].text, case)).right
                for apart in APART
            ]
            for i, case in enumerate(cases)
        ]
    for title, answered in (("with an answer", True), ("without an answer", False)):
        kind = [i for i, case in enumerate(cases) if bool(case.answers) == answered]
        print(
            f"{title}: alone {sum(alone[i] for i in kind)} of {len(kind)}, after others "
            f"{sum(sum(later[i]) for i in kind)} of {len(APART) * len(kind)}"
        )
    if chosen.verbose:
        for case, right_alone, right_later in zip(cases, alone, later, strict=True):
            if set(right_later) != {right_alone}:
                print(f"{case.text}: alone {right_alone}, later {right_later}")


if __name__ == "__main__":
    main()
