"""Which names of files are left out without a word, and which cannot be shown."""

from __future__ import annotations

import re
import unicodedata

_LEFTOVERS = re.compile(
    r"\..*|~\$.*|#.*#|.*~|.*\.(?:sw[a-z]|tmp|temp|bak|part|crdownload)|thumbs\.db|desktop\.ini"
    r"|__macosx",
    re.IGNORECASE | re.DOTALL,
)
# Controls, lone surrogates (a name that is not UTF-8), line and paragraph separators.
_UNPRINTABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})


def is_leftover(name: str) -> bool:
    """Return whether a file or folder is hidden, or left behind by an editor or a system."""
    return _LEFTOVERS.fullmatch(name) is not None


def is_printable(name: str) -> bool:
    """Return whether a name has no control character, lone surrogate or line separator."""
    return not any(unicodedata.category(character) in _UNPRINTABLE for character in name)


def shown(name: str) -> str:
    """Return a name with its unprintable characters escaped."""
    return "".join(c if is_printable(c) else c.encode("unicode_escape").decode() for c in name)
