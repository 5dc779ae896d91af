"""Questions that lean on those before: "and Starmer?", "why?", "what did he say about tariffs?".

Rules without a model: a follow-up is written out as a question of its own, which is shown. Where
no rule is sure there are two readings, and the answers to both decide.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from rag.answers import Answer
from rag.english.analyzer import is_content
from rag.question.filters import only_filters
from rag.question.referents import (
    AUXILIARY,
    DETERMINER,
    LEADING_WH,
    NAME,
    VERB,
    WH,
    Cast,
    matter_of,
    names,
    person,
    speakers,
    spoken_of,
    thing,
)
from rag.question.rewording import (
    DOES,
    LEAD,
    WH_ALONE,
    as_object,
    asked_again,
    capital,
    put,
    replaced,
)
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
# "Who is he?" asks of somebody, "when was she?" of what happened.
_OF_SOMEBODY = re.compile(r"^(?!why|when).+\s(?:is|was)\s(?:he|she)$", re.IGNORECASE)
_WHO_ELSE = re.compile(
    r"^(?:who|whom)\s+else\b|^(?:anyone|anybody|somebody|someone)\s+else\b|^(?:any\s+)?others$"
    r"|^(?:did|has|have)\s+(?:anyone|anybody|others|someone)\s+(?:else\b|(?:say|said|comment|agree|"
    r"disagree|object|oppose|support|respond|reply)(?:e?d)?$)",
    re.IGNORECASE,
)
_WHO_SAID = re.compile(r"^who\s+(?:said|says|told\s+us)(?:\s+(?:so|that|this|it))?$", re.IGNORECASE)
_SAY_THIS = re.compile(r"\bsay this\b")
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
_PERSON = re.compile(r"\b(?P<word>he|she|him|his|her|hers)\b", re.IGNORECASE)
_THING = re.compile(r"\b(?P<word>it|its|they|them|their)\b", re.IGNORECASE)
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
_OF_NOUN = frozenset("he she they his their its".split())  # may mean a noun of the same question
_MEANS = re.compile(r"\bmeans?\W*$", re.IGNORECASE)
# "How many does the town have?" counts what was spoken of; "how much does it cost?" asks for a sum.
_COUNTS = re.compile(
    rf"^how\s+(?:many|much)\s+of\s+(?:them|those|these)\b|^how\s+many\s+{DOES}\b"
    rf"|^how\s+much\s+{AUXILIARY}\s.*\b(?:have|got|need|want|use)$",
    re.IGNORECASE,
)
_MEASURES = re.compile(r"^how\s+(?!come)\w", re.IGNORECASE)
_TIME_OR_PLACE = re.compile(r"^(?:at|in|on|by|from|until|since)\s", re.IGNORECASE)
# Who holds an office is no matter that the holder spoke on.
_WHO_IS = re.compile(
    r"^who(?:['’]s|\s+(?:is|was|are|were)\s+(?:the|a|an)\b|\s+(?:runs?|ran|leads?|led|chairs?|"
    r"chaired|heads?|headed|manages?|managed|owns?|owned|directs?|edits?|founded)\b)",
    re.IGNORECASE,
)
_LONGEST_LEANING = 9  # words of a question without a name that may still lean on those before
_NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A follow-up written out.

    `filters` are put on top of those of the question before. `other_than` are speakers who are not
    to be cited; `again` says that no sentence is to be cited that was before. `or_else` is another
    reading; it counts where `text` is refused, and with `open` wherever its answer is surer. `own`
    are words of it that were typed and must not be lost. With `alone` the first reading leans on
    nothing: it is what was typed.
    """

    text: str
    filters: Filters = _NO_FILTERS
    other_than: tuple[str, ...] = ()
    again: bool = False
    or_else: str | None = None
    own: str = ""
    open: bool = False
    alone: bool = False


def follow_up(
    question: str,
    before: Sequence[Answer],
    *,
    cast: Cast,
    sources: Collection[str] = (),
) -> FollowUp | None:
    """Return a question written out by the answers of its topic; None if it stands on its own.

    `before` are in order, `sources` are the outlets of the index.
    """
    if not before:
        return None
    typed = " ".join(question.split())
    bare = LEAD.sub("", typed).strip(" ?!.…")
    led = len(bare) < len(typed.strip(" ?!.…"))
    last = _named(before[-1])
    about = _ABOUT.match(bare)
    what = about["what"] if about else bare
    narrowed = only_filters(what, sources, year=_year(before[-1]))
    if narrowed is not None:
        return FollowUp(last.text, narrowed)
    if _WHO_ELSE.match(bare):
        return _others(bare, before)
    if _WHO_SAID.match(bare):
        return FollowUp(f"Who said {as_object(last)}?")
    more = _more(bare, before, cast)
    if more is not None:
        return more
    asked = _asked_of_last(bare, last)
    if asked is not None:
        return FollowUp(asked)
    if about or (led and not _has_verb(bare)):
        return _shifted(
            what, last, cast, topic=about is not None, open=bool(about and about["open"])
        )
    return _leaning(bare, before, cast, led=led)


