"""Coreference: the antecedents of "he" and "it", from the questions and answers before.

Where a question is shown, an antecedent takes the place of its pronoun only if case and number
agree and the kind fits: "it" is no mayor, "he" is no union, and no bridge asks for anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rag.answers import Answer
from rag.english.analyzer import is_content, question_terms
from rag.english.interrogatives import (
    ABOUT,
    AUXILIARY,
    DETERMINER,
    LEADING_WH,
    NAME,
    SIDE,
    WH,
    names,
    split_question,
    within_sentence,
)
from rag.english.lexicon import ALL_FORMS, alternation
from rag.english.noun_phrases import head_of, is_noun_phrase, is_plural, noun_phrase_at, possessive
from rag.english.persons import BODIES, SHORT_TITLES
from rag.english.rephrasing import (
    acts,
    agrees_with_any,
    kind_of,
    looks_like_person,
    may_be_person,
)
from rag.english.word_lists import gender_of_first_name
from rag.question.slots import Coreference
from rag.types import Query

PERSON = re.compile(r"\b(?P<word>he|she|him|his|her|hers)\b", re.IGNORECASE)
THING = re.compile(r"\b(?P<word>it|its|they|them|their)\b", re.IGNORECASE)
_EXPLETIVE = re.compile(
    r"\b(?:is|was|does|did|would|will|has)\s+it\s+(?:true|possible|likely|right|wrong|legal|rain|snow|"
    r"matter|mean|that|been|possible|safe\s+to|necessary|take\b)|\bit\s+(?:is|was)\s+(?:true|"
    r"possible|likely)\b|\bit\s+takes?\b|\bit\s+costs?\s+to\b"
    r"|^how\s+(?:do|can)\s+they\s+\w+\s+(?!to\b)\w",  # "how do they measure drought?": anybody
    re.IGNORECASE,
)
_NOUN_BEFORE = re.compile(
    r"\b(?:the|a|an|any|some|all|many|most|both|no|these|those)\s+\w", re.IGNORECASE
)
_OF_NOUN = frozenset("he she they his their its".split())  # may refer to a noun beside them
_COUNTED = re.compile(r"^(?:how\s+many|which)\s+(?P<noun>[\w’'-]+(?:\s+[\w’'-]+)*?s)\b", re.I)
_WORD = rf"(?:{alternation(SHORT_TITLES | {'No', 'St'})}\.|[\w’'-]+)"
_NOUN = re.compile(
    rf"\b(?P<noun>(?:the|a|an|this)(?:\s+{_WORD}){{1,5}}?)(?=\s+(?:be|is|was|are|were|to|in|on|"
    r"at|of|for|from|by|with|did|do|has|have|had|will|would|can|cost|say|close|reopen|open|rise|"
    r"fall|begin|start|end|get|go|need|want|last|take|\w+ed)\b|$)",
    re.IGNORECASE,
)
_ASKED_BY = re.compile(rf"^(?:(?:{WH})\b[^?]*?\s)?{AUXILIARY}\s", re.IGNORECASE)
_ASKED_VERB = re.compile(
    rf"\s+(?:(?:\w+ly|also|ever)\s+)?{alternation(ALL_FORMS)}\b", re.IGNORECASE
)
_SAID_SOMETHING = re.compile(r"^who\s+(?:else\s+)?said\s+something\s+about\s+(?P<topic>.+)$", re.I)
# What "it" may refer to: of two such nouns neither is certainly meant.
_SINGULAR = re.compile(r"\b(?:the|an?|this)\s+\w", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SpeakerLookup:
    """What the index knows about the names of speakers.

    `is_speaker` returns whether the articles quote somebody under a name, `is_person` whether that
    is a person rather than a country, `may_mean` whether a pronoun may refer to a name, and
    `is_organisation` whether a name is of a building or an organisation: "Corvin House".
    """

    is_speaker: Callable[[str], bool]
    is_person: Callable[[str], bool]
    may_mean: Callable[[str, str], bool]
    is_organisation: Callable[[str], bool]

    def is_someone(self, name: str) -> bool:
        """Return whether a name is certainly a person’s: by its first name, or as a speaker."""
        if self.is_organisation(name):
            return False
        first, *others = name.split()
        known = bool(others) and gender_of_first_name(first) is not None
        return known or (self.is_speaker(name) and self.is_person(name))


@dataclass(frozen=True, slots=True)
class Antecedent:
    """A thing that a pronoun refers to, and the question that names it."""

    text: str
    source: Query


def coreference(bare: str, before: Sequence[Answer], known: SpeakerLookup) -> Coreference | None:
    """Return the antecedent of a pronoun that nothing in the question itself explains."""
    he, it = PERSON.search(bare), THING.search(bare)
    if he and not _explained(bare, he):
        who = resolve_person(before, he["word"], known)
        return Coreference(*he.span(), he["word"], who) if who else None
    if it is None or _explained(bare, it) or _EXPLETIVE.search(bare):
        return None
    who = resolve_person(before, it["word"], known) if _they_say(bare, it) else None
    if who:
        return Coreference(*it.span(), it["word"], who)
    speaker = _speaking_body(bare, it, before[-1].query, known)
    if speaker:
        return Coreference(*it.span(), it["word"], speaker, before[-1].query)
    thing = resolve_thing(before, it["word"], known)
    return Coreference(*it.span(), it["word"], thing.text, thing.source) if thing else None


def _explained(text: str, pronoun: re.Match[str]) -> bool:
    """Return whether a question names the antecedent: "what did the mayor say that she wants?"."""
    before = text[: pronoun.start()]
    nearby = pronoun["word"].lower() in _OF_NOUN and _NOUN_BEFORE.search(before)
    return bool(names(before) or nearby)


def _they_say(text: str, pronoun: re.Match[str]) -> bool:
    return pronoun["word"].lower() == "they" and bool(
        re.match(r"they\s+(?:say|said|think|warn|want|claim)", text[pronoun.start() :], re.I)
    )


def _speaking_body(
    text: str, pronoun: re.Match[str], last: Query, known: SpeakerLookup
) -> str | None:
    """Return the last speaker that "it" refers to: after "and the union?" "what did it ask for?".

    That is a body rather than a person, and "it" is the subject of a verb of saying.
    """
    speaker, said = last.speaker, _ASKED_VERB.match(text[pronoun.end() :])
    inverted = re.search(rf"\b(?:{AUXILIARY}|has|had)\s+$", text[: pronoun.start()], re.IGNORECASE)
    if not speaker or not said or not inverted or pronoun["word"].lower() != "it":
        return None
    described = DETERMINER.match(speaker) and head_of(speaker).lower() in BODIES
    country = known.is_speaker(speaker) and not known.is_person(speaker) and speaker[0].isupper()
    return speaker if described or country or known.is_organisation(speaker) else None


def subject_words(query: Query) -> str:
    """Return the words that say what a question is about, without its question word."""
    if query.speaker and query.topic:
        return f"{query.topic} {query.speaker}"
    text = query.text.strip(" ?!.").replace("said something about ", "")
    # "When was it that they shut the quay?" is what is searched for "when?" after "who".
    return LEADING_WH.sub("", text).removeprefix("it that they ") or text


def speech_topic(query: Query) -> str:
    """Return what somebody may have spoken about: of "who is against the merger?" the merger."""
    return ABOUT.sub("", SIDE.sub("", subject_words(query)))


def topic_of_anybody(query: Query) -> str | None:
    """Return the topic of "who else said something about tickets?"; None for other questions."""
    found = _SAID_SOMETHING.match(query.text.strip(" ?!."))
    return found["topic"] if found else None


def resolve_person(before: Sequence[Answer], pronoun: str, known: SpeakerLookup) -> str | None:
    """Return the person that "he" refers to: the one asked about, cited, or named in the answer.

    Of several people named in an answer, speakers come first: "Sallow Hythe" looks like a name too.
    """
    for answer in reversed(before):
        asked = answer.query.speaker
        named = [asked] if asked else _people_of(answer, known)
        found = [name for name in named if known.may_mean(pronoun, name)]
        if found:
            nearest = next(filter(known.is_speaker, found), found[0])
            return _known_woman(before, pronoun, nearest, answer) or nearest
    return None


def _known_woman(before: Sequence[Answer], pronoun: str, nearest: str, last: Answer) -> str | None:
    """Return the last speaker asked about who has a woman's first name.

    None unless `nearest` is the speaker whom the answer `last` was asked about, and neither that
    name nor a fuller one cited there has a known first name: "she" is rather Ann Lee than Sven.
    """
    if pronoun.lower() not in ("she", "her", "hers") or nearest != last.query.speaker:
        return None
    full = (name for name in speakers(last) if name.endswith(nearest))
    if any(gender_of_first_name(name.split()[0]) for name in full):
        return None
    asked = [answer.query.speaker for answer in before if answer.query.speaker]
    women = [name for name in asked if gender_of_first_name(name.split()[0]) == "female"]
    return women[-1] if women else None


def _people_of(answer: Answer, known: SpeakerLookup) -> Iterator[str]:
    """Yield the people of an answer to a question that asks for nobody's words.

    First those beside the question's own words: "who is the director" finds "the director, Bo
    Berg", also in a sentence that somebody else speaks.
    """
    asked = set(question_terms(answer.query.text))
    yield from people(answer.query.text, known)
    if answer.query.text[:4].lower() == "who ":
        yield from (n for c in answer.citations[:1] for n in _beside(c.sentence.text, asked, known))
    named = (n for n in speakers(answer) if " " in n)  # "Europeans" is nobody's name,
    yield from (n for n in named if n[:1].isupper() or DETERMINER.match(n))  # nor "police figures"
    yield from (n for c in answer.citations for n in people(c.sentence.text, known))


def _beside(text: str, asked: set[str], known: SpeakerLookup) -> Iterator[str]:
    """Yield the people with one of the terms at most four words from the name."""
    for name in people(text, known):
        start = text.index(name)
        near = [*text[:start].split()[-4:], *text[start + len(name) :].split()[:4]]
        if asked & set(question_terms(" ".join(near) or name)):
            yield name


def speakers(answer: Answer) -> list[str]:
    """Return who is cited in an answer, then whose words were asked for."""
    cited = [c.attribution.speaker for c in answer.citations if c.attribution]
    named = [name for name in cited if name]
    return [*named, *([answer.query.speaker] if answer.query.speaker else [])]


def people(text: str, known: SpeakerLookup) -> list[str]:
    """Return the names of two or three words that look like a person's."""
    found = [m[0].rstrip(".").removesuffix("’s").removesuffix("'s") for m in NAME.finditer(text)]
    looks = [n for n in found if re.fullmatch(r"[A-Z][\w’'.-]+(?:\s+[A-Z][\w’'.-]*){1,2}", n)]
    return [n for n in looks if not known.is_organisation(n)]


