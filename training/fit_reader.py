"""Fit the reader: `python -m training.fit_reader` writes `rag/models/reader.safetensors`.

For each question of three articles in four the reader sees one sentence that answers and some that
do not: two of those that rank first, and one of those that do where the article is not indexed; if
the question is not clear, as "what did the author like?", two others of its own paragraph. It
learns to tell the right one from the others (cross-entropy over the group) and to say of each alone
if it is right (cross-entropy of each pair), by small changes of low rank to the default model's
matrices (Hu and others 2021), with AdamW (Loshchilov and Hutter 2019) and a rate that rises, then
falls, in a line.

The figures that are recorded are of the questions that are left for the scorer.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save
from sklearn.metrics import roc_auc_score
from tokenizers import Tokenizer
from torch.nn import functional
from tqdm import tqdm

from rag.answering.features import Features
from rag.answering.score import Scorer, ranked
from rag.errors import RagError
from rag.evaluate.temporary_index import asked, overlaps
from rag.models.encoder import default_folder
from rag.models.reader import (
    CHANGED,
    CHANGES,
    SEGMENTS,
    Pair,
    base_weights,
    changed,
    layers,
    load_tokenizer,
    log_odds,
    padded,
    pair,
)
from rag.segment.sentences import split_sentences
from training.forum import AMAZON, REDDIT, ROOT, TRAIN, Case, cases, missing

READER = ROOT / "rag" / "answer" / CHANGES

NEAR, AWAY = 8, 3  # candidates that may be shown as wrong: where the article is, and where not
SHOWN_NEAR, SHOWN_AWAY = 2, 1  # of which so many are, for each time that a question is seen
RANK = 32  # of the changes to each matrix
GROUPS = 16  # in a step
POOL = 256  # groups that are sorted by length together
RATE, WARM, LEAST = 6e-4, 0.05, 0.02  # the learning rate, the share in which it rises, its end
ALONE = 2.0  # weight of each pair's own loss beside that of the group
LONGEST = 1.0  # of the gradient's norm

Sentence = tuple[str, str]  # with the one before it in its passage, which comes first


@dataclass(frozen=True, slots=True)
class Group:
    """A question, and sentences that do and do not answer it."""

    question: str
    right: list[Sentence]
    near: list[Sentence]
    away: list[Sentence]
    for_reader: bool


def main() -> int:
    """Fit, record, and print the figures; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=TRAIN, help=f"folder of {REDDIT} and {AMAZON}")
    parser.add_argument("--epochs", type=int, default=3, help="times that each question is seen")
    parser.add_argument("--groups", type=Path, help="keep the questions' sentences in this file")
    chosen = parser.parse_args()
    if said := missing(chosen.data):
        print(said, file=sys.stderr)
        return 2
    files = [chosen.data / name for name in (REDDIT, AMAZON)]
    try:
        groups = prepared(files, chosen.groups)
    except RagError as error:
        print(error, file=sys.stderr)
        return 2
    folder = default_folder()
    tokenizer = load_tokenizer(folder)
    base = base_weights(folder)
    changes = fit(base, tokenizer, [g for g in groups if g.for_reader], chosen.epochs)
    figures = measure(changed(base, changes), tokenizer, [g for g in groups if not g.for_reader])
    record = {
        "command": f"python -m training.fit_reader --epochs {chosen.epochs}",
        "data": json.dumps({f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in files}),
        "figures": json.dumps(figures),
    }
    READER.write_bytes(save({k: v.half().contiguous() for k, v in changes.items()}, record))
    print(json.dumps(figures, indent=2))
    return 0


def prepared(files: Sequence[Path], kept: Path | None) -> list[Group]:
    """Read the groups that an earlier run kept, or ask for them, which takes a quarter hour."""
    if kept and kept.is_file():
        return [Group(**json.loads(line)) for line in kept.read_text("utf-8").splitlines()]
    groups = []
    for path in files:
        with cases(path) as some:
            groups += [group for case in asked(some, path.stem) if (group := made(case))]
    if kept:
        lines = (json.dumps(asdict(group)) + "\n" for group in groups)
        kept.write_text("".join(lines), "utf-8")
    return groups


def made(case: Case) -> Group | None:
    """Find sentences for a question; None if there is no right one or no wrong one."""
    text, answers = case.paragraph.text, case.question.answers
    spans = [(s.start, s.end) for s in split_sentences(text)]
    own = [text[a:b] for a, b in spans]
    right = [overlaps(*span, answers) for span in spans]
    behind = list(zip(["", *own], own, strict=False))
    near, away = [s for s, r in zip(behind, right, strict=True) if not r], list[Sentence]()
    described, correct, clear = case.here()
    if clear:  # or else another article may well answer, too
        near = [sentence(described, i) for i in first(described)[:NEAR] if not correct[i]]
        elsewhere = case.elsewhere()
        away = [sentence(elsewhere, i) for i in first(elsewhere)[:AWAY]]
    if not any(right) or not near + away:
        return None
    answering = [s for s, r in zip(behind, right, strict=True) if r]
    return Group(case.question.text, answering, near, away, case.for_reader)


