"""The engine: one open index and its models, as shells and Python programs use them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.answering import pipeline, speakers
from rag.answering.judges import judges_digest
from rag.answering.pipeline import Models, Request
from rag.answering.rerank import ReadsSentences
from rag.answering.word_matches import occurrences
from rag.answers import Answer, Hit
from rag.engine import inspection
from rag.engine.listings import articles_of, matches_in
from rag.engine.originals import original_file
from rag.engine.settings import make_overrides, make_request
from rag.engine.state import OpenIndex
from rag.index import filtering
from rag.index.embedding import Embedder
from rag.index.listing import Sort
from rag.index.store import Store
from rag.search_results import Articles, Matches, Order
from rag.statements import PeopleOrder, Person, StatementOrder, Statements
from rag.types import Attribution, Document, Filters, SourceCount, Span, SpeakerCount

if TYPE_CHECKING:
    from rag.engine.conversation import Conversation
    from rag.index.staging import Report
    from rag.index.sync import BuildReport


class Engine:
    """An open index that answers questions; safe to use from several threads.

    It follows the index: what a build in another process commits is seen by the next question, and
    each answer is made from one generation alone. Without a reader the scorer judges alone.
    Unless `calibrated`, the calibration to the user's own questions is ignored.
    """

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
        reader: ReadsSentences | None = None,
        *,
        calibrated: bool = True,
    ) -> None:
        self.index = OpenIndex(store)
        self.models = Models.load(embedder, reader, calibrated=calibrated)
        self._embedder = embedder

    @property
    def threshold(self) -> float:
        """The fitted confidence, 0 to 1, below which an answer is a refusal."""
        with self.index.view() as view:
            return self.models.calibration(view).threshold

    @property
    def judges(self) -> str:
        """What identifies the weights and the reader that the probabilities come from."""
        reranker = self.models.reranker
        return judges_digest(reranker.reader.digest if reranker else None)

    def answer(
        self,
        question: str,
        *,
        top: int | None = None,
        min_confidence: float | None = None,
        speaker: str | None = None,
        published_from: date | None = None,
        published_to: date | None = None,
        sources: Sequence[str] | None = None,
        filters: Filters | None = None,
    ) -> Answer:
        """Answer from the articles with one to `top` cited sentences, or refuse.

        `top` is 3 unless given, 5 at most. Below `min_confidence` (0 to 1) the answer is a refusal;
        unless given, the fitted threshold holds. Without `filters`, those that the question names
        hold, and `answer.query.filters` has them; with `filters`, exactly these: `Filters()` takes
        off all. `speaker`, `published_from`, `published_to` and `sources` override either.

        Raises QuestionError for a question that is empty or too long and an outlet that the index
        does not have, ConfigError for a setting out of its range.
        """
        request = make_request(
            question, top, min_confidence, speaker, published_from, published_to, sources, filters
        )
        with self.index.view() as view:
            return pipeline.answer(view, self.models, request)

    def search(
        self,
        question: str,
        *,
        top: int = 10,
        offset: int = 0,
        speaker: str | None = None,
        published_from: date | None = None,
        published_to: date | None = None,
        sources: Sequence[str] | None = None,
        filters: Filters | None = None,
    ) -> list[Hit]:
        """Return the `top` passages nearest to a question, best first: none of them is an answer.

        `offset` leaves out the first; some 50 passages are ranked. The filters are those of
        `answer`, but `speaker` leaves only passages that quote this person.

        Raises what `answer` does, and QuestionError for a `speaker` whom no article quotes.
        """
        overrides = make_overrides(speaker, published_from, published_to, sources)
        request = Request(question, filters, overrides)
        with self.index.view() as view:
            return pipeline.search(view, self.models, request, top=top, offset=offset)

    def find(
        self,
        words: str,
        *,
        order: Order = "best",
        top: int = 10,
        offset: int = 0,
        speaker: str | None = None,
        published_from: date | None = None,
        published_to: date | None = None,
        sources: Sequence[str] | None = None,
    ) -> Matches:
        """Return the passages that have all `words`, `top` of them from number `offset` on.

        Words "in quotation marks" must stand one after the other. Endings do not count ("talks"
        finds "talk"), nor do "the" and "of" outside of quotation marks. `order` is "best" (BM25) or
        "newest". `speaker` leaves only passages that quote this person.

        Raises QuestionError for words without any word, an outlet or a speaker that the index does
        not have; ConfigError for a setting out of its range.
        """
        with self.index.view() as view:
            return matches_in(
                view,
                words,
                order=order,
                top=top,
                offset=offset,
                speaker=speaker,
                published_from=published_from,
                published_to=published_to,
                sources=sources,
            )

    def occurrences(self, document: Document, words: str) -> list[Span]:
        """Return where an article has one of the words, or phrases, of a search, in order.

        Raises QuestionError for words without any word.
        """
        return occurrences(document, words)

    def conversation(self, saved: Mapping[str, Any] | None = None) -> Conversation:
        """Begin a conversation, or resume one that its `to_dict` saved.

        Raises ConfigError for what is no saved conversation.
        """
        from rag.engine.conversation import Conversation

        if saved is None:
            return Conversation(self.index, self.models)
        return Conversation.from_dict(self.index, self.models, saved)

    def continue_after(self, answers: Sequence[Answer]) -> Conversation:
        """Continue a conversation from its answers, the last one last, as one topic."""
        from rag.engine.conversation import Conversation

        return Conversation.after(self.index, self.models, answers)

    def examples(self, count: int = 4) -> list[str]:
        """Return up to `count` questions that the articles suggest, all of which are answered.

        They are the same for the same articles. A bounded part of the index is read and asked.
        """
        from rag.answering.example_questions import answered_examples

        with self.index.view() as view:
            return answered_examples(view.store, self.answer, count)

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
            return inspection.article_at(view.store, path, record)

    def rebuild(self, *, report: Report = lambda progress: None) -> BuildReport:
        """Bring the index in step with the folder it was built from, with the model in memory."""
        from rag.engine.building import sync_folder

        with self.index.view() as view:
            corpus, recipe = inspection.corpus_folder(view.store), view.store.current_recipe()
        return sync_folder(corpus, view.store.folder, recipe, self._embedder, report=report)
