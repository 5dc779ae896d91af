"""rag.index.vectors: nearest passages by cosine, with numpy as the oracle."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import faiss
import numpy as np
import pytest

from rag.index import vectors as module
from rag.index.embedding import Vectors
from rag.index.vectors import (
    EXACT_UP_TO,
    Ids,
    VectorIndex,
    exact_nearest,
    factory,
    question_like,
    recall,
)


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
    assert again.search(made(1)[1][0], 5, {3}) == []


def test_bytes_round_trip() -> None:
    """An index loaded from bytes finds the same and serializes to the same bytes."""
    ids, vectors = made(100)
    index = VectorIndex.build(ids, vectors)
    again = VectorIndex.from_bytes(index.to_bytes())
    assert len(again) == 100
    assert again.to_bytes() == index.to_bytes()
    assert again.search(vectors[3], 100) == index.search(vectors[3], 100)


@pytest.mark.parametrize(
    ("passages", "dimension", "kind"),
    [
        (0, 384, "SQfp16"),
        (EXACT_UP_TO, 384, "SQfp16"),
        (EXACT_UP_TO + 1, 384, "PQ96x4fs,Refine(SQfp16)"),
        (1_000_000, 768, "PQ192x4fs,Refine(SQfp16)"),
        (1_000_000, 387, "SQfp16"),
    ],
)
def test_the_type_depends_on_the_size(passages: int, dimension: int, kind: str) -> None:
    """The index is exact up to a size, then codes of every 4 dimensions, if they divide by 4."""
    assert factory(passages, dimension) == kind
    assert faiss.index_factory(dimension, kind, faiss.METRIC_INNER_PRODUCT).d == dimension


def use(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """Use this type of index for any size."""
    monkeypatch.setattr(module, "factory", lambda passages, dimension: kind)


def coded(
    monkeypatch: pytest.MonkeyPatch, count: int, dimension: int = 64
) -> tuple[VectorIndex, Ids, Vectors]:
    """Return an index of a large index's type, with its ids and vectors."""
    monkeypatch.setattr(module, "EXACT_UP_TO", 0)
    ids, vectors = made(count, dimension)
    return VectorIndex.build(ids, vectors), ids, vectors


def test_exact_nearest_are_those_that_numpy_finds() -> None:
    """The ids that the recall is measured against are those of a comparison one by one."""
    ids, vectors = made(500)
    queries = made(20, seed=1)[1]
    nearest = exact_nearest(ids, vectors, queries, k=10)
    assert nearest.tolist() == [brute_force(ids, vectors, query, 10) for query in queries]


def test_queries_are_as_near_as_questions() -> None:
    """The queries of the recall are unit vectors near some passage, and not passages."""
    vectors = made(3_000, dimension=384)[1]
    queries = question_like(vectors)
    assert np.linalg.norm(queries, axis=1) == pytest.approx(1, abs=1e-5)
    best = (queries @ vectors.T).max(axis=1)
    assert len(queries) == 100
    assert best == pytest.approx(0.6, abs=0.15)


def test_an_exact_index_misses_nothing() -> None:
    """The recall of an exhaustive index in half precision is 1."""
    ids, vectors = made(500)
    queries = question_like(vectors)
    index = VectorIndex.build(ids, vectors)
    assert recall(index, queries, exact_nearest(ids, vectors, queries)) == 1


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


def test_recall_is_the_share_of_the_nearest_that_are_found() -> None:
    """An index without half of the passages finds the nearest among the others alone."""
    ids, vectors = made(1_000)
    queries = question_like(vectors)
    nearest = exact_nearest(ids, vectors, queries)
    half = VectorIndex.build(ids[:500], vectors[:500])
    kept = np.isin(nearest, ids[:500]).mean()
    assert recall(half, queries, nearest) == pytest.approx(kept)
    assert 0.4 < kept < 0.6


