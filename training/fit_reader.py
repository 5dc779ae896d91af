"""Fit the reader: `python -m training.fit_reader` writes `rag/models/reader.safetensors`.

For each question of three articles in four the reader sees one sentence that answers it and some
that do not: two of those that rank first, and one of those that rank first in the index without the
article; if the question is not clear, as "what did the author like?", two others of its own
paragraph. It learns to rank the right sentence before the others (cross-entropy over the group) and
to judge each sentence alone (cross-entropy of each pair), by low-rank adapters of the default
model's matrices (Hu and others 2021), with AdamW (Loshchilov and Hutter 2019) and a learning rate
that rises, then falls, linearly.

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
from torch.func import functional_call
from torch.nn import functional
from tqdm import tqdm
from transformers import BertModel

from rag.answering.features import Features
from rag.answering.score import Scorer, ranked
from rag.errors import RagError
from rag.evaluate.temporary_index import asked, overlaps
from rag.models.model_files import default_folder
from rag.models.reader import ADAPTERS, Reader
from rag.models.reader_network import (
    TOKEN_TYPES,
    adapted_matrices,
    collate,
    export_reader,
    load_bert,
    log_odds,
    merge_adapters,
)
from rag.models.reader_pairs import Pair, encode_pair
from rag.models.tokenization import tokenizer_of
from rag.segment.sentences import split_sentences
from training.forum import AMAZON, REDDIT, ROOT, TRAIN, Case, cases, missing

OUTPUT = ROOT / "rag" / "models" / ADAPTERS

# Candidates that may be shown as wrong: of the index with the article, and of the one without.
NEAR_CANDIDATES, AWAY_CANDIDATES = 8, 3
SHOWN_NEAR, SHOWN_AWAY = 2, 1  # how many of them are drawn each time that a question is seen
RANK = 32  # of the adapters
GROUPS_PER_STEP = 16
POOL = 256  # groups that are sorted by length together
# The highest learning rate, the share of steps in which it rises, and the share of it at the end.
LEARNING_RATE, WARMUP, FINAL_RATE = 6e-4, 0.05, 0.02
PAIR_WEIGHT = 2.0  # of each pair's own loss, relative to that of the group
MAX_GRADIENT = 1.0  # the norm that gradients are clipped to

Sentence = tuple[str, str]  # the sentence before it in its passage or "", and the sentence


@dataclass(frozen=True, slots=True)
class Group:
    """A question, sentences that answer it, and wrong ones of the indexes with and without it.

    `near` are from the index that holds the question's article, `away` from the other one.
    `for_reader` is whether the reader learns from the question.
    """

    question: str
    right: list[Sentence]
    near: list[Sentence]
    away: list[Sentence]
    for_reader: bool


def main() -> int:
    """Fit the reader, write it, and print its figures; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=TRAIN, help=f"folder of {REDDIT} and {AMAZON}")
    parser.add_argument("--epochs", type=int, default=3, help="times that each question is seen")
    parser.add_argument("--groups", type=Path, help="cache the questions' sentences in this file")
    options = parser.parse_args()
    if message := missing(options.data):
        print(message, file=sys.stderr)
        return 2
    files = [options.data / name for name in (REDDIT, AMAZON)]
    try:
        groups = load_groups(files, options.groups)
    except RagError as error:
        print(error, file=sys.stderr)
        return 2
    folder = default_folder()
    learned = [group for group in groups if group.for_reader]
    tokenizer = tokenizer_of(folder)
    adapters = fit(load_bert(folder), tokenizer, learned, options.epochs)
    adapters = {name: value.half().contiguous() for name, value in adapters.items()}
    held_out = [group for group in groups if not group.for_reader]
    figures = measure(Reader(export_reader(save(adapters))), held_out)
    record = {
        "command": f"python -m training.fit_reader --epochs {options.epochs}",
        "data": json.dumps({f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in files}),
        "figures": json.dumps(figures),
    }
    OUTPUT.write_bytes(save(adapters, record))
    print(json.dumps(figures, indent=2))
    return 0


def load_groups(files: Sequence[Path], cached: Path | None) -> list[Group]:
    """Read the groups that an earlier run cached, or retrieve them, which takes a quarter hour."""
    if cached and cached.is_file():
        return [Group(**json.loads(line)) for line in cached.read_text("utf-8").splitlines()]
    groups = []
    for path in files:
        with cases(path) as some:
            groups += [group for case in asked(some, path.stem) if (group := make_group(case))]
    if cached:
        lines = (json.dumps(asdict(group)) + "\n" for group in groups)
        cached.write_text("".join(lines), "utf-8")
    return groups


def make_group(case: Case) -> Group | None:
    """Return a question's group; None if it has no right sentence or no wrong one."""
    text, answers = case.paragraph.text, case.question.answers
    spans = [(s.start, s.end) for s in split_sentences(text)]
    texts = [text[start:end] for start, end in spans]
    answering = [overlaps(*span, answers) for span in spans]
    sentences = list(zip(["", *texts], texts, strict=False))
    right = [s for s, is_right in zip(sentences, answering, strict=True) if is_right]
    near = [s for s, is_right in zip(sentences, answering, strict=True) if not is_right]
    away = list[Sentence]()
    described, correct, clear = case.here()
    if clear:  # otherwise another article may answer the question, too
        best = best_first(described)[:NEAR_CANDIDATES]
        near = [candidate(described, i) for i in best if not correct[i]]
        elsewhere = case.elsewhere()
        away = [candidate(elsewhere, i) for i in best_first(elsewhere)[:AWAY_CANDIDATES]]
    if not right or not near + away:
        return None
    return Group(case.question.text, right, near, away, case.for_reader)


