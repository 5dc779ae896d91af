"""Whose speech a sentence is, for questions of what somebody said.

The attributions of the index come first. For a sentence without any there are signs: a name beside
a verb of saying, or "he said" after a sentence with the name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.english.lexicon import NEEDS_OBJECT, VERBS, alternation
from rag.english.persons import BODIES, OFFICES
from rag.english.speaker_names import OF, name_words, same_speaker
from rag.types import Attribution, Sentence

_AMBIGUOUS = frozenset("feel find guess know show understand".split())
# Verbs by which news reports speech, without those that mean other things as well; and the nouns
# and phrases that do the same.
_REPORTING = alternation(
    form
    for form, verb in VERBS.items()
    if form != verb.lemma and verb.lemma not in NEEDS_OBJECT | _AMBIGUOUS
)
CUES = re.compile(
    rf"\b(?:{_REPORTING}|say|saying|according to|statement|interview|remarks|speech)\b",
    re.IGNORECASE,
)
QUOTES = re.compile(r"[“”\"]")
PRONOUN_CUE = re.compile(
    r"\b(?:he|she|they)\s+(?:also\s+|then\s+|later\s+)?\w+(?:ed|aid|ays|old|rote)\b"
    rf"|\b{_REPORTING}\s+(?:he|she|they)\b",
    re.IGNORECASE,
)
_DESCRIBED = re.compile(r"(?:the|a|an|one|some)\s+[a-z]")
LEAST = 0.15  # share of a sentence's letters that must be somebody's speech to make it speech


def speaks(
    sentence: Sentence,
    text: str,
    before: str,
    heard: Sequence[Attribution],
    asked: str,
    name: re.Pattern[str],
    around: str = "",
) -> float:
    """Return how surely a sentence is the speech of the person `asked` about, from 0 to 1.

    `text` is the sentence's, `before` that of the sentence before it, `around` that of their
    passage; `heard` is what `spoken` returns of the sentence; `name` matches the name asked about.
    1: an attribution names the person. 0: attributions name others only. Without attributions, see
    `seems`.
    """
    if heard and _DESCRIBED.match(asked):
        beside = _outside(sentence, text, heard[0])
        if _is_described(asked, beside, heard[0].speaker, around):
            return 1.0  # "the mayor of Oskerby" may have any name
    if any(same_speaker(asked, attribution.speaker) for attribution in heard):
        return 1.0
    return 0.0 if any(a.speaker for a in heard) else seems(text, before, name)


def _outside(sentence: Sentence, text: str, said: Attribution) -> str:
    """Return the words of a sentence outside its speech: names within speech are not speakers."""
    start = max(0, said.content.start - sentence.start)
    return text[:start] + text[max(0, said.content.end - sentence.start) :]


def _is_described(asked: str, text: str, speaker: str | None, around: str) -> bool:
    """Return whether a text calls a speaker by the noun asked about, or the passage does.

    "Mayor Ann Lee" once in the passage is enough for what Lee says in the rest of it.
    """
    nouns = {name_words(OF.split(asked)[0])[-1]} - BODIES
    last = asked.split()[-1].casefold()
    if last in OFFICES:  # "the chamber of trade president"
        nouns.add(last)
    if not nouns:
        return False  # "the union": nobody is called so, and who speaks for it is not it
    if not nouns.isdisjoint(re.findall(r"\w+", f"{text} {speaker}".casefold())):
        return True
    called = re.escape((speaker or "").split(" ")[-1].casefold())
    noun = "|".join(map(re.escape, nouns))
    before = rf"\b(?:{noun})\b,?\s(?:[\w-]+\s){{0,2}}{called}\b"
    beside = rf"{before}|\b{called},\s(?:[\w-]+\s){{1,4}}(?:{noun})\b"
    return bool(called) and re.search(beside, around.casefold()) is not None


def spoken(sentence: Sentence, said: Sequence[Attribution]) -> list[Attribution]:
    """Return the attributions that a sentence holds a good part of, the longest part first."""
    start, end = sentence.start, sentence.end
    least = LEAST * (end - start)
    held = [
        (part, a)
        for a in said
        if (part := min(a.content.end, end) - max(a.content.start, start)) > least
    ]
    return [a for _, a in sorted(held, key=lambda pair: -pair[0])] if held else []


def seems(text: str, before: str, speaker: re.Pattern[str]) -> float:
    """Return how much a sentence looks like the speech of `speaker`, from 0 to 1.

    1: it names the speaker next to a cue. 0.7: "he said", and the sentence before names the
    speaker. 0.5: it is a bare quotation after a sentence that names the speaker. 0: none of these.
    """
    if speaker.search(text):
        return 1.0 if CUES.search(text) else 0.0
    if speaker.search(before):
        if PRONOUN_CUE.search(text):
            return 0.7
        if QUOTES.search(text):
            return 0.5
    return 0.0


def name_pattern(speaker: str) -> re.Pattern[str]:
    """Match a speaker by the last word of the name: "Emmanuel Macron" is "Macron" later on."""
    last = (re.findall(r"\w+", speaker) or [speaker])[-1]
    return re.compile(rf"\b{re.escape(last)}\b", re.IGNORECASE)


def attribution_of(heard: Sequence[Attribution], asked: str | None) -> Attribution | None:
    """Return whose speech a sentence is: that of the speaker asked about, else the greatest part's.

    `heard` is what `spoken` returns of the sentence. None for a sentence that is nobody's speech.
    """
    if not heard:
        return None
    own = (a for a in heard if asked and same_speaker(asked, a.speaker))
    return next(own, heard[0])
