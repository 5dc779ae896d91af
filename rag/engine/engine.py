"""An open index that answers questions: the stages of asking, wired."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from rag.answering.asked import allowed_passages, changed, read_question, scope
from rag.answering.compose import compose
from rag.answering.features import Features, features
from rag.answering.rerank import ReadsPairs, Trust, can_be_read, read_again
from rag.answering.retrieve import Found, retrieve, retrieve_speaker
from rag.answering.score import Candidate, Scorer, by_best_sentence
from rag.answering.speakers import (
    collect_attributions,
    collect_quotations,
    count_speakers,
    is_unclear,
    shared_names,
)
from rag.answering.speech import name_words, same_speaker
from rag.answering.suggest import suggest
from rag.answers import Answer, Hit
from rag.config import DEFAULT_INDEX, AskConfig
from rag.engine.building import make_recipe, sync_folder
from rag.engine.conversation import Conversation
from rag.engine.inspection import IndexInfo, corpus_folder, index_info
from rag.errors import IndexMismatch, QuestionError
from rag.index import derived, filtering
from rag.index.derived import Derived
from rag.index.embedding import Embedder, Vectors
from rag.index.recipe import require_same
from rag.index.staging import Report
from rag.index.store import Store
from rag.index.sync import BuildReport
from rag.models.encoder import load_embedder
from rag.models.reader import shared_reader
from rag.question.understand import asks_for_words, asks_reaction, rarest_terms, unknown_words
from rag.types import Attribution, Document, Filters, Query, SourceCount, SpeakerCount, StringBody

JUDGED = 25  # passages whose sentences are judged, of those found
QUESTIONS = 32  # whose vectors are remembered: of those being answered, two each
EXAMPLE_PASSAGES = 200  # passages that example questions are made from


@dataclass(frozen=True, slots=True)
class _Known:
    """The names of one state of the index, each list ordered.

    `shared` are the last names that several speakers have.
    """

    generation: int
    outlets: tuple[str, ...]
    speakers: tuple[str, ...]
    shared: frozenset[str] = frozenset()


class Engine:
    """An open index that answers questions; safe to use from several threads.

    It follows the index: what a build in another process commits is seen by the next question, and
    each answer is made from one state alone. Without a reader the scorer judges alone.
    """

    def __init__(self, store: Store, embedder: Embedder, reader: ReadsPairs | None = None) -> None:
        self._store = store
        self._embedder = embedder
        # A follow-up asks the same words of some articles, then of all.
        self._vector = lru_cache(QUESTIONS)(embedder.embed_question)
        self._reader = reader
        self._scorer = Scorer.load()
        self._trust = Trust.load()
        self._lock = threading.Lock()
        self._known = _Known(-1, (), ())
        with store.snapshot():
            self._derived = derived.load(store, store.folder)

    @property
    def threshold(self) -> float:
        """The fitted confidence, 0 to 1, below which an answer is a refusal."""
        return self._scorer.threshold

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
        seen: Set[tuple[str, int]] = frozenset(),
        articles: Set[str] | None = None,
        leans: bool = False,
    ) -> Answer:
        """Answer from the articles with one to `top` cited sentences, or refuse.

        `top` is 3 unless given, 5 at most. Below `min_confidence` (0 to 1) the answer is a refusal;
        unless given, the fitted threshold holds.

        What is cited can be narrowed as `Filters` says. Without `filters`, those that the question
        names itself hold, and `answer.query.filters` has them; with `filters`, these hold and
        nothing that was understood: `Filters()` takes off all of it. `speaker`, `published_from`,
        `published_to` and `sources` are put in the places of either.

        Sentences `seen`, each a (doc_id, start), are not cited again. With `articles`, only what
        stands in these (doc_ids) is. A question that `leans` on others, as a follow-up does, is
        not shown to the reader, who knows whole ones.

        Raises QuestionError for a question that is empty or too long and an outlet that the index
        has not, ConfigError for a setting out of its range.
        """
        config = AskConfig(min_confidence=min_confidence, **({} if top is None else {"top": top}))
        least = self._scorer.threshold if config.min_confidence is None else config.min_confidence
        with self._store.snapshot():
            query = self.understand(question, filters)
            given = changed(
                query.filters,
                speaker=speaker,
                published_from=published_from,
                published_to=published_to,
                sources=sources,
            )
            if given != query.filters:
                query = self.understand(question, given)
            found, candidates = self._examine(query, articles, leans=leans)
            candidates = self._told_apart(query, candidates)
            # Words that only ask for somebody's speech ("reaction") need not stand in the articles.
            terms = self._state().terms
            about = (query.speaker, query.topic) if query.speaker else (query.text,)
            unknown = [w for text in about if text for w in unknown_words(text, terms)]
            asked_of = scope(self._store, query)
        answer = compose(
            query,
            candidates,
            found,
            unknown=unknown,
            top=config.top,
            min_confidence=least,
            scope=asked_of,
            seen=seen,
        )
        return replace(answer, question=question.strip())

    def search(self, question: str, *, top: int = 10) -> list[Hit]:
        """Return the `top` passages nearest to a question, best first: none of them is an answer.

        Raises QuestionError for a question that is empty or too long.
        """
        with self._store.snapshot():
            found = self.examine(question)[1]
        return [Hit(f.stored.passage, f.score) for f in found[: max(top, 0)]]

    def examine(self, question: str) -> tuple[Query, list[Found], list[Candidate]]:
        """Return what an answer is made from: the query, passages and sentences, best first."""
        with self._store.snapshot():
            query = self.understand(question)
            return query, *self._examine(query)

    def describe(self, question: str) -> tuple[list[Found], Features]:
        """Return the passages found and the numbers that their sentences are judged by."""
        with self._store.snapshot():
            query = self.understand(question)
            found = self._find(query)
            return found, features(query, found[:JUDGED], self._state().terms)

    def understand(self, question: str, filters: Filters | None = None) -> Query:
        """Return what a question asks, and the filters in force, as `answer` explains them."""
        with self._store.snapshot():
            return read_question(
                question,
                filters,
                self._names().outlets,
                terms=self._state().terms,
                store=self._store,
                is_word=self._embedder.is_word,
                speaks=self._speaks,
            )

    def conversation(self, saved: Mapping[str, Any] | None = None) -> Conversation:
        """Begin a conversation, or go on with one that its `to_dict` saved.

        Raises ConfigError for what is no saved conversation.
        """
        return Conversation(self) if saved is None else Conversation.from_dict(self, saved)

    def is_speaker(self, name: str) -> bool:
        """Say if somebody of a name speaks in the articles."""
        with self._store.snapshot():
            return self._speaks(name)

    def is_person(self, name: str) -> bool:
        """Say if one who speaks under a name has more names than it: "Lee" is Ann Lee.

        "Russia" is nothing else.
        """
        with self._store.snapshot():
            return any(len(name_words(n)) > 1 for n in self._speaking_as(name))

    def is_about(self, answer: Answer, words: str) -> bool:
        """Say if the article that an answer cites first has the rarest of some words.

        Those are the ones in the fewest passages. Words that only ask, as "what else", say nothing.
        Raises QuestionError for words that are no question, unless there are none.
        """
        if not answer.citations:
            return False
        with self._store.snapshot():
            terms = self._state().terms
            rarest = rarest_terms(self.understand(words).text, terms) if words else None
            if not rarest:
                return True
            doc_id = answer.citations[0].sentence.document.doc_id
            own = filtering.passages_of_articles(self._store, [doc_id])
            return bool(terms.search(sorted(rarest), 1, own))

    def _examine(
        self, query: Query, articles: Set[str] | None = None, *, leans: bool = False
    ) -> tuple[list[Found], list[Candidate]]:
        found = self._find(query, articles)
        candidates = self._scorer.score(query, found[:JUDGED], self._state().terms)
        if self._reader and can_be_read(query) and not leans:
            candidates = read_again(query.text, candidates, self._reader, self._trust)
        return by_best_sentence(found, candidates), candidates

    def _told_apart(self, query: Query, candidates: list[Candidate]) -> list[Candidate]:
        """Leave out the words of a "Lee" who may be another Lee than the one asked about."""
        asked, shared = query.speaker, self._names().shared
        if asked is None or not shared:
            return candidates
        said = ((c, c.attribution) for c in candidates)
        return [c for c, a in said if a is None or not is_unclear(asked, a.speaker, shared)]

    def _find(self, query: Query, articles: Set[str] | None = None) -> list[Found]:
        vector = self._vector(query.text)
        allowed = allowed_passages(self._store, query, articles, speaking_as=self._speaking_as)
        found = retrieve(self._store, self._state(), query, vector, allowed=allowed)
        own = [
            f
            for f in self._spoken(query, vector, found)
            if allowed is None or f.stored.passage_id in allowed
        ]
        return [*own[: JUDGED // 2], *found]

    def sources(self) -> list[SourceCount]:
        """Return the outlets of the articles, ordered by name, each with its number of articles."""
        with self._store.snapshot():
            return [SourceCount(*row) for row in filtering.sources(self._store)]

    def outlets(self) -> tuple[str, ...]:
        """Return the names of the outlets, ordered."""
        with self._store.snapshot():
            return self._names().outlets

    def _names(self) -> _Known:
        """Return the names of the current state, read once for each."""
        generation = self._store.generation()
        known = self._known
        if known.generation != generation:
            outlets = tuple(name for name, _ in filtering.sources(self._store))
            speakers = tuple(self._store.speaker_names())
            self._known = known = _Known(generation, outlets, speakers, shared_names(speakers))
        return known

    def _spoken(self, query: Query, vector: Vectors, found: list[Found]) -> list[Found]:
        """Return passages in which the one speaks whose words are asked for, or a reaction."""
        if not (asks_for_words(query) or asks_reaction(query)):
            return []
        names = self._speaking_as(str(query.speaker))
        known = {f.stored.passage_id for f in found[:JUDGED]}
        own = retrieve_speaker(self._store, names, vector)
        return [f for f in own if f.stored.passage_id not in known]

    def _speaks(self, name: str) -> bool:
        """Say if somebody of a name speaks in the articles."""
        return bool(self._speaking_as(name))

    def _speaking_as(self, name: str) -> list[str]:
        """Return the names under which somebody of a name speaks."""
        return [speaker for speaker in self._names().speakers if same_speaker(name, speaker)]

    def speakers(self) -> list[SpeakerCount]:
        """Return who speaks in the articles, those who speak most first."""
        with self._store.snapshot():
            return count_speakers(self._store)

    def attributions(self) -> list[Attribution]:
        """Return who said what in all articles, ordered by article and place."""
        with self._store.snapshot():
            return collect_attributions(self._store)

    def quotations(self, name: str) -> list[Attribution]:
        """Return all that a speaker is quoted or reported with, ordered by article and place.

        Raises QuestionError, which names those nearest, if nobody of that name speaks.
        """
        with self._store.snapshot():
            return collect_quotations(self._store, name)

    def info(self) -> IndexInfo:
        """Say what the index holds and how it was made."""
        return index_info(self._store)

    def documents(self) -> list[Document]:
        """Return every article of the index, ordered by path."""
        with self._store.snapshot():
            return self._store.documents()

    def article(self, doc_id: str) -> Document:
        """Return one article with its text in memory.

        Raises IndexStoreError if it was changed or removed since.
        """
        with self._store.snapshot():
            document = self._store.document(doc_id)
            return replace(document, body=StringBody(document.text))

    def article_at(self, path: str, record: int | None = None) -> Document:
        """Return the article of a file, with its text in memory.

        `path` is relative to the corpus folder; `record` is the line (from 1) of a .jsonl file.
        Raises QuestionError if the index has none there.
        """
        with self._store.snapshot():
            document = self._store.document_at(path, record)
            if document is None:
                where = path if record is None else f"{path}, line {record}"
                raise QuestionError(f"no article of the index stands in “{where}”")
            return replace(document, body=StringBody(document.text))

    def examples(self, count: int = 4) -> list[str]:
        """Return up to `count` questions that the articles suggest, all of which are answered.

        They are the same for the same articles. A bounded part of the index is read and asked.
        """
        with self._store.snapshot():
            ids = [row[0] for row in islice(self._store.passage_texts(), EXAMPLE_PASSAGES)]
            sentences = [s for p in self._store.passages(ids) for s in p.passage.sentences]
        tried = islice(suggest(sentences), 3 * count)
        good = (q for q, s in tried if s.document in self.answer(q).documents)
        return list(islice(good, count))

    def rebuild(self, *, report: Report = lambda progress: None) -> BuildReport:
        """Bring the index in step with the folder it was built from, with the model in memory."""
        corpus = corpus_folder(self._store)
        return sync_folder(
            corpus, self._store.folder, self._store.recipe, self._embedder, report=report
        )

    def _state(self) -> Derived:
        """Return the derived indexes of the state that the current snapshot sees."""
        with self._lock:
            if self._derived.generation != self._store.generation():
                self._require_embedder()
                self._derived = derived.load(self._store, self._store.folder)
            return self._derived

    def _require_embedder(self) -> None:
        """Raise IndexMismatch if the current state was embedded by another model."""
        mine, found = self._store.recipe.embedder, self._store.current_recipe().embedder
        if mine != found:
            raise IndexMismatch(
                f"the index in {self._store.folder} was made anew with {found.name} ({found.dtype})"
                f" while {mine.name} ({mine.dtype}) was answering from it: open it again",
                self._store.folder,
                expected=f"{mine.name} ({mine.dtype})",
                found=f"{found.name} ({found.dtype})",
            )


def open_index(index: Path | str = DEFAULT_INDEX) -> Engine:
    """Open an index and load its model and the reader.

    Raises IndexMissing, IndexCorrupt, or IndexMismatch where the model, or this program, is not
    the one that the index was built with.
    """
    store = Store(Path(index))
    embedder = load_embedder(store.recipe.embedder.name, store.recipe.embedder.dtype)
    recipe = store.recipe
    require_same(
        recipe, make_recipe(embedder, recipe.encoding, recipe.passage_tokens), store.folder
    )
    return Engine(store, embedder, shared_reader(recipe.embedder.dtype))


_shared: dict[Path, Engine] = {}
_shared_lock = threading.Lock()


def shared(index: Path | str = DEFAULT_INDEX) -> Engine:
    """Return the engine of an index that this process keeps open, opening it the first time."""
    path = Path(index).resolve()
    with _shared_lock:
        if path not in _shared:
            _shared[path] = open_index(index)
        return _shared[path]