def _named(answer: Answer) -> Query:
    """Return the question of an answer; "the mayor" has the name under which she was quoted."""
    first = answer.citations[0].attribution if answer.citations else None
    described = answer.query.speaker and DETERMINER.match(answer.query.speaker)
    if described and first is not None and first.speaker and first.speaker[:1].isupper():
        return replace(answer.query, filters=replace(answer.query.filters, speaker=first.speaker))
    return answer.query


def _year(answer: Answer) -> int | None:
    """Return the year that "in March" is of: that asked for, or of the first article cited."""
    cited = [d.published for d in answer.documents if d.published]
    known = [answer.query.filters.published_from, answer.query.filters.published_to, *cited]
    return next((day.year for day in known if day), None)


def _has_verb(words: str) -> bool:
    return any(map(VERB.match, words.split())) or bool(LEADING_WH.match(words))


def _asked_of_last(bare: str, last: Query) -> str | None:
    """Write out "why?", "when was that?" and "how many people?"."""
    that = _THAT.match(bare)
    if that and _MEASURES.match(that["wh"]) and _THING.search(bare):
        return None  # "how long is it?" asks of the thing
    if _OF_SOMEBODY.match(bare):
        return None
    short = _BARE.match(bare)
    if that or short:
        wh = (that or short)["wh"]  # type: ignore[index]  # one of them is a match
        if last.speaker and wh.lower() in ("who", "whom"):
            return f"Who {'are' if bare.endswith('they') else 'is'} {last.speaker}?"
        return f"{capital(wh)} {asked_again(last)}?"
    fragment = _FRAGMENT.match(bare)
    if fragment and not (
        any(map(VERB.match, fragment["noun"].split())) or _THING.search(fragment["noun"])
    ):
        if not is_content(fragment["noun"].split()[0]):
            return None
        asked = asked_again(last) if _TIME_OR_PLACE.match(bare) else matter_of(last)
        return f"{capital(bare)} {asked}?"
    return None


def _others(bare: str, before: Sequence[Answer]) -> FollowUp:
    """Ask the last question of everybody who was not cited yet; "why did she say this?" is none.

    Who was cited on another matter, before a question that was answered as it stood, may be again.
    """
    before = before[max((i for i, answer in enumerate(before) if _opens(answer)), default=0) :]
    asked = [a.query for a in before if not _SAY_THIS.search(a.query.text)]
    last = asked[-1] if asked else before[-1].query
    cited = [n for answer in before for n in speakers(answer)]
    matter = last.topic if last.speaker else matter_of(last)
    rest = re.sub(r"^.*?\belse\b\s*", "", bare, flags=re.IGNORECASE) if "else" in bare else ""
    said = "said something about " if last.speaker else ""
    text = f"Who else {said}{matter}?" if matter else "Who else said something?"
    or_else = None
    if any(map(is_content, rest.split())) and not _THING.search(rest):
        text, or_else = f"Who else {rest}?", f"Who else {rest} ({matter})?"
    if not last.speaker and not cited:
        return FollowUp(text, again=True, or_else=or_else, own=_own(rest))
    full = [n for n in cited if not any(n != other and n in other for other in cited)]
    others = tuple(dict.fromkeys(full))
    return FollowUp(text, other_than=others, again=True, or_else=or_else, own=_own(rest))


def _opens(answer: Answer) -> bool:
    """Say if a question was answered as it was typed, from all articles."""
    return answer.as_typed and answer.answered and not answer.query.in_cited


def _more(bare: str, before: Sequence[Answer], cast: Cast) -> FollowUp | None:
    """Ask for more: "what else?" of the same, "did she say anything else?" of all she said."""
    if _WHAT_ELSE.match(bare):
        return FollowUp(_named(before[-1]).text, again=True)
    for pattern in _MORE_OF:
        found = pattern.match(bare)
        if found:
            who = _who(found["who"], before, cast)
            about = f" about {found['topic']}" if found["topic"] else ""
            return FollowUp(f"What did {who} say{about}?", again=True)
    return None


