"""The names in an article: where each is mentioned, with its titles, nickname and suffix."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from rag.english.calendar import MONTHS, WEEKDAYS
from rag.english.function_words import NO_NAMES
from rag.english.lexicon import VERBS, alternation
from rag.english.persons import (
    ABBREVIATED_TITLES,
    ALSO_SURNAMES,
    FORMS_OF_ADDRESS,
    GROUP_ENDINGS,
    INDEFINITE,
    LETTER_RANKS,
    NAME_SUFFIXES,
    ORGANISATIONS,
    PARTICLES,
    POSTNOMINALS,
    SITES,
    TITLES,
)
from rag.english.word_lists import (
    gender_of_first_name,
    is_first_name,
    is_person_noun,
    is_place,
    is_region,
)

# A word, with hyphens, apostrophes within, and the full stop of an initial or a short title.
_WORD = re.compile(r"[^\W\d_](?:[\w-]|['’](?=[^\W\d_]{3}|[A-Z])|(?<=\w\w)\.(?=[A-Za-z]{2}))*")
_WITH_FULL_STOP = ABBREVIATED_TITLES | {"Del", "Jr", "Sr"}
_NICKNAME = re.compile(
    r" (?:“[^“”\n]{1,20}”|\"[^\"\n]{1,20}\"|‘[^‘’\n]{1,20}’|\([A-Z][a-z]{1,12}\)) "
)
_PARTY = re.compile(r"[A-Z]-[A-Z]")  # and the state: "(D-Ohio)"
_SAYS = re.compile(rf"\s+{alternation(f for f, v in VERBS.items() if v.frame == 'clause')}\b")
_SAYING = {f.capitalize() for f, v in VERBS.items() if v.frame == "clause" and f != v.lemma}
_TITLES = TITLES | LETTER_RANKS
_ALSO_OTHERS = frozenset(("DC", "PC"))  # ranks, unless in "DC Comics" and "PC World"
_SHORT_AFTER_DET = ("Con", "Ch")  # "Det Con Lee"
_MAX_WORDS = 4  # of a name; more are a headline, or a row of names
_SENTENCE_END = '\n.?!:"“”…'


@dataclass(frozen=True, slots=True)
class Mention:
    """A name where it stands in the text; `start` is that of its titles, `words` are without them.

    `person` is False for organisations, places, acronyms and groups of people. `title` is how the
    titles are written, `nickname` likewise, and `suffix` tells a son from his father: "Jr".
    """

    start: int
    end: int
    words: tuple[str, ...]
    titles: frozenset[str]
    person: bool
    title: str = ""
    nickname: str = ""
    suffix: str = ""

    @property
    def name(self) -> str:
        """The name as an index shows it: without titles."""
        first, *others = self.words
        parts = (first, self.nickname, *others, self.suffix)
        return " ".join(filter(None, parts))


def find_names(text: str) -> list[Mention]:
    """Return the names in a text, in order.

    A single capitalised word at the beginning of a sentence is a name only if it is capitalised
    elsewhere, too.
    """
    mentions = names_between(text, 0, len(text))
    # "King" is a title, but not where "Ann King" is named.
    surnames = {m.words[-1] for m in mentions if len(m.words) > 1 and m.words[-1] in TITLES}
    if surnames:
        mentions = names_between(text, 0, len(text), surnames)
    certain = {
        word
        for m in mentions
        if len(m.words) > 1
        or m.titles
        or not _begins_sentence(text, m.start)
        or (_SAYS.match(text, m.end) and not _is_plural_noun(m.words[0]))
        for word in m.words
    }
    spelling = {word.upper(): word for word in certain if not word.isupper()}
    mentions = [
        _from_capitals(m, spelling) if _begins_sentence(text, m.start) else m
        for m in mentions
        if certain.issuperset(m.words)
    ]
    last_names = {m.words[-1] for m in mentions if len(m.words) > 1}
    mentions = [_without_doubtful_rank(m, last_names) for m in mentions]
    full = {w for m in mentions if m.person and len(m.words) > 1 for w in m.words}
    return [
        replace(m, person=False) if _is_group(m, last_names) or _is_region(m, full) else m
        for m in mentions
    ]


def _without_doubtful_rank(mention: Mention, last_names: AbstractSet[str]) -> Mention:
    """Return "DC Comics" as no person; "PC Lee" is one if somebody has that last name."""
    if len(mention.words) > 1 or not mention.titles or not mention.titles <= _ALSO_OTHERS:
        return mention
    if mention.words[0] in last_names:
        return mention
    words = (*mention.title.split(), *mention.words)
    return replace(mention, words=words, titles=frozenset(), person=False, title="")


def _from_capitals(mention: Mention, spelling: Mapping[str, str]) -> Mention:
    """Return a person's name as it is spelt elsewhere: of "ANN LEE, who…", Ann Lee.

    `spelling` maps words in capitals to how they are spelt in other names.
    """
    if mention.person or not all(word.isupper() for word in mention.words):
        return mention
    words = [spelling.get(word, word.capitalize()) for word in mention.words]
    while len(words) > 1 and words[0] in TITLES:
        words.pop(0)
    named = len(words) in (2, 3) and is_first_name(words[0]) and words[-1].upper() in spelling
    if not named or _is_no_person(words):
        return mention
    return replace(mention, words=tuple(words), person=True)


def names_between(
    text: str, start: int, end: int, surnames: AbstractSet[str] = frozenset()
) -> list[Mention]:
    """Return all that may be names between two offsets, words that begin a sentence included.

    `surnames` are last names that are titles as well.
    """
    runs = (_mention(run, surnames) for run in _capitalised_runs(text, start, end))
    return [mention for mention in runs if mention is not None]


def _begins_sentence(text: str, at: int) -> bool:
    before = text[max(0, at - 3) : at].rstrip(" \u00a0")
    return not before or before[-1] in _SENTENCE_END


def _is_plural_noun(word: str) -> bool:
    """Return whether a word is a plural noun for people; one in the singular needs an article."""
    return word.endswith("s") and is_person_noun(word)


def _is_group(mention: Mention, last_names: set[str]) -> bool:
    """Return whether a name is that of a people, a party or a team: "Europeans", "Orton Rovers"."""
    *others, word = mention.words
    if others:
        known = mention.titles or is_first_name(others[0])
        return not known and _is_plural_noun(word)
    return word not in last_names and word.endswith(GROUP_ENDINGS)


def _is_region(mention: Mention, full: set[str]) -> bool:
    """Return whether a name is a country's or a state's, and no word of somebody's full name."""
    word, *others = mention.words
    return not others and not mention.titles and word not in full and is_region(word)


