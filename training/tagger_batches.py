"""Batches of labelled windows, cut on the device that learns."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from rag.models.speech_spans import LINKS, ROLES, Integers
from training.speech_windows import IGNORED
from training.tagger_windows import Windows

LENGTH_STEP = 32  # windows are padded to multiples: oneDNN compiles kernels for each length
POOL = 8  # batches whose windows are sorted by length together


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows, padded to one length.

    `ids`, `mask` (0 for padding), `tags` (IGNORED where nobody knows) and `first` (whether a word
    begins) have the shape (windows, length). `links` is True where one piece is linked to another,
    (len(LINKS), windows, length, length).
    """

    ids: torch.Tensor
    mask: torch.Tensor
    tags: torch.Tensor
    first: torch.Tensor
    links: torch.Tensor


class WindowsOnDevice:
    """Windows whose pieces and tags are kept on a device, from which batches are cut."""

    def __init__(self, windows: Windows, device: str) -> None:
        self._windows, self._device = windows, device
        self._ids = torch.from_numpy(windows.ids.astype(np.int32)).to(device)
        self._tags = torch.from_numpy(windows.tags).to(device)
        self._starts = _starts(windows.lengths)
        self._span_starts = _starts(windows.span_counts)

    def batch(self, rows: Integers) -> Batch:
        """Return the windows of some rows."""
        lengths = self._windows.lengths[rows].astype(np.int64)
        longest = int(lengths.max())
        size = longest + -longest % LENGTH_STEP
        places = torch.arange(size, device=self._device)
        held = places < self._moved(lengths)[:, None]
        at = torch.where(held, self._moved(self._starts[rows])[:, None] + places, 0)
        tags = torch.where(held, self._tags[at].long(), IGNORED)
        first = tags != IGNORED
        annotated = self._moved(self._windows.annotated[rows].astype(np.bool_))
        return Batch(
            ids=torch.where(held, self._ids[at], 0).long(),
            mask=held.long(),
            tags=torch.where(annotated[:, None], tags, IGNORED),
            first=first,
            links=self._links(rows, size),
        )

    def _links(self, rows: Integers, size: int) -> torch.Tensor:
        """Return which pieces are linked: those of two roles of one attribution."""
        counts = self._windows.span_counts[rows].astype(np.int64)
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        spans = self._windows.spans[np.repeat(self._span_starts[rows], counts) + within]
        number, role, start, end = spans.astype(np.int64).T
        parts = int(number.max(initial=0)) + 1
        window = np.repeat(np.arange(len(rows)), counts)
        group = self._moved((window * parts + number) * len(ROLES) + role)
        edges = torch.zeros(len(rows) * parts * len(ROLES), size + 1, device=self._device)
        for places, change in ((start, 1.0), (end, -1.0)):
            ones = torch.full_like(group, change, dtype=edges.dtype)
            edges.index_put_((group, self._moved(places)), ones, accumulate=True)
        inside = edges.cumsum(1)[:, :-1].gt(0).float().view(len(rows), parts, len(ROLES), size)
        found = [
            torch.einsum("wps,wpt->wst", inside[:, :, ROLES.index(a)], inside[:, :, ROLES.index(b)])
            for a, b in LINKS
        ]
        links = torch.stack(found).gt(0)
        links[:, :, 0] = False  # [CLS] stands for what is missing, and is linked to nothing
        return links

    def _moved(self, values: NDArray[np.generic]) -> torch.Tensor:
        return torch.from_numpy(values).to(self._device, non_blocking=True)


def _starts(counts: NDArray[np.uint16]) -> Integers:
    starts: Integers = np.cumsum(counts, dtype=np.int64) - counts
    return starts


def batches(windows: Windows, chosen: Integers, size: int, seed: int) -> Iterator[Integers]:
    """Yield the rows of batches without end, each of windows of similar length."""
    drawn = random.Random(seed)
    rows = chosen.tolist()
    while rows:
        drawn.shuffle(rows)
        made = list[list[int]]()
        for start in range(0, len(rows), POOL * size):
            pool = sorted(rows[start : start + POOL * size], key=lambda n: windows.lengths[n])
            made += [pool[i : i + size] for i in range(0, len(pool), size)]
        drawn.shuffle(made)
        yield from (np.array(some) for some in made)
