"""Files dropped on the page: added to the folder of articles, never overwriting another file."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from rag.corpus.parsers import ARCHIVES, ENDINGS, ending, unsupported_reason

MAX_BYTES = 20_000_000  # of one file: enough for a large PDF
MAX_NAME = 120  # characters of a file name
_UNSAFE = re.compile(r"[^\w .,()&+-]")


def add_files(files: Sequence[Path], folder: Path) -> list[str]:
    """Move uploaded files into a folder; return a line for each with its outcome."""
    outcomes = []
    for file in files:
        outcomes.append(_add(file, folder))
        file.unlink(missing_ok=True)
    return outcomes


def _add(file: Path, folder: Path) -> str:
    name = safe_name(file.name)
    if ending(name) not in (*ENDINGS, *ARCHIVES):
        return f"{name}: {unsupported_reason(name)}"
    if file.stat().st_size > MAX_BYTES:
        return f"{name}: is larger than {MAX_BYTES // 1_000_000} MB"
    try:
        with open(folder / name, "xb") as copy:  # fails if a file or a link of that name exists
            copy.write(file.read_bytes())
            copy.flush()
            os.fsync(copy.fileno())
    except FileExistsError:
        return f"{name}: already exists and was not changed"
    except OSError as error:
        return f"{name}: cannot be written ({error.strerror})"
    return f"{name}: added"


def safe_name(name: str) -> str:
    """Return a file name without a folder that is neither hidden nor a temporary file's."""
    base = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    clean = _UNSAFE.sub("_", base).strip(" .")
    stem, suffix = os.path.splitext(clean)
    return f"{stem[: MAX_NAME - len(suffix)].rstrip(' .') or 'article'}{suffix}"
