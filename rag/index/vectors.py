"""The FAISS index over passage vectors, which finds the nearest passages by cosine.

The only module that imports faiss. Scores are inner products of unit vectors, thus cosines: higher
is nearer. The ids in FAISS are passage ids.
"""

from __future__ import annotations

import mmap
from collections.abc import Collection
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from rag.index.embedding import Vectors

Ids = npt.NDArray[np.int64]

# An exhaustive index in half precision, which is lossless because the rows hold half precision.
# 50,000 vectors of 384 dimensions take 2 ms on one core, and half the time, file size and memory of
# float32. The time grows with the number: 100,000 take 4 ms.
EXACT = "SQfp16"
EXACT_UP_TO = 50_000
# Above that, all vectors are compared by codes, and the best candidates in half precision.
CODE_STEP = 4  # dimensions that share a code of 4 bits
TRAINED_ON = 4_096  # vectors: FAISS takes at most 256 for each of the 16 centroids of a code
CANDIDATES = (16, 32, 64, 128)  # compared in half precision, for each passage that is asked for
RECALL = 0.99  # of the first 50, that decides how many are compared
SAMPLE = 100  # queries that the recall is measured with
READ_BYTES = 1 << 20  # bytes of a stored index that are read at once


def factory(passages: int, dimension: int) -> str:
    """Return the index type, for `faiss.index_factory`, that suits a number of passages.

    Large indexes hold product codes (Jégou and others 2011) of 4 bits for 4 dimensions, a sixteenth
    of a float16 vector, which FAISS compares in registers (André and others 2017): 1,000,000 in 4
    ms. Inverted lists found less in more time (`python -m benchmarks.index_types`).
    """
    if passages <= EXACT_UP_TO or dimension % CODE_STEP:
        return EXACT
    return f"PQ{dimension // CODE_STEP}x4fs,Refine({EXACT})"


