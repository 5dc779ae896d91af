"""What an index has stored already, as every node knows it: only what is new is computed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rag.index.writer import Writer

Keys = npt.NDArray[np.bytes_]  # sorted hexadecimal digits, which Ray shares between processes


@dataclass(frozen=True, slots=True)
class StoredRows:
    """The documents and passages that were stored under the recipe of a build when it began."""

    documents: Keys
    passages: Keys

    @classmethod
    def of(cls, writer: Writer) -> StoredRows:
        """Read them from the index."""
        digests = (digest.hex() for digest in writer.passage_digests())
        return cls(_sorted(writer.document_ids(), 32), _sorted(digests, 64))

    def has_document(self, doc_id: str) -> bool:
        """Return whether all passages of a document are stored."""
        return _contains(self.documents, doc_id)

    def has_passage(self, digest: bytes) -> bool:
        """Return whether vectors of a passage with this digest are stored."""
        return _contains(self.passages, digest.hex())


def _sorted(keys: Iterable[str], digits: int) -> Keys:
    values = np.fromiter((key.encode("ascii") for key in keys), np.dtype((np.bytes_, digits)))
    return np.sort(values)


def _contains(keys: Keys, key: str) -> bool:
    wanted = key.encode("ascii")
    at = int(np.searchsorted(keys, wanted))
    return at < len(keys) and bool(keys[at] == wanted)
