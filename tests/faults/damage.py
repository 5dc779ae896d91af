"""Damages each file of a tiny index and checks the results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.faults.inject import Zygote
from tests.faults.kills import OLD
from tests.support import build_small, write_articles

TINY: dict[str, str | None] = {**OLD, "empty.txt": ""}


def tiny_index(folder: Path) -> Path:
    """Build an index with a copied article, a speaker, metadata and a skipped file."""
    build_small(write_articles(folder / "corpus", TINY), folder / "index")
    return folder / "index"


def names(index: Path) -> list[str]:
    """Return the path of every file of an index, relative to its folder."""
    return sorted(p.relative_to(index).as_posix() for p in index.rglob("*") if p.is_file())


def check_bytes(
    zygote: Zygote, index: Path, name: str, places: Sequence[int], seed: int
) -> Counter[str]:
    """Change these bytes of a file, one at a time, and return the counts of the results."""
    done = zygote.run("damage", index, name, list(places), seed)
    assert done.signal == 0, f"{name}: the process died of signal {done.signal}"
    assert done.raised is None, done.raised
    return Counter(done.result)


def check_whole(zygote: Zygote, index: Path, name: str, seed: int) -> Counter[str]:
    """Truncate, empty, delete and exchange a file, and return the counts of the results."""
    done = zygote.run("damage_whole", index, name, seed)
    assert done.signal == 0, f"{name}: the process died of signal {done.signal}"
    assert done.raised is None, done.raised
    return Counter(done.result)
