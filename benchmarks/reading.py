"""How much to read: `python -m benchmarks.reading`.

The questions that the reader's training held out are asked of their articles. The sentences that
the scorer ranks first are read in more and in less of their context, each alone, and the time of
each is taken. Printed is, for each context and number of sentences read, how often the first and
one of the first three answers, and the reader's time for a question, relative to the default; then
the same where reading stops after three of which one is likely enough.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from tqdm import tqdm

from rag.answering.rerank import READ, as_read, in_context
from rag.answering.score import Candidate
from rag.answering.trust import FACTS, Trust, Weights, judgements
from rag.models.cross_encoder import CrossEncoder, shared_reader
from rag.types import SentenceInContext
from training.fit_trust import LEFT_OUT
from training.forum import TRAIN, missing
from training.reader_pairs import all_questions
from training.reader_questions import LINES
from training.reader_speech import ATTRIBUTIONS
from training.trust_examples import WHOLE, Judged, trust_examples

MOST = 10  # sentences
NUMBERS = (1, 3, 5, 8, 10)  # of sentences read
STOPS = (1.0, 2.0, 3.0)  # log odds by the reader with which one of three ends the reading

CONTEXTS: dict[str, Callable[[Candidate], SentenceInContext]] = {
    "sentence alone": lambda c: SentenceInContext("", "", c.sentence.text),
    "and title": lambda c: replace(in_context(c), before=""),
    "and 1 before": lambda c: in_context(c, before=1),
    "and 2 before": lambda c: in_context(c, before=2),
}


@dataclass(frozen=True, slots=True)
class Timed:
    """A question whose sentences were read in one context, with the seconds that each took."""

    judged: Judged
    seconds: list[float]

    def places(self, weights: Weights, number: int) -> tuple[bool, bool]:
        """Return whether the first, and one of the first three, of `number` read answers."""
        merits = weights.merits(judgements(self.judged.read[:number]))
        best = np.argsort(-merits, kind="stable")[:3]
        right = [bool(self.judged.right[i]) for i in best]
        return right[0], any(right)

    def number(self, stop: float) -> int:
        """Return how many are read if a likely one among three ends the reading."""
        odds = judgements(self.judged.read[:3])[:, 0]
        return 3 if odds.max() >= stop else READ


def main() -> int:
    """Read, and print the table; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=TRAIN, help="folder of the training data")
    parser.add_argument("--questions", type=int, default=60, help="of each source")
    chosen = parser.parse_args()
    if lacking := missing(chosen.data, (*LINES, ATTRIBUTIONS)):
        print(lacking, file=sys.stderr)
        return 2
    held_out = (q for q in all_questions(chosen.data) if q.held_out and q.right)
    questions = [q for q in held_out if q.source not in LEFT_OUT]
    reader, trust = shared_reader(), Trust.load()
    made = trust_examples(questions, reader, chosen.questions, MOST)
    asked = [
        one for one in made if one.kind == FACTS and one.way == WHOLE and None not in one.right
    ]
    read = {
        name: [timed(reader, one, context) for one in tqdm(asked, name)]
        for name, context in CONTEXTS.items()
    }
    whole = sum(sum(one.seconds[:READ]) for one in read["and 2 before"])
    print(f"{len(asked)} questions; the default is {READ} sentences with title and 2 before")
    for name, some in read.items():
        for number in NUMBERS:
            line(f"{name}, {number} read", some, trust, [number] * len(some), whole)
    for stop in STOPS:
        some = read["and 2 before"]
        numbers = [one.number(stop) for one in some]
        line(f"3 or {READ} read, stop at {stop:g}", some, trust, numbers, whole)
    return 0


def timed(
    reader: CrossEncoder, judged: Judged, context: Callable[[Candidate], SentenceInContext]
) -> Timed:
    """Read the sentences of a question once more, one after another."""
    read, seconds = list[Candidate](), list[float]()
    for candidate in judged.read:
        shown = context(candidate)
        began = time.perf_counter()
        reading = reader.read(as_read(judged.question), [shown])[0]
        seconds.append(time.perf_counter() - began)
        read.append(replace(candidate, reading=reading))
    return Timed(replace(judged, read=read), seconds)


def line(
    name: str, some: Sequence[Timed], trust: Trust, numbers: Sequence[int], whole: float
) -> None:
    """Print one line of the table."""
    weights = [trust.weights[one.judged.kind] for one in some]
    placed = [one.places(w, n) for one, w, n in zip(some, weights, numbers, strict=True)]
    first, three = np.mean(placed, axis=0)
    spent = sum(sum(one.seconds[:n]) for one, n in zip(some, numbers, strict=True))
    print(f"{name:28} first {first:.3f}  in three {three:.3f}  time {spent / whole:.2f}")


if __name__ == "__main__":
    sys.exit(main())
