"""Questions of the words of somebody who is described, as "the chain's finance director".

An article that names a person may describe them in other words than a question does, and then
nothing is known to be theirs. The reader, which reads the description with everything else, judges
what anybody is quoted with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.answering.score import Candidate
from rag.english.interrogatives import capitalised
from rag.english.speaker_names import is_name
from rag.types import Query

LEAST = 0.5  # the confidence that an answer needs where nothing but the reader says who is meant


def nobody_is_meant(query: Query, candidates: Sequence[Candidate]) -> bool:
    """Return whether a query describes the speaker, whose words no candidate is known to be."""
    speaker = query.speaker
    if speaker is None or is_name(capitalised(speaker)):
        return False
    return not any(c.own and c.attribution for c in candidates)


def of_anybody(query: Query) -> Query:
    """Return a query with the same words, of whoever speaks."""
    return replace(query, filters=replace(query.filters, speaker=None), topic=None)