def first(described: Features) -> list[int]:
    """Return the numbers of the candidates, best first."""
    return ranked(described, Scorer.load().ranking)[1] if described.rows else []


def sentence(described: Features, i: int) -> Sentence:
    """Return a candidate, behind the sentence before it."""
    row = described.rows[i]
    return row.before, row.text


def fit(
    base: dict[str, torch.Tensor], tokenizer: Tokenizer, groups: list[Group], epochs: int
) -> dict[str, torch.Tensor]:
    """Return the changes, as `rag.models.reader.changed` takes them."""
    torch.manual_seed(0)
    chance = random.Random(0)
    changes = unchanged(base)
    optimizer = torch.optim.AdamW(changes.values(), lr=RATE)
    total = epochs * len(groups) // GROUPS
    bar = tqdm(range(total), desc="reading", unit="step", dynamic_ncols=True)
    for step, some in zip(bar, batches(tokenizer, groups, chance), strict=False):
        rising, falling = (step + 1) / (WARM * total), 1 - step / total
        optimizer.param_groups[0]["lr"] = RATE * min(1.0, rising) * max(LEAST, falling)
        value = loss(changed(base, changes), some)
        optimizer.zero_grad()
        value.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(changes.values(), LONGEST)
        optimizer.step()
        if step % 50 == 0:
            bar.set_postfix(loss=f"{value.item():.2f}")
    return {name: value.detach() for name, value in changes.items()}


def unchanged(base: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Return changes that change nothing yet: B is 0, A is drawn at random."""
    changes = {SEGMENTS: base[SEGMENTS].clone()}
    for layer in range(layers(base)):
        for matrix in CHANGED:
            name = f"encoder.layer.{layer}.{matrix}"
            out, wide = base[f"{name}.weight"].shape
            changes[f"{name}.A"] = torch.randn(RANK, wide) / wide**0.5
            changes[f"{name}.B"] = torch.zeros(out, RANK)
    dimension = 2 * base[SEGMENTS].shape[1]
    changes["head.weight"] = torch.randn(dimension) / dimension**0.5
    changes["head.bias"] = torch.zeros(())
    return {name: value.requires_grad_() for name, value in changes.items()}


def batches(
    tokenizer: Tokenizer, groups: list[Group], chance: random.Random
) -> Iterator[list[list[Pair]]]:
    """Yield groups of pairs, the right one first, of like length, without end."""
    while True:
        mixed = chance.sample(groups, len(groups))
        for start in range(0, len(mixed), POOL):
            pool = [drawn(tokenizer, g, chance) for g in mixed[start : start + POOL]]
            pool.sort(key=lambda pairs: max(len(p.pieces) for p in pairs))
            cut = [pool[i : i + GROUPS] for i in range(0, len(pool), GROUPS)]
            yield from chance.sample(cut, len(cut))


def drawn(tokenizer: Tokenizer, group: Group, chance: random.Random) -> list[Pair]:
    """Draw a right sentence of a group, and wrong ones."""
    near = chance.sample(group.near, min(SHOWN_NEAR, len(group.near)))
    away = chance.sample(group.away, min(SHOWN_AWAY, len(group.away)))
    shown = [chance.choice(group.right), *near, *away]
    return [pair(tokenizer, group.question, *one) for one in shown]


def loss(weights: dict[str, torch.Tensor], groups: list[list[Pair]]) -> torch.Tensor:
    """Return the loss of groups of pairs, of which the first is the right one."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        odds = log_odds(weights, padded([p for group in groups for p in group]))
    each = torch.split(odds, [len(group) for group in groups])
    among = torch.stack([-functional.log_softmax(some, 0)[0] for some in each]).mean()
    right = torch.cat([functional.one_hot(torch.tensor(0), len(some)) for some in each])
    alone = functional.binary_cross_entropy_with_logits(odds, right.float())
    return among + ALONE * alone


def measure(
    weights: dict[str, torch.Tensor], tokenizer: Tokenizer, groups: Sequence[Group]
) -> dict[str, float]:
    """Return how well right sentences are told from those near them, and from those elsewhere."""
    best, near, away, right = [], [], [], []
    with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
        for group in tqdm(groups, desc="measuring", dynamic_ncols=True):
            shown = [group.right[0], *group.near, *group.away]
            pairs = [pair(tokenizer, group.question, *one) for one in shown]
            odds = log_odds(weights, padded(pairs)).tolist()
            cut = 1 + len(group.near)
            right.append(odds[0])
            near += odds[1:cut]
            away += odds[cut:]
            best.append(odds[0] == max(odds[:cut]))
    figures = {
        "questions": len(groups),
        "right_first": float(np.mean(best)),
        "auroc_near": _auroc(right, near),
        "auroc_elsewhere": _auroc(right, away),
    }
    return {name: round(value, 4) for name, value in figures.items()}


def _auroc(right: Sequence[float], wrong: Sequence[float]) -> float:
    return float(roc_auc_score([1] * len(right) + [0] * len(wrong), [*right, *wrong]))


if __name__ == "__main__":
    sys.exit(main())