def _capitalised_runs(text: str, start: int, end: int) -> Iterator[list[re.Match[str]]]:
    """Yield runs of capitalised words with only a space, or particles, between them."""
    run: list[re.Match[str]] = []
    particles: list[re.Match[str]] = []
    last: re.Match[str] | None = None  # of the run and its particles
    nicknamed = 0  # where the nickname inside a name ends
    for word in _WORD.finditer(text, start, end):
        if word.start() < nicknamed:
            continue
        adjacent = last is not None and _is_adjacent(text, last, word)
        if not adjacent and last is not None and last is run[-1]:
            nickname = _NICKNAME.match(text, last.end())
            nicknamed = nickname.end() if nickname and text[nickname.end() :][:1].isupper() else 0
            if word.start() < nicknamed:
                continue
        if adjacent and word[0] in PARTICLES:
            particles.append(word)
        elif word[0][0].isupper() or (adjacent and _PARTICLE_JOINED.match(word[0])):
            if run and not adjacent:
                yield run
                run = []
            run += [*(particles if adjacent else []), word]
            particles = []
        else:
            if run:
                yield run
            run, particles, last = [], [], None
            continue
        last = word
    if run:
        yield run


# A particle joined to a name: "al-Hadi", "d'Esterre".
_PARTICLE_JOINED = re.compile(r"(?:(?:al|an|ar|as|at|el|ul)-|(?:d|l|dell|dall)['’])[^\W\d_]")
# What stands before a month rather than before a first name.
_DATE_BEFORE = re.compile(
    r"(?:\b(?:in|of|since|by|until|till|from|to|through|this|last|next|early|late|mid|and)|\d)\W*$",
    re.IGNORECASE,
)


def _is_adjacent(text: str, before: re.Match[str], after: re.Match[str]) -> bool:
    """Return whether a space, a nickname, or an abbreviation's full stop parts two words."""
    between = text[before.end() : after.start()]
    if between in (" ", "\u00a0", "  ") or _NICKNAME.fullmatch(between):
        return True
    if between == ", ":
        return after[0] in NAME_SUFFIXES
    if between in ("' ", "’ "):  # "the Dockers’ Union"
        return before[0].endswith("s") and after[0] in ORGANISATIONS
    return between in (". ", ".") and (len(before[0]) == 1 or before[0] in _WITH_FULL_STOP)


