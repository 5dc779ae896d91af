"""Has a cluster read and embed the files of a build, with the stages that a local build uses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING

from rag.attribution.version import ATTRIBUTION_VERSION
from rag.corpus import PARSER_VERSION
from rag.engine.reading import ArticleReader
from rag.errors import ClusterError
from rag.index.recipe import Recipe
from rag.models.encoder import load_embedder_of
from rag.models.threads import set_thread_count, thread_count
from rag.segment.sentences import SPLITTER_VERSION

if TYPE_CHECKING:
    from rag.cluster.cluster_reads import ClusterReads
    from rag.index.embedding import Embedder


@contextmanager
def spread(address: str, recipe: Recipe) -> Iterator[ClusterReads]:
    """Give the `Reads` of a Ray cluster, or of a local Ray, which are used while this is open.

    This process connects to the cluster, or starts the local Ray, when there are files to read.
    A local Ray has as many processors as models use threads. Raises ClusterError.
    """
    from rag.cluster.cluster_reads import ClusterReads
    from rag.cluster.node_pipeline import NodePipeline
    from rag.cluster.session import connected

    with ExitStack() as held:

        def connect() -> NodePipeline:
            held.enter_context(connected(address, thread_count()))
            return NodePipeline(
                partial(load_article_reader, recipe),
                partial(load_same_embedder, recipe, PARSER_VERSION),
            )

        yield ClusterReads(connect)


def load_article_reader(recipe: Recipe) -> ArticleReader:
    """Return what segments and attributes, for an actor that has one processor."""
    set_thread_count(1)
    return ArticleReader(recipe.encoding, recipe.passage_tokens)


def load_same_embedder(recipe: Recipe, parser_version: int) -> Embedder:
    """Load the encoder of a recipe, for an actor that has one processor.

    Raises ClusterError if this node would make other rows than the process that builds, and what
    `load_embedder_of` raises.
    """
    set_thread_count(1)
    embedder = load_embedder_of(recipe.embedder)
    versions = (embedder.info, SPLITTER_VERSION, ATTRIBUTION_VERSION, PARSER_VERSION)
    if versions != (recipe.embedder, recipe.splitter, recipe.attribution, parser_version):
        raise ClusterError(
            "its version of this program or of the model is not the one that builds: install the "
            "same on every node"
        )
    return embedder
