"""Write the reader that ships: `python -m training.write_reader --checkpoints … --pairs FILE`.

The weights of several fits, which start from the same base and differ in seed or choices, are
averaged: that costs nothing when questions are asked, and is better than each of them (Wortsman and
others 2022, "Model soups"). Of what `training/fit_cross_encoder.py` learnt come `reader.onnx`, its
weights in 8 bits, `reader.float32.onnx`, and `reader.json`, which records base, licences, data,
commands, and figures of the questions that were held out.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors import safe_open

from rag.errors import EmbedderError
from rag.models.cross_encoder import CrossEncoder
from training.cross_export import write
from training.cross_figures import measure
from training.cross_network import CrossNetwork
from training.fit_cross_encoder import load_network
from training.forum import TRAIN, missing
from training.pair_file import Pairs
from training.reader_base import MEMBER, PACKAGE, SHA256
from training.reader_pairs import FILES, all_questions
from training.tagger_checkpoint import CHECKPOINT

WHOLE, SMALL, CARD = "reader.float32.onnx", "reader.onnx", "reader.json"
LICENCES = {
    "base": "Apache-2.0",
    "qamr": "MIT; text CC BY 2.5",
    "selqa, clapnq": "Apache-2.0",
    "qed, squad2": "CC BY-SA; marks of the question's words (SQuAD2-CR) MIT",
    "squadshifts": "CC BY 4.0",
    "attribution_train": "a research corpus without a stated licence (PolNeAR)",
}


def main() -> int:
    """Write the files of the reader and print its figures; return the exit status."""
    options = _parser().parse_args()
    if message := missing(options.data, list(FILES)):
        print(message, file=sys.stderr)
        return 2
    network = CrossNetwork()
    try:
        average(network, options.checkpoints)
    except EmbedderError as error:
        print(error, file=sys.stderr)
        return 2
    _, drawn = Pairs.load(options.pairs)
    output = options.output
    output.mkdir(parents=True, exist_ok=True)
    write(network, output / WHOLE, output / SMALL)
    held_out = [q for q in all_questions(options.data) if q.held_out]
    models = {name: CrossEncoder.load(output / name) for name in (WHOLE, SMALL)}
    record = {
        "base": {"ms-marco-MiniLM-L-12-v2": {MEMBER: SHA256, "package": PACKAGE}},
        "licences": LICENCES,
        "data": drawn["data"],
        "commands": [drawn["command"], *map(learnt_by, options.checkpoints)],
        "measured": options.measured,
        "figures": {n: measure(m, held_out, options.measured) for n, m in models.items()},
    }
    (output / CARD).write_text(json.dumps(record, indent=2) + "\n", "utf-8")
    print(json.dumps(record["figures"], indent=2))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=TRAIN, help="folder of the questions")
    parser.add_argument(
        "--checkpoints", type=Path, nargs="+", required=True, help="folders of what was learnt"
    )
    parser.add_argument("--output", type=Path, required=True, help="folder to write")
    parser.add_argument("--pairs", type=Path, required=True, help="the file it was learnt from")
    parser.add_argument("--measured", type=int, default=150, help="questions of each kind")
    return parser


def average(network: CrossNetwork, folders: Sequence[Path]) -> None:
    """Load the mean of the weights in some checkpoints. Raises EmbedderError if one is missing."""
    total = dict[str, torch.Tensor]()
    for folder in folders:
        load_network(network, folder)
        for name, value in network.state_dict().items():
            total[name] = total.get(name, 0) + value.float() / len(folders)
    network.load_state_dict(total)


def learnt_by(folder: Path) -> str:
    """Return the command and the step of the checkpoint in a folder."""
    with safe_open(folder / CHECKPOINT, "pt") as file:
        made = file.metadata()
    return f"{made['command']}, after {made['step']} steps"


if __name__ == "__main__":
    sys.exit(main())