def best_first(described: Features) -> list[int]:
    """Return the positions of the candidates, in the order of the scorer."""
    return ranked(described, Scorer.load().ranking)[1] if described.rows else []


def candidate(described: Features, position: int) -> Sentence:
    """Return a candidate, with the sentence before it."""
    row = described.rows[position]
    return row.before, row.text


def fit(
    bert: BertModel, tokenizer: Tokenizer, groups: list[Group], epochs: int
) -> dict[str, torch.Tensor]:
    """Return fitted adapters, as `rag.models.reader_network.merge_adapters` takes them."""
    torch.manual_seed(0)
    rng = random.Random(0)
    adapters = initial_adapters(bert)
    optimizer = torch.optim.AdamW(adapters.values(), lr=LEARNING_RATE)
    total = epochs * len(groups) // GROUPS_PER_STEP
    bar = tqdm(range(total), desc="fitting", unit="step", dynamic_ncols=True)
    for step, batch in zip(bar, batches(tokenizer, groups, rng), strict=False):
        rising, falling = (step + 1) / (WARMUP * total), 1 - step / total
        rate = LEARNING_RATE * min(1.0, rising) * max(FINAL_RATE, falling)
        optimizer.param_groups[0]["lr"] = rate
        value = loss(bert, adapters, batch)
        optimizer.zero_grad()
        value.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(adapters.values(), MAX_GRADIENT)
        optimizer.step()
        if step % 50 == 0:
            bar.set_postfix(loss=f"{value.item():.2f}")
    return {name: value.detach() for name, value in adapters.items()}


def initial_adapters(bert: BertModel) -> dict[str, torch.Tensor]:
    """Return adapters that leave the model unchanged: B is 0, A and the head are random."""
    weights = bert.state_dict()
    adapters = {TOKEN_TYPES: weights[TOKEN_TYPES].clone()}
    for matrix in adapted_matrices(weights):
        rows, columns = weights[f"{matrix}.weight"].shape
        adapters[f"{matrix}.A"] = torch.randn(RANK, columns) / columns**0.5
        adapters[f"{matrix}.B"] = torch.zeros(rows, RANK)
    dimension = 2 * bert.config.hidden_size
    adapters["head.weight"] = torch.randn(dimension) / dimension**0.5
    adapters["head.bias"] = torch.zeros(())
    return {name: value.requires_grad_() for name, value in adapters.items()}


def batches(
    tokenizer: Tokenizer, groups: list[Group], rng: random.Random
) -> Iterator[list[list[Pair]]]:
    """Yield batches of groups of similar length, each group with its right pair first, forever."""
    while True:
        shuffled = rng.sample(groups, len(groups))
        for start in range(0, len(shuffled), POOL):
            pool = [draw(tokenizer, group, rng) for group in shuffled[start : start + POOL]]
            pool.sort(key=lambda pairs: max(len(pair.token_ids) for pair in pairs))
            size = GROUPS_PER_STEP
            sorted_batches = [pool[i : i + size] for i in range(0, len(pool), size)]
            yield from rng.sample(sorted_batches, len(sorted_batches))


def draw(tokenizer: Tokenizer, group: Group, rng: random.Random) -> list[Pair]:
    """Draw a right sentence of a group, followed by wrong ones."""
    near = rng.sample(group.near, min(SHOWN_NEAR, len(group.near)))
    away = rng.sample(group.away, min(SHOWN_AWAY, len(group.away)))
    shown = [rng.choice(group.right), *near, *away]
    return [encode_pair(tokenizer, group.question, *sentence) for sentence in shown]


def loss(
    bert: BertModel, adapters: dict[str, torch.Tensor], groups: list[list[Pair]]
) -> torch.Tensor:
    """Return the loss of groups of pairs, of which the first is the right one."""
    batch = collate([pair for group in groups for pair in group])
    weights = merge_adapters(bert.state_dict(), adapters)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        states = functional_call(bert, weights, kwargs=batch).last_hidden_state
    odds = log_odds(states, batch["token_type_ids"], adapters)
    by_group = torch.split(odds, [len(group) for group in groups])
    group_loss = torch.stack([-functional.log_softmax(some, 0)[0] for some in by_group]).mean()
    right = torch.cat([functional.one_hot(torch.tensor(0), len(some)) for some in by_group])
    pair_loss = functional.binary_cross_entropy_with_logits(odds, right.float())
    return group_loss + PAIR_WEIGHT * pair_loss


def measure(reader: Reader, groups: Sequence[Group]) -> dict[str, float]:
    """Return how well the reader separates right sentences from near ones and from those away."""
    right_first, near, away, right = [], [], [], []
    for group in tqdm(groups, desc="measuring", dynamic_ncols=True):
        odds = reader.read(group.question, [group.right[0], *group.near, *group.away]).tolist()
        end_of_near = 1 + len(group.near)
        right.append(odds[0])
        near += odds[1:end_of_near]
        away += odds[end_of_near:]
        right_first.append(odds[0] == max(odds[:end_of_near]))
    figures = {
        "questions": len(groups),
        "right_first": float(np.mean(right_first)),
        "auroc_near": _auroc(right, near),
        "auroc_elsewhere": _auroc(right, away),
    }
    return {name: round(value, 4) for name, value in figures.items()}


def _auroc(right: Sequence[float], wrong: Sequence[float]) -> float:
    return float(roc_auc_score([1] * len(right) + [0] * len(wrong), [*right, *wrong]))


if __name__ == "__main__":
    sys.exit(main())
