"""rag.models.exports: the cache of exported models, and what is done where it is no use."""

from __future__ import annotations

import logging
import os
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from rag.models import exports as module
from rag.models import onnx_model
from rag.models.exports import (
    Export,
    ExportError,
    PassingError,
    cache_folder,
    find,
    find_or_make,
    prepare,
)
from rag.models.onnx_model import OnnxModel
from rag.models.torch_export import export


@pytest.fixture(scope="module")
def tiny() -> bytes:
    """A model with some weights: a table of 1,000 rows of 8."""
    torch.manual_seed(1)
    table = torch.nn.Embedding(1_000, 8)
    return export(table, (torch.zeros((1, 3), dtype=torch.long),), ["input_ids"], ["vectors"])


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder of the test's own; messages are logged as in a new process."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("RAG_CACHE", str(folder))
    module._said.clear()
    return folder


def making(model: bytes) -> tuple[Callable[[], Export], list[str]]:
    """Return a function that makes an export, and a list that grows with each call."""
    calls = list[str]()

    def make() -> Export:
        calls.append("made")
        return Export(model, '{"a": "tokenizer"}', {"dimension": 8})

    return make, calls


def vectors(found: Export | None) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """Return what the model of an export gives for three tokens."""
    assert found is not None
    ids = np.array([[1, 2, 999]])
    result: np.ndarray[tuple[int, ...], np.dtype[np.float32]]
    (result,) = OnnxModel(found.model).run(["vectors"], {"input_ids": ids})
    return result


def test_an_export_is_made_once(tiny: bytes, cache: Path) -> None:
    """The first call makes and keeps it, the next one, of any process, takes it from the cache."""
    make, calls = making(tiny)
    assert find("key") is None
    first, second = find_or_make("key", make), find_or_make("key", make)
    assert calls == ["made"]
    assert first == second == find("key")
    assert first is not None and first.settings == {"dimension": 8}
    assert first.tokenizer == '{"a": "tokenizer"}'
    np.testing.assert_array_equal(vectors(first), vectors(Export(tiny, "", {})))
    assert [file.name for file in cache.iterdir()] == ["key-1"]


def test_weights_lie_beside_the_model(tiny: bytes, cache: Path) -> None:
    """They are in a file of their own, which is mapped into memory instead of being read."""
    find_or_make("key", making(tiny)[0])
    data = cache / "key-1" / "model.onnx.data"
    assert data.stat().st_size >= 1_000 * 8 * 4 > (cache / "key-1" / "model.onnx").stat().st_size