def test_codes_choose_and_half_precision_ranks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A large index finds nearly all of the nearest, in their order and with exact cosines."""
    index, ids, vectors = coded(monkeypatch, 5_000)
    queries = question_like(vectors)
    assert recall(index, queries, exact_nearest(ids, vectors, queries)) >= module.RECALL
    places = {int(i): place for place, i in enumerate(ids)}
    for query in queries[:10]:
        found = index.search(query, 50)
        cosines = [float(vectors[places[i]] @ query) for i, _ in found]
        assert [score for _, score in found] == pytest.approx(cosines, abs=1e-5)
        assert cosines == sorted(cosines, reverse=True)


def test_as_many_candidates_are_compared_as_the_recall_needs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A recall that no number of candidates reaches takes the most, an easy one the fewest."""
    monkeypatch.setattr(module, "CANDIDATES", (1, 2, 3))
    monkeypatch.setattr(module, "RECALL", 1.1)
    assert coded(monkeypatch, 5_000)[0]._inner().k_factor == 3
    monkeypatch.setattr(module, "RECALL", 0.1)
    assert coded(monkeypatch, 5_000)[0]._inner().k_factor == 1


def test_a_large_index_is_the_same_in_every_build(monkeypatch: pytest.MonkeyPatch) -> None:
    """Codes are trained from the vectors alone: two builds of the same rows have the same bytes."""
    one, two = coded(monkeypatch, 6_000)[0], coded(monkeypatch, 6_000)[0]
    assert one.to_bytes() == two.to_bytes()


@pytest.mark.parametrize("exact_up_to", [0, EXACT_UP_TO])
def test_a_restricted_search_is_exact(monkeypatch: pytest.MonkeyPatch, exact_up_to: int) -> None:
    """Either type finds the nearest of the allowed ids, and ignores ids that it does not hold."""
    monkeypatch.setattr(module, "EXACT_UP_TO", exact_up_to)
    ids, vectors = made(5_000, dimension=64)
    index = VectorIndex.build(ids, vectors)
    for seed, query in enumerate(made(10, 64, seed=1)[1]):
        chosen = np.random.default_rng(seed).permutation(5_000)[: 10 + 90 * seed]
        allowed = set(ids[chosen].tolist())
        found = [i for i, _ in index.search(query, 20, allowed | {10**6})]
        assert found == brute_force(ids[chosen], vectors[chosen], query, 20)[: len(allowed)]


def test_a_mapped_file_finds_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An index that stays in its file finds what the one in memory finds, restricted or not."""
    index, ids, vectors = coded(monkeypatch, 3_000)
    (tmp_path / "index").write_bytes(index.to_bytes())
    mapped = VectorIndex.map_file(tmp_path / "index")
    allowed = set(ids[:500].tolist())
    for query in question_like(vectors)[:10]:
        assert mapped.search(query, 50) == index.search(query, 50)
        assert mapped.search(query, 50, allowed) == index.search(query, 50, allowed)
    assert mapped.ids() == ids.tolist()


@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="Linux says what is resident")
def test_opening_a_mapped_file_keeps_none_of_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What was read of the file to open it does not stay in memory; what a search reads does."""
    index, _, vectors = coded(monkeypatch, 3_000)
    path = tmp_path / "index"
    path.write_bytes(index.to_bytes())
    mapped = VectorIndex.map_file(path)
    assert resident(path) == 0
    mapped.search(vectors[0], 10)
    assert resident(path) > 0


def resident(path: Path) -> int:
    """Return how many KB of a mapped file are in this process's memory."""
    lines = Path("/proc/self/smaps").read_text("utf-8").splitlines()
    places = [i for i, line in enumerate(lines) if line.endswith(f" {path}")]
    return sum(int(next(x for x in lines[i:] if x.startswith("Rss:")).split()[1]) for i in places)


def test_codes_never_give_padding(monkeypatch: pytest.MonkeyPatch) -> None:
    """FAISS pads with -1 if it finds too few vectors; padding is never returned."""
    index, ids, vectors = coded(monkeypatch, 700)
    found = [i for i, _ in index.search(vectors[0], 700)]
    assert sorted(found) == sorted(ids.tolist())
    allowed = {*ids[:5].tolist(), 10**6, 10**6 + 1}
    assert sorted(i for i, _ in index.search(vectors[0], 7, allowed)) == sorted(ids[:5].tolist())


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


def test_a_search_starts_no_threads() -> None:
    """FAISS searches on the thread that asks: others would spin until the next question."""
    ids, vectors = made(50)
    index = VectorIndex.build(ids, vectors)

    def threads_after_a_search() -> int:
        faiss.omp_set_num_threads(4)
        index.search(vectors[0], 3)
        return int(faiss.omp_get_max_threads())

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(threads_after_a_search).result() == 1
