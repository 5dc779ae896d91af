"""The tantivy index over the terms of passages (BM25)."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from pathlib import Path

import tantivy

from rag.english.analyzer import analyze

_MORE = 8  # the factor by which k grows while too few hits are allowed
_HEAP = 64 * 1024 * 1024  # bytes of memory before tantivy writes a segment


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("passage_id", fast=True)
    builder.add_text_field("terms", tokenizer_name="whitespace", index_option="position")
    return builder.build()


def _filled(passages: Iterable[tuple[int, str]], folder: Path | None) -> tantivy.Index:
    index = tantivy.Index(_schema(), path=str(folder) if folder else None)
    # One thread: several would distribute the passages at random, and ties depend on their order.
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
    """A BM25 index of passages (tantivy's parameters: k1 1.2, b .75)."""

    def __init__(self, index: tantivy.Index) -> None:
        self._schema = index.schema
        self._searcher = index.searcher()

    @classmethod
    def build(cls, passages: Iterable[tuple[int, str]], folder: Path | None = None) -> TermIndex:
        """Index (passage id, text) pairs, in an empty `folder` or, if None, in memory.

        Raises OSError if the folder cannot be written.
        """
        try:
            return cls(_filled(passages, folder))
        except ValueError as error:  # tantivy raises it for every fault of the disk
            raise OSError(f"the search index: {' '.join(str(error).split())}") from error

    @classmethod
    def open(cls, folder: Path) -> TermIndex:
        """Open the index that `build` wrote. Raises ValueError if it is damaged or missing."""
        return cls(tantivy.Index.open(str(folder)))

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def search(
        self, terms: Sequence[str], k: int, allowed: Container[int] | None = None
    ) -> list[tuple[int, float]]:
        """Return at most `k` (passage id, BM25 score), best first; only passages with a term.

        With `allowed`, only passages with these ids: k is raised until enough of them are found.
        """
        limit = k
        while terms:
            found = self._ranked(terms, limit)
            kept = [hit for hit in found if allowed is None or hit[0] in allowed]
            if len(kept) >= k or len(found) < limit:
                return kept[:k]
            limit *= _MORE
        return []

    def _ranked(self, terms: Sequence[str], k: int) -> list[tuple[int, float]]:
        clauses = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "terms", term, "freq"))
            for term in terms
        ]
        return self._hits(tantivy.Query.boolean_query(clauses), k)

    def _hits(self, query: tantivy.Query, k: int) -> list[tuple[int, float]]:
        """Return the best `k` (passage id, score) of a query, best first."""
        found = self._searcher.search(query, k, count=False).hits
        ids = self._searcher.fast_field_values("passage_id", [address for _, address in found])
        return [(int(i or 0), float(score)) for i, (score, _) in zip(ids, found, strict=True)]

    def matching(
        self, phrases: Sequence[Sequence[str]], allowed: Container[int] | None = None
    ) -> list[tuple[int, float]]:
        """Return (passage id, BM25 score) of all passages with all phrases, best first.

        The terms of a phrase stand one after the other; most phrases have one term. With `allowed`,
        only passages with these ids. Raises ValueError without phrases.
        """
        if not phrases or not all(phrases):
            raise ValueError("no phrases to search for")
        query = tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, self._phrase(phrase)) for phrase in phrases]
        )
        found = self._hits(query, max(1, len(self)))
        return [hit for hit in found if allowed is None or hit[0] in allowed]

    def _phrase(self, terms: Sequence[str]) -> tantivy.Query:
        if len(terms) == 1:
            return tantivy.Query.term_query(self._schema, "terms", terms[0], "freq")
        return tantivy.Query.phrase_query(self._schema, "terms", list(terms))

    def search_near(self, term: str, max_edits: int, *, without: Iterable[str] = ()) -> list[int]:
        """Return the id of one passage with a term at most `max_edits` (1 or 2) away, or [].

        Two transposed letters are one edit. Passages with one of the terms `without` are excluded,
        so that repeated calls with the terms found so far find further terms.
        """
        near = tantivy.Query.fuzzy_term_query(self._schema, "terms", term, max_edits)
        excluded = [
            (tantivy.Occur.MustNot, tantivy.Query.term_query(self._schema, "terms", t, "freq"))
            for t in without
        ]
        query = tantivy.Query.boolean_query([(tantivy.Occur.Must, near), *excluded])
        hits = self._searcher.search(query, 1, count=False).hits
        ids = self._searcher.fast_field_values("passage_id", [address for _, address in hits])
        return [int(i or 0) for i in ids]

    def document_frequency(self, term: str) -> int:
        """Return the number of passages that contain a term."""
        return int(self._searcher.doc_freq("terms", term))