class VectorIndex:
    """An index of passage vectors that is searched by cosine."""

    def __init__(self, index: Any, mapped: npt.NDArray[np.uint8] | None = None) -> None:
        """Take an index of FAISS, and the mapped file that its vectors are in, if they are."""
        self._index = index
        self._mapped = mapped

    @classmethod
    def build(cls, ids: Ids, vectors: Vectors) -> VectorIndex:
        """Index unit `vectors`, shape (n, dimension), as read from the rows, under `ids`, (n,).

        The first vectors train the codes of a large index: rows are read in the order of their
        digests, so these are a random sample, and the same one after edits as in a fresh build.
        """
        import faiss

        kind = factory(*vectors.shape)
        inner = faiss.index_factory(vectors.shape[1], kind, faiss.METRIC_INNER_PRODUCT)
        if not inner.is_trained:
            inner.train(vectors[:TRAINED_ON])
        index = faiss.IndexIDMap(inner)
        index.add_with_ids(vectors, ids)
        built = cls(index)
        if isinstance(inner, faiss.IndexRefine):
            built._choose_candidates(ids, vectors)
        return built

    def _choose_candidates(self, ids: Ids, vectors: Vectors) -> None:
        """Compare as few candidates in half precision as give the recall, measured on `vectors`."""
        queries = question_like(vectors)
        nearest = exact_nearest(ids, vectors, queries)
        for factor in CANDIDATES:
            self._inner().k_factor = factor
            if recall(self, queries, nearest) >= RECALL:
                break

    @classmethod
    def from_bytes(cls, data: bytes | memoryview) -> VectorIndex:
        """Load the result of `to_bytes`. The caller must verify its checksum: FAISS has none."""
        import faiss

        library: Any = faiss  # its stubs lack PyCallbackIOReader
        # In pieces, because `faiss.deserialize_index` first copies all the bytes.
        source = library.PyCallbackIOReader(BytesIO(data).read, READ_BYTES)
        return cls(library.read_index(source))

    @classmethod
    def map_file(cls, path: Path) -> VectorIndex:
        """Load an index from its file, whose vectors stay there and are read when compared.

        The caller must verify the checksum, and the file must not be written to afterwards.
        """
        import faiss

        library: Any = faiss  # its stubs lack ZeroCopyIOReader
        with path.open("rb") as file:
            whole = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        mapped = np.frombuffer(whole, np.uint8)
        index = library.read_index(library.ZeroCopyIOReader(faiss.swig_ptr(mapped), mapped.size))
        if hasattr(mmap, "MADV_DONTNEED"):
            # Codes are copied from pages that would count as this process's memory from now on.
            whole.madvise(mmap.MADV_DONTNEED)
        return cls(index, mapped)

    def to_bytes(self) -> memoryview:
        """Serialize the index."""
        import faiss

        serialized: Any = faiss.serialize_index(self._index)
        return memoryview(serialized)

    def ids(self) -> list[int]:
        """Return the passage ids in the index."""
        return [int(i) for i in self._ids()]

    def _ids(self) -> Ids:
        """Return the passage ids by position in the index, without a copy."""
        import faiss

        ids: Ids = faiss.rev_swig_ptr(self._index.id_map.data(), len(self))
        return ids

    def _inner(self) -> Any:
        """Return the index under the ids, with its own type."""
        import faiss

        return faiss.downcast_index(self._index.index)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(
        self, vector: Vectors, k: int, allowed: Collection[int] | None = None
    ) -> list[tuple[int, float]]:
        """Return at most `k` (passage id, cosine), nearest first; only `allowed` ones if given."""
        import faiss

        k = min(k, len(self), len(self) if allowed is None else len(allowed))
        if k <= 0:
            return []
        # For the calling thread: FAISS does not divide one query, but its other threads would spin.
        faiss.omp_set_num_threads(1)
        if allowed is None:
            scores, ids = self._index.search(vector[None, :], k)
        else:
            scores, ids = self._search_among(vector, k, allowed)
        found = zip(ids[0].tolist(), scores[0].tolist(), strict=True)
        # FAISS pads with -1 if it finds fewer than k.
        return [(passage_id, score) for passage_id, score in found if passage_id >= 0]

    def _search_among(
        self, vector: Vectors, k: int, allowed: Collection[int]
    ) -> tuple[Vectors, Ids]:
        """Search only some ids, always exactly: codes cannot be searched in part.

        Returns scores and ids of the shape (1, k), as FAISS does.
        """
        import faiss

        ids = self._ids()
        wanted = np.fromiter(allowed, np.int64, len(allowed))
        is_allowed = np.zeros(max(ids.max(), wanted.max()) + 1, dtype=bool)
        is_allowed[wanted] = True
        # The stubs of faiss lack the keyword arguments of its search parameters.
        library: Any = faiss
        selector = library.IDSelectorBitmap(np.packbits(is_allowed[ids], bitorder="little"))
        parameters = library.SearchParameters(sel=selector)
        inner = self._inner()
        if isinstance(inner, faiss.IndexRefine):
            inner = faiss.downcast_index(inner.refine_index)
        scores, positions = inner.search(vector[None, :], k, params=parameters)
        return scores, np.where(positions < 0, -1, ids[positions])


def question_like(vectors: Vectors) -> Vectors:
    """Return up to `SAMPLE` queries that are as near to some of the `vectors` as questions are.

    Each has about the cosine .6 with its vector, as a question often has with its passage. It is
    moved by the difference of two others, and so in the directions in which vectors differ.
    """
    random = np.random.default_rng(0)
    chosen = random.permutation(len(vectors))[:SAMPLE]
    one, other = (random.integers(0, len(vectors), len(chosen)) for _ in range(2))
    away = _unit(vectors[one] - vectors[other])
    return _unit(0.6 * vectors[chosen] + 0.8 * away)


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)


def exact_nearest(ids: Ids, vectors: Vectors, queries: Vectors, *, k: int = 50) -> Ids:
    """Return the ids of the `k` vectors with the highest cosines for each query, (queries, k)."""
    import faiss

    library: Any = faiss  # its stubs lack the metric
    k = min(k, len(ids))
    _, positions = library.knn(queries, vectors, k, metric=faiss.METRIC_INNER_PRODUCT)
    return np.asarray(ids[positions])


def recall(index: VectorIndex, queries: Vectors, nearest: Ids) -> float:
    """Return the share of the `nearest` ids, shape (queries, k), that `index` finds among its k."""
    k = nearest.shape[1]
    found = [{i for i, _ in index.search(query, k)} for query in queries]
    shares = [
        len(mine.intersection(best)) / max(1, k)
        for mine, best in zip(found, nearest.tolist(), strict=True)
    ]
    return float(np.mean(shares)) if shares else 1.0
