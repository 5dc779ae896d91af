"""Draw the pairs that the reader learns from: `python -m training.reader_pairs --output FILE`.

Drawing takes Python's time, learning a processor's or a GPU's: the pairs go into one file,
tokenized and labelled, so that another machine can learn from them. The pairs of one question stay
together, as a group, because the loss compares them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer
from tqdm import tqdm

from rag.models.model_files import default_folder
from rag.models.reader_input import Piece, encode_candidate
from rag.models.tokenization import tokenizer_of
from training.examples import GOLDEN_FIT
from training.forum import AMAZON, REDDIT, TRAIN, missing
from training.invented_facts import invented_questions
from training.pair_file import UNKNOWN, Pairs
from training.reader_example import Example
from training.reader_examples import Examples
from training.reader_questions import LINES, Question, Spans, read_questions
from training.reader_speech import ATTRIBUTIONS, speech_questions
from training.sample_questions import sample_questions
from training.speech_windows import digest
from training.written_questions import WRITTEN, written_questions

FILES = (*LINES, REDDIT, AMAZON, ATTRIBUTIONS)
INVENTED = 4_000  # questions about invented facts
KEPT = 400_000  # texts whose tokens are remembered: a question is drawn many times


class RememberingTokenizer:
    """A tokenizer that tokenizes each text once."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.encode = lru_cache(KEPT)(tokenizer.encode)


def main() -> int:
    """Draw pairs and write them; return the exit status."""
    options = _parser().parse_args()
    if message := missing(options.data, list(FILES)):
        print(message, file=sys.stderr)
        return 2
    questions = [q for q in all_questions(options.data) if q.held_out == options.held_out]
    groups = islice(Examples(questions, options.seed).groups(), options.questions)
    pairs = tokenized(tqdm(groups, total=options.questions, mininterval=20))
    pairs.save(options.output, record_of(options.data, options.questions, options.seed))
    print(f"{len(pairs)} pairs of {options.questions} questions")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=TRAIN, help="folder of the questions")
    parser.add_argument("--output", type=Path, required=True, help="file of the pairs")
    parser.add_argument("--questions", type=int, default=150_000, help="questions to draw")
    parser.add_argument("--seed", type=int, default=0, help="of everything that is drawn")
    parser.add_argument("--held-out", action="store_true", help="draw from those held out instead")
    return parser


def all_questions(folder: Path) -> list[Question]:
    """Return the questions of all files in a folder, written ones, and those of invented facts."""
    spoken = speech_questions(folder / ATTRIBUTIONS)
    written = written_questions(folder / ATTRIBUTIONS) + sample_questions()
    invented = invented_questions(seed=0, count=INVENTED)
    return [*read_questions(folder), *spoken, *written, *invented]


def record_of(folder: Path, questions: int, seed: int) -> dict[str, Any]:
    """Return what pairs depend on: the files, by their digests, and the options."""
    command = f"python -m training.reader_pairs --questions {questions} --seed {seed}"
    files = [*(folder / name for name in FILES), WRITTEN, GOLDEN_FIT]
    return {"command": command, "data": {path.name: digest(path) for path in files}}


def tokenized(groups: Iterable[Sequence[Example]]) -> Pairs:
    """Tokenize and label groups of examples."""
    tokenizer: Any = RememberingTokenizer(tokenizer_of(default_folder()))
    rows = list[tuple[int, ...]]()
    ids, unsupported = list[NDArray[np.uint16]](), list[NDArray[np.int8]]()
    for number, examples in enumerate(groups):
        for example in examples:
            pair = encode_candidate(tokenizer, example.question, example.candidate)
            if not pair.sentence:
                continue
            sizes = len(pair.ids), len(pair.question), pair.sentence[0].place
            rows.append((*sizes, example.right, *_answer(example, pair.sentence), number))
            ids.append(np.array(pair.ids, np.uint16))
            unsupported.append(_unsupported(example, pair.question))
    columns = np.array(rows).reshape(-1, 7).T
    kinds = (np.uint8, np.uint8, np.uint8, np.uint8, np.int16, np.int16, np.int32)
    lengths, asked, first, right, start, end, group = (
        np.ascontiguousarray(column.astype(kind))
        for column, kind in zip(columns, kinds, strict=True)
    )
    tokens, labels = np.concatenate(ids), np.concatenate(unsupported)
    return Pairs(tokens, lengths, asked, first, right, start, end, labels, group)


def _answer(example: Example, sentence: list[Piece]) -> tuple[int, int]:
    """Return the places of the first and the last piece of the answer."""
    if not example.right:
        return 0, 0
    marked = [p.place for p in sentence if example.answer and _overlaps(p, [example.answer])]
    return (marked[0], marked[-1]) if marked else (UNKNOWN, UNKNOWN)  # it may be cut off


def _unsupported(example: Example, question: list[Piece]) -> NDArray[np.int8]:
    rest = 0 if example.all_marked else UNKNOWN
    return np.array(
        [1 if _overlaps(p, example.unsupported) else rest for p in question], dtype=np.int8
    )


def _overlaps(piece: Piece, spans: Spans | list[tuple[int, int]]) -> bool:
    return any(start < piece.end and piece.start < end for start, end in spans)


if __name__ == "__main__":
    sys.exit(main())
