"""Questions that lean on those before: "and Starmer?", "why?", "what did he say about tariffs?".

Rules without a model recognise the kind of a follow-up and fill its slots. Where no rule is sure
there are two readings, and the answers to both decide.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from rag.answers import Answer
from rag.english.analyzer import is_content
from rag.english.interrogatives import (
    AUXILIARY,
    DETERMINER,
    DOES,
    NAME,
    PRONOUNS_OF_PEOPLE,
    TIME_OR_PLACE,
    VERB,
    WH,
    WH_ALONE,
    has_verb,
    names,
)
from rag.english.small_talk import out_of_scope
from rag.question.filters import only_filters
from rag.question.referents import (
    PERSON,
    THING,
    SpeakerLookup,
    coreference,
    names_within,
    of_other_kind,
    resolve_person,
    speakers,
    speech_topic,
    subject_words,
    topic_of_anybody,
)
from rag.question.searched_words import SAY_THIS, resolved, searched_words
from rag.question.shown_question import framed, shown_question
from rag.question.slots import Kind, Reading, Slots
from rag.types import Filters, Query

_ABOUT = re.compile(
    r"^(?:(?P<open>(?:what|how)\s+about)|about|on|regarding)\s+(?!wh|how\b)(?P<what>.+)$",
    re.IGNORECASE,
)
_BARE = re.compile(rf"^(?P<wh>{WH})(?P<not>\s+not)?$", re.IGNORECASE)
_FRAGMENT = re.compile(rf"^(?P<wh>{WH})\s+(?P<noun>\w[\w’'-]*(?:\s+\w[\w’'-]*)?)$", re.IGNORECASE)
_THAT = re.compile(
    rf"^(?P<wh>{WH})\s+(?P<verb>is|was|were|are|did|does|will|would|has|had)\s+"
    r"(?:that|this|it|they|there|he|she|these|those)(?:\s+(?:happen|happened|be|so|take\s+place"
    r"|do\s+(?:that|this|it|so)|decided|announced|said|say\s+(?:that|this|it|so)|done))?$",
    re.IGNORECASE,
)
# "Who is he?" asks about somebody, "when was she?" about what happened.
_OF_SOMEBODY = re.compile(r"^(?!why|when).+\s(?:is|was)\s(?:he|she)$", re.IGNORECASE)
_WHO_ELSE = re.compile(
    r"^(?:who|whom)\s+else\b|^(?:anyone|anybody|somebody|someone)\s+else\b|^(?:any\s+)?others$"
    r"|^(?:did|has|have)\s+(?:anyone|anybody|others|someone)\s+(?:else\b|(?:say|said|comment|agree|"
    r"disagree|object|oppose|support|respond|reply)(?:e?d)?$)",
    re.IGNORECASE,
)
_WHO_SAID = re.compile(r"^who\s+(?:said|says|told\s+us)(?:\s+(?:so|that|this|it))?$", re.IGNORECASE)
_WHAT_ELSE = re.compile(
    r"^(?:what|anything|something)\s+else$|^(?:(?:any|tell\s+me)\s+)?more$|^go\s+on$", re.IGNORECASE
)
_SAID = r"(?:say|said|says|think|warn|write|wrote|claim|promise|mention|want)"
_ON = r"(?:\s+(?:about|of|on|to)\s+(?P<topic>.+))?"
_MORE_OF = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^(?:(?:and\s+)?what|anything|something)\s+else\s+(?:did|does|has|have)\s+(?P<who>.+?)\s+"
        rf"{_SAID}(?:\s+about)?{_ON}$",
        rf"^(?:did|does|has|have)\s+(?P<who>.+?)\s+{_SAID}\s+(?:anything|something|any)?\s*"
        rf"(?:else|more){_ON}$",
        r"^(?:anything|what|more)\s+(?:else\s+)?(?:from|by)\s+(?P<who>\w.*?)(?P<topic>$)",
    )
)
_MEANS = re.compile(r"\bmeans?\W*$", re.IGNORECASE)
# "How many does the town have?" counts what was spoken of; "how much does it cost?" asks for a sum.
_COUNTS = re.compile(
    rf"^how\s+(?:many|much)\s+of\s+(?:them|those|these)\b|^how\s+many\s+{DOES}\b"
    rf"|^how\s+much\s+{AUXILIARY}\s.*\b(?:have|got|need|want|use)$",
    re.IGNORECASE,
)
_MEASURES = re.compile(r"^how\s+(?!come)\w", re.IGNORECASE)
# A question for the holder of an office is no topic that the holder spoke on.
_WHO_IS = re.compile(
    r"^who(?:['’]s|\s+(?:is|was|are|were)\s+(?:the|a|an)\b|\s+(?:runs?|ran|leads?|led|chairs?|"
    r"chaired|heads?|headed|manages?|managed|owns?|owned|directs?|edits?|founded)\b)",
    re.IGNORECASE,
)
_LONGEST_LEANING = 9  # words of a question without a name that may still lean on those before
_NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A follow-up that was understood.

    `filters` are merged into those of the question before. `other_than` are speakers who are not
    to be cited; with `again`, sentences that were cited before are not cited. `or_else` is another
    reading; it counts where `main` is refused, and with `open` wherever its answer is surer. `own`
    are typed words that must not be lost. With `alone` the main reading leans on nothing: it is the
    question as typed.
    """

    main: Reading
    filters: Filters = _NO_FILTERS
    other_than: tuple[str, ...] = ()
    again: bool = False
    or_else: Reading | None = None
    own: str = ""
    open: bool = False
    alone: bool = False


