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
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rag.models import onnx_model

log = logging.getLogger(__name__)

VARIABLE = "RAG_CACHE"  # the environment variable that names another folder
EXPORT_VERSION = 1  # raised when the same weights are exported in another way
MODEL, TOKENIZER, MANIFEST = "model.onnx", "tokenizer.json", "manifest.json"
UNFINISHED = ".new-"  # how the folders of exports begin that are being written
LEFT_OVER_AFTER = 3_600  # seconds without a change


class ExportError(Exception):
    """A model cannot be exported, or its export gives other values than the model."""


class PassingError(ExportError):
    """A model cannot be exported at the moment: there is not enough memory, or no space."""


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
    manifest = _manifest(key)
    files = manifest.get("files", {})
    if not {MODEL, TOKENIZER} <= set(files) <= {MODEL, MODEL + onnx_model.DATA_SUFFIX, TOKENIZER}:
        return None
    try:
        if any(_digest(folder / name) != digest for name, digest in files.items()):
            return None
        tokenizer = (folder / TOKENIZER).read_text("utf-8")
    except OSError:
        return None
    return Export(folder / MODEL, tokenizer, manifest["settings"])


def find_or_make(key: str, make: Callable[[], Export]) -> Export:
    """Return the export of that key, made and kept if it is not in the cache.

    Without a cache folder that can be written, the export is in memory. Raises ExportError for a
    model that cannot be exported, which is remembered as long as the versions of what exports it
    stay the same.
    """
    if found := find(key):
        return found
    known = _manifest(key)
    if known.get("versions") == _versions():
        raise ExportError(f"{known['failed']} (remembered in {_folder(key)})")
    log.info("preparing a model for this machine (once, about 10 seconds)")
    try:
        made = make()
    except PassingError:
        raise
    except ExportError as error:
        failure = {"failed": str(error), "versions": _versions()}
        _keep(key, lambda folder: failure)
        raise
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


def _versions() -> str:
    return " ".join(f"{name} {version(name)}" for name in ("torch", "transformers", "onnxruntime"))


def _manifest(key: str) -> dict[str, Any]:
    """Return the manifest of that key; an empty one for what was altered, or is another's."""
    try:
        written = json.loads((_folder(key) / MANIFEST).read_text("utf-8"))
        content: dict[str, Any] = written["content"]
        return content if written["sha256"] == _seal(key, content) else {}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}


def _seal(key: str, content: Mapping[str, Any]) -> str:
    return hashlib.sha256(f"{key} {json.dumps(content, sort_keys=True)}".encode()).hexdigest()


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
        _remove_leftovers(target.parent)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=UNFINISHED) as temporary:
            folder = Path(temporary, "export")
            folder.mkdir()
            content = write(folder)
            manifest = {"content": content, "sha256": _seal(key, content)}
            (folder / MANIFEST).write_text(json.dumps(manifest, indent=1), "utf-8")
            if find(key):
                return  # another process was faster, and may be loading it
            for old in target.parent.glob(f"{key}-*"):  # damaged ones, and other versions
                shutil.rmtree(old, ignore_errors=True)
            folder.rename(target)
    except OSError as error:
        if not find(key):  # another process may have been faster
            reason = error.strerror or "it cannot be written in full: the disk may be full"
            _say_once(str(target.parent), reason)


def _remove_leftovers(folder: Path) -> None:
    """Remove what exports that were killed have left."""
    for left in folder.glob(f"{UNFINISHED}*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > LEFT_OVER_AFTER:
                shutil.rmtree(left, ignore_errors=True)


_said: set[str] = set()  # folders


def _say_once(folder: str, reason: str) -> None:
    if folder not in _said:
        _said.add(folder)
        log.warning(
            "cannot keep the prepared model in %s (%s): each start prepares it again; "
            "set %s to a folder that can be written",
            folder,
            reason,
            VARIABLE,
        )


def _digest(file: Path) -> str:
    if not file.is_file():  # a pipe would never end
        return ""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
