"""The tagger: finds the source, the cue and the content of speech in an article.

It is a `rag.attribution.tagged.SpeechTagger`. The lower layers of all-MiniLM-L6-v2, a BERT (Devlin
and others 2019), are fine-tuned to give each word a probability for each tag, and vectors whose
products say which cue and which source a content belongs to (Dozat and Manning 2017 score the arcs
of a parse in this way). The word embeddings are those of the default model and are read from there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rag.attribution.tagged import TaggedText
from rag.models.model_files import default_folder
from rag.models.onnx_model import OnnxModel
from rag.models.speech_spans import (
    LINKS,
    Numbers,
    Pieces,
    Scores,
    decode,
)
from rag.models.threads import thread_count
from rag.models.tokenization import tokenizer_of

if TYPE_CHECKING:
    from tokenizers import Tokenizer

WEIGHTS = Path(__file__).with_name("tagger.onnx")
EMBEDDINGS = "embeddings.word_embeddings.weight"  # in the weights of the default model

LINK_SIZE = 64  # the length of the vectors that score links
TRANSITIONS = "transitions"  # the name in the ONNX file's metadata

WINDOW = 384  # word pieces in one pass, [CLS] and [SEP] included
OVERLAP = 64  # word pieces that neighbouring windows share, at least

# A blank line ends a paragraph; so does a line break after a mark that ends a sentence.
_BREAK = re.compile(r"\n\s*\n\s*|(?<=[.!?:”\"’'])[^\S\n]*\n\s*")


class Tagger:
    """The model in memory; `tag` is safe to call from several threads."""

    def __init__(self, model: OnnxModel, tokenizer: Tokenizer, words: Numbers) -> None:
        """Take the word embeddings as an array of shape (vocabulary, dimension)."""
        stored = model.metadata[TRANSITIONS]
        self.transitions: Numbers = np.array(json.loads(stored), dtype=np.float32)
        self._model = model
        self._tokenizer = tokenizer
        self._words = words
        self._cls, self._sep = special_ids(tokenizer)

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> Tagger:
        """Load an ONNX file, by default the shipped one.

        Tokenizer and word embeddings are those of the default model.

        Raises EmbedderError if the default model is not installed, or not the published one.
        """
        from safetensors import safe_open

        folder = default_folder()
        with safe_open(folder / "model.safetensors", "np") as weights:
            words = weights.get_tensor(EMBEDDINGS)
        return cls(OnnxModel(path, thread_count()), tokenizer_of(folder), words)

    def tag(self, texts: Iterable[str]) -> Iterator[TaggedText]:
        """Yield what each text holds, in the order of the texts."""
        for text in texts:
            yield decode(*self.scores(text), self.transitions)

    def scores(self, text: str) -> tuple[Pieces, list[Scores]]:
        """Return the word pieces of a text, with the model's scores for each of its windows."""
        pieces = cut(self._tokenizer, text)
        spans = windows(len(pieces))
        found = []
        for start, end in spans:
            ids = [self._cls, *pieces.ids[start:end], self._sep]
            words = self._words[ids][None]  # several windows in one pass are no faster than one
            (tags,), (links,) = self._model.run(["tags", "links"], {"words": words})
            links = links[:-1].astype(np.float16).reshape(-1, len(LINKS), 2, LINK_SIZE)
            found.append(Scores(start, end, tags[1:-1], links))
        return pieces, found


def special_ids(tokenizer: Tokenizer) -> tuple[int, int]:
    """Return the ids of [CLS] and [SEP]."""
    cls, sep = tokenizer.encode("").ids
    return cls, sep


def cut(tokenizer: Tokenizer, text: str) -> Pieces:
    """Cut a text into word pieces, with a [SEP] where a paragraph ends."""
    encoding = tokenizer.encode(text, add_special_tokens=False)
    offsets = np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2)
    words = np.array(encoding.word_ids, dtype=np.int64)
    first = np.diff(words, prepend=-1) != 0
    breaks = np.array([(m.start(), m.end()) for m in _BREAK.finditer(text)], dtype=np.int64)
    breaks = breaks.reshape(-1, 2)
    at = np.searchsorted(offsets[:, 0], breaks[:, 1])
    inner = (at > 0) & (at < len(offsets))  # paragraphs end between pieces only
    at, breaks = at[inner], breaks[inner]
    return Pieces(
        np.insert(np.array(encoding.ids, dtype=np.int64), at, special_ids(tokenizer)[1]),
        np.insert(offsets[:, 0], at, breaks[:, 0]),
        np.insert(offsets[:, 1], at, breaks[:, 1]),
        np.insert(first, at, True),
    )


def windows(pieces: int, size: int = WINDOW, overlap: int = OVERLAP) -> list[tuple[int, int]]:
    """Return the fewest windows over a text's pieces, all of one length, that overlap enough.

    Of one length they need no padding, whose mask would take a tenth of the model's time.
    """
    if not pieces:
        return []
    count = max(1, -(-(pieces - overlap) // (size - 2 - overlap)))
    length = -(-(pieces + (count - 1) * overlap) // count)
    starts = np.linspace(0, pieces - length, count).astype(int)
    return [(int(start), int(start) + length) for start in starts]
