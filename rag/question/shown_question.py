"""The question that is shown for a follow-up, made of its slots.

Where the result is certainly grammatical, it is one question: "Why was the bridge closed?".
Everything else is shown as it was typed, with the question that it follows: "And lapwing? (After
“How many redshank were counted?”)".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from rag.english.analyzer import is_content
from rag.english.interrogatives import (
    DETERMINER,
    DOES,
    MARKS,
    WH_ALONE,
    capitalised,
    names,
    within_sentence,
)
from rag.english.lexicon import ALL_FORMS
from rag.english.noun_phrases import (
    is_noun_phrase,
    is_plural,
    is_question,
    may_follow_about,
    noun_phrase_at,
    possessive,
    subject_matter,
)
from rag.english.rephrasing import (
    is_own,
    may_be_person,
    with_count,
    with_name,
    with_noun,
    with_owner,
    with_wh,
)
from rag.question.referents import PERSON, nouns_in, topic_of_anybody, with_antecedent
from rag.question.searched_words import searched_words
from rag.question.slots import Slots
from rag.types import Query

_FRAMED = re.compile(r"^(?P<follow_up>.+) \(After “(?P<before>[^”]+)”\)$", re.DOTALL)
_INITIALS = re.compile(r"(?<![\w.])((?:[A-Za-z]\.)+[A-Za-z])(?![\w.])")
_IMPERATIVE = re.compile(r"^(?:go|tell)\b", re.IGNORECASE)
# Words that a follow-up without a subject of its own consists of, besides function words.
_ELLIPTICAL = frozenset(
    "else many much long old far often big high large soon more go tell not happen happened".split()
)
_OF_SPEECH = frozenset("when where why how".split())
_ABOUT = r"\b(?:about|on|of|regarding|concerning)\s+"
_LEANS = re.compile(
    r"\b(?:he|she|him|his|her|hers|it|its|they|them|their|that|this)\b", re.IGNORECASE
)
_POSSESSIVE = re.compile(r"^(?:his|her|their|its)\s+(?=\w)", re.IGNORECASE)


def shown_question(slots: Slots) -> str:
    """Return a follow-up as one question where that is certainly grammatical, else in a frame."""
    # Marks at the ends were stripped, and with them the last stop of "U.S.".
    sure = slots.kind == "whole" or not _leans_twice(slots.before)
    written = _WRITERS[slots.kind](_within_sentence(slots)) if sure else None
    return _INITIALS.sub(r"\1.", written or framed(slots))


def _leans_twice(before: Query) -> bool:
    """Return whether the question before has a pronoun of the one before it: "who said that?"."""
    asked = question_before(before)
    return asked != before.shown and f"“{asked}”" not in before.shown and bool(_LEANS.search(asked))


def _within_sentence(slots: Slots) -> Slots:
    """Return slots with articles in lower case: a citation begins with "A baker said"."""
    filters, topic = slots.before.filters, slots.before.topic
    speaker = within_sentence(filters.speaker) if filters.speaker else filters.speaker
    before = replace(
        slots.before,
        filters=replace(filters, speaker=speaker),
        topic=within_sentence(topic) if topic else topic,
    )
    return replace(
        slots,
        before=before,
        speaker=within_sentence(slots.speaker),
        topic=within_sentence(slots.topic) if slots.topic else slots.topic,
        thing=within_sentence(slots.thing),
    )


def framed(slots: Slots) -> str:
    """Return a follow-up as it was typed, followed by the question before.

    Where that is in a frame itself, the question inside the frame stands here.
    """
    mark = "." if _IMPERATIVE.match(slots.bare) else "?"
    typed = capitalised(slots.typed.strip(MARKS))
    found = _FRAMED.match(slots.before.shown)
    quoted = capitalised(found["before"] if found else slots.before.shown)
    if is_question(quoted) and quoted[-1] not in MARKS:
        quoted += "?"
    inner = quoted.replace("“", "‘").replace("”", "’")
    return f"{typed}{mark} (After “{inner}”)"


def is_framed(shown: str) -> bool:
    """Return whether a shown follow-up is in a frame."""
    return _FRAMED.match(shown) is not None


def question_before(before: Query) -> str:
    """Return the question that a follow-up leans on as it was shown, without its frame.

    Of `Why? (After “Who shut the quay?”)` it is the inner question; of `And lapwing? (After …)` it
    is the follow-up, which has a subject of its own.
    """
    found = _FRAMED.match(before.shown)
    if found is None:
        return before.shown
    words = WH_ALONE.sub("", found["follow_up"].strip(MARKS)).split()
    own = any(is_content(word) and word.lower() not in _ELLIPTICAL for word in words)
    return found["follow_up"] if own else found["before"]


def _same(slots: Slots) -> str:
    return slots.before.shown


def _about(before: Query, *, of_another: bool = False) -> str | None:
    """Return " about the quay" for a question's topic; "" without one, None for an uncertain one.

    With `of_another`, "his contract" is that of the speaker before.
    """
    if before.speaker and before.topic is None:
        return ""
    topic = _topic(before) if before.speaker else topic_of_anybody(before) or _matter(before)
    if topic is None:
        return None
    if of_another and before.speaker and _POSSESSIVE.match(topic):
        if not is_noun_phrase(before.speaker):
            return None
        topic = _POSSESSIVE.sub(f"{possessive(before.speaker)} ", topic)
    return f" about {topic}"


def _topic(before: Query) -> str | None:
    """Return the topic of somebody's words as it was shown; None for an uncertain one.

    The topic that is searched may have a verb in it: "the fire start", after "where did it start".
    """
    topic, shown = before.topic or "", before.shown.strip(MARKS)
    verbs = [word for word in shown.split() if word.lower() in ALL_FORMS]
    if len(verbs) == 1 and topic.endswith(verbs[0]):
        return None  # "What did the union on the ban ask?"
    if re.search(rf"{_ABOUT}{re.escape(topic)}$", shown, re.IGNORECASE):
        return topic
    framed = _FRAMED.match(before.shown)
    if framed:
        return noun_phrase_at(topic, framed["before"])
    about = re.search(rf"{_ABOUT}(?P<topic>.+)$", shown) if before.shown_as else None
    topic = about["topic"] if about else topic
    return topic if is_noun_phrase(topic) else None


def _matter(before: Query) -> str | None:
    return subject_matter(question_before(before))


def _of_speaker(slots: Slots) -> str | None:
    """Ask for another speaker's words on the topic before."""
    about = _about(slots.before, of_another=True)
    if about is None or not is_noun_phrase(slots.speaker):
        return None
    if is_own(about.removeprefix(" about "), slots.speaker):
        return None
    return f"What did {slots.speaker} say{about}?"


