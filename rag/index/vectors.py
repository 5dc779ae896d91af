"""The FAISS index over passage vectors, which finds the nearest passages by cosine.

The only module that imports faiss. Scores are inner products of unit vectors, thus cosines: higher
is nearer. The ids in FAISS are passage ids.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from io import BytesIO
from typing import Any

import numpy as np
import numpy.typing as npt

from rag.index.embedding import Vectors

Ids = npt.NDArray[np.int64]

# An exhaustive index in half precision, which is lossless because the rows hold half precision.
# 50,000 vectors of 384 dimensions take 2 ms on one core, and half the time, file size and memory of
# float32.
EXACT = "SQfp16"
EXACT_UP_TO = 400_000
READ_BYTES = 1 << 20  # bytes of a stored index that are read at once


def factory(passages: int) -> str:
    """Return the index type, for `faiss.index_factory`, that suits a number of passages."""
    if passages <= EXACT_UP_TO:
        return EXACT
    # About 4 × sqrt(n) lists, as FAISS's guidelines recommend, of vectors with one byte per number.
    return f"IVF{4 * round(passages**0.5)},SQ8"


class VectorIndex:
    """An index of passage vectors that is searched by cosine."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def build(cls, ids: Ids, vectors: Vectors) -> VectorIndex:
        """Index unit `vectors`, shape (n, dimension), as read from the rows, under `ids`, (n,)."""
        import faiss

        inner = faiss.index_factory(vectors.shape[1], factory(len(ids)), faiss.METRIC_INNER_PRODUCT)
        if not inner.is_trained:
            inner.train(vectors)
        if isinstance(inner, faiss.IndexIVF):
            # A quarter of the lists is searched: a recall of .99 of the first 50 has priority over
            # speed, and `recall` measures the actual value.
            inner.nprobe = max(1, inner.nlist // 4)
        index = faiss.IndexIDMap2(inner)
        index.add_with_ids(vectors, ids)
        return cls(index)

    @classmethod
    def from_bytes(cls, data: bytes) -> VectorIndex:
        """Load the result of `to_bytes`. The caller must verify its checksum: FAISS has none."""
        import faiss

        library: Any = faiss  # its stubs lack PyCallbackIOReader
        # In pieces, because `faiss.deserialize_index` first copies all the bytes.
        source = library.PyCallbackIOReader(BytesIO(data).read, READ_BYTES)
        return cls(library.read_index(source))

    def to_bytes(self) -> bytes:
        """Serialize the index."""
        import faiss

        return bytes(faiss.serialize_index(self._index).tobytes())

    def ids(self) -> list[int]:
        """Return the passage ids in the index."""
        import faiss

        return [int(i) for i in faiss.vector_to_array(self._index.id_map)]

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(
        self, vector: Vectors, k: int, allowed: Collection[int] | None = None
    ) -> list[tuple[int, float]]:
        """Return at most `k` (passage id, cosine), nearest first; only `allowed` ones if given."""
        k = min(k, len(self) if allowed is None else len(allowed))
        if k <= 0:
            return []
        scores, ids = self._index.search(vector[None, :], k, params=self._only(allowed))
        found = zip(ids[0].tolist(), scores[0].tolist(), strict=True)
        # FAISS pads with -1 if it finds fewer than k.
        return [(passage_id, score) for passage_id, score in found if passage_id >= 0]

    def _only(self, allowed: Collection[int] | None) -> Any:
        """Return FAISS's parameters for a search restricted to some ids; None if `allowed` is None.

        A restricted search reads all lists: allowed vectors may be rare, and only they are scored.
        """
        import faiss

        if allowed is None:
            return None
        # The stubs of faiss lack the keyword arguments of its search parameters.
        library: Any = faiss
        selected = faiss.IDSelectorBatch(np.fromiter(allowed, np.int64, len(allowed)))
        inner = faiss.downcast_index(self._index.index)
        if isinstance(inner, faiss.IndexIVF):
            return library.SearchParametersIVF(sel=selected, nprobe=inner.nlist)
        return library.SearchParameters(sel=selected)


def recall(index: VectorIndex, ids: Ids, vectors: Vectors, *, k: int = 50) -> float:
    """Return the share of the exact first `k` that `index` finds, for up to 200 of its vectors."""
    chosen = np.random.default_rng(0).permutation(len(ids))[:200]
    shares = [_share(index, ids, vectors, vectors[i], k) for i in chosen]
    return float(np.mean(shares)) if shares else 1.0


def _share(index: VectorIndex, ids: Ids, vectors: Vectors, query: Vectors, k: int) -> float:
    exact = _nearest(ids, vectors @ query, k)
    found = {passage_id for passage_id, _ in index.search(query, k)}
    return len(found & set(exact)) / max(1, len(exact))


def _nearest(ids: Ids, scores: Vectors, k: int) -> Sequence[int]:
    nearest: list[int] = ids[np.argsort(-scores, kind="stable")[:k]].tolist()
    return nearest
