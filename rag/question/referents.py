"""Who is meant by "he" and what by "it": the people and things that the answers before name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rag.answers import Answer
from rag.english.analyzer import is_content, question_terms
from rag.types import Query

WH = (
    r"how\s+(?:many|much|long|old|far|often|big|high|large|soon)|how\s+come|since\s+when|"
    r"until\s+when|by\s+when|by\s+whom|(?:at|in|on|by|for|from|to|with)\s+(?:what|which|whom)|"
    r"who|whom|whose|what|when|where|why|how|which"
)
AUXILIARY = r"(?:do|does|did|will|would|can|could|shall|should|may|might|must)"
LEADING_WH = re.compile(
    rf"^(?:{WH})(?:['’]s)?\b\s*(?:else\b\s*)?(?:(?:is|was|are|were|has|have|had|{AUXILIARY})\s+)?",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"^(?:how\s+many|which)\s+(?P<noun>[\w’'-]+(?:\s+[\w’'-]+)*?s)\b", re.I)
# No capital: "Thornes" is a name, and no verb.
VERB = re.compile(
    r"^(?:[Ii]s|[Ww]as|[Aa]re|[Ww]ere|be|[Dd]o|[Dd]oes|[Dd]id|[Hh]as|[Hh]ave|[Hh]ad|[Cc]an|[Cc]ould|"
    r"[Ww]ill|[Ww]ould|[Ss]hall|[Ss]hould|[Mm]ay|[Mm]ight|[Mm]ust|[a-z]+(?:ed|es))$"
)
NAME = re.compile(r"[A-Z][\w’'.-]*(?:\s+(?:of\s+(?:the\s+)?)?[A-Z][\w’'.-]*)*")
_WORD = r"(?:(?:No|St|Dr|Mr|Mrs|Ms)\.|[\w’'-]+)"
NOUN = re.compile(
    rf"\b(?P<noun>(?:the|a|an|this)(?:\s+{_WORD}){{1,5}}?)(?=\s+(?:be|is|was|are|were|to|in|on|"
    r"at|of|for|from|by|with|did|do|has|have|had|will|would|can|cost|say|close|reopen|open|rise|"
    r"fall|begin|start|end|get|go|need|want|last|take|\w+ed)\b|$)",
    re.IGNORECASE,
)
DETERMINER = re.compile(r"^(?:the|a|an|this|that|these|those|his|her|their|its)\b", re.IGNORECASE)
_SIDE = re.compile(r"^(?:against|behind|opposed\s+to|in\s+favou?r\s+of)\s+", re.IGNORECASE)
_ASKED_BY = re.compile(rf"^(?:(?:{WH})\b[^?]*?\s)?{AUXILIARY}\s", re.IGNORECASE)


def _anybody(pronoun: str, name: str) -> bool:
    return True


def _never(name: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Cast:
    """What is known of those who speak in the articles.

    `speaks` says if somebody of a name does, `is_person` if that is a person rather than a
    country, `fits` if a pronoun may mean somebody of a name, `is_body` if a name that looks like
    a person's is of a building or an organisation: "Corvin House".
    """

    speaks: Callable[[str], bool]
    is_person: Callable[[str], bool] = bool
    fits: Callable[[str, str], bool] = _anybody
    is_body: Callable[[str], bool] = _never


def matter_of(query: Query) -> str:
    """Return what a question is about, without the word that it asks with."""
    if query.speaker and query.topic:
        return f"{query.topic} {query.speaker}"
    text = query.text.strip(" ?!.").replace("said something about ", "")
    return LEADING_WH.sub("", text) or text


def spoken_of(query: Query) -> str:
    """Return what somebody may have spoken about: of "who is against the merger?" the merger."""
    return _SIDE.sub("", matter_of(query))


def person(before: Sequence[Answer], pronoun: str, cast: Cast) -> str | None:
    """Return who is meant by "he": the one asked about, who was cited, or named in the answer.

    Of those named, one who speaks comes first: "Sallow Hythe" looks like a name, too.
    """
    for answer in reversed(before):
        asked = answer.query.speaker
        named = [asked] if asked else _found(answer, cast)
        found = [n for n in named if cast.fits(pronoun, n)]
        if found:
            return next(filter(cast.speaks, found), found[0])
    return None


def _found(answer: Answer, cast: Cast) -> Iterator[str]:
    """Yield the people of an answer to a question that asked for nobody's words.

    First those beside the question's own words: "who is the director" finds "the director, Bo
    Berg", in a sentence that somebody else speaks, too.
    """
    asked = set(question_terms(answer.query.text))
    yield from people(answer.query.text, cast)
    if answer.query.text[:4].lower() == "who ":
        yield from (n for c in answer.citations[:1] for n in _beside(c.sentence.text, asked, cast))
    named = (n for n in speakers(answer) if " " in n)  # "Europeans" is nobody's name,
    yield from (n for n in named if n[:1].isupper() or DETERMINER.match(n))  # nor "police figures"
    yield from (n for c in answer.citations for n in people(c.sentence.text, cast))


def _beside(text: str, asked: set[str], cast: Cast) -> Iterator[str]:
    """Yield the people with one of the terms right beside the name."""
    for name in people(text, cast):
        start = text.index(name)
        near = [*text[:start].split()[-4:], *text[start + len(name) :].split()[:4]]
        if asked & set(question_terms(" ".join(near) or name)):
            yield name


def speakers(answer: Answer) -> list[str]:
    """Return who is cited in an answer, then who was asked about."""
    said = [c.attribution.speaker for c in answer.citations if c.attribution]
    named = [name for name in said if name]
    return [*named, *([answer.query.speaker] if answer.query.speaker else [])]


def people(text: str, cast: Cast) -> list[str]:
    """Return the names of two words and more that look like a person's."""
    found = [m[0].rstrip(".").removesuffix("’s").removesuffix("'s") for m in NAME.finditer(text)]
    looks = [n for n in found if re.fullmatch(r"[A-Z][\w’'.-]+(?:\s+[A-Z][\w’'.-]*){1,2}", n)]
    return [n for n in looks if not cast.is_body(n)]


def thing(before: Sequence[Answer], pronoun: str) -> str | None:
    """Return what is meant by "it" or "them": the last thing that a question before names."""
    for answer in reversed(before):
        counted = _COUNTED.match(answer.query.text)
        if counted and pronoun.lower() in ("they", "them", "their"):
            return counted["noun"]
        nouns = nouns_in(answer.query.topic or answer.query.text)
        named = names(answer.query.topic or matter_of(answer.query))
        if nouns or named:
            return (nouns or named)[0]
    return None


def nouns_in(text: str) -> list[str]:
    """Return "the old bridge" and the like."""
    bare = text.strip(" ?!.")
    found = [m["noun"].strip() for m in NOUN.finditer(bare)]
    if found and bare.endswith(found[-1]) and _ASKED_BY.match(bare):
        found[-1] = _without_verb(found[-1])
    return found


def _without_verb(noun: str) -> str:
    """Leave out the verb that "did the turbines produce" ends with."""
    words = noun.split()
    verb = len(words) > 2 and words[-1].islower()
    return " ".join(words[:-1]) if verb else noun


def names(text: str) -> list[str]:
    """Return the names in a question; its first word is none for its capital alone."""
    first = len(text.split()[0]) if text.split() and is_function(text.split()[0]) else 0
    return [m[0] for m in NAME.finditer(text, first)]


def is_function(word: str) -> bool:
    """Say if a word begins a question rather than naming something."""
    return not is_content(word) or bool(VERB.match(word)) or bool(LEADING_WH.match(word))
