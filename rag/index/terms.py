"""The tantivy index over the terms of passages (BM25)."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from pathlib import Path

import tantivy

from rag.english.analyzer import analyze

_MORE = 8  # times as many hits are asked for where too few of them are allowed
_HEAP = 64 * 1024 * 1024  # bytes that tantivy may fill before it writes a segment


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("passage_id", fast=True)
    builder.add_text_field("terms", tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _filled(passages: Iterable[tuple[int, str]], folder: Path | None) -> tantivy.Index:
    index = tantivy.Index(_schema(), path=str(folder) if folder else None)
    # One thread: several would share out the passages by chance, and order breaks ties.
    writer = index.writer(_HEAP, 1)
    for passage_id, text in passages:
        document = tantivy.Document()
        document.add_unsigned("passage_id", passage_id)
        document.add_text("terms", " ".join(analyze(text)))
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index


class TermIndex:
    """Passages that can be searched by BM25 (k1 1.2, b .75, tantivy's)."""

    def __init__(self, index: tantivy.Index) -> None:
        self._schema = index.schema
        self._searcher = index.searcher()

    @classmethod
    def build(cls, passages: Iterable[tuple[int, str]], folder: Path | None = None) -> TermIndex:
        """Index (passage id, text) pairs, in an empty `folder` or, without one, in memory.

        Raises OSError where the folder can't be written.
        """
        try:
            return cls(_filled(passages, folder))
        except ValueError as error:  # what tantivy makes of every fault of the disk
            raise OSError(f"the search index: {' '.join(str(error).split())}") from error

    @classmethod
    def open(cls, folder: Path) -> TermIndex:
        """Open what `build` wrote. Raises ValueError if it is damaged or not there."""
        return cls(tantivy.Index.open(str(folder)))

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def search(
        self, terms: Sequence[str], k: int, allowed: Container[int] | None = None
    ) -> list[tuple[int, float]]:
        """Return at most `k` (passage id, BM25 score), best first; only passages with a term.

        With `allowed`, only passages of these ids: more are asked for until there are enough.
        """
        asked = k
        while terms:
            found = self._ranked(terms, asked)
            kept = [hit for hit in found if allowed is None or hit[0] in allowed]
            if len(kept) >= k or len(found) < asked:
                return kept[:k]
            asked *= _MORE
        return []

    def _ranked(self, terms: Sequence[str], k: int) -> list[tuple[int, float]]:
        wanted = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "terms", term, "freq"))
            for term in terms
        ]
        found = self._searcher.search(tantivy.Query.boolean_query(wanted), k, count=False).hits
        ids = self._searcher.fast_field_values("passage_id", [address for _, address in found])
        return [(int(i or 0), float(score)) for i, (score, _) in zip(ids, found, strict=True)]

    def search_near(self, term: str, slips: int, *, without: Iterable[str] = ()) -> list[int]:
        """Return the id of a passage with a term at most `slips` (1 or 2) edits away, if any.

        Two exchanged letters are one edit. Passages with one of the terms `without` do not count,
        so that asking again with what was found names the next.
        """
        near = tantivy.Query.fuzzy_term_query(self._schema, "terms", term, slips)
        other = [
            (tantivy.Occur.MustNot, tantivy.Query.term_query(self._schema, "terms", t, "freq"))
            for t in without
        ]
        query = tantivy.Query.boolean_query([(tantivy.Occur.Must, near), *other])
        hits = self._searcher.search(query, 1, count=False).hits
        ids = self._searcher.fast_field_values("passage_id", [address for _, address in hits])
        return [int(i or 0) for i in ids]

    def document_frequency(self, term: str) -> int:
        """Return in how many passages a term stands."""
        return int(self._searcher.doc_freq("terms", term))
