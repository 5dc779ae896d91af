"""rag.cluster.cluster_reads: what is sent again, and what is given up, without a cluster.

Needs the extra `ray`, which is not started; without it these tests are skipped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import pytest

pytest.importorskip("ray", reason="the extra 'ray' is not installed")

from rag.cluster import cluster_reads, node_stages
from rag.cluster.batches import ArticleBatch, Fault, FileToRead, ReadArticle
from rag.cluster.cluster_reads import LOST, ClusterReads
from rag.cluster.node_stages import parse_in_batches
from rag.cluster.stored_rows import StoredRows
from rag.engine.building import sync_folder
from rag.errors import ClusterError
from rag.index.incoming import Article
from rag.index.sync import BuildReport
from rag.types import Document, Passage, Sentence
from tests.support import HashEmbedder, contents, jsonl, small_recipe, write_articles

FILES: dict[str, str | None] = {
    **{f"{name}.txt": f"An article about {name}." for name in ("alpha", "bridges", "councils")},
    "records.jsonl": jsonl({"text": "One about zebras."}, {"text": "One about rivers."}),
}


class Nodes:
    """Stands for a cluster that loses each batch with the word `lost`, `times` in all."""

    processors = 1

    def __init__(self, lost: str = "", times: int = 1_000) -> None:
        self._lost = lost
        self._times = times
        self.sent: list[list[str]] = []  # the paths of each round

    def run(
        self, files: Sequence[FileToRead], stored: StoredRows, characters: int
    ) -> Iterator[ArticleBatch]:
        self.sent.append([sent.file.path for sent in files])
        for parsed in parse_in_batches(files, stored, None, characters):
            read = tuple(
                ReadArticle(d.number, d.size, Article(d.document, [passage(d.document)]))
                for d in parsed.documents
            )
            if self._times and any(self._lost in r.article.document.text for r in read):
                self._times -= 1
            else:
                yield ArticleBatch(parsed.outcomes, read, "a node")


def passage(document: Document) -> Passage:
    """Return the only passage of a document, a sentence."""
    return Passage(
        document, 0, document.length, (Sentence(document, 0, document.length, 1, False),)
    )


def build(nodes: Any, tmp_path: Path) -> BuildReport:
    """Build the files with what some nodes give."""
    embedder = HashEmbedder()
    reads = ClusterReads(lambda: cast(Any, nodes))
    folder = write_articles(tmp_path / "in", FILES)
    report = reads.reporting(lambda progress: None)
    return sync_folder(
        folder, tmp_path / "index", small_recipe(embedder), embedder, reads, report=report
    )


@pytest.fixture(autouse=True)
def large_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have all files in one batch, so that all are lost with one of them."""
    monkeypatch.setattr(cluster_reads, "FEWEST_CHARACTERS", 100_000)
    monkeypatch.setattr(node_stages, "_node", lambda: "a node")


def test_a_lost_batch_is_sent_again(tmp_path: Path) -> None:
    """Files of which something is missing are sent once more, and nothing is skipped."""
    nodes = Nodes(lost="zebras", times=1)
    report = build(nodes, tmp_path)
    assert [len(sent) for sent in nodes.sent] == [4, 4]
    assert (report.documents, report.skipped) == (5, ())


def test_what_is_lost_each_time_is_given_up(tmp_path: Path) -> None:
    """Only the file of the article that is lost each time is skipped, with the reason.

    Its other articles were stored already, and are not published without it.
    """
    nodes = Nodes(lost="zebras")
    report = build(nodes, tmp_path)
    assert [(s.path, s.reason) for s in report.skipped] == [("records.jsonl", LOST)]
    assert report.documents == 3
    assert nodes.sent == [sorted(FILES)] * 2 + [["records.jsonl"]]
    assert {d.path for d, _ in contents(tmp_path / "index")["documents"]} == {*FILES} - {
        "records.jsonl"
    }


@pytest.mark.parametrize("expected", [True, False])
def test_a_fault_on_a_node_ends_the_build(tmp_path: Path, expected: bool) -> None:
    """An error for users is a line that names the node, a bug shows its traceback."""

    class Faulty(Nodes):
        def run(self, *arguments: Any) -> Iterator[Any]:
            yield Fault("0123456789", "the model is missing", expected)

    error = ClusterError if expected else RuntimeError
    with pytest.raises(error, match="the node 01234567"):
        build(Faulty(), tmp_path)
