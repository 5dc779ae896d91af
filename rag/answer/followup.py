"""Questions that lean on those before: "and Starmer?", "why?", "what did he say about tariffs?".

Rules without a model: a follow-up is written out as a question of its own, which is shown. A
question that stands on its own is left as it is; where no rule surely fits, it is taken for one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from rag.answer.narrowing import only_filters
from rag.index.terms import is_content
from rag.types import Answer, Filters, Query

_LEAD = re.compile(
    r"^(?:(?:and|but|so|ok(?:ay)?|then|also|well|yes|no|or)\b[\s,]*)+", re.IGNORECASE
)
_ABOUT = re.compile(r"^(?:(?:what|how)\s+about|about|on|regarding)\s+(?P<what>.+)$", re.IGNORECASE)
_WH = (
    r"how\s+(?:many|much|long|old|far|often|big|high|large|soon)|how\s+come|since\s+when|"
    r"until\s+when|by\s+when|by\s+whom|(?:at|in|on|by|for|from|to|with)\s+(?:what|which|whom)|"
    r"who|whom|whose|what|when|where|why|how|which"
)
_LEADING_WH = re.compile(
    rf"^(?:{_WH})(?:['’]s)?\b\s*(?:else\b\s*)?(?:(?:is|was|are|were|do|does|did)\s+)?",
    re.IGNORECASE,
)
_WH_ALONE = re.compile(rf"^(?:{_WH})(?:['’]s)?\b\s*", re.IGNORECASE)
_BARE = re.compile(rf"^(?P<wh>{_WH})(?P<not>\s+not)?$", re.IGNORECASE)
_FRAGMENT = re.compile(rf"^(?P<wh>{_WH})\s+(?P<noun>\w[\w’'-]*(?:\s+\w[\w’'-]*)?)$", re.IGNORECASE)
_VERB = re.compile(
    r"^(?:is|was|are|were|be|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|"
    r"must|\w+(?:ed|es))$",
    re.IGNORECASE,
)
_THAT = re.compile(
    rf"^(?P<wh>{_WH})\s+(?P<verb>is|was|were|are|did|does|will|would|has|had)\s+"
    r"(?:that|this|it|they|he|she|these|those)(?:\s+(?:happen|happened|be|so|take\s+place|do\s+(?:that|this|it|so)"
    r"|decided|announced|said|say\s+(?:that|this|it|so)|done))?$",
    re.IGNORECASE,
)
_WHO_ELSE = re.compile(
    r"^(?:who|whom)\s+else\b|^(?:anyone|anybody|somebody|someone)\s+else\b|^(?:any\s+)?others$"
    r"|^(?:did|has|have)\s+(?:anyone|anybody|others|someone)(?:\s+else)?\b",
    re.IGNORECASE,
)
_WHAT_ELSE = re.compile(
    r"^(?:what|anything|something)\s+else$|^(?:(?:any|tell\s+me)\s+)?more$|^go\s+on$"
    r"|^what\s+else\s+(?:did|does|has)\s+(?:he|she|they)\s+(?:say|said|think|warn\s+about)$",
    re.IGNORECASE,
)
_WHAT_ELSE_AT_ALL = re.compile(
    r"^(?:what|anything|something)\s+else$|more$|^go\s+on$", re.IGNORECASE
)
_PERSON = re.compile(r"\b(?P<word>he|she|him|his|her|hers)\b", re.IGNORECASE)
_THING = re.compile(r"\b(?P<word>it|its|they|them|their)\b", re.IGNORECASE)
_EXPLETIVE = re.compile(
    r"\b(?:is|was|does|did|would|will|has)\s+it\s+(?:true|possible|likely|right|wrong|legal|rain|snow|"
    r"matter|mean|that|been|possible|safe\s+to|necessary|take\b)|\bit\s+(?:is|was)\s+(?:true|"
    r"possible|likely)\b|\bit\s+takes?\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?:[A-Z][\w’'.-]*|F-16s?)(?:\s+(?:of\s+(?:the\s+)?)?[A-Z][\w’'.-]*)*")
_PLACE_OF = re.compile(
    r"\b(?P<noun>(?:the|a|an|this)\s+(?:[\w’'-]+\s*){1,4}?)(?=\s+(?:be|is|was|are|were|to|in|on|"
    r"at|of|for|from|by|with|did|do|has|have|had|will|would|can|cost|say|close|reopen|open|rise|"
    r"fall|begin|start|end|get|go|need|want|last|take|\w+ed)\b|$)",
    re.IGNORECASE,
)
_DETERMINER = re.compile(r"^(?:the|a|an|this|that|these|those|his|her|their|its)\b", re.IGNORECASE)
_NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A follow-up written out.

    `filters` are put on top of those of the question before. `other_than` are speakers who are not
    to be cited; `again` says that no sentence is to be cited that was before.
    """

    text: str
    filters: Filters = _NO_FILTERS
    other_than: tuple[str, ...] = ()
    again: bool = False