def _on_topic(slots: Slots) -> str | None:
    """Ask for the words of the speaker before on another topic."""
    topic = slots.topic or ""
    marked = re.match(r"(?:(?:what|how)\s+)?(?:about|on|regarding)\s", slots.bare, re.IGNORECASE)
    fits = may_follow_about(topic) if marked else is_noun_phrase(topic)
    if fits and not slots.speaker:
        return f"Who said something about {topic}?"
    if not fits or not is_noun_phrase(slots.speaker) or is_own(topic, slots.speaker):
        return None
    return f"What did {slots.speaker} say about {topic}?"


def _more(slots: Slots) -> str | None:
    asked = re.match(
        rf"^what\s+(?:else\s+)?(?!is|are|was|were)(?P<rest>{DOES}\s.+)$",
        question_before(slots.before),
        re.IGNORECASE | re.DOTALL,
    )
    if asked:
        return f"What else {asked['rest'].rstrip(MARKS)}?"
    about = _about(slots.before) if slots.before.speaker else None
    if about is None or not is_noun_phrase(slots.before.speaker or ""):
        return None
    return f"What else did {slots.before.speaker} say{about}?"


def _more_from(slots: Slots) -> str | None:
    if not is_noun_phrase(slots.speaker) or (slots.topic and not may_follow_about(slots.topic)):
        return None
    if is_own(slots.topic, slots.speaker):
        return None
    if PERSON.search(slots.bare) and not may_be_person(slots.speaker):
        return None
    return f"What else did {slots.speaker} say{f' about {slots.topic}' if slots.topic else ''}?"


