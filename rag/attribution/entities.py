"""Which mentions of an article refer to one person.

"President Emmanuel Macron" is later "Mr Macron" and "Macron". People who share a last name are
never merged: a title, a gender or an office tells which of them is meant, or nobody is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from rag.attribution.mentions import Mention
from rag.english.persons import (
    ELECTED_OFFICES,
    FORMS_OF_ADDRESS,
    HIGHEST_OFFICES,
    OFFICE_OF_TITLE,
    POLICE_RANKS,
    TITLES_WITH_FIRST_NAME,
    gender_of_titles,
)
from rag.english.word_lists import Gender, gender_of_first_name, is_first_name, is_person_noun

_MOST_BEARERS = 50  # of one last name; a title hardly tells more of them apart

Described = Callable[[Mention], frozenset[str]]
"""Returns the words that describe the person of a mention: of "the mayor, Ann Lee", "mayor"."""


@dataclass(slots=True)
class _Entity:
    """A person; `number` counts them in the order of the text, `start` is the first mention's.

    `relative` is whether the person is introduced as somebody's relative, who may share the last
    name. Who is never named in full has one word, and a title.
    """

    number: int
    start: int
    name: str
    words: tuple[str, ...]
    suffix: str
    genders: set[Gender] = field(default_factory=set)
    offices: set[str] = field(default_factory=set)
    relative: bool = False


class Entities:
    """The people whom an article names in full or with a title; resolves each mention to one.

    `described` returns the words that describe the person of a mention, `relatives` whether they
    introduce a relative.
    """

    def __init__(
        self,
        mentions: Sequence[Mention],
        described: Described = lambda mention: frozenset(),
        is_relative: Callable[[Mention], bool] = lambda mention: False,
    ) -> None:
        self._by_last: dict[str, list[_Entity]] = {}
        self._by_first: dict[str, list[_Entity]] = {}
        self._by_words: dict[tuple[str, ...], _Entity] = {}
        self._by_ends: dict[tuple[str, str, str], _Entity] = {}  # first and last word, and suffix
        self._count = 0
        people = [m for m in mentions if m.person]
        known = {m.words for m in people if len(m.words) > 1}
        for mention in people:
            whole = len(mention.words) > 1 and (
                mention.words[1:] not in known
                or len(mention.words) < 3
                or gender_of_first_name(mention.words[0]) is not None
            )
            if whole and not self._find_full(mention):
                self._add(mention, mention.name)
        for mention in people:
            if len(mention.words) > 1 and (entity := self._find_full(mention)):
                entity.genders |= _genders(mention)
                entity.offices |= offices_of(mention) | described(mention)
                entity.relative = entity.relative or is_relative(mention)
        for mention in people:
            if len(mention.words) == 1 and mention.titles:
                self._add_titled(mention)
        self._by_capitals = {last.upper(): last for last in self._by_last}

    def _add(self, mention: Mention, name: str) -> _Entity:
        entity = _Entity(
            self._count, mention.start, name, mention.words, mention.suffix.rstrip(".")
        )
        self._count += 1
        self._by_last.setdefault(mention.words[-1], []).append(entity)
        if len(mention.words) > 1:
            ends = mention.words[0], mention.words[-1], entity.suffix
            self._by_words.setdefault((*mention.words, entity.suffix), entity)
            self._by_ends.setdefault(ends, entity)
            self._by_first.setdefault(mention.words[0], []).append(entity)
        return entity

    def _add_titled(self, mention: Mention) -> None:
        """Add what a title states to the person meant, or a person who has no other name."""
        entity = self._find(mention)
        if entity is None and not self._fitting(mention) and (title := _shown_title(mention)):
            entity = self._add(mention, f"{title} {mention.name}")
        if entity is not None:
            entity.genders |= gender_of_titles(mention.titles)
            entity.offices |= offices_of(mention)

    def name(self, mention: Mention) -> str:
        """Return the full name of the person mentioned, or the words of the mention."""
        entity = self._find(mention)
        return entity.name if entity else mention.name

    def gender(self, mention: Mention) -> Gender | None:
        """Return the gender that titles and first names state, or None."""
        entity = self._find(mention)
        genders = entity.genders if entity else _genders(mention)
        return next(iter(genders)) if len(genders) == 1 else None

    def has_last_name(self, word: str) -> bool:
        """Return whether a word is the last name of a person."""
        return word in self._by_last

    def capitalised(self, word: str) -> str:
        """Return the last name that is written in capitals, as in a transcript: "Lee" for "LEE"."""
        return self._by_capitals.get(word, word)

    def bearers(self, last_name: str) -> list[str]:
        """Return the people who have a last name, unless there are too many to tell apart."""
        same = self._by_last.get(last_name, [])
        return [entity.name for entity in same] if len(same) <= _MOST_BEARERS else []

    def is_shared(self, name: str) -> bool:
        """Return whether a name is the last name of several people."""
        return len(self._by_last.get(name, ())) > 1

    def _find_full(self, mention: Mention) -> _Entity | None:
        """Return the first person whom a full name fits: "Trainer Ann Lee" is Ann Lee."""
        words, suffix = mention.words, mention.suffix.rstrip(".")
        ends = [(*words[i:], suffix) for i in range(len(words) - 1)]
        fitting = [
            self._by_ends.get((words[0], words[-1], suffix)),
            *map(self._by_words.get, ends),
        ]
        return min(filter(None, fitting), key=lambda entity: entity.number, default=None)

    def _find(self, mention: Mention) -> _Entity | None:
        if not mention.person:
            return None
        if len(mention.words) > 1:
            return self._find_full(mention)
        if mention.titles:
            return self._find_titled(mention)
        word = mention.words[0]
        same = self._with_last_name(mention)
        if len(same) > 1:  # they are in the order in which the article introduces them
            same = [entity for entity in same[:2] if entity.start <= mention.start]
        if same or word in self._by_last:
            entity = _only(same)
            return None if entity is None or entity.relative else entity
        return _only(self._by_first.get(word, []))

    def _find_titled(self, mention: Mention) -> _Entity | None:
        """Return the only person who may have a title and a last name: "Mr Lee"."""
        fitting = self._fitting(mention)
        genders, offices = gender_of_titles(mention.titles), offices_of(mention)
        if len(fitting) > 1 and (genders or offices):
            holders = [e for e in fitting if e.genders & genders or e.offices & offices]
            # With one who is called a director, "Captain Lee" is the Lee of whom nothing is said.
            fitting = holders or [
                e for e in fitting if offices and not e.offices and not e.relative
            ]
        if len(fitting) > 1:  # "Dr Lee" is the one whom the article has introduced by then
            known = [e for e in fitting if e.start <= mention.start]
            fitting = known if len(known) == 1 and not known[0].relative else fitting
        # "Mr Xi" is Xi Jinping: what no first name is may be a last name that stands first.
        word = mention.words[0]
        last_first = word not in self._by_last and not is_first_name(word)
        if not fitting and (last_first or mention.titles & TITLES_WITH_FIRST_NAME):
            first = self._by_first.get(word, [])
            fitting = [entity for entity in first if _agrees(entity, mention)]
        return _only(fitting)

    def _fitting(self, mention: Mention) -> list[_Entity]:
        same = self._with_last_name(mention)
        return [e for e in same if _fits(e, mention)] if len(same) <= _MOST_BEARERS else []

    def _with_last_name(self, mention: Mention) -> list[_Entity]:
        same = self._by_last.get(mention.words[0], [])
        suffix = mention.suffix.rstrip(".")
        return [e for e in same if e.suffix == suffix] if suffix else same


def offices_of(mention: Mention) -> frozenset[str]:
    """Return the offices that the titles of a mention state: "senator" for "Sen."."""
    titles = mention.titles - FORMS_OF_ADDRESS
    offices = {OFFICE_OF_TITLE.get(title, title.lower()) for title in titles}
    return frozenset(office for office in offices if is_person_noun(office))


def _fits(entity: _Entity, mention: Mention) -> bool:
    """Return whether a person may be meant by a title and the last name.

    Who is introduced without an office before has it, but for the highest ones; "DS Lee" is not the
    Lee who is a councillor.
    """
    offices = offices_of(mention)
    if not _agrees(entity, mention) or _is_other_office(offices, entity.offices):
        return False
    if not offices or offices & entity.offices or len(entity.words) == 1:
        return True
    known = entity.start <= mention.start and not entity.relative
    return known and not offices & HIGHEST_OFFICES


def _is_other_office(offices: AbstractSet[str], known: AbstractSet[str]) -> bool:
    """Return whether a person with the known offices hardly has others: a rank and a mandate."""
    both = (POLICE_RANKS, ELECTED_OFFICES), (ELECTED_OFFICES, POLICE_RANKS)
    return any(offices & these and known & those and not known & these for these, those in both)


def _agrees(entity: _Entity, mention: Mention) -> bool:
    """Return whether the title's gender, if it has one, may be the person's."""
    genders = gender_of_titles(mention.titles)
    return not genders or not entity.genders or bool(genders & entity.genders)


def _shown_title(mention: Mention) -> str:
    """Return the title that a person without a first name is shown with: "President", "Mr."."""
    words = mention.title.split()
    bare = [word.rstrip(".") for word in words]
    if not (bare[-1] in FORMS_OF_ADDRESS or offices_of(mention)):
        return ""
    first = next(i for i, w in enumerate(bare) if w in FORMS_OF_ADDRESS or _is_office(w))
    return " ".join(words[first:])


def _is_office(title: str) -> bool:
    return title in OFFICE_OF_TITLE or title in ("Prime", "Vice") or is_person_noun(title)


def _only(entities: Sequence[_Entity]) -> _Entity | None:
    return entities[0] if len(entities) == 1 else None


def _genders(mention: Mention) -> set[Gender]:
    """Return the genders that a title or, without one, the first name states."""
    titled = gender_of_titles(mention.titles)
    if titled or len(mention.words) < 2:
        return titled
    gender = gender_of_first_name(mention.words[0])
    return {gender} if gender else set()