def follow_up(
    question: str,
    before: Sequence[Answer],
    *,
    speaks: Callable[[str], bool],
    sources: Collection[str] = (),
) -> FollowUp | None:
    """Return a question written out by the answers of its topic; None if it stands on its own.

    `before` are in order, `speaks` says if somebody of a name speaks in the articles, `sources`
    are the outlets of the index.
    """
    if not before:
        return None
    typed = " ".join(question.split())
    bare = _LEAD.sub("", typed).strip(" ?!.…")
    led = len(bare) < len(typed.strip(" ?!.…"))
    last = _named(before[-1])
    about = _ABOUT.match(bare)
    what = about["what"] if about else bare
    narrowed = only_filters(what, sources)
    if narrowed is not None:
        return FollowUp(last.text, narrowed)
    if _WHO_ELSE.match(bare):
        return _others(bare, before)
    if _WHAT_ELSE.match(bare):
        said = last.speaker and not _WHAT_ELSE_AT_ALL.match(bare)
        return FollowUp(f"What did {last.speaker} say?" if said else last.text, again=True)
    asked = _asked_of_last(bare, last)
    if asked is not None:
        return FollowUp(asked)
    if about or (led and not _has_verb(bare)):
        named = not about and bool(_NAME.fullmatch(what))  # "and Starmer?", not "about Russia?"
        return FollowUp(_shifted(what, last, lambda name: named or speaks(name)))
    resolved = _resolved(bare, before)
    if led:
        resolved = _with_topic(resolved or bare, last)
    return FollowUp(resolved) if resolved is not None else None


def _named(answer: Answer) -> Query:
    """Return the question of an answer; "the mayor" has the name under which she was quoted."""
    first = answer.citations[0].attribution if answer.citations else None
    described = answer.query.speaker and _DETERMINER.match(answer.query.speaker)
    if described and first is not None and first.speaker and first.speaker[:1].isupper():
        return replace(answer.query, speaker=first.speaker)
    return answer.query


def _has_verb(words: str) -> bool:
    return any(map(_VERB.match, words.split())) or bool(_LEADING_WH.match(words))


def _subject_matter(query: Query) -> str:
    """Return what a question is about, without the word that it asks with."""
    if query.speaker and query.topic:
        return f"{query.topic} {query.speaker}"
    text = query.text.strip(" ?!.").replace("said something about ", "")
    return _LEADING_WH.sub("", _LEAD.sub("", text)) or text


def _asked_again(last: Query) -> str:
    """Return the last question without its question word, so that another can take its place."""
    if last.speaker:
        return f"did {last.speaker} say this" + (f" about {last.topic}" if last.topic else "")
    text = _LEAD.sub("", last.text.strip(" ?!."))
    return _WH_ALONE.sub("", text) or text


def _asked_of_last(bare: str, last: Query) -> str | None:
    """Write out "why?", "when was that?" and "how many people?"."""
    that = _THAT.match(bare)
    short = _BARE.match(bare)
    if that or short:
        wh = (that or short)["wh"]  # type: ignore[index]  # one of them is a match
        return f"{_capital(wh)} {_asked_again(last)}?"
    fragment = _FRAGMENT.match(bare)
    if fragment and not (
        any(map(_VERB.match, fragment["noun"].split())) or _THING.search(fragment["noun"])
    ):
        if not is_content(fragment["noun"].split()[0]):
            return None
        return f"{_capital(bare)} {_subject_matter(last)}?"
    return None


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _others(bare: str, before: Sequence[Answer]) -> FollowUp:
    """Ask the last question of everybody who was not cited yet."""
    last = before[-1].query
    names = [n for answer in before for n in _speakers(answer)]
    matter = (last.topic or _subject_matter(last)) if last.speaker else _subject_matter(last)
    rest = re.sub(r"^.*?\belse\b\s*", "", bare, flags=re.IGNORECASE) if "else" in bare else ""
    if any(map(is_content, rest.split())) and not _THING.search(rest):
        matter = rest
    text = f"Who else said something about {matter}?" if last.speaker else f"Who else {matter}?"
    if not last.speaker and not names:
        return FollowUp(text, again=True)
    full = [n for n in names if not any(n != other and n in other for other in names)]
    return FollowUp(text, other_than=tuple(dict.fromkeys(full)), again=True)


