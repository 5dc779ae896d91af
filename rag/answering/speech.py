"""Whose speech a sentence is, for questions of what somebody said.

Only the attributions of the index count: who is named in a sentence need not speak in it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.english.analyzer import analyze, is_content
from rag.english.persons import BODIES, OFFICES
from rag.english.speaker_names import OF, name_words, same_speaker
from rag.types import Attribution, Sentence, Span, SpeechAct

_DESCRIBED = re.compile(r"(?:the|a|an|one|some)\s+[a-z]")
_BEGINNING = 2_000  # characters of an article in which it says what it is about
LEAST = 0.15  # share of a sentence's letters that must be somebody's speech to make it speech


def speaks(
    sentence: Sentence, text: str, heard: Sequence[Attribution], asked: str, around: str = ""
) -> bool:
    """Return whether a sentence is the speech of the person `asked` about.

    `text` is the sentence's, `around` that of its passage; `heard` is what `spoken` returns of it.
    """
    if heard and _DESCRIBED.match(asked):
        beside = _outside(sentence, text, heard[0])
        described = _is_described(asked, beside, heard[0].speaker, around)
        if described and _is_of_the_article(asked, sentence, around):
            return True  # "the mayor of Oskerby" may have any name
    return any(same_speaker(asked, attribution.speaker) for attribution in heard)


def _is_of_the_article(asked: str, sentence: Sentence, around: str) -> bool:
    """Return whether an article has what a description is of: the leader "of the farmers' union".

    It may have it in its title, at its beginning, or beside the sentence.
    """
    of = OF.search(asked)
    belongs = asked[of.end() :].split() if of else []
    if not belongs:
        return True
    document = sentence.document
    read = f"{document.title or ''} {document.text[:_BEGINNING]} {around} {sentence.text}"
    terms = set(analyze(read))
    return all(terms.issuperset(analyze(word)) for word in belongs if is_content(word))


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


def spoken(sentence: Span, said: Sequence[Attribution]) -> list[Attribution]:
    """Return the attributions that a sentence holds a good part of, the longest part first.

    A denial counts however short it is: "Lee denied it."
    """
    start, end = sentence.start, sentence.end
    least = LEAST * (end - start)
    held = [
        (part, a)
        for a in said
        if (part := min(a.content.end, end) - max(a.content.start, start)) > least
        or (part > 0 and a.act == "denied")
    ]
    return [a for _, a in sorted(held, key=lambda pair: -pair[0])] if held else []


def name_pattern(speaker: str) -> re.Pattern[str]:
    """Match a speaker by the last word of the name: "Emmanuel Macron" is "Macron" later on."""
    last = (re.findall(r"\w+", speaker) or [speaker])[-1]
    return re.compile(rf"\b{re.escape(last)}\b", re.IGNORECASE)


def attribution_of(
    heard: Sequence[Attribution], asked: str | None, act: SpeechAct = "said"
) -> Attribution | None:
    """Return whose speech a sentence is: that of the speaker asked about, else the greatest part's.

    `heard` is what `spoken` returns of the sentence. Of several, what has the `act` that is asked
    for counts first ("what did Lee deny"), then what is not known through somebody else alone, then
    what was said rather than thought. None for a sentence that is nobody's speech.
    """
    own = [a for a in heard if asked and same_speaker(asked, a.speaker)]

    def unfit(attribution: Attribution) -> tuple[bool, bool, bool]:
        thought = bool(own) and attribution.act == "thinks"
        return act not in ("said", attribution.act), attribution.told_by is not None, thought

    return min(own or heard, key=unfit, default=None)