def of_other_kind(what: str, last: Query, known: SpeakerLookup) -> bool:
    """Return whether one of a name and the name it replaces is a person's, the other not."""
    named, bare = names_within(last), DETERMINER.sub("", what).strip()
    if not named or not bare[:1].isupper():
        return False
    if known.is_someone(bare):
        return not known.is_someone(named[-1])
    thing = bare != what or known.is_organisation(bare) or known.is_speaker(bare)
    return thing and known.is_someone(named[-1])


def names_within(last: Query) -> list[str]:
    """Return the names in a question after its first word."""
    text = last.text.strip(" ?!.")
    found = NAME.finditer(text, len(text.split()[0]))
    return [name[0].removesuffix("’s").removesuffix("'s") for name in found]


def resolve_thing(
    before: Sequence[Answer], pronoun: str, known: SpeakerLookup
) -> Antecedent | None:
    """Return what "it" or "them" refers to: the last thing that a question before names.

    "It" never refers to a person.
    """
    for answer in reversed(before):
        query = answer.query
        counted = _COUNTED.match(query.text)
        if counted and pronoun.lower() in ("they", "them", "their"):
            return Antecedent(counted["noun"], query)
        nouns = nouns_in(query.topic or query.text)
        text = query.topic or subject_words(query)
        named = names(text)
        if pronoun.lower() in ("it", "its"):
            named = [n for n in named if f"the {n}" in text or not known.is_someone(n)]
        if nouns or named:
            return Antecedent((nouns or named)[0], query)
    return None


