"""Write the tagger that ships: `python -m training.write_tagger --learnt FILE --output FOLDER`.

Of what `training/fit_tagger.py` learnt come `tagger.onnx`, its matrices in 8 bits,
`tagger.float32.onnx`, and `tagger.json`, which records base, licence, data, commands, and figures
of the articles that were held out.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path

from rag.errors import EmbedderError
from rag.models.model_files import DEFAULT_MODEL, DEFAULT_MODEL_FILES, default_folder
from rag.models.tagger import Tagger
from rag.models.tokenization import tokenizer_of
from training.forum import TRAIN, missing
from training.speech_noise import noisy
from training.speech_windows import (
    Article,
    digest,
    is_held_out,
    label,
    read_articles,
    tag_transitions,
)
from training.tagger_checkpoint import load_network
from training.tagger_draw import ATTRIBUTIONS
from training.tagger_figures import figures
from training.tagger_network import add_transitions, export, quantize

WHOLE, SMALL, CARD = "tagger.float32.onnx", "tagger.onnx", "tagger.json"
# On the articles held out 0.3 and 0.6 were better than 0 and 1, each in other figures.
TRANSITION_WEIGHT = 0.5


def main() -> int:
    """Write the files of the tagger and print its figures; return the exit status."""
    options = _parser().parse_args()
    if message := missing(options.data, [ATTRIBUTIONS]):
        print(message, file=sys.stderr)
        return 2
    try:
        network, made = load_network(options.learnt, default_folder())
    except EmbedderError as error:
        print(error, file=sys.stderr)
        return 2
    articles = read_articles(options.data / ATTRIBUTIONS)
    held_out = [article for article in articles if is_held_out(article)]
    learned = [article for article in articles if not is_held_out(article)]
    options.output.mkdir(parents=True, exist_ok=True)
    whole, small = options.output / WHOLE, options.output / SMALL
    export(network, whole)
    quantize(whole, small)
    tokenizer = tokenizer_of(default_folder())
    follows = tag_transitions((label(tokenizer, a) for a in learned), TRANSITION_WEIGHT)
    for path in (whole, small):
        add_transitions(path, follows)
    record = {
        "base": {DEFAULT_MODEL: DEFAULT_MODEL_FILES},
        "licence": "Apache-2.0 (the base); the data is a research corpus without a stated licence",
        "data": {
            ATTRIBUTIONS: digest(options.data / ATTRIBUTIONS),
            "reference": "PolNeAR, Newell and others 2018",
        },
        "command": made["command"],
        "drawn": json.loads(made["drawn"]),
        "figures": measure(Tagger.load(whole), Tagger.load(small), held_out),
    }
    (options.output / CARD).write_text(json.dumps(record, indent=2) + "\n", "utf-8")
    print(json.dumps(record["figures"], indent=2))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=TRAIN, help=f"folder of {ATTRIBUTIONS}")
    parser.add_argument(
        "--learnt",
        type=Path,
        nargs="+",
        required=True,
        help="file of what was learnt, or its parts",
    )
    parser.add_argument("--output", type=Path, required=True, help="folder to write")
    return parser


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
