"""Names that are offered in the place of one that the index does not have."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process

OFFERED = 3  # names
LEAST_SIMILARITY = 60  # of rapidfuzz's WRatio, 0 to 100: below it names have little in common


def nearest_hint(name: str, known: Iterable[str]) -> str:
    """Return the end of an error message that offers the most similar names, "" without any.

    >>> nearest_hint("Curier", ["Oskerby Courier", "Gazette"])
    ': nearest is “Oskerby Courier”'
    """
    found = process.extract(name, sorted(set(known)), scorer=fuzz.WRatio, limit=OFFERED)
    offered = [f"“{other}”" for other, score, _ in found if score >= LEAST_SIMILARITY]
    be = "is" if len(offered) == 1 else "are"
    return f": nearest {be} {', '.join(offered)}" if offered else ""
