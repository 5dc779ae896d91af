"""The engine: one open index and its models, as shells and Python programs use them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from rag.answering import pipeline, speakers
from rag.answering.judges import judges_digest
from rag.answering.pipeline import Models
from rag.answering.rerank import ReadsSentences
from rag.answers import Answer, Hit
from rag.engine import inspection
from rag.engine.settings import make_request
from rag.engine.state import OpenIndex
from rag.index import filtering
from rag.index.embedding import Embedder
from rag.index.store import Store
from rag.segment.paragraph_numbers import paragraph_at
from rag.types import Attribution, Document, Filters, Sentence, SourceCount, SpeakerCount

if TYPE_CHECKING:
    from rag.citing.cited import Citable, Cited
    from rag.collection.checking import CheckedPin
    from rag.collection.pinned import Collection
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

    def search(self, question: str, *, top: int = 10) -> list[Hit]:
        """Return the `top` passages nearest to a question, best first: none of them is an answer.

        Raises QuestionError for a question that is empty or too long.
        """
        with self.index.view() as view:
            return pipeline.search(view, self.models, question, top)

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
            return speakers.count_speakers(view.store)

    def attributions(self) -> list[Attribution]:
        """Return who said what in all articles, ordered by article and place."""
        with self.index.view() as view:
            return speakers.collect_attributions(view.store)

    def quotations(self, name: str) -> list[Attribution]:
        """Return what a speaker is quoted with. Raises QuestionError if nobody has that name."""
        with self.index.view() as view:
            return speakers.collect_quotations(view.store, name)

    def info(self) -> inspection.IndexInfo:
        """Return what the index holds and how it was made."""
        return inspection.index_info(self.index.store)

    def documents(self) -> list[Document]:
        """Return every article of the index, ordered by path."""
        with self.index.view() as view:
            return view.store.documents()

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

    def check(self, collection: Collection) -> list[CheckedPin]:
        """Return each quotation of a collection as the articles have it now.

        Words that are no longer in their article have no `span`: they must not be quoted.
        """
        from rag.engine.collected import check_stored

        with self.index.view() as view:
            return check_stored(collection, view.store)

    def rebuild(self, *, report: Report = lambda progress: None) -> BuildReport:
        """Bring the index in step with the folder it was built from, with the model in memory."""
        from rag.engine.building import sync_folder

        with self.index.view() as view:
            corpus, recipe = inspection.corpus_folder(view.store), view.store.current_recipe()
        return sync_folder(corpus, view.store.folder, recipe, self._embedder, report=report)
