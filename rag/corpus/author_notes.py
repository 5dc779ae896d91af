"""Reads the note on an author: "Ida Wolf is a columnist at the Bay Times."

It names the author of an article only if the name stands alone on a line of the header, too: an
article about a columnist has such sentences.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.corpus.bylines import is_name
from rag.corpus.outlets import outlet_in

_NOTE = re.compile(
    r"(?P<name>[^.,;:]{3,60}?) is (?:an?|the|our|chief)(?: [\w'\u2019-]+){0,5}? "
    r"(?:columnist|commentator|contributor|correspondent|critic|editor|journalist|reporter|writer)"
    r"\b(?:,? (?:at|for|of|with) (?:the )?(?P<outlet>(?:[A-Z][\w'\u2019-]*|of|and|&| )+))?"
)


def noted_author(lines: Sequence[str], notes: Sequence[str]) -> tuple[str, str | None] | None:
    """Return the author whom a note describes and a line names, and the outlet in the note.

    >>> noted_author(["Ida Wolf"], ["Ida Wolf is a columnist at the Bay Times. She lives in Halm."])
    ('Ida Wolf', 'Bay Times')
    """
    for note in notes:
        match = _NOTE.match(note)
        if match and is_name(match["name"]) and match["name"] in lines:
            return match["name"], outlet_in(match["outlet"].strip()) if match["outlet"] else None
    return None