def _who_is(slots: Slots) -> str | None:
    if not is_noun_phrase(slots.speaker):
        return None
    plural = is_plural(slots.speaker) and slots.speaker.split()[-1].islower()
    return f"Who {'are' if plural else 'is'} {slots.speaker}?"


def _who_else(slots: Slots) -> str | None:
    """Ask the question before of other people."""
    if slots.predicate:
        typed = re.match(r"^who\s+else\s", slots.bare, re.IGNORECASE)
        return f"Who else {slots.predicate}?" if typed and slots.topic is None else None
    if slots.before.speaker:
        about = _about(slots.before, of_another=True)
        return None if about is None else f"Who else said something{about}?"
    asked = re.match(
        r"^who\s+(?:else\s+)?(?P<rest>.+)$", question_before(slots.before), re.IGNORECASE
    )
    return f"Who else {asked['rest'].rstrip(MARKS)}?" if asked else None


def _who_said(slots: Slots) -> str | None:
    about = _about(slots.before, of_another=True) if slots.before.speaker else None
    return None if about is None else f"Who said something{about}?"


def _other_wh(slots: Slots) -> str | None:
    """Ask the question before with another question word."""
    if slots.negated:
        return None
    wh = " ".join(slots.wh.split())
    if not slots.before.speaker:
        return with_wh(wh, question_before(slots.before))
    about = _about(slots.before)
    fits = wh.lower() in _OF_SPEECH or re.match(r"(?:at|in|on)\s", wh, re.IGNORECASE)
    if about is None or not fits or not is_noun_phrase(slots.before.speaker):
        return None
    return f"{capitalised(wh)} did {slots.before.speaker} say this{about}?"


def _count(slots: Slots) -> str | None:
    """Ask for another number: "how many people shut the quay?"."""
    return None if slots.before.speaker else with_count(slots.wh, question_before(slots.before))


def _replaced(slots: Slots) -> str | None:
    """Put another name or thing into the question before."""
    question = question_before(slots.before)
    nouns = nouns_in(question)
    owned = with_owner(slots.thing, question)
    if owned:
        return capitalised(owned)
    if DETERMINER.sub("", slots.thing).strip()[:1].isupper() and names(question):
        replaced = with_name(slots.thing, question)
    else:
        replaced = with_noun(slots.thing, question, nouns[-1]) if nouns else None
    return capitalised(replaced) if replaced else None


def _whole(slots: Slots) -> str | None:
    """Return a question with its own verb, with the antecedent for its pronoun and a topic."""
    if slots.coreference is None and slots.topic is None and not slots.led:
        return searched_words(slots)
    if not is_question(slots.bare):
        return None
    found, text = slots.coreference, slots.bare or None
    if found is not None:
        asked = question_before(found.source) if found.source else ""
        text = with_antecedent(slots.bare, found, asked)
    same = found is not None and within_sentence(found.antecedent) == slots.before.speaker
    about = _about(slots.before, of_another=not same) if slots.topic else ""
    if text is None or about is None:
        return None
    if about and about.removeprefix(" about ").lower() in text.lower():
        return None  # "What did Hugo Larkin say about Larkin?"
    return f"{capitalised(text)}{about}?"


def _never(slots: Slots) -> None:
    """Return None: a question that is asked within another is always shown in a frame."""


_WRITERS: dict[str, Callable[[Slots], str | None]] = {
    "same": _same,
    "more": _more,
    "more_from": _more_from,
    "who_else": _who_else,
    "who_said": _who_said,
    "who_is": _who_is,
    "wh": _other_wh,
    "count": _count,
    "speaker": _of_speaker,
    "topic": _on_topic,
    "replacement": _replaced,
    "whole": _whole,
    "within": _never,
}
