"""Models exported to ONNX, kept in the user's cache folder so that asking needs no PyTorch.

An export is a folder: the model and its weights, its tokenizer, and a manifest with settings and
the SHA-256 of each file. It is named by the digest of the weights that it was made from, and is
only used while all of its files are intact; otherwise it is made again.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rag.models import onnx_model

log = logging.getLogger(__name__)

VARIABLE = "RAG_CACHE"  # the environment variable that names another folder
EXPORT_VERSION = 1  # raised when the same weights are exported in another way
MODEL, TOKENIZER, MANIFEST = "model.onnx", "tokenizer.json", "manifest.json"


class ExportError(Exception):
    """A model cannot be exported, or its export gives other values than the model."""


@dataclass(frozen=True, slots=True)
class Export:
    """An exported model: its file or its bytes, its tokenizer as JSON, and settings."""

    model: Path | bytes
    tokenizer: str
    settings: Mapping[str, Any]


def cache_folder() -> Path:
    """Return the folder of all exports: `RAG_CACHE`, or the one that the system has for caches."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    from platformdirs import user_cache_path

    return user_cache_path("rag", appauthor=False)


def find(key: str) -> Export | None:
    """Return the export of that key if it is in the cache, complete and intact."""
    folder = _folder(key)
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        for name, digest in manifest["files"].items():
            if _digest(folder / name) != digest:
                return None
        tokenizer = (folder / TOKENIZER).read_text("utf-8")
        return Export(folder / MODEL, tokenizer, manifest["settings"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def find_or_make(key: str, make: Callable[[], Export]) -> Export | None:
    """Return the export of that key, made and kept if it is not in the cache.

    Returns None for a model that cannot be exported, which is remembered as long as the version of
    PyTorch stays the same. Without a cache folder that can be written, the export is in memory.
    """
    found = find(key)
    if found or _is_known_to_fail(key):
        return found
    log.info("preparing a model for this machine (once, about 10 seconds)")
    try:
        made = make()
    except ExportError as error:
        failure = {"failed": str(error), "torch": version("torch")}
        _keep(key, lambda folder: failure)
        return None
    _keep(key, lambda folder: _write(made, folder))
    return find(key) or made


def prepare(key: str, make: Callable[[], Export]) -> None:
    """Make an export ahead of its use, unless one is in the cache or could not be kept there."""
    if not (_folder(key) / MANIFEST).is_file() and _can_be_written(cache_folder()):
        find_or_make(key, make)


def _can_be_written(folder: Path) -> bool:
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    return there.is_dir() and os.access(there, os.W_OK)


def _folder(key: str) -> Path:
    return cache_folder() / f"{key}-{EXPORT_VERSION}"


def _is_known_to_fail(key: str) -> bool:
    try:
        manifest = json.loads((_folder(key) / MANIFEST).read_text("utf-8"))
        return "failed" in manifest and manifest["torch"] == version("torch")
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _write(export: Export, folder: Path) -> dict[str, Any]:
    """Write an export's files into a folder; return its manifest."""
    assert isinstance(export.model, bytes)
    onnx_model.save(export.model, folder / MODEL)
    (folder / TOKENIZER).write_text(export.tokenizer, "utf-8")
    files = {file.name: _digest(file) for file in sorted(folder.iterdir())}
    return {"files": files, "settings": dict(export.settings)}


def _keep(key: str, write: Callable[[Path], Mapping[str, Any]]) -> None:
    """Put a folder that `write` fills, and its manifest, in place of the key's present one.

    Where the cache cannot be written, a message is logged once.
    """
    target = _folder(key)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".new-") as temporary:
            folder = Path(temporary, "export")
            folder.mkdir()
            (folder / MANIFEST).write_text(json.dumps(write(folder), indent=1), "utf-8")
            if find(key):
                return  # another process was faster, and may be loading it
            for old in target.parent.glob(f"{key}-*"):  # damaged ones, and other versions
                shutil.rmtree(old, ignore_errors=True)
            folder.rename(target)
    except OSError as error:
        if not target.is_dir():  # another process may have been faster
            _say_once(str(target.parent), error.strerror or str(error))


@cache
def _say_once(folder: str, reason: str) -> None:
    log.warning(
        "cannot keep the prepared model in %s (%s): each start prepares it again; "
        "set %s to a folder that can be written",
        folder,
        reason,
        VARIABLE,
    )


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
