"""Finds articles that are versions of another of the same address: AMP pages, pages for print.

A version is left out only if nothing that can be cited is lost with it: each of its lines stands
word for word in the longer article, in the same order, except credits, links to other pages and
other lines that are no sentences. Its facts are those of the longer article, or fewer. An article
that was corrected later ("14 dead" for "12 dead") has another sentence, and stays.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from rag.english.boilerplate import is_boilerplate
from rag.index.writer import AddressedDocument, Writer
from rag.types import Place

_FACTS = ("title", "author", "source", "published")
_SENTENCE_END = re.compile(r"[.!?:…][)\]”’\"'»]*\Z")
_LONGEST_LABEL = 6
"""Words: a longer line is not left out, even if it does not end as a sentence does."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    of: AddressedDocument
    paths: frozenset[str]

    @property
    def facts(self) -> dict[str, object]:
        return {name: getattr(self.of, name) for name in _FACTS}


def find_versions(writer: Writer, places: Iterable[tuple[str, Place]]) -> dict[str, str]:
    """Return the doc_ids of the versions, each with that of the article that is kept.

    `places` are all (doc_id, place) of the state that will be published. Articles of one file, such
    as the posts of a live blog, are never versions of each other.
    """
    paths: dict[str, set[str]] = {}
    for doc_id, place in places:
        paths.setdefault(doc_id, set()).add(place.path)
    of_one_address = groupby(writer.sharing_addresses(), key=lambda found: found.url)
    versions: dict[str, str] = {}
    for _, documents in of_one_address:
        candidates = [
            _Candidate(d, frozenset(paths[d.doc_id])) for d in documents if d.doc_id in paths
        ]
        versions.update(_versions_among(candidates, writer))
    return versions


def _versions_among(candidates: list[_Candidate], writer: Writer) -> dict[str, str]:
    """Return the versions among the articles of one address; of each, the longest is kept."""
    texts: dict[str, str] = {}

    def text(candidate: _Candidate) -> str:
        key = candidate.of.doc_id
        return texts.get(key) or texts.setdefault(key, writer.text(candidate.of.document))

    found: dict[str, str] = {}
    kept: list[_Candidate] = []
    for shorter in sorted(candidates, key=lambda c: (-c.of.length, min(c.paths), c.of.doc_id)):
        longer = next(
            (
                one
                for one in kept
                if not shorter.paths & one.paths
                and states_no_more(shorter.facts, one.facts)
                and is_contained(text(shorter), text(one))
            ),
            None,
        )
        if longer is None:
            kept.append(shorter)
        else:
            found[shorter.of.doc_id] = longer.of.doc_id
    return found


def states_no_more(shorter: Mapping[str, object], longer: Mapping[str, object]) -> bool:
    """Return whether the longer article has each fact of the shorter one, and the same date.

    Titles, authors and outlets may be written differently: "Weir opens | Bay Post".
    """
    dates = {facts["published"] for facts in (shorter, longer) if facts["published"]}
    missing = (name for name in _FACTS if shorter[name] and not longer[name])
    return len(dates) < 2 and not any(missing)


def is_contained(shorter: str, longer: str) -> bool:
    """Return whether every line that can be cited stands in the longer text, in the same order.

    >>> is_contained("A ship sank.\\nTwo died.", "A ship sank. Two died.\\n\\nIt was old.")
    True
    >>> is_contained("A ship sank. Three died.", "A ship sank. Two died. It was old.")
    False
    """
    whole = f" {' '.join(longer.split())} "
    at = 0
    for line in shorter.splitlines():
        words = line.split()
        if not words:
            continue
        start = whole.find(f" {' '.join(words)} ", at)
        if start >= 0:
            at = start + len(" ".join(words)) + 1
        elif not _is_no_sentence(words):
            return False
    return at > 0


def _is_no_sentence(words: Collection[str]) -> bool:
    line = " ".join(words)
    label = len(words) <= _LONGEST_LABEL and not _SENTENCE_END.search(line)
    return label or is_boilerplate(line)
