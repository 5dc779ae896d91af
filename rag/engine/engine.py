"""The engine: one open index and its models, as shells and Python programs use them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from rag.answering import pipeline
from rag.answering.judges import judges_digest
from rag.answering.pipeline import Models, Request
from rag.answering.rerank import ReadsSentences
from rag.answering.word_matches import occurrences
from rag.answers import Answer
from rag.engine import inspection
from rag.engine.catalogue import Catalogue
from rag.engine.listings import matches_in
from rag.engine.settings import make_overrides, make_request
from rag.engine.state import OpenIndex
from rag.hits import Hit
from rag.index.embedding import Embedder
from rag.index.store import Store
from rag.search_results import Matches, Order
from rag.types import Document, Filters, Span

if TYPE_CHECKING:
    from rag.engine.conversation import Conversation
    from rag.index.staging import Report
    from rag.index.sync import BuildReport


class Engine(Catalogue):
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
        super().__init__(OpenIndex(store))
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

    def rebuild(self, *, report: Report = lambda progress: None) -> BuildReport:
        """Bring the index in step with the folder it was built from, with the model in memory."""
        from rag.engine.building import sync_folder

        with self.index.view() as view:
            corpus, recipe = inspection.corpus_folder(view.store), view.store.current_recipe()
        return sync_folder(corpus, view.store.folder, recipe, self._embedder, report=report)
