"""The exceptions that this package raises deliberately.

RagError
├─ ConfigError            a setting that cannot be used
├─ CorpusError            a folder or file that cannot be read (.path)
├─ IndexStoreError        an index folder that cannot be used (.path)
│  ├─ IndexMissing        no index has been built there yet
│  ├─ IndexCorrupt        the index is damaged
│  ├─ IndexLocked         another process is writing to it
│  └─ IndexMismatch       it was built with other settings (.expected, .found)
├─ EmbedderError          the embedding model cannot be loaded or used
├─ ClusterError           a Ray cluster that cannot be reached or used
└─ QuestionError          a question that is empty, too long or otherwise invalid

Every message is one line that says what happened, where, and what to do next. The shells catch
`RagError` and nothing broader: any other exception is a bug of this program.
"""

from __future__ import annotations

from pathlib import Path


class RagError(Exception):
    """The base class of all errors that are shown to the user."""


class ConfigError(RagError):
    """A setting has a value that cannot be used."""


class CorpusError(RagError):
    """A corpus folder, or a file in it, cannot be read.

    `path` is the folder or file that the message is about.
    """

    def __init__(self, message: str, path: Path | str) -> None:
        super().__init__(message)
        self.path = Path(path)


class IndexStoreError(RagError):
    """An index folder cannot be used.

    `path` is the index folder that the message is about.
    """

    def __init__(self, message: str, path: Path | str) -> None:
        super().__init__(message)
        self.path = Path(path)


class IndexMissing(IndexStoreError):
    """There is no index in the folder yet."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(
            f"there is no index in {path}: build one with 'rag build FOLDER --index {path}'", path
        )


class IndexCorrupt(IndexStoreError):
    """The contents of the index folder are damaged."""


class IndexLocked(IndexStoreError):
    """Another process is writing to the index folder."""


class IndexMismatch(IndexStoreError):
    """The index was built with other settings, or by another version, than now required.

    `expected` is the value that this program or its settings require, `found` the one that the
    index records.
    """

    def __init__(self, message: str, path: Path | str, *, expected: str, found: str) -> None:
        super().__init__(message, path)
        self.expected = expected
        self.found = found


class EmbedderError(RagError):
    """The embedding model cannot be loaded or used."""


class ClusterError(RagError):
    """A Ray cluster cannot be reached or used, or ray is not installed."""


class QuestionError(RagError):
    """A question is empty, too long, or otherwise invalid."""
