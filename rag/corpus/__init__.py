"""From a folder of files to documents.

    files, skipped = walk(Path("corpus"))
    for file in files:
        reading = parse(file.path, load(file))

`walk` finds what can be read, `load` reads the bytes, `parse` makes documents of them. What can't
be read is named with its reason and never stops the rest.
"""

from __future__ import annotations

from rag.corpus.files import Reading, Skipped, SourceFile
from rag.corpus.parsers import READER_VERSION, parse
from rag.corpus.walk import load, walk

__all__ = ["READER_VERSION", "Reading", "Skipped", "SourceFile", "load", "parse", "walk"]
