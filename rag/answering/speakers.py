"""Who speaks in the articles, how often, and everything that a speaker is quoted with."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence, Set
from datetime import date
from functools import cached_property

from rag.answering.merged_speakers import MergedSpeakers, Row
from rag.answering.namesakes import is_unclear, namesakes
from rag.answering.said_by import distinct, ordered, read_page
from rag.english.speaker_names import SpeakerNames, is_common_noun, is_name
from rag.english.word_lists import plain
from rag.errors import ConfigError, QuestionError
from rag.index.filtering import passages_of_articles
from rag.index.filtering import sources as outlets_of
from rag.index.recent import Recent
from rag.index.said import ArticleFacts, article_facts, rows_of_speakers
from rag.index.store import Store
from rag.index.view import IndexView
from rag.question.filters import require_range, require_sources
from rag.question.similar_names import nearest_hint
from rag.statements import (
    PEOPLE_ORDERS,
    STATEMENT_ORDERS,
    PeopleOrder,
    Person,
    StatementOrder,
    Statements,
    require_order,
)
from rag.types import Attribution, Filters, SourceCount, SpeakerCount

_KEPT_PEOPLE = 2  # lists of people, for the filters used last: about 5 MB for 20,000 people

_WORD = re.compile(r"[^\W_]+")

_Counts = dict[Row, tuple[int, int]]
"""How often each speaker of each document is quoted and reported."""


class Speakers:
    """Who says what in one state of an index; its methods must see that state.

    The names of one person are counted as one, where the index makes that clear; pronouns without a
    name are left out. Lists leave out nouns that several articles have, as "the company", which is
    another in each; who asks for one finds what all of them say. Words that are known through
    somebody else alone count as reported, whatever marks they stand in.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        rows = store.attribution_rows()
        self._named = SpeakerNames(sorted({speaker for _, speaker, *_ in rows}))
        merged = MergedSpeakers(
            [(document, speaker) for document, speaker, *_ in rows],
            lambda number: store.documents_of([number])[number].text,
        )
        times = Counter(
            (document, speaker, kind == "indirect" or told_by is not None)
            for document, speaker, kind, told_by in rows
        )
        self._said: dict[str, _Counts] = defaultdict(dict)
        for document, speaker, _ in times:
            counts = times[document, speaker, False], times[document, speaker, True]
            self._said[merged.name(document, speaker)][document, speaker] = counts
        self._names = SpeakerNames(sorted(self._said))
        self._people = Recent[Filters, list[Person]](_KEPT_PEOPLE)

    @cached_property
    def _facts(self) -> Mapping[int, ArticleFacts]:
        return article_facts(self._store)

    def counts(self) -> list[SpeakerCount]:
        """Return who speaks, those who speak most first."""
        counts = [
            SpeakerCount(name, *_sums(said), len({document for document, _ in said}))
            for name, said in self._said.items()
            if _is_one_speaker(name, said)
        ]
        return sorted(counts, key=lambda c: (-(c.quoted + c.reported), c.name))

    def people(self, words: str, filters: Filters, order: PeopleOrder) -> list[Person]:
        """Return who speaks in the articles that pass the filters, in this order.

        Only those whose name has all `words`, or words that begin so. Raises QuestionError for an
        unknown outlet, ConfigError for an unknown order or a range of dates that ends too early.
        """
        require_order(order, PEOPLE_ORDERS)
        wanted = _WORD.findall(plain(words))
        (everybody,) = self._people.get([filters], lambda _: {filters: self._counted(filters)})
        found = [person for person in everybody if _has_words(person.name, wanted)]
        if order == "name":
            found.sort(key=lambda person: (plain(person.name), person.name))
        elif order == "latest":
            found.sort(key=lambda person: person.last or date.min, reverse=True)
        return found

    def _counted(self, filters: Filters) -> list[Person]:
        """Return who speaks in the articles that pass the filters, who speaks most first."""
        passing = self._passing(filters)
        found = [
            _person(name, said, self._facts)
            for name, all_said in self._said.items()
            if (said := _in_articles(all_said, passing)) and _is_one_speaker(name, said)
        ]
        return sorted(found, key=lambda person: (-person.statements, person.name))

    def statements(
        self,
        name: str,
        filters: Filters,
        *,
        words: str = "",
        order: StatementOrder = "article",
        offset: int = 0,
        top: int | None = None,
    ) -> Statements:
        """Return what those whom a name may mean are quoted and reported with.

        "The leaders", if listed, are not the "European leaders", whom "leaders" would mean as well.
        Of the statements in articles that pass the filters, and that have all `words`, those from
        `offset` on are returned, at most `top` of them.

        Raises QuestionError, which offers similar names, if nobody of that name speaks, and what
        `people` raises.
        """
        require_order(order, STATEMENT_ORDERS)
        if offset < 0 or (top is not None and top < 1):
            raise ConfigError(f"no statements from {offset} on, {top} of them: begin at 0, take 1")
        names = self._meant_by(name)
        said = {row: counts for one in names for row, counts in self._said[one].items()}
        passing = _in_articles(said, self._passing(filters))
        rows = rows_of_speakers(
            self._store,
            {speaker for _, speaker in passing},
            {document for document, _ in passing},
        )
        mine = distinct(row for row in rows if (row.document, row.speaker) in passing)
        in_order = ordered(mine, order, self._facts)
        total, page = read_page(self._store, in_order, words, offset, top)
        most = max(names, key=lambda one: sum(_sums(self._said[one])))
        person = _person(next(filter(_same_as(name), names), most), said, self._facts)
        return Statements(
            person, total, tuple(page), tuple(namesakes(name, {speaker for _, speaker in said}))
        )

    def _meant_by(self, name: str) -> list[str]:
        """Return the listed names that a name means. Raises QuestionError for none."""
        names = self._names.meant_by(name) or self._counted_as(name)
        same = list(filter(_same_as(name), names))
        if same and not is_name(name):
            return same
        shared = self._named.shared_last_names
        meant = [one for one in names if not is_unclear(name, one, shared)]
        if not meant:
            hint = nearest_hint(name, self._named.names)
            raise QuestionError(f"nobody called “{name}” speaks in these articles{hint}")
        return meant

    def _counted_as(self, name: str) -> list[str]:
        """Return under which names an article's own name for a speaker is counted.

        So "Commissioner Lee" is found, who is counted as Ann Lee.
        """
        same = _same_as(name)
        return [one for one, said in self._said.items() if any(same(own) for _, own in said)]

    def _passing(self, filters: Filters) -> Set[int] | None:
        """Return the documents that pass filters on dates and outlets, None for all."""
        require_range(filters)
        outlets = [name for name, _ in outlets_of(self._store)]
        sources = require_sources(filters.sources, outlets)
        first, last = filters.published_from, filters.published_to
        if not (sources or first or last):
            return None
        earliest, latest = first or date.min, last or date.max
        return {
            document
            for document, facts in self._facts.items()
            if (not sources or facts.source in sources)
            and (
                not (first or last)
                or (facts.published is not None and earliest <= facts.published <= latest)
            )
        }


