"""What an open index holds: its articles, outlets and people, and how to cite them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.answering import speakers
from rag.engine import inspection
from rag.engine.listings import articles_of
from rag.engine.originals import original_file
from rag.engine.state import OpenIndex
from rag.index import filtering
from rag.index.listing import Sort
from rag.search_results import Articles
from rag.segment.paragraph_numbers import paragraph_at
from rag.statements import PeopleOrder, Person, StatementOrder, Statements
from rag.types import (
    Attribution,
    Document,
    Filters,
    Sentence,
    SourceCount,
    Span,
    SpeakerCount,
)

if TYPE_CHECKING:
    from rag.citing.cited import Citable, Cited
    from rag.collection.checking import CheckedPin
    from rag.collection.pinned import Collection


class Catalogue:
    """The part of an engine that needs no model; safe to use from several threads."""

    def __init__(self, index: OpenIndex) -> None:
        self.index = index

    def sources(self) -> list[SourceCount]:
        """Return the outlets of the articles, ordered by name, each with its number of articles."""
        with self.index.view() as view:
            return [SourceCount(*row) for row in filtering.sources(view.store)]

    def speakers(self) -> list[SpeakerCount]:
        """Return who speaks in the articles, those who speak most first."""
        with self.index.view() as view:
            return speakers.speakers_of(view).counts()

    def people(
        self,
        words: str = "",
        *,
        published_from: date | None = None,
        published_to: date | None = None,
        sources: Sequence[str] | None = None,
        order: PeopleOrder = "statements",
    ) -> list[Person]:
        """Return who speaks, how often, in which outlets and when.

        Only those whose name has all `words`, and only the statements in articles of these outlets
        and published in this period, both days included. The `order` is "statements", those who
        speak most first, "name", or "latest", those who were quoted last first.

        Raises QuestionError for an outlet that the index does not have, ConfigError for another
        order.
        """
        filters = Filters(None, published_from, published_to, tuple(sources or ()))
        with self.index.view() as view:
            return speakers.speakers_of(view).people(words, filters, order)

    def attributions(self) -> list[Attribution]:
        """Return who said what in all articles, ordered by article and place."""
        with self.index.view() as view:
            return speakers.collect_attributions(view.store)

    def statements_in(self, doc_id: str) -> list[Attribution]:
        """Return who said what in one article, in order; `speaker` is None where it is unclear.

        Raises IndexStoreError if the article is gone.
        """
        with self.index.view() as view:
            return speakers.attributions_in(view.store, doc_id)

    def statements(
        self,
        name: str,
        *,
        words: str = "",
        published_from: date | None = None,
        published_to: date | None = None,
        sources: Sequence[str] | None = None,
        order: StatementOrder = "article",
        offset: int = 0,
        top: int | None = None,
    ) -> Statements:
        """Return what a speaker is quoted or reported with, and how often in all.

        All `words` occur, in any of their forms, in the statement or a sentence that it is part of;
        `published_from`, `published_to` and `sources` are those of `people`. The `order` is
        "article", by path and place, "newest" or "oldest". Of what matches, at most `top` are
        returned, from the one at `offset` (from 0) on.

        Raises QuestionError if nobody has that name, or no article is of such an outlet;
        ConfigError for a setting out of its range.
        """
        filters = Filters(None, published_from, published_to, tuple(sources or ()))
        with self.index.view() as view:
            return speakers.speakers_of(view).statements(
                name, filters, words=words, order=order, offset=offset, top=top
            )

    def quotations(self, name: str, **options: Any) -> list[Attribution]:
        """Return what a speaker is quoted with: the attributions of `statements`.

        The options are those of `statements`. Raises what it raises.
        """
        return [found.attribution for found in self.statements(name, **options).statements]

    def info(self) -> inspection.IndexInfo:
        """Return what the index holds and how it was made."""
        return inspection.index_info(self.index.store)

    def documents(self) -> list[Document]:
        """Return every article of the index, ordered by path."""
        with self.index.view() as view:
            return view.store.documents()

    def articles(
        self,
        words: str = "",
        *,
        sort: Sort = "date",
        descending: bool = False,
        top: int = 100,
        offset: int = 0,
        doubtful: bool = False,
        published_from: date | None = None,
        published_to: date | None = None,
        sources: Sequence[str] | None = None,
    ) -> Articles:
        """Return the articles whose title, author, outlet or path have all `words`.

        `sort` is "title", "date", "outlet", "length" or "path"; `top` articles are returned from
        number `offset` on. `doubtful` leaves those that miss a fact, were read with a doubt, or are
        there more than once.

        Raises QuestionError for an outlet that the index does not have, ConfigError for a setting
        out of its range.
        """
        with self.index.view() as view:
            return articles_of(
                view.store,
                words,
                sort=sort,
                descending=descending,
                top=top,
                offset=offset,
                doubtful=doubtful,
                published_from=published_from,
                published_to=published_to,
                sources=sources,
            )

    def original(self, path: str) -> Path:
        """Return the file on this disk that an article, by its path in the index, was read from.

        For a file in an archive it is the archive. Raises QuestionError for a path that the index
        does not have, CorpusError if the file is gone or a link that leads out of the folder.
        """
        with self.index.view() as view:
            return original_file(view.store, path)

    def article(self, doc_id: str) -> Document:
        """Return one article, its text in memory. Raises IndexStoreError if it is gone."""
        with self.index.view() as view:
            return inspection.article(view.store, doc_id)

    def article_at(self, path: str, record: int | None = None) -> Document:
        """Return the article of a file, its text in memory.

        `path` is relative to the corpus folder; `record` is the line (from 1) of a .jsonl file.
        Raises QuestionError if the index has none there.
        """
        with self.index.view() as view:
            return inspection.stored_article_at(view.store, path, record)

    def cite(self, what: Citable, style: str = "apa") -> Cited:
        """Return the reference of an article, and the citation of a quotation with its place.

        `what` is a citation of an answer, somebody's words (`Attribution`), a sentence or any other
        span, or a whole article; `style` is "apa", "chicago" or "mla". Raises ConfigError for
        another style, IndexStoreError if the article of somebody's words is gone.
        """
        from rag.citing.cited import cite, quoted_span

        span = quoted_span(what)
        if span is None or isinstance(span, Sentence):
            return cite(what, style)
        return cite(what, style, paragraph=paragraph_at(span.document.text, span.start))

    def said_at(self, span: Span) -> Attribution | None:
        """Return who says the words of a span of an article, None if nobody or if it is unclear.

        Raises IndexStoreError if the article is gone.
        """
        from rag.engine.said_at import said_at

        with self.index.view() as view:
            return said_at(view.store, span)

    def check(self, collection: Collection) -> list[CheckedPin]:
        """Return each quotation of a collection as the articles have it now.

        Words that are no longer in their article have no `span`: they must not be quoted. A speaker
        as whose words the index does not have them is not `speaker_holds`.
        """
        from rag.engine.collected import check_stored

        with self.index.view() as view:
            return check_stored(collection, view.store)