def _who(words: str, before: Sequence[Answer], cast: Cast) -> str:
    if words.lower() not in ("he", "she", "they", "him", "her", "them"):
        return words
    return person(before, words, cast) or words


def _shifted(what: str, last: Query, cast: Cast, *, topic: bool, open: bool) -> FollowUp:
    """Ask the last question of another speaker, topic, name or thing.

    "What about Russia?" is another topic, "and Russia?" another speaker; where Russia may be
    either, both are asked.
    """
    if last.speaker and not _MEANS.search(last.text):
        on = f"What did {last.speaker} say about {what}?"
        about = f" about {last.topic}" if last.topic else ""
        by = f"What did {what} say{about}?"
        if cast.speaks(what):
            return _either(by, on, person=cast.is_person(what), topic=topic and not open, open=open)
        if not topic and NAME.fullmatch(what):
            return FollowUp(by, or_else=on)
        return FollowUp(on)
    return FollowUp(replaced(what, last, cast))


def _either(by: str, on: str, *, person: bool, topic: bool, open: bool) -> FollowUp:
    """Choose between another speaker and another topic, where one who speaks is named."""
    if topic:
        return FollowUp(on)
    if person:
        return FollowUp(by)
    return FollowUp(on, or_else=by, open=True) if open else FollowUp(by, or_else=on)


def _leaning(bare: str, before: Sequence[Answer], cast: Cast, *, led: bool) -> FollowUp | None:
    """Read a whole question: with pronouns replaced, or with what the last one was about."""
    resolved = _resolved(bare, before, cast)
    text = resolved or f"{bare}?"
    if led and _saying_nothing(bare):
        return FollowUp(_with_topic(text, before[-1].query))
    matter = matter_of(before[-1].query)
    short = len(bare.split()) <= _LONGEST_LEANING
    if short and (not names(bare) or _COUNTS.match(bare)) and not _asks_speech(bare):
        within = f"{bare} ({matter})?"
        if resolved is None and _OF_SOMEBODY.match(bare):
            return FollowUp(within)
        return FollowUp(text, or_else=within, own=_own(bare), alone=resolved is None and not led)
    return FollowUp(text) if resolved or led else None


def _own(words: str) -> str:
    """Return what a question asks of, where that may be something else than before.

    A single word, as in "how many died?", is not enough for that, unless it is said of somebody.
    """
    asked = WH_ALONE.sub("", words)
    whole = _PERSON.search(words) or sum(map(is_content, asked.split())) > 1
    return asked if whole else ""


def _asks_speech(text: str) -> bool:
    return bool(re.search(rf"\b{_SAID}\b", text, re.IGNORECASE))


def _resolved(bare: str, before: Sequence[Answer], cast: Cast) -> str | None:
    """Put names in the place of pronouns that nothing in the question itself explains."""
    text = bare
    he, it = _PERSON.search(text), _THING.search(text)
    if he and not _explained(text, he):
        who = person(before, he["word"], cast)
        text = put(text, he, who) if who else text
    elif it and not _explained(text, it) and not _EXPLETIVE.search(text):
        which = person(before, it["word"], cast) if _they_say(text, it) else None
        which = which or thing(before, it["word"])
        text = put(text, it, which) if which else text
    if text == bare:
        return None
    return f"{text}?" if not _saying_nothing(text) else _with_topic(f"{text}?", before[-1].query)


def _explained(text: str, pronoun: re.Match[str]) -> bool:
    """Say if a question names itself who is meant: "what did the mayor say that she wants?"."""
    before = text[: pronoun.start()]
    nearby = pronoun["word"].lower() in _OF_NOUN and _NOUN_BEFORE.search(before)
    return bool(names(before) or nearby)


def _they_say(text: str, pronoun: re.Match[str]) -> bool:
    return pronoun["word"].lower() == "they" and bool(
        re.match(r"they\s+(?:say|said|think|warn|want|claim)", text[pronoun.start() :], re.I)
    )


def _saying_nothing(text: str) -> bool:
    """Say if a question asks what somebody said, and not on what."""
    return bool(re.search(r"\b(?:say|said|think|thinks|saying)$", text, re.IGNORECASE))


def _with_topic(text: str, last: Query) -> str:
    """Carry the topic on to a question that has none: "and what did Starmer say?"."""
    bare = text.strip(" ?!.")
    topic = last.topic
    if not last.speaker and not _WHO_IS.match(last.text):
        topic = spoken_of(last)
    return f"{bare} about {topic}?" if _saying_nothing(bare) and topic else f"{bare}?"
