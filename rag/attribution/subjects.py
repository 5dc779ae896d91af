"""The subject of a verb of saying: the noun phrase of the speaker, before or after the cue.

Positions are positions in the words of one sentence. `last` is the subject of the statement before
in the same sentence, which a verb after "and" takes up: "Lee said it fell and added that …".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.attribution.words import (
    DASHES,
    MAX_HEARER_WORDS,
    MAX_PHRASE_WORDS,
    Range,
    Word,
    Words,
    ends_name,
    is_adverbial,
    is_auxiliary,
)
from rag.english.function_words import (
    BEING,
    CONJUNCTIONS,
    DETERMINERS,
    LEADS,
    NEGATIONS,
    NO_NAMES,
    NOUN_PREPOSITIONS,
    PASSIVE,
    PREPOSITIONS,
    PRONOUNS,
    TIMES,
)
from rag.english.lexicon import PROGRESSIVES, takes_clause
from rag.english.persons import ROLES


@dataclass(frozen=True, slots=True)
class Subject:
    """The subject of a verb, and how it is tied to the verb.

    `start` and `end` are the positions of its words. `phrase` is where the whole noun phrase
    begins: at "the" in "the mayor, Ann Lee", whose subject is "Ann Lee". `among` is set where the
    subject is one of several, with whom the verb agrees: "Lee is among those who say". `relative`
    is set where the verb is that of a clause with "who".
    """

    start: int
    end: int
    phrase: int
    among: bool = False
    relative: bool = False

    @property
    def range(self) -> Range:
        """The positions of its words, half-open."""
        return self.start, self.end


def _subject(start: int, end: int) -> Subject:
    return Subject(start, end, phrase=start)


def find_subject(words: Words, verb: int, last: Range | None) -> Subject | None:
    """Return the subject before the verb at a position, or None if nobody speaks there."""
    j = verb - 1
    while j >= 0 and is_adverbial(words[j]):
        if words[j].low in NEGATIONS:
            return None
        j -= 1
    if j > 0 and words[verb].low in PROGRESSIVES and words[j].low in BEING:
        j -= 1
    if j < 0 or words[j].low in PASSIVE or words[j].low in NEGATIONS or words[j].quoted:
        return None
    if words[j].text in (",", ")"):
        return subject_before_comma(words, j)
    if words[j].low in ("and", "but", "then", "or"):
        shared = last or (None if _is_nested(words, j) else opening_subject(words))
        return shared and _subject(*shared)
    if words[j].mark or (words[j].low in CONJUNCTIONS and words[j].low != "who"):
        return None
    return subject_ending_at(words, j, last)


def _is_nested(words: Words, j: int) -> bool:
    """Return whether "and" may join verbs of a subclause: "Lee left after Orr came and said"."""
    joints = CONJUNCTIONS - {"and", "but", "or"} | {"after", "before", "who"}
    return any(word.low in joints for word in words[:j])


def subject_ending_at(words: Words, j: int, last: Range | None) -> Subject | None:
    """Return the subject whose last word is at position `j`."""
    first = _phrase_start(words, j)
    if first > 1 and words[first].low in ("other", "others") and words[first - 1].low == "and":
        return _with_others(words, first, j, last)
    if words[first].low in PREPOSITIONS:
        inner = _after_preposition(words, first, j)
        if inner is None:
            return None
        first = inner
    if words[first].low == "who" and first == j:
        return _antecedent(words, first, last)
    return _subject(first, j + 1) if first <= j and may_speak(words[first : j + 1]) else None


def _phrase_start(words: Words, j: int) -> int:
    """Return where the words before a verb begin that may all belong to its subject."""
    first = j
    while words[j].low not in PRONOUNS and first > 0 and not _is_boundary(words[first - 1]):
        first -= 1
    if first > 1 and words[first - 1].low == "and":
        joint = first - 2
        while joint >= 0 and words[joint].capital:
            joint -= 1
        if joint < first - 2 and words[j].capital:
            first = joint + 1
    if words[first].low.endswith("ing"):  # "cutting off a reporter"
        first = next((k for k in range(first + 1, j) if words[k].low in DETERMINERS), first)
    return first


def _is_boundary(word: Word) -> bool:
    """Return whether a word parts a subject from what comes before."""
    verb = takes_clause(word.low) and not word.capital  # "Secretary of State Ann Lee"
    return word.mark or word.quoted or word.low in CONJUNCTIONS or verb


def _after_preposition(words: Words, first: int, j: int) -> int | None:
    """Return where the subject begins in words that begin with a preposition, if they hold one."""
    after = [k for k in range(first + 1, j) if words[k].low in DETERMINERS]
    if after and words[after[-1] - 1].capital:  # "in Oskerby the council"
        return after[-1]
    if not words[j].capital and words[j].low not in PRONOUNS:
        return None
    first = j
    while first > 0 and words[first - 1].capital and not words[first - 1].mark:
        first -= 1
    return first + 1 if words[first].low in PREPOSITIONS else first


def _with_others(words: Words, first: int, j: int, last: Range | None) -> Subject | None:
    """Return the subject of "Lee and other officials said", the name before "and" included."""
    named = subject_ending_at(words, first - 2, last)
    if named is not None and words[named.start].capital:
        return replace(named, end=j + 1)
    return _subject(first, j + 1) if may_speak(words[first : j + 1]) else None


def _antecedent(words: Words, who: int, last: Range | None) -> Subject | None:
    """Return the antecedent of "who": the words before it, or before its comma."""
    end = who - 1 if who and words[who - 1].text == "," else who
    if end <= 0 or words[end - 1].mark or words[end - 1].quoted:
        return None
    being = _being_among(words, end)
    found = find_subject(words, being, last) if being is not None else None
    found = found or subject_ending_at(words, end - 1, last)
    if found is None:
        return None
    return replace(found, among=found.among or being is not None, relative=True)


def _being_among(words: Words, end: int) -> int | None:
    """Return the verb of "is among the officials", "is one of those", words that end at `end`."""
    near = range(end - 2, max(1, end - MAX_HEARER_WORDS), -1)
    k = next((k for k in near if words[k].low in ("among", "of")), 0)
    being = k - 1 if words[k].low == "among" else k - 2 if words[k - 1].low == "one" else 0
    return being if being >= 1 and words[being].low in BEING else None


def subject_before_comma(words: Words, comma: int) -> Subject | None:
    """Return the subject of "Macron, the French president, said": it ends at the first comma.

    `comma` is the position of the last comma, or of a closing bracket.
    """
    parts = _parts(words, comma)
    for a, b in parts[:-1]:
        if words[a].low in CONJUNCTIONS and words[a].low in ("and", "but", "so", "yet"):
            a += 1
        b = next((k for k in range(a + 1, b) if words[k].low == "who"), b)
        if a < b and words[a].low not in PREPOSITIONS and may_speak(words[a:b]):
            return _with_apposition(words, a, b, parts)
    return None


def _parts(words: Words, comma: int) -> list[Range]:
    """Return the parts between commas, brackets and dashes, from the last longer break on."""
    first = comma
    while first > 0 and not words[first - 1].quoted and words[first - 1].text not in (";", ":"):
        first -= 1
    parts: list[Range] = []
    start = first
    for k in range(first, comma + 1):
        if words[k].text in DASHES | {",", "(", ")"}:
            if start < k:
                parts.append((start, k))
            start = k + 1
    return parts


def _with_apposition(words: Words, a: int, b: int, parts: Sequence[Range]) -> Subject:
    """Return the subject of "the mayor, Ann Lee, said": the name that follows the noun."""
    after = next((p for p in parts if p[0] > b - 1), None)
    if after is not None and _names_members(words[slice(*after)]):
        return _subject(a, after[1])
    office = any(word.low in ROLES and not word.capital for word in words[a:b])
    noun = words[a].low in DETERMINERS and office
    if after is None or (words[b - 1].capital and not noun) or words[b].text != ",":
        return _subject(a, b)
    name = words[slice(*after)]
    if len(name) < 2 or not all(word.capital for word in name):
        return _subject(a, b)
    return Subject(*after, phrase=a)


def _names_members(part: Words) -> bool:
    """Return whether words name members of a group: "including Lee", "with Lee at their head"."""
    low = [word.low for word in part]
    led = low[0] == "with" and low[-3:-1] == ["at", "their"]
    return led or low[0] == "including" or low[:2] == ["among", "them"]


def opening_subject(words: Words) -> Range | None:
    """Return the name or pronoun that a sentence begins with: "On Monday, Lee …", "Lee …"."""
    start = 0
    while start < len(words) and _is_preface(words, start):
        comma = next((k for k in range(start, len(words)) if words[k].text == ","), None)
        if comma is None or comma - start > MAX_PHRASE_WORDS:
            return None
        start = comma + 1
    end = start
    while end < len(words) and not words[end].mark:
        if not words[end].capital and (end == start or words[end].low not in ROLES | LEADS):
            break
        end += 1
        if words[end - 1].low in PRONOUNS:
            break
    while end > start and not words[end - 1].capital:
        end -= 1
    return (start, end) if end > start and may_speak(words[start:end]) else None


def _is_preface(words: Words, start: int) -> bool:
    """Return whether words up to a comma precede the subject: "On Monday,", "Moved by Lee,"."""
    first, after = words[start], words[start + 1 : start + 2]
    if first.low in PREPOSITIONS or first.text in TIMES or first.low in LEADS:
        return first.low in PREPOSITIONS or (bool(after) and after[0].text == ",")
    moved = first.low.endswith("ed") and bool(after) and after[0].low in PREPOSITIONS
    aside = start > 0 and not first.capital and first.low not in PRONOUNS
    return moved or aside


def quoted_subject(words: Words, saying: int, last: Range | None) -> Subject | None:
    """Return the subject of "was quoted by the paper as saying"."""
    if words[saying - 1].low != "as":
        return None
    near = range(saying - 2, max(0, saying - MAX_HEARER_WORDS), -1)
    k = next((k for k in near if words[k].low == "quoted"), 0)
    while k and (words[k - 1].low in BEING or is_adverbial(words[k - 1])):
        k -= 1
    if not k or words[k - 1].mark or words[k - 1].quoted:
        return None
    return subject_ending_at(words, k - 1, last)


def may_speak(phrase: Sequence[Word]) -> bool:
    """Return whether words can be the subject of speech: a pronoun, a name, a noun for a person."""
    if len(phrase) > MAX_PHRASE_WORDS or any(is_auxiliary(word) for word in phrase):
        return False
    first = phrase[0]
    if len(phrase) == 1 and (first.low in PRONOUNS or first.low in ROLES):
        return True
    if phrase[-1].capital and (len(phrase) > 1 or first.text not in NO_NAMES):
        return True
    owned = first.capital and first.low.endswith(("'s", "s'"))
    named = owned or any(word.capital for word in phrase[1:]) or first.low in DETERMINERS
    return len(phrase) > 1 and (named or any(word.low in ROLES for word in phrase))


def end_of_phrase(words: Words, start: int, *, source: bool = False) -> int:
    """Return where the noun phrase of a speaker ends that begins at a position.

    The phrase of a `source` may hold words that are verbs elsewhere: "a report by Lee".
    """
    inside = NOUN_PREPOSITIONS | {"by"} if source else NOUN_PREPOSITIONS
    end = start
    while end < len(words) and end - start < MAX_PHRASE_WORDS:
        word = words[end]
        stops = word.low in PREPOSITIONS and word.low not in inside
        stops = stops or (ends_name(word) and not (source and word.low in ROLES))
        if word.mark or word.quoted or (end > start and stops):
            break
        end += 1
    while end > start + 1 and words[end - 1].low in PREPOSITIONS:
        end -= 1  # "a survey for which …"
    return end


def names_person(phrase: Sequence[Word]) -> bool:
    """Return whether a name, or a noun for a person, is among words."""
    return any(word.low in ROLES or word.capital for word in phrase)


def name_after(words: Words, start: int, end: int) -> Range:
    """Return the name after the comma that follows a noun: "…, said its president, Ann Lee".

    Without such a name, return the range of the noun itself.
    """
    if words[end - 1].capital or end >= len(words) or words[end].text != ",":
        return start, end
    last = end + 1
    while last < len(words) and words[last].capital and not words[last].mark:
        last += 1
    closed = last == len(words) or words[last].mark or words[last].quoted
    return (end + 1, last) if last > end + 2 and closed else (start, end)