@dataclass(frozen=True, slots=True)
class _Context:
    """The answers of the topic, in order, and what is known about speakers.

    `last` is the last question, with the name cited for a speaker who was only described.
    """

    before: Sequence[Answer]
    last: Query
    known: SpeakerLookup


def follow_up(
    question: str,
    before: Sequence[Answer],
    *,
    known: SpeakerLookup,
    sources: Collection[str] = (),
) -> FollowUp | None:
    """Return what a question asks, given the answers of its topic; None if it stands on its own.

    `before` are in order, `sources` are the outlets of the index. Nothing leans on "really?", and
    it leans on nothing.
    """
    before = [answer for answer in before if answer.query.out_of_scope is None]
    if not before or out_of_scope(question):
        return None
    context = _Context(before, _named(before[-1]), known)
    slots = Slots("whole", " ".join(question.split()), context.last)
    about = _ABOUT.match(slots.bare)
    what = about["what"] if about else slots.bare
    narrowed = only_filters(what, sources, year=_year(before[-1]))
    if narrowed is not None:
        return FollowUp(_read(replace(slots, kind="same")), narrowed)
    if _WHO_ELSE.match(slots.bare):
        return _other_speakers(slots, context)
    if _WHO_SAID.match(slots.bare):
        return FollowUp(_read(replace(slots, kind="who_said")))
    asked = _more(slots, context) or _elliptical(slots)
    if asked is not None:
        return asked
    if about or (slots.led and not has_verb(slots.bare)):
        topic, open = about is not None, bool(about and about["open"])
        return _shifted(slots, what, context, topic=topic, open=open)
    return _whole(slots, context)


def _read(slots: Slots) -> Reading:
    return Reading(searched_words(slots), shown_question(slots))


def _named(answer: Answer) -> Query:
    """Return the question of an answer; "the mayor" has the name under which she was quoted."""
    first = answer.citations[0].attribution if answer.citations else None
    described = answer.query.speaker and DETERMINER.match(answer.query.speaker)
    if described and first is not None and first.speaker and first.speaker[:1].isupper():
        return replace(answer.query, filters=replace(answer.query.filters, speaker=first.speaker))
    return answer.query


def _year(answer: Answer) -> int | None:
    """Return the year of "in March": the year asked for, or that of the first article cited."""
    cited = [d.published for d in answer.documents if d.published]
    known = [answer.query.filters.published_from, answer.query.filters.published_to, *cited]
    return next((day.year for day in known if day), None)


def _elliptical(slots: Slots) -> FollowUp | None:
    """Recognise "why?", "when was that?" and "how many people?"."""
    bare = slots.bare
    that = _THAT.match(bare)
    if that and _MEASURES.match(that["wh"]) and THING.search(bare):
        return None  # "how long is it?" asks about the thing
    if _OF_SOMEBODY.match(bare):
        return None
    short = that or _BARE.match(bare)
    if short is not None:
        if slots.before.speaker and short["wh"].lower() in ("who", "whom"):
            who_is = replace(slots, kind="who_is", speaker=slots.before.speaker)
            return FollowUp(_read(who_is))
        negated = short is not that and bool(short["not"])
        return FollowUp(_read(replace(slots, kind="wh", wh=short["wh"], negated=negated)))
    fragment = _FRAGMENT.match(bare)
    if fragment is None or not is_content(fragment["noun"].split()[0]):
        return None
    if any(map(VERB.match, fragment["noun"].split())) or THING.search(fragment["noun"]):
        return None
    kind: Kind = "wh" if TIME_OR_PLACE.match(bare) else "count"
    return FollowUp(_read(replace(slots, kind=kind, wh=bare)))


def _other_speakers(slots: Slots, context: _Context) -> FollowUp:
    """Ask the last question of everybody not cited yet; "why did she say this?" is skipped.

    People cited on another subject, before a question that was answered as it was typed, may be
    cited again.
    """
    before = context.before
    before = before[max((i for i, answer in enumerate(before) if _opens(answer)), default=0) :]
    asked = [a.query for a in before if not SAY_THIS.search(a.query.text)]
    last = asked[-1] if asked else before[-1].query
    cited = [name for answer in before for name in speakers(answer)]
    subject = last.topic if last.speaker else subject_words(last)
    rest = ""
    if "else" in slots.bare:
        rest = re.sub(r"^.*?\belse\b\s*", "", slots.bare, flags=re.IGNORECASE)
    slots, or_else = replace(slots, kind="who_else", before=last), None
    if any(map(is_content, rest.split())) and not THING.search(rest):
        slots = replace(slots, predicate=rest)
        or_else = _read(replace(slots, topic=f"{subject}"))
    else:
        slots = replace(slots, topic=subject)
    full = [name for name in cited if not any(name != n and name in n for n in cited)]
    others = tuple(dict.fromkeys(full))
    return FollowUp(_read(slots), other_than=others, again=True, or_else=or_else, own=_own(rest))


