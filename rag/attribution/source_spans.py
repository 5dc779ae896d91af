"""The parts of a source: its head, its appositions, and the name that the head ends with.

A source is a stretch of text that says who speaks: "the trust's director, Maud Ferris", "Noel
Brugg, who drove her here", "9/11 widow Terry Hale".
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from rag.attribution.descriptions import WORD, is_role
from rag.attribution.mentions import Mention, names_between
from rag.attribution.people import People
from rag.attribution.tagged import Range
from rag.english.function_words import DETERMINERS, LEADS, PREPOSITIONS, TIMES
from rag.english.lexicon import alternation
from rag.english.persons import BODIES, DOCUMENTS, FORMS_OF_ADDRESS, POSTNOMINALS, TITLES
from rag.english.word_lists import gender_of_first_name, is_person_noun, is_place, may_be_people

_EDGES = frozenset(" \t\n\u00a0,.;:—–―-“”\"'’‘()[]*_")
_LEADS = re.compile(
    r"(?:according\s+to|as|from|by|of|to|than|and|but|for|with|even|only|just|also)\s+",
    re.IGNORECASE,
)
# What may follow a noun phrase and is no part of it: "a poll | last week", "the nominee|’s".
_TAIL = re.compile(
    r"(?:\s(?:last|this|earlier|later|next)\s\w+|\s(?:yesterday|today|tonight|now|here|there|that|themselves)"
    r"|['’]s?)$"
)
_BREAK = re.compile(r",(?!\d{3})|[;(—–―\n]|\s-\s|\)")
_CLAUSE = re.compile(
    r"\s(?:who|whom|whose|which|that|where|when|what|why|how|because|I|we|he|she|they|you)\b"
)
_DEMONSTRATIVE = "that "  # at the beginning of a noun phrase: "that group"
_CLOSING = re.compile(
    rf"(?:['’]s?|\s(?:all|both|alone|himself|herself|too|also)|,?\s{alternation(POSTNOMINALS)})*\W*"
)
_LEAD = 40  # characters of an apposition before its name: "the historian Ann Lee"
_AT_PLACE = re.compile(r"\b(?:in|of|from|near|at)\s+(?:[A-Z][\w’'-]*\s?)+$")
_ARTICLE = re.compile(r"\b(?:the|a|an)\s", re.IGNORECASE)
_JOINED = re.compile(r"\s(?:and|or|&)\s(?:[A-Z][\w’'-]*\s)*$")
_ORGANISATION = re.compile(
    r"[\w'’&-]+(?: [A-Z&][\w'’-]*)*"
    r"(?: (?:of|for|on)(?: the)?(?: [A-Z][\w'’-]*)+(?: and [A-Z][\w'’-]*)?)+"
)
# "OSKERBY, May 2 (Northern Wire) -", before the first sentence of a report.
_DATELINE = re.compile(
    r"[A-Z][A-Z .'’-]{2,}\b[^\n()–—]{0,30}(?:\([^()\n]{1,40}\)\s*)?(?:\s-|[–—])\s+"
)
_CONJUNCTION = re.compile(r",?\s+(?:and|or|&)\s+|,\s+")
_CAPITALISED = r"[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*"
_FIRM = re.compile(rf"{_CAPITALISED} & {_CAPITALISED}")
# Of "the biscuit and | chocolate maker", what a source may lack.
_FIRST_HALF = re.compile(r"\b(?:the|an?|its|his|her|their)\s[\w-]+\s(?:and|or)\s$", re.IGNORECASE)


def trimmed(text: str, source: Range) -> Range:
    """Return a source without the marks and prepositions at its ends."""
    start, end = source
    dateline = _DATELINE.match(text, start, end)
    start = dateline.end() if dateline else start
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    lead = _LEADS.match(text, start, end)
    return (lead.end(), end) if lead else (start, end)


def with_first_half(text: str, source: Range) -> Range:
    """Return a source with the first half of its noun: of "the biscuit and | chocolate maker"."""
    start, end = source
    words = text[start:end].split()
    bare = words and words[0].islower() and words[0] not in DETERMINERS
    if not bare or not is_role(words[-1]) or words[-1].endswith("s"):
        return source
    half = _FIRST_HALF.search(text, max(0, start - _LEAD), start)
    return (half.start(), end) if half else source


def parts(people: People, source: Range) -> list[Range]:
    """Return the head of a source and its appositions, without clauses and parentheses."""
    text, (start, end) = people.text, source
    found: list[Range] = []
    inside = False  # parentheses
    for mark in _BREAK.finditer(text, start, end):
        if inside_name(people, mark.start()):
            continue
        if not inside:
            found.append((start, mark.start()))
        inside = mark[0] == "("
        start = mark.end()
    if not inside:
        found.append((start, end))
    cut = [_without_clause(text, trimmed(text, part)) for part in found]
    return [(a, b) for a, b in cut if a < b]


def _without_clause(text: str, part: Range) -> Range:
    start, end = part
    lead = 0 if text.startswith(_DEMONSTRATIVE, start) else 1
    if clause := _CLAUSE.search(text, max(0, start - lead), end):
        end = clause.start()
    tail = _TAIL.search(text, start, end)
    end = tail.start() if tail else end
    last = text.rfind(" ", start, end)
    return start, last if text[last + 1 : end].lower() in PREPOSITIONS and last > start else end


def inside_name(people: People, at: int) -> bool:
    """Return whether an offset stands inside a name, such as before the "Jr" of "Lee, Jr."."""
    i = bisect_left(people.starts, at) - 1
    return i >= 0 and people.mentions[i].end > at


def end_of_head(people: People, part: Range) -> int:
    """Return where the first preposition stands: "a spokesman | for Macron".

    So does a participle after a person: "a lawyer | representing Macron".
    """
    before = ""
    for word in WORD.finditer(people.text, *part):
        parts = word[0].lower() in PREPOSITIONS and word.start() > part[0]
        parts |= word[0].islower() and word[0].endswith("ing") and is_person_noun(before)
        named = inside_name(people, word.start()) or _inside_title(people, before, word.end())
        if parts and not named:
            return word.start()
        before = word[0]
    return part[1]


def _inside_title(people: People, before: str, at: int) -> bool:
    """Return whether a title continues after the word that ends at an offset: "Secretary of".

    `before` is the word before that one: a critic of Mr Lee is not he.
    """
    i = bisect_left(people.starts, at)
    if i == len(people.mentions) or before not in TITLES - FORMS_OF_ADDRESS:
        return False
    titles = people.mentions[i].titles
    return people.mentions[i].start == at + 1 and bool(titles) and not titles & FORMS_OF_ADDRESS


def names_in(people: People, part: Range) -> list[Mention]:
    """Return the names in a part of a source, those included that only begin sentences."""
    known = {mention.start: mention for mention in people.between(*part)}
    others = (m for m in names_between(people.text, *part) if m.start not in known)
    found = [*known.values(), *(_known_place(m) for m in others if not _is_common(people, m))]
    return sorted(found, key=lambda mention: mention.start)


def _known_place(mention: Mention) -> Mention:
    return replace(mention, person=False) if is_place(mention.name) else mention


def _is_common(people: People, mention: Mention) -> bool:
    """Return whether a capitalised word is a common noun at the beginning of a sentence."""
    word, *others = mention.words
    if others or mention.titles or gender_of_first_name(word):
        return False
    if people.entities.has_last_name(word):
        return False
    low = word.lower()
    common = may_be_people(word) or is_role(low) or low in BODIES | DOCUMENTS
    return common or low in people.common_words or f"{low}s" in people.common_words


def head_name(people: People, part: Range) -> Mention | None:
    """Return the name that the head of a part ends with: not Macron in "Macron's aides"."""
    end = end_of_head(people, part)
    names = names_in(people, (part[0], end))
    if names and _closes(people.text, names[-1], end):
        joined = _joins_two(people, part[0], names[-1])
        return None if joined or _is_described(people, part[0], names[-1]) else names[-1]
    return _name_after_office(people, part, end)


def _joins_two(people: People, start: int, name: Mention) -> bool:
    """Return whether "and" joins another to a name; "former clerk and Mayor Ann Lee" is one."""
    joined = _JOINED.search(people.text, start, name.start)
    before = people.text[start : joined.start()].split() if joined else []
    if not before or before[0].lower() in DETERMINERS or not name.titles:
        return joined is not None
    return not is_role(before[-1]) or before[-1].endswith("s")


def _is_described(people: People, start: int, name: Mention) -> bool:
    """Return whether a name is a noun with an article: "the South Carolina Republican".

    The noun phrase begins somewhere after `start`.
    """
    return (
        len(name.words) > 1
        and _ARTICLE.search(people.text, max(0, start - 4), name.start) is not None
        and is_person_noun(name.words[-1])
        and gender_of_first_name(name.words[0]) is None
    )


def _closes(text: str, name: Mention, end: int) -> bool:
    return _CLOSING.fullmatch(text, name.end, max(end, name.end)) is not None


def _name_after_office(people: People, part: Range, end: int) -> Mention | None:
    """Return the name after an office with "of": "chief of staff Leon Roe"."""
    if not people.text.startswith("of ", end):
        return None
    names = names_in(people, (end, part[1]))
    if not names or not names[-1].person or not _closes(people.text, names[-1], part[1]):
        return None
    office = people.text[part[0] : end].split()[-1:]
    if not office or office[0] in BODIES:
        return None  # "the government of then Prime Minister Ann Lee"
    between = people.text[end + 3 : names[-1].start].split()
    nouns = [word for word in between if word not in DETERMINERS | LEADS]
    full = len(names[-1].words) > 1 or names[-1].titles
    plain = nouns and all(w.islower() and not is_person_noun(w) for w in nouns)
    located = is_role(office[0]) and between[-1:] and between[-1] in PREPOSITIONS
    return names[-1] if plain and full and not located else None  # "owner of a shop in Ann Lane"


def organisation_of(people: People, part: Range) -> str | None:
    """Return the name of an organisation with "of" in it: "the Bank of Pell", if a part is one."""
    end = end_of_head(people, part)
    names = names_in(people, (part[0], end))
    if end == part[1] or not names or names[-1].person or not _closes(people.text, names[-1], end):
        return None
    whole = people.text[names[-1].start : part[1]]
    dated = whole.split()[-1] in TIMES
    return " ".join(whole.split()) if _ORGANISATION.fullmatch(whole) and not dated else None


def firm_of(people: People, found: Sequence[Range]) -> str | None:
    """Return the name of a firm with "&" in it: "the builder, Lee & Orr", if a source is one.

    Two full names are those of two people.
    """
    for start, end in found[:2]:
        before = people.text[max(0, start - _LEAD) : start].split()[-1:]
        named = _FIRM.fullmatch(people.text, start, end)
        if named is None or (start > found[0][0] and before[0].lower() in PREPOSITIONS):
            continue
        if not all(_is_full_name(mention) for mention in names_in(people, (start, end))):
            return named[0]
    return None


def _is_full_name(mention: Mention) -> bool:
    return len(mention.words) > 1 and gender_of_first_name(mention.words[0]) is not None


def joint_names(people: People, source: Range) -> list[Mention]:
    """Return the names of a source that is nothing but several names: "Lee, Orr and Cole"."""
    names = names_in(people, source)
    if len(names) < 2:
        return []
    between = [people.text[a.end : b.start] for a, b in pairwise(names)]
    if not all(map(_CONJUNCTION.fullmatch, between)) or between[-1].startswith(", "):
        return []
    lead = people.text[source[0] : names[0].start].strip()
    several = all(name.person for name in names) and is_role(lead.split()[-1]) if lead else True
    alone = several or lead.lower() in ("both", "the")
    return names if alone and _closes(people.text, names[-1], source[1]) else []


def appositive_name(people: People, found: list[Range]) -> Mention | None:
    """Return the person named in apposition to the head: "the director, Maud Ferris"."""
    for part in found[1:2]:
        if _ends_with_person(people, found[0]):
            return None
        name = head_name(people, part)
        if name is None or not name.person or name.start > part[0] + _LEAD:
            return None
        known = people.name(name) in people.persons and people.name(name) not in people.places
        if known or (len(name.words) > 1 and not _ends_with_place(people, found[0])):
            return name
    return None


def _ends_with_person(people: People, part: Range) -> bool:
    """Return whether a part ends with another person's office: "a spokesman for the mayor"."""
    end = end_of_head(people, part)
    last = people.text[slice(*part)].split()[-1:]
    return end < part[1] and people.text[end : part[1]].startswith("for ") and is_role(last[0])


def _ends_with_place(people: People, part: Range) -> bool:
    """Return whether a part ends like "a resident of Oskerby", after which a region may stand."""
    return _AT_PLACE.search(people.text[slice(*part)]) is not None
