"""What a reader should check in the articles of an index, found without loading its model."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from rag.config import DEFAULT_INDEX
from rag.corpus.charset import wrong_letters
from rag.corpus.corrections import corrections_file
from rag.engine.inspection import corpus_folder
from rag.index.store import Store
from rag.present import printable, record
from rag.types import Document

NEAR_EMPTY = 20
"""Words: an article of fewer is hardly one."""

# The most frequent words of English that few other languages have. They are 26 to 40 % of the words
# of each sample article; Dutch and Danish, which share the most of them, have few.
_ENGLISH = frozenset(
    """
    the of and to that is for on was with as by at from it he his be this are have not had were but
    they which their said has who will would been its if more we you
    """.split()
)
_LEAST_ENGLISH = 0.15
_JUDGED_WORDS = 2_000
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Doubt:
    """An article, by its file and record, and what to check in it."""

    where: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Doubts:
    """The articles of an index that give reason for doubt, ordered by path; `articles` are all.

    `corrections` is the table in which their metadata can be corrected by hand.
    """

    articles: int
    doubtful: tuple[Doubt, ...]
    corrections: Path | None = None

    def __str__(self) -> str:
        counts = Counter(reason.partition(":")[0] for d in self.doubtful for reason in d.reasons)
        return "\n".join(
            [
                f"{len(self.doubtful)} of {self.articles} articles give reason for doubt",
                *(f"  {count}: {reason}" for reason, count in counts.most_common()),
                *(printable(f"{d.where}: {'; '.join(d.reasons)}") for d in self.doubtful),
                *self._advice(),
            ]
        )

    def _advice(self) -> list[str]:
        if not self.doubtful or self.corrections is None:
            return []
        return [f"titles, outlets and dates can be corrected in {self.corrections}"]


def doubts(index: Path | str = DEFAULT_INDEX) -> Doubts:
    """Return what to check in the articles of an index, without loading its model."""
    with closing(Store(Path(index))) as store, store.snapshot():
        documents = store.documents()
        versions = _versions(documents)
        for one in store.versions():
            also = f"a version of it is left out: {record(one.path, one.record)}"
            versions.setdefault(one.kept.doc_id, []).append(also)
        found = [Doubt(_where(d), (*_reasons(d), *versions.get(d.doc_id, ()))) for d in documents]
        table = corrections_file(corpus_folder(store))
    return Doubts(len(found), tuple(doubt for doubt in found if doubt.reasons), table)


def _where(document: Document) -> str:
    return record(document.path, document.places[0].record)


def known_reasons(document: Document) -> list[str]:
    """Return what to check in an article as far as it is known without reading its text."""
    doubts = [reason for p in document.places if p.doubt for reason in p.doubt.split("; ")]
    stated = {"date": document.published, "title": document.title, "outlet": document.source}
    missing = [f"no {name}" for name, value in stated.items() if not value]
    return [*dict.fromkeys(doubts), *missing, *_copies(document)]


def _copies(document: Document) -> list[str]:
    copies = [record(place.path, place.record) for place in document.places[1:]]
    return [f"more than once in the folder: {', '.join(copies)}"] if copies else []


def _versions(documents: Sequence[Document]) -> dict[str, list[str]]:
    """Return by doc_id that another file has an article of the same address."""
    firsts: dict[str, dict[str, Document]] = {}  # address, path: the first article of the file
    for document in documents:
        if document.url:
            firsts.setdefault(document.url, {}).setdefault(document.path, document)
    found: dict[str, list[str]] = {}
    for document in documents:
        for other in list(firsts.get(document.url or "", {}).values())[:2]:
            if other.path != document.path:
                found[document.doc_id] = [f"perhaps a version of another: {_where(other)}"]
    return found


def _reasons(document: Document) -> Iterator[str]:
    known = known_reasons(document)
    text = document.text
    wrong = wrong_letters(text)
    if wrong and wrong not in known:
        yield wrong
    yield from known
    words = [match[0].casefold() for match in _WORD.finditer(text)]
    if len(words) < NEAR_EMPTY:
        yield "nearly empty"
    elif not is_english(words):
        yield "not in English"


def is_english(words: Sequence[str]) -> bool:
    """Return whether words in lower case are those of an English text, by the most frequent."""
    judged = words[:_JUDGED_WORDS]
    return sum(word in _ENGLISH for word in judged) >= _LEAST_ENGLISH * len(judged)
