"""A build on a Ray cluster: two nodes of one machine, which may be killed.

Needs the extra `ray`; without it these tests are skipped.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("ray", reason="the extra 'ray' is not installed")

from ray.cluster_utils import Cluster

from rag.cluster import cluster_reads
from rag.cluster.cluster_reads import LOST, ClusterReads
from rag.cluster.node_pipeline import NodePipeline
from rag.cluster.session import connected, require_usable
from rag.corpus import SourceFile
from rag.engine.building import sync_folder
from rag.engine.reading import ArticleReader
from rag.index.embedding import Embedder
from rag.index.incoming import FilePart
from rag.index.sync import BuildReport
from rag.index.writer import Writer
from rag.segment.tokens import ENCODING
from tests.cluster.on_nodes import Killing, Slow
from tests.corpora import THREE
from tests.paths import ROOT
from tests.support import (
    PASSAGE_TOKENS,
    HashEmbedder,
    build_small,
    contents,
    jsonl,
    small_recipe,
    write_articles,
)

pytestmark = pytest.mark.filterwarnings("ignore")  # those of ray are not this program's

STORE = 100 * 1024**2  # bytes of each node's shared memory
MANY: dict[str, str | None] = {
    f"{i:02}.txt": f"Article {i} is about thing {i} in the river.\n\n“No,” said Ann Lee, {i}."
    for i in range(24)
}
RECORDS = jsonl(*({"text": f"Record {i} of many says something of ships."} for i in range(30)))


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A cluster whose head computes nothing, with two nodes of one processor."""
    require_usable("local")
    made = Cluster(initialize_head=True, head_node_args=node(0))
    made.add_node(**node(1))
    made.add_node(**node(1))
    yield made
    made.shutdown()


def node(processors: int) -> dict[str, Any]:
    """Return the arguments of a node."""
    return {
        "num_cpus": processors,
        "object_store_memory": STORE,
        "include_dashboard": False,
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of articles of several kinds, some of them twice."""
    more = {
        "many.jsonl": RECORDS,
        "copy.txt": THREE["a.txt"],
        "empty.txt": "",
        "broken.pdf": "%PDF",
    }
    return write_articles(tmp_path / "in", {**THREE, **MANY, **more})


Watching = Callable[[int], None]


def build(
    address: str,
    folder: Path,
    index: Path,
    make_embedder: Callable[[], Embedder] = HashEmbedder,
    *,
    watching: Watching = lambda part: None,
) -> BuildReport:
    """Build on a cluster with an encoder without a model; `watching` is told of each part."""
    embedder = HashEmbedder()
    recipe = small_recipe(embedder)
    with ExitStack() as held:

        def connect() -> NodePipeline:
            held.enter_context(connected(address, 2))
            return NodePipeline(partial(ArticleReader, ENCODING, PASSAGE_TOKENS), make_embedder)

        reads = ClusterReads(connect)

        def watched(files: Sequence[SourceFile], writer: Writer) -> Iterator[FilePart]:
            for number, part in enumerate(reads(files, writer)):
                watching(number)
                yield part

        return sync_folder(folder, index, recipe, embedder, watched, report=lambda progress: None)


def local(folder: Path) -> dict[str, Any]:
    """Return the contents of a local build of a folder."""
    build_small(folder, folder.with_name("local"))
    return contents(folder.with_name("local"))


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have many batches of a small folder."""
    monkeypatch.setattr(cluster_reads, "FEWEST_CHARACTERS", 200)


def test_the_index_equals_a_local_one(cluster: Cluster, folder: Path, tmp_path: Path) -> None:
    """Documents, passages, attributions, vectors and skipped files are those of a local build."""
    report = build(cluster.address, folder, tmp_path / "index")
    assert contents(tmp_path / "index") == local(folder)
    assert report.embedded == report.passages
    assert {s.path for s in report.skipped} == {"empty.txt", "broken.pdf"}


def test_only_what_is_new_is_computed(cluster: Cluster, folder: Path, tmp_path: Path) -> None:
    """After a change only the new passages are embedded; after none, no cluster is connected to."""
    build(cluster.address, folder, tmp_path / "index")
    more = jsonl({"text": "A record that is new, about the harbour."})
    write_articles(folder, {"many.jsonl": RECORDS + more, "a.txt": None})
    report = build(cluster.address, folder, tmp_path / "index")
    assert (report.embedded, report.changed, report.removed) == (1, ("many.jsonl",), ("a.txt",))
    assert contents(tmp_path / "index") == local(folder)
    assert build("no:1", folder, tmp_path / "index").embedded == 0


def test_a_killed_worker_is_replaced(cluster: Cluster, folder: Path, tmp_path: Path) -> None:
    """A worker that is killed once costs its batch, which is computed again."""
    once = tmp_path / "killed"
    build(cluster.address, folder, tmp_path / "index", partial(Killing, once=once))
    assert once.exists()
    assert contents(tmp_path / "index") == local(folder)


def test_an_article_that_kills_its_workers(cluster: Cluster, folder: Path, tmp_path: Path) -> None:
    """Its file is skipped with the reason, and every other one is indexed."""
    report = build(cluster.address, folder, tmp_path / "index", Killing)
    skipped = {s.path: s.reason for s in report.skipped}
    assert [path for path, reason in skipped.items() if reason == LOST] == ["a.txt", "copy.txt"]
    write_articles(folder, {"a.txt": None, "copy.txt": None})
    seen = contents(tmp_path / "index")
    assert {**seen, "skipped": []} == {**local(folder), "skipped": []}


@pytest.mark.parametrize("part", [1, 12, 40])
def test_a_killed_node_is_done_without(
    cluster: Cluster, folder: Path, tmp_path: Path, part: int
) -> None:
    """A node killed in the middle of a build changes nothing about the index."""
    killed = cluster.add_node(**node(1))

    def watching(number: int) -> None:
        if number == part:
            cluster.remove_node(killed, allow_graceful=False)

    build(cluster.address, folder, tmp_path / "index", Slow, watching=watching)
    assert killed not in cluster.list_all_nodes()
    assert contents(tmp_path / "index") == local(folder)


DYING = """
import os, sys
from pathlib import Path
from rag.index import staging
from tests.cluster.test_cluster_build import build
staging.STAGE_PASSAGES = 1
address, folder, index = sys.argv[1:]
build(address, Path(folder), Path(index), watching=lambda part: part == 20 and os._exit(9))
"""


def test_a_killed_build_is_continued(cluster: Cluster, folder: Path, tmp_path: Path) -> None:
    """After the process that builds was killed, the next build computes only what was not staged.

    That can be another cluster's, or a local one.
    """
    command = [sys.executable, "-c", DYING, cluster.address, folder, tmp_path / "index"]
    assert subprocess.run(command, cwd=ROOT, check=False, capture_output=True).returncode == 9
    report = build(cluster.address, folder, tmp_path / "index")
    assert 0 < report.embedded <= report.passages - 10
    assert contents(tmp_path / "index") == local(folder)
