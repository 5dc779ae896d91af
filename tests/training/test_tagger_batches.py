"""Windows in a file, batches of them, and the losses and figures that these give."""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
import torch

from rag.models.speech_spans import LINKS, TAGS
from tests.speech_articles import speech_article, speech_windows, write_training_files
from training import tagger_draw, tagger_scores
from training.speech_windows import IGNORED, is_held_out
from training.tagger_batches import Batch, WindowsOnDevice, batches
from training.tagger_losses import EXCLUDED, Outputs, hard_loss, soft_loss
from training.tagger_windows import Windows

ARTICLES = [speech_article(number) for number in range(40)]
WINDOWS = speech_windows(ARTICLES)


def known(batch: Batch) -> Outputs:
    """Return outputs that are certain of what is annotated."""
    tags = torch.full((*batch.tags.shape, TAGS), EXCLUDED)
    tags.scatter_(-1, batch.tags.clamp(min=0)[..., None], 0.0)
    chosen = batch.links.float()
    chosen[..., 0] += (chosen.sum(-1) == 0).float()
    return Outputs(tags, (chosen / chosen.sum(-1, keepdim=True)).log().clamp(min=EXCLUDED))


def test_windows_are_kept(tmp_path: Path) -> None:
    """A file gives back the windows, and how they were drawn."""
    WINDOWS.save(tmp_path / "file", {"command": "drawn"})
    read, record = Windows.load(tmp_path / "file")
    assert record == {"command": "drawn"}
    for field in fields(Windows):
        assert (getattr(read, field.name) == getattr(WINDOWS, field.name)).all(), field.name


def test_a_batch_holds_its_windows() -> None:
    """Pieces and tags are those of the windows, and what is padded counts for nothing."""
    batch = WindowsOnDevice(WINDOWS, "cpu").batch(np.array([3, 1]))
    starts = np.append(0, np.cumsum(WINDOWS.lengths, dtype=np.int64))
    for row, number in enumerate((3, 1)):
        part, length = slice(starts[number], starts[number + 1]), int(WINDOWS.lengths[number])
        assert batch.ids[row, :length].tolist() == WINDOWS.ids[part].tolist()
        assert batch.tags[row, :length].tolist() == WINDOWS.tags[part].tolist()
        assert batch.mask[row].sum() == length
        assert (batch.tags[row, length:] == IGNORED).all()


def test_linked_are_the_pieces_of_one_attribution() -> None:
    """Each piece of a content is linked to each of its cue; what has no part has no link."""
    batch = WindowsOnDevice(WINDOWS, "cpu").batch(np.arange(2))
    for number, (first, second) in enumerate(LINKS):
        rows, columns = ((WINDOWS.spans[:3][:, 1] == _role(r)).argmax() for r in (first, second))
        a, b = WINDOWS.spans[rows][2:], WINDOWS.spans[columns][2:]
        expected = torch.zeros_like(batch.links[number, 0])
        expected[a[0] : a[1], b[0] : b[1]] = True
        assert (batch.links[number, 0] == expected).all()


def _role(name: str) -> int:
    return ("source", "cue", "content").index(name)


def test_what_nobody_annotated_has_no_tags() -> None:
    """The words of such a window are known, their tags are not."""
    windows = replace(WINDOWS, annotated=np.zeros(len(WINDOWS), np.uint8))
    batch = WindowsOnDevice(windows, "cpu").batch(np.arange(2))
    assert (batch.tags == IGNORED).all()
    assert batch.first.any()


def test_batches_depend_on_the_seed_alone() -> None:
    """Each window comes once in an epoch; another seed has another order."""
    chosen = np.arange(len(WINDOWS))
    runs = [[b.tolist() for b in islice(batches(WINDOWS, chosen, 4, s), 10)] for s in (0, 0, 1)]
    assert runs[0] == runs[1] != runs[2]
    assert sorted(row for some in runs[0] for row in some) == chosen.tolist()


def test_the_annotation_itself_has_no_loss() -> None:
    """Outputs that agree with annotation and teachers cost nothing; others cost something."""
    batch = WindowsOnDevice(WINDOWS, "cpu").batch(np.arange(4))
    right = known(batch)
    wrong = Outputs(right.tags.roll(1, -1), right.links.roll(1, -1))
    assert hard_loss(right, batch) == pytest.approx(0, abs=1e-4)
    assert soft_loss(right, right, batch) == pytest.approx(0, abs=1e-4)
    assert hard_loss(wrong, batch) > 1 and soft_loss(wrong, right, batch) > 1


def test_figures_of_what_is_right(monkeypatch: pytest.MonkeyPatch) -> None:
    """All figures of the annotation itself are 1, and those of a network without roles are 0."""
    network = torch.nn.Identity()
    monkeypatch.setattr(tagger_scores, "outputs", lambda _, batch: known(batch))
    figures = tagger_scores.window_figures(network, WINDOWS, "cpu")  # type: ignore[arg-type]
    assert figures.pop("loss") == pytest.approx(0, abs=1e-4)
    assert set(figures.values()) == {1.0}
    monkeypatch.setattr(tagger_scores, "outputs", lambda _, batch: _nothing(batch))
    figures = tagger_scores.window_figures(network, WINDOWS, "cpu")  # type: ignore[arg-type]
    assert {v for k, v in figures.items() if k != "loss"} == {0.0}


def _nothing(batch: Batch) -> Outputs:
    tags = torch.zeros(*batch.tags.shape, TAGS)
    tags[..., 0] = 1
    links = torch.zeros(batch.links.shape)
    links[..., 0] = 1
    return Outputs(tags, links)


def test_the_command_draws_both_kinds_of_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Articles are drawn each epoch, without those held out, and texts that nobody annotated."""
    write_training_files(tmp_path, ARTICLES)
    held_out = sum(map(is_held_out, ARTICLES))
    base = ["tagger_draw", "--data", str(tmp_path), "--output", str(tmp_path / "file")]
    monkeypatch.setattr("sys.argv", [*base, "--epochs", "2"])
    assert tagger_draw.main() == 0
    drawn, record = Windows.load(tmp_path / "file")
    assert drawn.annotated.sum() == 2 * (len(ARTICLES) - held_out)
    assert (drawn.annotated == 0).sum() == len(tagger_draw.TEXTS)
    assert set(record["data"]) == {tagger_draw.ATTRIBUTIONS, *tagger_draw.TEXTS}
    monkeypatch.setattr("sys.argv", [*base, "--held-out"])
    assert tagger_draw.main() == 0
    assert len(Windows.load(tmp_path / "file")[0]) == held_out > 0
