"""A cluster's index of the sample articles, with the real models, beside a local build's.

Needs the extra `ray`; without it these tests are skipped.
"""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("ray", reason="the extra 'ray' is not installed")

from rag import engine as engines
from rag.cluster import cluster_reads
from rag.config import BuildConfig
from rag.engine import Engine, open_index
from rag.index.loading import StoredPassage
from rag.index.store import Store
from rag.models.threads import VARIABLE
from tests.paths import ROOT, SAMPLE
from tests.support import all_passages

pytestmark = pytest.mark.filterwarnings("ignore")  # those of ray are not this program's

LARGEST_DIFFERENCE = 2.0**-12  # the last place of a half-precision component below .5
QUESTIONS = [
    json.loads(line)["question"]
    for line in (ROOT / "tests/data/golden.jsonl").read_text("utf-8").splitlines()[:10]
]
RATED = ("confidence", "probability", "score")  # numbers that follow from vectors


@pytest.fixture(scope="module")
def cluster_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the sample articles that a local Ray of two processors has made.

    Its batches are small, so that passages are embedded beside others than in a local build.
    """
    index = tmp_path_factory.mktemp("cluster") / "index"
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv(VARIABLE, "2")
        patched.setattr(cluster_reads, "FEWEST_CHARACTERS", 5_000)
        engines.build(SAMPLE, index, config=BuildConfig(dtype="float32"), ray="local")
    return index


def passages(index: Path) -> dict[tuple[str, int, int], StoredPassage]:
    """Return the passages of an index by document and span."""
    with closing(Store(index)) as store, store.snapshot():
        return {
            (p.passage.document.doc_id, p.passage.start, p.passage.end): p
            for p in all_passages(store)
        }


def test_the_passages_are_equal(cluster_index: Path, sample_index: Path) -> None:
    """Documents, passages, sentences and attributions are those of a local build.

    No component of a vector differs by more than `LARGEST_DIFFERENCE`.
    """
    ours, local = passages(cluster_index), passages(sample_index)
    assert {key: p.passage for key, p in ours.items()} == {
        key: p.passage for key, p in local.items()
    }
    assert any(p.passage.attributions for p in local.values())
    largest = max(float(np.abs(p.vectors - local[key].vectors).max()) for key, p in ours.items())
    print(f"largest difference of a component: {largest:.1e}, of {len(ours)} passages")
    assert largest <= LARGEST_DIFFERENCE


def test_the_answers_are_equal(cluster_index: Path, engine: Engine) -> None:
    """Ten questions have the same answers; probabilities differ by a hundredth at most."""
    opened = open_index(cluster_index)
    for question in QUESTIONS:
        ours, local = (rated(asked.answer(question).to_dict()) for asked in (opened, engine))
        assert ours[0] == local[0]
        assert ours[1] == pytest.approx(local[1], abs=0.01)


def rated(answer: dict[str, Any]) -> tuple[Any, list[float]]:
    """Return an answer's fields without its probabilities and scores, and these in order."""
    numbers: list[float] = []

    def without(value: Any) -> Any:
        if isinstance(value, list):
            return [without(item) for item in value]
        if not isinstance(value, dict):
            return value
        numbers.extend(value[name] for name in RATED if name in value)
        return {name: without(item) for name, item in value.items() if name not in RATED}

    return without(answer), numbers