def nouns_in(text: str) -> list[str]:
    """Return "the old bridge" and the like."""
    bare = text.strip(" ?!.")
    found = [m["noun"].strip() for m in _NOUN.finditer(bare)]
    if found and bare.endswith(found[-1]) and _ASKED_BY.match(bare):
        found[-1] = _without_verb(found[-1])
    return found


def _without_verb(noun: str) -> str:
    """Leave out the verb that "did the turbines produce" ends with."""
    words = noun.split()
    verb = len(words) > 2 and words[-1].islower()
    return " ".join(words[:-1]) if verb else noun


def with_antecedent(text: str, found: Coreference, asked: str) -> str | None:
    """Return a follow-up with the antecedent in the place of its pronoun, as it is shown.

    `asked` is the question that names the antecedent. None is returned where case, number or kind
    may not agree.
    """
    word, before, after = found.word.lower(), text[: found.start], text[found.end :]
    phrase = _antecedent(found, asked)
    if phrase is None:
        return None
    several, person = word in ("they", "them", "their"), found.source is None
    # "Ann Jones" is one person, whatever her name ends with.
    plural = is_plural(phrase) and not (person and phrase.split()[-1][:1].isupper())
    if several != plural and not (several and person):
        return None
    if word == "they" and not plural and not agrees_with_any(before):
        return None
    others = re.findall(r"[\w-]+", after)
    if person and phrase[:1].isupper() and phrase.split()[-1] in others:
        return None  # "What did Hugo Larkin say about Larkin?"
    if person and not {"it", "them"}.isdisjoint(others):
        return None  # "What did Hugo Larkin say about it?"
    if person and not several and not may_be_person(phrase):
        return None
    if not person and not _may_be_thing(found, before, after, phrase):
        return None
    phrase = within_sentence(phrase)
    follows = after.split()[:1]
    owned = bool(follows) and is_content(follows[0])
    if word in ("his", "hers", "its", "their") or (word == "her" and owned):
        phrase = possessive(phrase)
    return f"{before}{phrase}{after}"


def _may_be_thing(found: Coreference, before: str, after: str, phrase: str) -> bool:
    """Return whether "it" or "they" may be a noun phrase: no mayor is "it", no bridge asks."""
    kind = kind_of(phrase)
    if found.word.lower() in ("it", "its") and (kind == "person" or looks_like_person(phrase)):
        return False
    return not (kind == "thing" and acts(after) and split_question(f"{before}it{after}"))


def _antecedent(found: Coreference, asked: str) -> str | None:
    """Return the antecedent as a whole noun phrase: with its article, and without a verb."""
    if found.source is None:
        return found.antecedent if is_noun_phrase(found.antecedent) else None
    topic = found.source.topic or ""
    named = topic if found.antecedent in topic else asked
    one = found.antecedent == found.source.speaker or len(_SINGULAR.findall(named)) < 2
    if found.word.lower() in ("it", "its") and not one:
        return None  # "Has the council approved the plan?"
    phrase = noun_phrase_at(found.antecedent, asked)
    if phrase is None and found.antecedent in topic:
        phrase = noun_phrase_at(found.antecedent, topic)
    return phrase
