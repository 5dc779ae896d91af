"""Reads and embeds the files of a build on a Ray cluster; this process alone writes the index.

    ClusterReads ──► parse_files ──► StageActor ──► ClusterReads ──► rag.index.sync.sync
    the files to     a task for a    actors that    what comes       stages and publishes
    be read          group of files  hold models    back

Each arrow from a node is a queue of packed batches, which Ray Data bounds. Modules of this package
import ray, and are imported only by what is asked for a cluster.
"""
