"""A calibration in the metadata of an index, and what it does to confidences."""

from __future__ import annotations

import math
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from rag.answering.judges import judges_digest
from rag.errors import IndexCorrupt
from rag.index.calibration import Calibration, write_calibration
from rag.index.database import DATABASE
from rag.index.store import Store
from rag.models.model_files import SHIPPED_READER
from tests.support import build_small, contents, open_small, write_articles

OWN = Calibration(0.4, 1.5, -0.25, 0.1, 60, "model", "judges")
ARTICLES: dict[str, str | None] = {"a.txt": "The old bridge opened in May."}


def test_stated_log_odds_are_on_a_line() -> None:
    """The stated log odds are slope times the program's plus intercept, as in Platt scaling."""
    stated = OWN.stated(0.8)
    assert math.log(stated / (1 - stated)) == pytest.approx(1.5 * math.log(4) - 0.25)
    assert [OWN.stated(p) for p in (0.0, 1.0)] == [0.0, 1.0]


@pytest.mark.parametrize("probability", [0.0, 1e-9, 0.2, 0.5, 0.999, 1.0])
def test_unstated_is_the_inverse(probability: float) -> None:
    """A confidence that is asked for is translated back to the program's probability."""
    assert OWN.unstated(OWN.stated(probability)) == pytest.approx(probability, rel=1e-6)


def test_without_a_line_nothing_changes() -> None:
    """An index without a calibration states what the program does, to the last bit."""
    same = Calibration(0.3)
    assert [same.stated(p) for p in (0.1, 1 / 3)] == [same.unstated(p) for p in (0.1, 1 / 3)]
    assert same.stated(1 / 3) == 1 / 3


def test_it_is_read_as_it_was_written() -> None:
    """JSON keeps every field; anything else is refused."""
    assert Calibration.from_json(OWN.to_json()) == OWN
    for text in ("", "{}", OWN.to_json().replace("0.4", '"much"')):
        with pytest.raises(ValueError, match=r"."):
            Calibration.from_json(text)


def test_the_index_keeps_it_through_a_sync(tmp_path: Path) -> None:
    """A calibration is metadata of the index: it changes nothing else, and syncs keep it."""
    store = open_small(tmp_path, ARTICLES)
    index = store.folder
    before = contents(index)
    assert store.calibration() is None
    write_calibration(index, OWN)
    assert store.calibration() == Store(index).calibration() == OWN
    assert contents(index) == before
    fitting = Calibration(
        0.4, model=store.recipe.embedder.digest, judges=judges_digest(SHIPPED_READER)
    )
    write_calibration(index, fitting)
    write_articles(tmp_path / "corpus", {"b.txt": "Ferries are late."})
    assert build_small(tmp_path / "corpus", index).dropped_calibration == 0
    assert Store(index).calibration() == fitting
    write_calibration(index, None)
    assert Store(index).calibration() is None


def test_a_build_drops_one_that_no_longer_holds(tmp_path: Path) -> None:
    """What was fitted with another model or reader is removed, and the report says so."""
    index = open_small(tmp_path, ARTICLES).folder
    write_calibration(index, OWN)
    done = build_small(tmp_path / "corpus", index)
    assert done.dropped_calibration == 60
    (line,) = [line for line in str(done).splitlines() if "calibration" in line]
    assert "by 60 questions" in line and "rag calibrate" in line
    assert Store(index).calibration() is None
    assert "calibration" not in str(build_small(tmp_path / "corpus", index))


def test_damaged_metadata_is_not_sealed_again(tmp_path: Path) -> None:
    """Writing a calibration does not hide that the metadata was altered before."""
    index = open_small(tmp_path, ARTICLES).folder
    with closing(sqlite3.connect(index / DATABASE)) as connection:
        connection.execute("UPDATE meta SET value = '7' WHERE key = 'generation'")
        connection.commit()
    with pytest.raises(IndexCorrupt):
        write_calibration(index, OWN)
    with pytest.raises(IndexCorrupt):
        Store(index)