def _speakers(answer: Answer) -> list[str]:
    said = [c.attribution.speaker for c in answer.citations if c.attribution]
    named = [name for name in said if name]
    return [*named, *([answer.query.speaker] if answer.query.speaker else [])]


def _shifted(what: str, last: Query, speaks: Callable[[str], bool]) -> str:
    """Ask the last question of another speaker, topic, name or thing."""
    if last.speaker:
        if speaks(what):
            about = f" about {last.topic}" if last.topic else ""
            return f"What did {what} say{about}?"
        return f"What did {last.speaker} say about {what}?"
    text = last.text.strip(" ?!.")
    names = list(_NAME.finditer(text, len(text.split()[0])))
    if what[:1].isupper() and names:
        return f"{text[: names[-1].start()]}{what}{text[names[-1].end() :]}?"
    if speaks(what):
        return f"What did {what} say about {_subject_matter(last)}?"
    nouns = list(_PLACE_OF.finditer(text))
    if nouns and (_DETERMINER.match(what) or not names):
        return f"{text[: nouns[-1].start()]}{what}{text[nouns[-1].end() :]}?"
    return f"{text} {what}?"


def _resolved(bare: str, before: Sequence[Answer]) -> str | None:
    """Put names in the place of pronouns that nothing in the question itself explains."""
    text = bare
    person, thing = _PERSON.search(text), _THING.search(text)
    if person and not _names(text[: person.start()]):
        who = _person(before)
        text = _put(text, person, who) if who else text
    elif thing and not _names(text[: thing.start()]) and not _EXPLETIVE.search(text):
        which = _person(before) if _asks_speech(text, thing) else None
        which = which or _thing(before)
        text = _put(text, thing, which) if which else text
    if text == bare:
        return None
    return f"{text}?" if not _saying_nothing(text) else _with_topic(f"{text}?", before[-1].query)


def _asks_speech(text: str, pronoun: re.Match[str]) -> bool:
    return pronoun["word"].lower() == "they" and bool(
        re.match(r"they\s+(?:say|said|think|warn|want|claim)", text[pronoun.start() :], re.I)
    )


def _saying_nothing(text: str) -> bool:
    """Say if a question asks what somebody said, and not on what."""
    return bool(re.search(r"\b(?:say|said|think|thinks|saying)$", text, re.IGNORECASE))


def _with_topic(text: str, last: Query) -> str:
    """Carry the topic on to a question that has none: "and what did Starmer say?"."""
    bare = text.strip(" ?!.")
    topic = last.topic or (None if last.speaker else _subject_matter(last))
    return f"{bare} about {topic}?" if _saying_nothing(bare) and topic else f"{bare}?"


def _put(text: str, pronoun: re.Match[str], name: str) -> str:
    own = pronoun["word"].lower() in ("his", "its", "their") or (
        pronoun["word"].lower() == "her" and re.match(r"\s+\w", text[pronoun.end() :]) is not None
    )
    return f"{text[: pronoun.start()]}{name}{'’s' if own else ''}{text[pronoun.end() :]}"


def _person(before: Sequence[Answer]) -> str | None:
    """Return who is meant by "he": the one asked about, who was cited, or named in the answer."""
    for answer in reversed(before):
        said = [n for n in _speakers(answer) if " " in n]  # "Europeans" is nobody's name
        names = [answer.query.speaker] if answer.query.speaker else said
        names += _people(answer.query.text)
        names += [n for c in answer.citations for n in _people(c.sentence.text)]
        if names:
            return names[0]
    return None


def _people(text: str) -> list[str]:
    """Return the names of two words and more that look like a person's."""
    found = [m[0].removesuffix("’s").removesuffix("'s") for m in _NAME.finditer(text)]
    return [n for n in found if re.fullmatch(r"[A-Z][\w’'.-]+(?:\s+[A-Z][\w’'.-]*){1,2}", n)]


def _thing(before: Sequence[Answer]) -> str | None:
    """Return what is meant by "it": the last thing that a question before names."""
    for answer in reversed(before):
        text = answer.query.topic or _subject_matter(answer.query)
        nouns = [m["noun"].strip() for m in _PLACE_OF.finditer(text)]
        names = _names(text)
        if nouns or names:
            return (nouns or names)[0]
    return None


def _names(text: str) -> list[str]:
    """Return the names in a question; its first word is none for its capital alone."""
    first = len(text.split()[0]) if text.split() and is_function(text.split()[0]) else 0
    return [m[0] for m in _NAME.finditer(text, first)]


def is_function(word: str) -> bool:
    """Say if a word begins a question rather than naming something."""
    return not is_content(word) or bool(_VERB.match(word)) or bool(_LEADING_WH.match(word))