def _is_one_speaker(name: str, said: _Counts) -> bool:
    """Return whether counts are those of one speaker: "the company" is another in each article."""
    return not is_common_noun(name) or len({document for document, _ in said}) == 1


def _sums(said: _Counts) -> tuple[int, int]:
    """Return how often somebody is quoted and reported, in all articles together."""
    return sum(quoted for quoted, _ in said.values()), sum(told for _, told in said.values())


def _in_articles(said: _Counts, documents: Set[int] | None) -> _Counts:
    """Return those of the counts that belong to some documents, or to any where None."""
    if documents is None:
        return said
    return {row: counts for row, counts in said.items() if row[0] in documents}


def _person(name: str, said: _Counts, facts: Mapping[int, ArticleFacts]) -> Person:
    articles = [facts[document] for document in {document for document, _ in said}]
    if len(articles) == 1:  # as for most; counting takes ten times as long
        (only,) = articles
        outlets = (SourceCount(only.source, 1),) if only.source else ()
        return Person(name, *_sums(said), 1, outlets, only.published, only.published)
    sources = Counter(article.source for article in articles if article.source)
    days = [article.published for article in articles if article.published]
    return Person(
        name,
        *_sums(said),
        len(articles),
        tuple(SourceCount(*row) for row in sorted(sources.items(), key=lambda s: (-s[1], s[0]))),
        min(days, default=None),
        max(days, default=None),
    )


def _has_words(name: str, wanted: Sequence[str]) -> bool:
    """Return whether each of these words, given without accents, begins a word of a name."""
    if not wanted:
        return True
    spaced = f" {' '.join(_WORD.findall(plain(name)))}"
    return all(f" {word}" in spaced for word in wanted)


def _same_as(asked: str) -> Callable[[str], bool]:
    """Return whether a speaker has exactly the name asked about, as a function."""
    return lambda speaker: speaker.casefold() == asked.strip().casefold()


def speakers_of(view: IndexView) -> Speakers:
    """Return the speakers of a generation, which are counted once and kept with it."""
    (kept,) = view.speech.get(["speakers"], lambda _: {"speakers": Speakers(view.store)})
    speakers: Speakers = kept
    return speakers


def count_speakers(store: Store) -> list[SpeakerCount]:
    """Return who speaks, those who speak most first."""
    return Speakers(store).counts()


def collect_quotations(store: Store, name: str) -> list[Attribution]:
    """Return everything that a speaker is quoted or reported with, ordered by article and place.

    Raises QuestionError, which offers similar names, if nobody of that name speaks.
    """
    found = Speakers(store).statements(name, Filters())
    return [statement.attribution for statement in found.statements]


def collect_attributions(store: Store) -> list[Attribution]:
    """Return who said what in all articles, ordered by article and place."""
    return _attributions(store, store.passages_with_attributions())


def attributions_in(store: Store, doc_id: str) -> list[Attribution]:
    """Return who said what in one article, in order. Raises IndexStoreError if it is gone."""
    store.document(doc_id)
    return _attributions(store, sorted(passages_of_articles(store, [doc_id])))


def _attributions(store: Store, passage_ids: Sequence[int]) -> list[Attribution]:
    """Return the attributions of passages by place; one that several share is there once."""
    said = {
        (a.content.document.doc_id, a.content.start, a.content.end, a.cue): a
        for stored in store.passages(passage_ids)
        for a in stored.passage.attributions
    }
    return sorted(said.values(), key=_place)


def _place(attribution: Attribution) -> tuple[str, int, int]:
    place = attribution.content.document.places[0]
    return place.path, place.record or 0, attribution.content.start