def _mention(run: list[re.Match[str]], surnames: AbstractSet[str]) -> Mention | None:
    words = [word for word in run if not _PARTY.match(word[0])]
    while words and (_begins_no_name(words) or _is_saying(words[0])):
        words.pop(0)
    while words and (words[-1][0] in WEEKDAYS or words[-1][0] in POSTNOMINALS):
        words.pop()
    if not words:
        return None
    bare = [_as_written(w) for w in words[:-1]] + [words[-1][0]]
    start, end = words[0].start(), words[-1].end()
    titles = max(_titles(bare, surnames), _employer(bare))
    name = [w for w in bare[titles:] if w not in NAME_SUFFIXES]
    lone = len(name) == 1 and titles and not any(map(_is_title, bare[:titles]))
    if _is_no_person(name or bare) or lone:
        return Mention(start, end, tuple(bare), frozenset(), False)
    while name and name[0] in PARTICLES:  # "von der Leyen", without a first name
        name.pop(0)
    if not name or len(name) > _MAX_WORDS:
        return None
    text, first = words[0].string, words[titles]
    nickname = _NICKNAME.match(text, first.end()) if len(name) > 1 else None
    return Mention(
        start,
        end,
        tuple(name),
        frozenset(bare[:titles]),
        True,
        title=" ".join(text[start : first.start()].split()),
        nickname=nickname[0].strip() if nickname else "",
        suffix=_suffix(words[-1]),
    )


def _begins_no_name(run: Sequence[re.Match[str]]) -> bool:
    """Return whether the first word of a run is none of a name; a month may be: "May Lee"."""
    word = run[0]
    if word[0] in MONTHS and len(run) > 1 and is_first_name(word[0]):
        return _DATE_BEFORE.search(word.string, max(0, word.start() - 12), word.start()) is not None
    return word[0] in NO_NAMES or word[0].lower() in INDEFINITE


def _is_saying(word: re.Match[str]) -> bool:
    """Return whether a sentence begins with a word as a verb: "Said Lee: …"."""
    return word[0] in _SAYING and _begins_sentence(word.string, word.start())


def _suffix(word: re.Match[str]) -> str:
    """Return the suffix that a name ends with, with its full stop: "Jr."."""
    if word[0] not in NAME_SUFFIXES:
        return ""
    return f"{word[0]}." if word.string.startswith(".", word.end()) else word[0]


def _titles(words: list[str], surnames: AbstractSet[str]) -> int:
    """Return how many words of a run are titles, or stand before one: "King" may be a last name."""
    words = [word for word in words if word not in NAME_SUFFIXES]
    if not words:
        return 0
    first = any(is_first_name(word) for word in words[:-1])
    named = first or words[0] in FORMS_OF_ADDRESS or words[-1] in surnames
    last = len(words) - 1 if named and words[-1] in _TITLES else len(words)
    titles = max(
        (
            i + 1
            for i, word in enumerate(words[:last])
            if word in _TITLES or (word in _SHORT_AFTER_DET and words[i - 1 : i] == ["Det"])
        ),
        default=0,
    )
    likely = range(max(0, len(words) - 3), len(words) - 1)  # before a last name
    given = (i for i in likely if gender_of_first_name(words[i]) is not None)
    first_name = next(given, 1)
    before = words[: min(first_name, len(words) - 2)]  # "County Engineer" of "… Ann Lee"
    nouns = [i + 1 for i, word in enumerate(before) if _is_noun(word)]
    return max([titles, *nouns])


def _is_title(word: str) -> bool:
    """Return whether a word may stand before a last name: "Mr", unlike "American"."""
    short = ABBREVIATED_TITLES | FORMS_OF_ADDRESS | LETTER_RANKS
    return word in short or is_person_noun(word)


def _is_noun(word: str) -> bool:
    """Return whether a capitalised word is a noun for a person: "Owner" in "Owner Ann Lee"."""
    return is_person_noun(word) and gender_of_first_name(word) is None


def _employer(words: list[str]) -> int:
    """Return how many words of a run are no part of a person's name: "CNN" in "CNN Anderson Roe".

    The first name must be a known one.
    """
    last = max((i for i, w in enumerate(words) if w in ORGANISATIONS or _is_acronym(w)), default=-1)
    name = words[last + 1 :]
    return last + 1 if len(name) > 1 and gender_of_first_name(name[0]) else 0


def _is_given(word: str) -> bool:
    """Return whether a word is a first name and not the name of a place as well."""
    return gender_of_first_name(word) is not None and not is_place(word)


def _is_no_person(words: list[str]) -> bool:
    """Return whether words are the name of an organisation, a place, or an acronym."""
    if len(words) == 2 and words[-1] in ALSO_SURNAMES and _is_given(words[0]):
        return False
    if any(w in ORGANISATIONS or _is_acronym(w) for w in words):
        return True
    return len(words) > 1 and (words[-1] in SITES or is_place(" ".join(words)))


def _as_written(word: re.Match[str]) -> str:
    """Return a word inside a name with its mark: "B." in "Charles B. Lee", "Dockers’"."""
    mark = word.string[word.end() : word.end() + 1]
    initial = len(word[0]) == 1 and mark == "."
    return word[0] + mark if initial or mark in ("'", "’") else word[0]


def _is_acronym(word: str) -> bool:
    return len(word.rstrip(".")) > 1 and word.isupper() and word not in NAME_SUFFIXES
