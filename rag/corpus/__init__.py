"""Finds the files of a folder and parses them into documents.

    files, skipped = walk(Path("corpus"))
    for file in files:
        parsed = parse_file(file, load(file))

`walk` finds the files, `load` reads their bytes, `parse_file` turns the bytes into documents, with
the metadata that users have corrected by hand. A file that cannot be read is reported with the
reason and never stops the others.
"""

from __future__ import annotations

from rag.corpus.files import ParsedFile, Skipped, SourceFile
from rag.corpus.parsers import PARSER_VERSION, parse, parse_file
from rag.corpus.walk import load, walk

__all__ = [
    "PARSER_VERSION",
    "ParsedFile",
    "Skipped",
    "SourceFile",
    "load",
    "parse",
    "parse_file",
    "walk",
]
