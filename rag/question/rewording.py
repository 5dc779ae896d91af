"""The words of a question put otherwise: asked why, of another thing, or with a name for "it"."""

from __future__ import annotations

import re

from rag.question.referents import (
    AUXILIARY,
    DETERMINER,
    LEADING_WH,
    NAME,
    WH,
    Cast,
    nouns_in,
    spoken_of,
)
from rag.types import Query

LEAD = re.compile(r"^(?:(?:and|but|so|ok(?:ay)?|then|also|well|yes|no|or)\b[\s,]*)+", re.IGNORECASE)
WH_ALONE = re.compile(rf"^(?:{WH})(?:['’]s)?\b\s*", re.IGNORECASE)
DOES = rf"(?:{AUXILIARY}|is|are|was|were|has|have|had)"
_WHO_DID = re.compile(rf"^who\s+(?!{DOES}\b)", re.IGNORECASE)
# "How many beds will it have?" in parts, to ask "why will it have beds?".
_AMOUNT = re.compile(
    rf"^(?:how\s+many|how\s+much|which|what)\s+(?P<noun>(?!{DOES}\b)\w+(?:\s+\w+)??)\s+"
    rf"(?P<does>{DOES})\s+(?P<rest>.+)$",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"(?:the|a|an|this|these|his|her|their|its)\s|(?:it|he|she|they)\b|[A-Z]")
_ARTICLE = re.compile(r"\b(?:a|an|the)\s+$", re.IGNORECASE)


def asked_again(last: Query) -> str:
    """Return the last question without its question word, so that another can take its place."""
    if last.speaker:
        return f"did {last.speaker} say this" + (f" about {last.topic}" if last.topic else "")
    text = LEAD.sub("", last.text.strip(" ?!."))
    if _WHO_DID.match(text):
        return _WHO_DID.sub("was it that they ", text)
    amount = _AMOUNT.match(text)
    if amount:
        does, noun, rest = amount["does"], amount["noun"], amount["rest"]
        return f"{does} {rest} {noun}" if _SUBJECT.match(rest) else f"{does} {noun} {rest}"
    return WH_ALONE.sub("", text) or text


def as_object(last: Query) -> str:
    """Return what somebody said that answers a question: "what caused the fire"."""
    if last.speaker:
        return f"something about {last.topic}" if last.topic else "something"
    text = last.text.strip(" ?!.")
    asks = LEADING_WH.match(text) is not None
    return f"{text[:1].lower()}{text[1:]}" if asks else f"something about {spoken_of(last)}"


def capital(words: str) -> str:
    """Return words with a capital, as a question begins."""
    return words[:1].upper() + words[1:]


def replaced(what: str, last: Query, cast: Cast) -> str:
    """Put another name or thing into a question that asks for nobody's words."""
    text = last.text.strip(" ?!.")
    named = list(NAME.finditer(text, len(text.split()[0])))
    bare = DETERMINER.sub("", what).strip()
    if bare[:1].isupper() and named:
        before, given = text[: named[-1].start()], DETERMINER.match(what)
        if given:  # "and the A400M?", after one on "a C-17"
            before = _ARTICLE.sub(f"{given[0].lower()} ", before)
        return f"{before}{bare}{text[named[-1].end() :]}?"
    if cast.speaks(what):
        return f"What did {what} say about {spoken_of(last)}?"
    nouns = nouns_in(text)
    if nouns and (DETERMINER.match(what) or not named):
        before, after = text.rsplit(nouns[-1], 1)
        return f"{before}{what}{after}?"
    return f"{text} {what}?"


def put(text: str, pronoun: re.Match[str], name: str) -> str:
    """Put a name in the place of a pronoun of a question: "his boat" is "Bo Berg’s boat"."""
    own = pronoun["word"].lower() in ("his", "its", "their") or (
        pronoun["word"].lower() == "her" and re.match(r"\s+\w", text[pronoun.end() :]) is not None
    )
    return f"{text[: pronoun.start()]}{name}{'’s' if own else ''}{text[pronoun.end() :]}"