@pytest.mark.parametrize("name", ["model.onnx", "model.onnx.data", "tokenizer.json"])
@pytest.mark.parametrize("fault", ["changed", "cut", "gone"])
def test_a_damaged_export_is_made_again(tiny: bytes, cache: Path, name: str, fault: str) -> None:
    """One changed byte, a file that was cut or deleted: it is not used, and replaced."""
    make, calls = making(tiny)
    expected = vectors(find_or_make("key", make))
    file = cache / "key-1" / name
    content = bytearray(file.read_bytes())
    if fault == "gone":
        file.unlink()
    else:
        content[len(content) // 2] ^= 1
        file.write_bytes(content if fault == "changed" else content[:-1])
    assert find("key") is None
    np.testing.assert_array_equal(vectors(find_or_make("key", make)), expected)
    assert calls == ["made", "made"]
    assert find("key") is not None


ALIEN = (
    "",
    "{",
    "[]",
    "null",
    "[" * 100_000,
    '{"files": {}, "settings": {}}',
    '{"content": {"files": {"model.onnx": "", "/dev/zero": ""}}, "sha256": ""}',
    '{"content": {"files": {}, "settings": {"dimension": 17}}, "sha256": "0"}',
)


@pytest.mark.parametrize("text", ALIEN, ids=range(len(ALIEN)))
def test_a_damaged_manifest_is_no_export(tiny: bytes, cache: Path, text: str) -> None:
    """Whatever the manifest holds, the export is either intact or made again."""
    make, calls = making(tiny)
    find_or_make("key", make)
    (cache / "key-1" / "manifest.json").write_text(text)
    assert find("key") is None
    assert find_or_make("key", make) == find("key")
    assert len(calls) == 2


def test_settings_that_were_edited_are_no_export(tiny: bytes, cache: Path) -> None:
    """The manifest has a digest of its own."""
    find_or_make("key", making(tiny)[0])
    manifest = cache / "key-1" / "manifest.json"
    text = manifest.read_text()
    manifest.write_text(text.replace('"dimension": 8', '"dimension": 9'))
    assert manifest.read_text() != text
    assert find("key") is None


def test_the_export_of_another_model_is_none(tiny: bytes, cache: Path) -> None:
    """A folder that was renamed, or put in place of another, is not used under that name."""
    make, calls = making(tiny)
    find_or_make("key", make)
    (cache / "key-1").rename(cache / "other-1")
    assert find("other") is None
    find_or_make("other", make)
    assert find("other") is not None and calls == ["made", "made"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_in_place_of_a_file_is_not_read(tiny: bytes, cache: Path) -> None:
    """Reading it would never end."""
    find_or_make("key", making(tiny)[0])
    file = cache / "key-1" / "tokenizer.json"
    file.unlink()
    os.mkfifo(file)
    assert find("key") is None


def test_what_a_killed_export_left_is_removed(tiny: bytes, cache: Path) -> None:
    """Unfinished folders that nobody has touched for an hour go with the next export."""
    old, new = cache / ".new-old", cache / ".new-new"
    for folder in (old, new):
        folder.mkdir(parents=True)
        (folder / "model.onnx").write_bytes(b"half")
    hours_ago = time.time() - 7_200
    os.utime(old, (hours_ago, hours_ago))
    find_or_make("key", making(tiny)[0])
    assert sorted(file.name for file in cache.iterdir()) == [".new-new", "key-1"]


def test_other_versions_are_removed(
    tiny: bytes, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An export that another version of the program made is not used, and gives way."""
    make, _ = making(tiny)
    find_or_make("key", make)
    find_or_make("other", make)
    monkeypatch.setattr(module, "EXPORT_VERSION", 2)
    assert find("key") is None
    find_or_make("key", make)
    assert sorted(file.name for file in cache.iterdir()) == ["key-2", "other-1"]


def test_a_cache_that_cannot_be_written_is_done_without(
    tiny: bytes, cache: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The export is used from memory, and it is said once that it cannot be kept."""
    cache.write_text("a file is in the way")
    make, calls = making(tiny)
    expected = vectors(Export(tiny, "", {}))
    for _ in range(2):
        np.testing.assert_array_equal(vectors(find_or_make("key", make)), expected)
    assert calls == ["made", "made"]
    warnings = [r.getMessage() for r in caplog.records if r.levelno == logging.WARNING]
    assert len(warnings) == 1
    assert str(cache) in warnings[0] and "RAG_CACHE" in warnings[0] and "\n" not in warnings[0]


def test_a_disk_without_space_leaves_nothing_half_written(
    tiny: bytes, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If writing fails, no folder of that key and no temporary one stays."""

    def full(model: bytes, path: Path) -> None:
        path.write_bytes(model[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(onnx_model, "save", full)
    found = find_or_make("key", making(tiny)[0])
    assert found is not None and found.model == tiny
    assert list(cache.iterdir()) == []


def test_a_damaged_export_that_cannot_be_replaced_is_said(
    tiny: bytes, cache: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A folder that is there, and no use, is a reason to say that it cannot be written."""
    make, _ = making(tiny)
    find_or_make("key", make)
    (cache / "key-1" / "tokenizer.json").write_text("altered")

    def read_only(*args: object, **options: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(module.tempfile, "TemporaryDirectory", read_only)  # type: ignore[attr-defined]
    assert find_or_make("key", make).model == tiny
    assert "Read-only file system" in caplog.text


def test_a_model_that_cannot_be_exported_is_remembered(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not tried again, unless what exports it was updated; the reason stays known."""
    calls = list[str]()

    def fail() -> Export:
        calls.append("tried")
        raise ExportError("no such operator")

    for _ in range(2):
        with pytest.raises(ExportError, match="no such operator"):
            find_or_make("key", fail)
    assert calls == ["tried"]
    assert find("key") is None
    monkeypatch.setattr(module, "version", lambda name: "99.0")
    with pytest.raises(ExportError, match="no such operator"):
        find_or_make("key", fail)
    assert len(calls) == 2


def test_a_passing_failure_is_not_remembered(tiny: bytes, cache: Path) -> None:
    """Without memory at the moment, the next start tries again."""

    def fail() -> Export:
        raise PassingError("not enough memory")

    with pytest.raises(ExportError, match="not enough memory"):
        find_or_make("key", fail)
    assert find_or_make("key", making(tiny)[0]) == find("key")


@pytest.mark.parametrize(
    ("error", "passing"),
    [
        (MemoryError(), True),
        (RuntimeError("not enough memory: you tried to allocate 9 bytes"), True),
        (OSError(28, "No space left on device"), True),
        (RuntimeError("no such operator"), False),
    ],
)
def test_failures_of_the_exporter(
    monkeypatch: pytest.MonkeyPatch, error: Exception, passing: bool
) -> None:
    """Lack of memory or space passes; whatever else the exporter raises does not."""

    def fail(*args: object, **options: object) -> None:
        raise error

    monkeypatch.setattr(torch.onnx, "export", fail)
    with pytest.raises(ExportError) as raised:
        export(torch.nn.Embedding(3, 2), (torch.zeros(1, 1),), ["input_ids"], ["vectors"])
    assert isinstance(raised.value, PassingError) == passing


def test_processes_that_export_at_once_do_not_disturb_each_other(tiny: bytes) -> None:
    """Whoever is last, every one gets a whole export, and one is kept."""
    barrier = threading.Barrier(4)
    results = list[Export | None]()

    def make() -> Export:
        barrier.wait(60)
        return Export(tiny, "{}", {})

    threads = [
        threading.Thread(target=lambda: results.append(find_or_make("key", make))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(results) == 4
    expected = vectors(Export(tiny, "", {}))
    for found in (*results, find("key")):
        np.testing.assert_array_equal(vectors(found), expected)


def test_an_export_is_prepared_if_it_can_be_kept(tiny: bytes, cache: Path) -> None:
    """Preparing makes what is not there, once, and nothing where the cache cannot be written."""
    make, calls = making(tiny)
    prepare("key", make)
    prepare("key", make)
    assert find("key") is not None and calls == ["made"]
    shutil.rmtree(cache)
    cache.write_text("a file is in the way")
    prepare("key", make)
    assert calls == ["made"]


def test_the_system_says_where_caches_are(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without RAG_CACHE it is the folder "rag" of the user's caches."""
    monkeypatch.delenv("RAG_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder().name == "rag"


def test_a_deleted_cache_is_made_again(tiny: bytes, cache: Path) -> None:
    """People may empty their caches at any time."""
    make, calls = making(tiny)
    find_or_make("key", make)
    shutil.rmtree(cache)
    assert find_or_make("key", make) == find("key")
    assert len(calls) == 2