def _opens(answer: Answer) -> bool:
    """Return whether a question was answered as it was typed, from all articles."""
    return answer.as_typed and answer.answered and not answer.query.in_cited


def _more(slots: Slots, context: _Context) -> FollowUp | None:
    """Ask for more: "what else?" of the same, "did she say anything else?" of all she said."""
    if _WHAT_ELSE.match(slots.bare):
        return FollowUp(_read(replace(slots, kind="more")), again=True)
    for pattern in _MORE_OF:
        found = pattern.match(slots.bare)
        if found:
            speaker, topic = found["who"], found["topic"] or None
            if speaker.lower() in PRONOUNS_OF_PEOPLE:
                speaker = resolve_person(context.before, speaker, context.known) or speaker
            slots = replace(slots, kind="more_from", speaker=speaker, topic=topic)
            return FollowUp(_read(slots), again=True)
    return None


def _shifted(slots: Slots, what: str, context: _Context, *, topic: bool, open: bool) -> FollowUp:
    """Ask the last question of another speaker, topic, name or thing.

    "What about Russia?" is another topic, "and Russia?" another speaker; where Russia may be
    either, both are asked.
    """
    last, known = context.last, context.known
    if last.speaker and not _MEANS.search(last.text):
        on = _read(replace(slots, kind="topic", speaker=last.speaker, topic=what))
        by = _read(replace(slots, kind="speaker", speaker=what, topic=last.topic))
        if known.is_speaker(what):
            if topic and not open:
                return FollowUp(on)
            if known.is_person(what):
                return FollowUp(by)
            return FollowUp(on, or_else=by, open=True) if open else FollowUp(by, or_else=on)
        if not topic and NAME.fullmatch(what):
            return FollowUp(by, or_else=on)
        return FollowUp(on)
    of_anybody = topic_of_anybody(last)
    named = DETERMINER.sub("", what).strip()[:1].isupper() and bool(names_within(last))
    if known.is_speaker(what) and (of_anybody or not named):
        about = of_anybody or speech_topic(last)
        return FollowUp(_read(replace(slots, kind="speaker", speaker=what, topic=about)))
    if of_anybody:
        return FollowUp(_read(replace(slots, kind="topic", topic=what)))
    slots = replace(slots, kind="replacement", thing=what)
    if of_other_kind(what, last, known):
        return FollowUp(Reading(searched_words(slots), framed(slots)))
    return FollowUp(_read(slots))


def _whole(slots: Slots, context: _Context) -> FollowUp | None:
    """Read a whole question: with pronouns resolved, or within what the last one was about."""
    last = context.before[-1].query
    bare = slots.bare
    slots = replace(
        slots, before=last, coreference=coreference(bare, context.before, context.known)
    )
    changed = slots.coreference is not None
    if (changed or slots.led) and _lacks_topic(resolved(slots)):
        slots = replace(slots, topic=_topic_for(last))
    if slots.led and _lacks_topic(bare):
        return FollowUp(_read(slots))
    short = len(bare.split()) <= _LONGEST_LEANING
    if short and (not names(bare) or _COUNTS.match(bare)) and not _asks_speech(bare):
        within = _read(replace(slots, kind="within"))
        if not changed and _OF_SOMEBODY.match(bare):
            return FollowUp(within)
        alone = not changed and not slots.led
        return FollowUp(_read(slots), or_else=within, own=_own(bare), alone=alone)
    return FollowUp(_read(slots)) if changed or slots.led else None


def _own(words: str) -> str:
    """Return what a question asks about, where that may be something else than before.

    A single word, as in "how many died?", is not enough for that, unless it is about somebody.
    """
    asked = WH_ALONE.sub("", words)
    whole = PERSON.search(words) or sum(map(is_content, asked.split())) > 1
    return asked if whole else ""


def _asks_speech(text: str) -> bool:
    return bool(re.search(rf"\b{_SAID}\b", text, re.IGNORECASE))


def _lacks_topic(text: str) -> bool:
    """Return whether a question asks what somebody said, and names no topic."""
    return bool(re.search(r"\b(?:say|said|think|thinks|saying)$", text, re.IGNORECASE))


def _topic_for(last: Query) -> str | None:
    """Return the topic for a question that has none: "and what did Starmer say?"."""
    if last.speaker or _WHO_IS.match(last.text):
        return last.topic
    return speech_topic(last)
