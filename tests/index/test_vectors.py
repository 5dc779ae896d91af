"""rag.index.vectors: nearest passages by cosine, with numpy as the oracle."""

from __future__ import annotations

import faiss
import numpy as np
import pytest

from rag.index import vectors as module
from rag.index.embedding import Vectors
from rag.index.vectors import Ids, VectorIndex, factory, recall


def made(count: int, dimension: int = 16, seed: int = 0) -> tuple[Ids, Vectors]:
    """Return unsorted ids with gaps, and unit vectors in half precision, as in the rows."""
    random = np.random.default_rng(seed)
    matrix = random.standard_normal((count, dimension)).astype(np.float32)
    ids = random.permutation(count * 7)[:count].astype(np.int64) + 1
    unit = matrix / np.linalg.norm(matrix, axis=1, keepdims=True)
    return ids, unit.astype(np.float16).astype(np.float32)


def brute_force(ids: Ids, vectors: Vectors, query: Vectors, k: int) -> list[int]:
    """Return the ids of the `k` vectors with the highest cosine, compared one by one."""
    nearest: list[int] = ids[np.argsort(-(vectors @ query))[:k]].tolist()
    return nearest


def test_search_finds_what_numpy_finds() -> None:
    """Ids, order and cosines equal those of a comparison with every vector."""
    ids, vectors = made(300)
    index = VectorIndex.build(ids, vectors)
    for query in made(20, seed=1)[1]:
        found = index.search(query, 10)
        assert [i for i, _ in found] == brute_force(ids, vectors, query, 10)
        cosines = np.sort(vectors @ query)[::-1][:10]
        assert [score for _, score in found] == pytest.approx(cosines, abs=1e-6)


def test_a_vector_is_its_own_nearest_with_cosine_one() -> None:
    """Scores are cosines: 1 for the same direction, -1 for the opposite, higher is nearer."""
    ids, vectors = made(50)
    index = VectorIndex.build(ids, vectors)
    nearest, farthest = index.search(vectors[7], 1)[0], index.search(-vectors[7], 50)[-1]
    assert (nearest[0], farthest[0]) == (ids[7], ids[7])
    assert (nearest[1], farthest[1]) == pytest.approx((1, -1), abs=1e-3)


@pytest.mark.parametrize("k", [7, 8, 1000])
def test_a_large_k_gives_every_passage(k: int) -> None:
    """A `k` above the number of passages gives each passage once, without padding."""
    ids, vectors = made(7)
    found = VectorIndex.build(ids, vectors).search(vectors[0], k)
    assert sorted(i for i, _ in found) == sorted(ids.tolist())


@pytest.mark.parametrize("k", [0, -1])
def test_a_k_of_zero_gives_nothing(k: int) -> None:
    """A `k` of zero or less finds nothing."""
    ids, vectors = made(7)
    assert VectorIndex.build(ids, vectors).search(vectors[0], k) == []


def test_an_empty_index_finds_nothing() -> None:
    """An index without passages can be built, stored and searched."""
    index = VectorIndex.build(np.empty(0, dtype=np.int64), np.empty((0, 16), dtype=np.float32))
    again = VectorIndex.from_bytes(index.to_bytes())
    assert len(again) == 0
    assert again.search(made(1)[1][0], 5) == []


def test_bytes_round_trip() -> None:
    """An index loaded from bytes finds the same and serializes to the same bytes."""
    ids, vectors = made(100)
    index = VectorIndex.build(ids, vectors)
    again = VectorIndex.from_bytes(index.to_bytes())
    assert len(again) == 100
    assert again.to_bytes() == index.to_bytes()
    assert again.search(vectors[3], 100) == index.search(vectors[3], 100)


@pytest.mark.parametrize(
    ("passages", "kind"),
    [
        (0, "SQfp16"),
        (400_000, "SQfp16"),
        (1_000_000, "IVF4000,SQ8"),
    ],
)
def test_the_type_depends_on_the_size(passages: int, kind: str) -> None:
    """The index is exhaustive up to a size, then inverted lists of 8-bit vectors."""
    assert factory(passages) == kind
    assert faiss.index_factory(16, kind, faiss.METRIC_INNER_PRODUCT).d == 16


def use(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """Use this type of index for any size."""
    monkeypatch.setattr(module, "factory", lambda passages: kind)


def test_an_exact_index_misses_nothing() -> None:
    """The recall of an exhaustive index is 1."""
    ids, vectors = made(500)
    assert recall(VectorIndex.build(ids, vectors), ids, vectors) == 1


def test_half_precision_is_lossless(monkeypatch: pytest.MonkeyPatch) -> None:
    """In half precision an index finds the same as in float32, with half the bytes."""
    ids, vectors = made(500, dimension=384)
    index = VectorIndex.build(ids, vectors)
    use(monkeypatch, "Flat")
    flat = VectorIndex.build(ids, vectors)
    for query in made(20, dimension=384, seed=1)[1]:
        found, wanted = index.search(query, 50), flat.search(query, 50)
        assert [i for i, _ in found] == [i for i, _ in wanted]
        assert [s for _, s in found] == pytest.approx([s for _, s in wanted], abs=1e-6)
    assert len(index.to_bytes()) < 0.55 * len(flat.to_bytes())


def test_the_recall_of_lists_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    """The recall of inverted lists is the share of the exact first k that they find."""
    use(monkeypatch, "IVF32,SQ8")
    ids, vectors = made(2_000)
    index = VectorIndex.build(ids, vectors)
    shares = []
    for i in np.random.default_rng(0).permutation(len(ids))[:200]:
        exact = set(brute_force(ids, vectors, vectors[i], 50))
        shares.append(len(exact & {found for found, _ in index.search(vectors[i], 50)}) / 50)
    measured = recall(index, ids, vectors)
    assert measured == pytest.approx(np.mean(shares))
    assert 0.3 < measured < 1


def test_recall_sees_wrong_neighbours() -> None:
    """An index with permuted ids has a recall near chance, not near 1."""
    ids, vectors = made(1_000)
    assert recall(VectorIndex.build(ids[::-1].copy(), vectors), ids, vectors) < 0.2


def test_lists_never_give_padding(monkeypatch: pytest.MonkeyPatch) -> None:
    """FAISS pads with -1 if the lists it reads hold too few vectors; padding is never returned."""
    use(monkeypatch, "IVF16,SQ8")
    ids, vectors = made(700)
    found = VectorIndex.build(ids, vectors).search(vectors[0], 700)
    assert 0 < len(found) < 700
    assert {i for i, _ in found} <= set(ids.tolist())


def test_a_stored_list_index_searches_as_many_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    """The number of lists to search is stored with the index."""
    use(monkeypatch, "IVF32,SQ8")
    ids, vectors = made(2_000)
    index = VectorIndex.build(ids, vectors)
    again = VectorIndex.from_bytes(index.to_bytes())
    assert again.search(vectors[0], 200) == index.search(vectors[0], 200)


@pytest.mark.parametrize("k", [2, 3])
def test_order_of_equal_vectors_depends_on_their_positions(k: int) -> None:
    """Ties are broken by position in the index, not by id."""
    twins = np.repeat(made(1)[1], 3, axis=0)
    orders = [
        [ids.index(i) for i, _ in VectorIndex.build(np.array(ids), twins).search(twins[0], k)]
        for ids in ([30, 10, 20], [1, 2, 3], [3, 2, 1])
    ]
    assert orders[0] == orders[1] == orders[2]
    assert len(orders[0]) == k
