"""Checkpoints of a fit, as safetensors: a run that was killed goes on from the last one."""

from __future__ import annotations

import os
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file

CHECKPOINT = "checkpoint.safetensors"
_STATES = ("exp_avg", "exp_avg_sq", "step")  # of AdamW, for each parameter


def store(
    folder: Path, command: str, network: torch.nn.Module, optimizer: torch.optim.AdamW, step: int
) -> None:
    """Replace the checkpoint by the state after `step` steps of a command."""
    tensors = {f"network.{k}": v.contiguous() for k, v in network.state_dict().items()}
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
    prefix = "network."
    network.load_state_dict(
        {k.removeprefix(prefix): v for k, v in tensors.items() if k.startswith(prefix)}
    )
    states = dict[int, dict[str, torch.Tensor]]()
    for name, tensor in tensors.items():
        if name.startswith("optimizer."):
            _, number, state = name.split(".")
            states.setdefault(int(number), {})[state] = tensor
    optimizer.load_state_dict(optimizer.state_dict() | {"state": states})
    return int(record["step"])
