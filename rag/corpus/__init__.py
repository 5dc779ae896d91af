"""Finds the files of a folder and parses them into documents.

    files, skipped = walk(Path("corpus"))
    for file in files:
        parsed = parse(file.path, load(file))

`walk` finds the files, `load` reads their bytes, `parse` turns the bytes into documents. A file
that cannot be read is reported with the reason and never stops the others.
"""

from __future__ import annotations

from rag.corpus.files import ParsedFile, Skipped, SourceFile
from rag.corpus.parsers import PARSER_VERSION, parse
from rag.corpus.walk import load, walk

__all__ = ["PARSER_VERSION", "ParsedFile", "Skipped", "SourceFile", "load", "parse", "walk"]
