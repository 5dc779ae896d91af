"""What the tagger learns from: annotation and teachers (Hinton, Vinyals and Dean 2015)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch.nn import functional

from rag.models.speech_spans import LINKS, ROLES
from rag.models.tagger import LINK_SIZE
from training.speech_windows import IGNORED
from training.tagger_batches import Batch
from training.tagger_network import Network

LINK_WEIGHT = 0.3  # of the loss of each link, relative to that of the tags
EXCLUDED = -1e4  # the score of what cannot be linked to


@dataclass(frozen=True, slots=True)
class Outputs:
    """Log probabilities of a network for a batch.

    `tags` has the shape (windows, length, TAGS). `links` says to which piece each is linked, (
    len(LINKS), windows, length, length).
    """

    tags: torch.Tensor
    links: torch.Tensor


def outputs(network: Network, batch: Batch) -> Outputs:
    """Return what a network says of a batch."""
    with torch.autocast(batch.ids.device.type, dtype=torch.bfloat16):
        tags, links = network(network.words(batch.ids), batch.mask)
    vectors = links.float().unflatten(-1, (len(LINKS), 2, LINK_SIZE))
    scores = torch.einsum("wsnd,wtnd->nwst", vectors[:, :, :, 0], vectors[:, :, :, 1])
    padding = batch.mask.eq(0)[:, None]
    return Outputs(tags, functional.log_softmax(scores.masked_fill(padding, EXCLUDED), -1))


def hard_loss(found: Outputs, batch: Batch) -> torch.Tensor:
    """Return the cross-entropy of tags, and of what each piece is linked to.

    A piece may be linked to any of the pieces of its counterpart: the loss is the negative
    logarithm of the probability that it is linked to one of them.
    """
    known = batch.tags.ne(IGNORED).sum().clamp(min=1)
    total = functional.nll_loss(
        found.tags.flatten(0, 1), batch.tags.flatten(), ignore_index=IGNORED, reduction="sum"
    )
    chosen = found.links.masked_fill(~batch.links, EXCLUDED).logsumexp(-1)
    linked = batch.links.any(-1)
    count = linked.sum((1, 2)).clamp(min=1)
    return total / known - LINK_WEIGHT * ((chosen * linked).sum((1, 2)) / count).sum()


def soft_loss(found: Outputs, taught: Outputs, batch: Batch) -> torch.Tensor:
    """Return the divergence of a network's probabilities from those of teachers.

    That of a link counts as much as a piece has, for the teachers, the role that the link is of. A
    word's later pieces have the roles of its first.
    """
    first = batch.first
    differing = _divergence(found.tags, taught.tags)
    total = (differing * first).sum() / first.sum().clamp(min=1)
    places = torch.arange(first.shape[1], device=first.device)
    word = torch.where(first, places, 0).cummax(1).values[..., None]
    chances = taught.tags.exp().gather(1, word.expand(-1, -1, taught.tags.shape[-1]))
    chances = chances * batch.mask[..., None]
    for number, (role, _) in enumerate(LINKS):
        begin = 1 + 2 * ROLES.index(role)
        weight = chances[..., begin : begin + 2].sum(-1)
        differing = _divergence(found.links[number], taught.links[number])
        total = total + LINK_WEIGHT * (differing * weight).sum() / weight.sum().clamp(min=1)
    return total


def _divergence(found: torch.Tensor, taught: torch.Tensor) -> torch.Tensor:
    return functional.kl_div(found, taught, reduction="none", log_target=True).sum(-1)


@torch.no_grad()
def taught_by(teachers: Sequence[Network], batch: Batch) -> Outputs:
    """Return the geometric mean of what teachers say of a batch."""
    said = [outputs(teacher, batch) for teacher in teachers]
    return Outputs(
        _mean([some.tags for some in said]),
        _mean([some.links for some in said]),
    )


def _mean(logarithms: Sequence[torch.Tensor]) -> torch.Tensor:
    total = torch.stack(list(logarithms)).mean(0) if len(logarithms) > 1 else logarithms[0]
    return functional.log_softmax(total, -1)
