"""Fit the tagger of speech: `python -m training.fit_tagger --output FOLDER`.

A BERT that starts from the default model learns the source, the cue and the content of speech from
annotated news (`training/speech_windows.py`), which are changed a little each time that they are
seen (`training/speech_noise.py`), with AdamW (Loshchilov and Hutter 2019) and a learning rate that
rises, then falls, linearly. What is written is `tagger.onnx`, its matrices in 8 bits, and
`tagger.json`, which records base, licence, data, command and figures of the articles held out.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from tqdm import tqdm

from rag.models.model_files import DEFAULT_MODEL_FILES, default_folder
from rag.models.tagger import Tagger, special_ids
from rag.models.tokenization import tokenizer_of
from training.forum import TRAIN
from training.speech_noise import noisy
from training.speech_windows import (
    Article,
    Window,
    digest,
    is_held_out,
    label,
    read_articles,
    tag_transitions,
    training_windows,
)
from training.tagger_checkpoint import restore, store
from training.tagger_figures import figures
from training.tagger_network import Network, add_transitions, export, loss, quantize

ATTRIBUTIONS = "attribution_train.json"
BATCH = 8  # windows in a step
POOL = 64  # windows that are sorted by length together
# The highest learning rate, of BERT and of what is new, and the share of steps in which it rises.
LEARNING_RATE, NEW_RATE, WARMUP = 2e-4, 1e-3, 0.06
MAX_GRADIENT = 1.0  # the norm that gradients are clipped to
# On the articles held out 0.3 and 0.6 were better than 0 and 1, each in other figures.
TRANSITION_WEIGHT = 0.5
STEPS_PER_CHECKPOINT = 50


@dataclass(frozen=True, slots=True)
class Choices:
    """What a fit depends on, besides its data."""

    epochs: int
    layers: int
    noise: bool
    seed: int
    articles: int | None

    @property
    def command(self) -> str:
        """The command that fits with these choices."""
        options = [f"--epochs {self.epochs}", f"--layers {self.layers}", f"--seed {self.seed}"]
        options += [] if self.noise else ["--no-noise"]
        options += [f"--articles {self.articles}"] if self.articles else []
        return " ".join(["python -m training.fit_tagger", *options])


def main() -> int:
    """Fit the tagger, write it, and print its figures; return the exit status."""
    options = _parser().parse_args()
    data = options.data / ATTRIBUTIONS
    if not data.is_file():
        print(f"{data} is missing: give the folder of {ATTRIBUTIONS} by --data", file=sys.stderr)
        return 2
    choices = Choices(
        options.epochs,
        options.layers,
        not options.no_noise,
        options.seed,
        options.articles,
    )
    articles = read_articles(data)
    held_out = [article for article in articles if is_held_out(article)]
    learned = [article for article in articles if not is_held_out(article)][: choices.articles]
    network = fit(learned, choices, options.checkpoints)
    options.output.mkdir(parents=True, exist_ok=True)
    whole, small = options.output / "tagger.float32.onnx", options.output / "tagger.onnx"
    export(network, whole)
    quantize(whole, small)
    tokenizer = tokenizer_of(default_folder())
    follows = tag_transitions((label(tokenizer, a) for a in learned), TRANSITION_WEIGHT)
    for path in (whole, small):
        add_transitions(path, follows)
    record = {
        "base": {"all-MiniLM-L6-v2": DEFAULT_MODEL_FILES},
        "licence": "Apache-2.0 (the base); the data is a research corpus without a stated licence",
        "data": {data.name: digest(data), "reference": "PolNeAR, Newell and others 2018"},
        "command": choices.command,
        "figures": measure(Tagger.load(whole), Tagger.load(small), held_out),
    }
    (options.output / "tagger.json").write_text(json.dumps(record, indent=2) + "\n", "utf-8")
    print(json.dumps(record["figures"], indent=2))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=TRAIN, help=f"folder of {ATTRIBUTIONS}")
    parser.add_argument("--output", type=Path, required=True, help="folder to write")
    parser.add_argument("--checkpoints", type=Path, help="folder from which a killed run goes on")
    parser.add_argument("--epochs", type=int, default=4, help="times that each article is seen")
    parser.add_argument("--layers", type=int, default=4, help="layers of the model that are kept")
    parser.add_argument("--no-noise", action="store_true", help="show the articles unchanged")
    parser.add_argument("--seed", type=int, default=0, help="of everything that is drawn")
    parser.add_argument("--articles", type=int, help="learn from that many only")
    return parser


def fit(articles: Sequence[Article], choices: Choices, checkpoints: Path | None) -> Network:
    """Return a network that has learnt the articles, going on from a checkpoint if there is one."""
    folder = default_folder()
    tokenizer = tokenizer_of(folder)
    torch.manual_seed(choices.seed)
    network = Network(folder, choices.layers)
    optimizer = make_optimizer(network)
    steps = [
        (epoch, batch)
        for epoch in range(choices.epochs)
        for batch in batches(articles, tokenizer, choices, epoch)
    ]
    done = restore(checkpoints, choices.command, network, optimizer) if checkpoints else 0
    network.train()
    bar = tqdm(range(done, len(steps)), initial=done, total=len(steps), mininterval=10)
    for step in bar:
        torch.manual_seed(choices.seed + step)  # so that a run that goes on draws the same
        set_rate(optimizer, step / len(steps))
        value = loss(network, steps[step][1], special_ids(tokenizer))
        optimizer.zero_grad()
        value.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(network.parameters(), MAX_GRADIENT)
        optimizer.step()
        bar.set_postfix(loss=f"{value.item():.3f}", refresh=False)
        if checkpoints and ((step + 1) % STEPS_PER_CHECKPOINT == 0 or step + 1 == len(steps)):
            store(checkpoints, choices.command, network, optimizer, step + 1)
    return network


def make_optimizer(network: Network) -> torch.optim.AdamW:
    """Return an optimizer of all that learns; what is new learns faster."""
    old = [p for p in network.bert.parameters() if p.requires_grad]
    new = [*network.tags.parameters(), *network.links.parameters()]
    return torch.optim.AdamW([{"params": old}, {"params": new}])


def set_rate(optimizer: torch.optim.AdamW, share: float) -> None:
    """Set the learning rates for the time when `share` of the steps are done."""
    factor = min(1.0, share / WARMUP + 1e-3) * (1 - share)
    for group, rate in zip(optimizer.param_groups, (LEARNING_RATE, NEW_RATE), strict=True):
        group["lr"] = rate * factor


def batches(
    articles: Sequence[Article], tokenizer: Tokenizer, choices: Choices, epoch: int
) -> Iterator[list[Window]]:
    """Yield the batches of an epoch, of windows of similar length; seed and epoch decide them."""
    drawn = random.Random(choices.seed * 1_000 + epoch)
    shown = [noisy(article, drawn) if choices.noise else article for article in articles]
    cut = [w for article in shown for w in training_windows(label(tokenizer, article), drawn)]
    drawn.shuffle(cut)
    made = list[list[Window]]()
    for start in range(0, len(cut), POOL):
        pool = sorted(cut[start : start + POOL], key=lambda window: len(window.ids))
        made += [pool[i : i + BATCH] for i in range(0, len(pool), BATCH)]
    drawn.shuffle(made)
    yield from made


def measure(
    whole: Tagger, small: Tagger, articles: Sequence[Article]
) -> dict[str, dict[str, float]]:
    """Return the figures of articles, and of the same with changes like those that are learnt."""
    drawn = random.Random(0)
    changed = [noisy(article, drawn) for article in articles]
    return {
        "float32": _measured(whole, articles),
        "int8": _measured(small, articles),
        "int8, changed articles": _measured(small, changed),
    }


def _measured(tagger: Tagger, articles: Sequence[Article]) -> dict[str, float]:
    return figures(articles, list(tagger.tag(article.text for article in articles)))


if __name__ == "__main__":
    sys.exit(main())
