"""Draw the windows that the tagger learns from: `python -m training.tagger_draw --output FILE`.

Drawing takes Python's time, learning a processor's or a GPU's: the windows go into one file,
tokenized and labelled, so that another machine can learn from them. The annotated articles
(`training/speech_windows.py`) are changed a little each time that they are drawn
(`training/speech_noise.py`). Texts that nobody annotated are there to be tagged by teachers.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer
from tqdm import tqdm

from rag.models.model_files import default_folder
from rag.models.tagger import special_ids
from rag.models.tokenization import tokenizer_of
from training.forum import TRAIN, missing
from training.speech_noise import noisy
from training.speech_windows import (
    Article,
    Window,
    digest,
    is_held_out,
    label,
    read_articles,
    training_windows,
)
from training.tagger_windows import gather

ATTRIBUTIONS = "attribution_train.json"
TEXTS = ("qamr.jsonl", "selqa.jsonl", "squad2.jsonl", "clapnq.jsonl", "qed.jsonl")
EPOCHS_PER_TEXT = 6  # texts without annotation are drawn once while articles are so many times


def main() -> int:
    """Draw windows and write them; return the exit status."""
    options = _parser().parse_args()
    if message := missing(options.data, [ATTRIBUTIONS, *TEXTS]):
        print(message, file=sys.stderr)
        return 2
    tokenizer = tokenizer_of(default_folder())
    articles = read_articles(options.data / ATTRIBUTIONS)
    if options.held_out:
        chosen = [article for article in articles if is_held_out(article)]
        drawn = unchanged_windows(chosen, tokenizer)
    else:
        chosen = [article for article in articles if not is_held_out(article)][: options.articles]
        drawn = all_windows(
            chosen, plain_texts(options.data), tokenizer, options.epochs, options.seed
        )
    windows = gather(drawn, special_ids(tokenizer))
    windows.save(options.output, record_of(options))
    print(f"{len(windows)} windows of {len(windows.ids)} pieces")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=TRAIN, help=f"folder of {ATTRIBUTIONS}")
    parser.add_argument("--output", type=Path, required=True, help="file of the windows")
    parser.add_argument("--epochs", type=int, default=24, help="times that each article is drawn")
    parser.add_argument("--articles", type=int, help="draw from that many only")
    parser.add_argument("--seed", type=int, default=0, help="of everything that is drawn")
    parser.add_argument("--held-out", action="store_true", help="those held out, unchanged")
    return parser


def record_of(options: argparse.Namespace) -> dict[str, Any]:
    """Return what windows depend on: the files, by their digests, and the options."""
    command = f"python -m training.tagger_draw --epochs {options.epochs} --seed {options.seed}"
    command += f" --articles {options.articles}" if options.articles else ""
    return {
        "command": command,
        "data": {name: digest(options.data / name) for name in (ATTRIBUTIONS, *TEXTS)},
    }


def plain_texts(folder: Path) -> list[Article]:
    """Return the paragraphs of the questions' files, as articles in which nothing is annotated."""
    found = dict[str, Article]()
    for name in TEXTS:
        with (folder / name).open(encoding="utf-8") as lines:
            for line in lines:
                text = " ".join(json.loads(line)["sentences"])
                found.setdefault(text, Article(f"{name} {len(found)}", text, ()))
    return list(found.values())


def all_windows(
    articles: Sequence[Article],
    texts: Sequence[Article],
    tokenizer: Tokenizer,
    epochs: int,
    seed: int,
) -> Iterator[tuple[Window, bool]]:
    """Yield windows of articles and texts, and whether they are annotated, epoch by epoch."""
    for epoch in tqdm(range(epochs), mininterval=20):
        drawn = random.Random(seed * 1_000 + epoch)
        shown = chain(articles, [] if epoch % EPOCHS_PER_TEXT else texts)
        for number, article in enumerate(shown):
            changed = label(tokenizer, noisy(article, drawn))
            for window in training_windows(changed, drawn):
                yield window, number < len(articles)


def unchanged_windows(
    articles: Sequence[Article], tokenizer: Tokenizer
) -> Iterator[tuple[Window, bool]]:
    """Yield the windows of articles as they are."""
    for article in articles:
        for window in training_windows(label(tokenizer, article), random.Random(0)):
            yield window, True


if __name__ == "__main__":
    sys.exit(main())
