"""Files that a reader drops on the page: put into the folder of articles, never over another."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from rag.corpus.parsers import ENDINGS, ending, not_read

MAX_BYTES = 20_000_000  # of one file: a large PDF
LONGEST = 120  # characters of a name
_UNSAFE = re.compile(r"[^\w .,()&+-]")


def take_in(files: Sequence[Path], folder: Path) -> list[str]:
    """Copy uploaded files into a folder and remove them; say of each what became of it."""
    said = []
    for file in files:
        said.append(_take(file, folder))
        file.unlink(missing_ok=True)
    return said


def _take(file: Path, folder: Path) -> str:
    name = safe_name(file.name)
    if ending(name) not in ENDINGS:
        return f"{name}: {not_read(name)}"
    if file.stat().st_size > MAX_BYTES:
        return f"{name}: is larger than {MAX_BYTES // 1_000_000} MB"
    try:
        with open(folder / name, "xb") as kept:  # never over a file that is there, nor a link
            kept.write(file.read_bytes())
            kept.flush()
            os.fsync(kept.fileno())
    except FileExistsError:
        return f"{name}: is there already, and was left as it is"
    except OSError as error:
        return f"{name}: cannot be written ({error.strerror})"
    return f"{name}: added"


def safe_name(name: str) -> str:
    """Return a name that stays in its folder and is no hidden or temporary file."""
    base = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    clean = _UNSAFE.sub("_", base).strip(" .")
    stem, suffix = os.path.splitext(clean)
    return f"{stem[: LONGEST - len(suffix)].rstrip(' .') or 'article'}{suffix}"
