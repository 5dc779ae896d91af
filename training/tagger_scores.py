"""How well a network tags windows, without the search for the best spans: quick figures."""

from __future__ import annotations

from collections import Counter

import numpy as np
import torch

from rag.models.speech_spans import LINKS, ROLES
from training.tagger_batches import Batch, WindowsOnDevice
from training.tagger_losses import Outputs, hard_loss, outputs
from training.tagger_network import Network
from training.tagger_windows import Windows

MEASURED_TOGETHER = 16  # windows


def window_figures(network: Network, windows: Windows, device: str) -> dict[str, float]:
    """Return the figures of annotated windows.

    `loss` is the mean over the windows; for each role, precision and recall of the words that have
    it; for each link the share of linked pieces whose most probable counterpart is right.
    """
    network.to(device).train(False)
    kept, counts, total = WindowsOnDevice(windows, device), Counter[str](), 0.0
    for start in range(0, len(windows), MEASURED_TOGETHER):
        rows = np.arange(start, min(len(windows), start + MEASURED_TOGETHER))
        batch = kept.batch(rows)
        with torch.no_grad():
            found = outputs(network, batch)
            total += float(hard_loss(found, batch)) * len(rows)
        counts.update(_counts(found, batch))
    shares = {"loss": total / len(windows)}
    for role in ROLES:
        shares[f"{role}_precision"] = counts[f"{role} both"] / max(1, counts[f"{role} found"])
        shares[f"{role}_recall"] = counts[f"{role} both"] / max(1, counts[f"{role} known"])
    for a, b in LINKS:
        shares[f"{a}_to_{b}"] = counts[f"{a} {b} right"] / max(1, counts[f"{a} {b} known"])
    return {name: round(value, 4) for name, value in shares.items()}


def _counts(found: Outputs, batch: Batch) -> Counter[str]:
    counts = Counter[str]()
    own, known = found.tags.argmax(-1), batch.tags
    for number, role in enumerate(ROLES):
        tags = torch.tensor([1 + 2 * number, 2 + 2 * number], device=own.device)
        expected, given = torch.isin(known, tags), torch.isin(own, tags) & batch.first
        counts[f"{role} both"] = int((expected & given).sum())
        counts[f"{role} found"] = int(given.sum())
        counts[f"{role} known"] = int(expected.sum())
    for number, (a, b) in enumerate(LINKS):
        best = found.links[number].argmax(-1, keepdim=True)
        counts[f"{a} {b} right"] = int(batch.links[number].gather(-1, best).sum())
        counts[f"{a} {b} known"] = int(batch.links[number].any(-1).sum())
    return counts
