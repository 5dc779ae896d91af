"""Everything this package raises on purpose.

RagError
├─ ConfigError            a setting that cannot be used
├─ CorpusError            a folder or file that cannot be read (.path)
├─ IndexStoreError        something about an index folder (.path)
│  ├─ IndexMissing        nothing was built there yet
│  ├─ IndexCorrupt        what lies there is damaged
│  ├─ IndexLocked         another process is writing there
│  └─ IndexMismatch       it was built in another way (.expected, .found)
├─ EmbedderError          the embedding model cannot be loaded or used
└─ QuestionError          a question that cannot be asked

Every message is one line that says what happened, where, and what to do next. The shells catch
`RagError` and nothing broader: anything else is a fault of this program.
"""

from __future__ import annotations

from pathlib import Path


class RagError(Exception):
    """The root of all errors that are meant for the person in front of the screen."""


class ConfigError(RagError):
    """A setting has a value that cannot be used."""


class CorpusError(RagError):
    """A corpus folder, or a file in it, cannot be read.

    `path` is the folder or file that the message speaks of.
    """

    def __init__(self, message: str, path: Path | str) -> None:
        super().__init__(message)
        self.path = Path(path)


class IndexStoreError(RagError):
    """An index folder cannot be used.

    `path` is the index folder that the message speaks of.
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
    """What the index folder holds is damaged."""


class IndexLocked(IndexStoreError):
    """Another process is writing to the index folder."""


class IndexMismatch(IndexStoreError):
    """The index was built in another way than it is now asked to be used.

    `expected` is what this program or its settings want, `found` what the index says of itself.
    """

    def __init__(self, message: str, path: Path | str, *, expected: str, found: str) -> None:
        super().__init__(message, path)
        self.expected = expected
        self.found = found


class EmbedderError(RagError):
    """The embedding model cannot be loaded or used."""


class QuestionError(RagError):
    """A question is empty or too long to be asked."""
