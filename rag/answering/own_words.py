"""Which of somebody's own words answer: those of the kind asked for, before what only seems theirs.

Where no topic is named, all that somebody said is an answer, and what fits the verb comes first:
"what does Lee want" begins with what Lee demands. Of promises, denials and warnings only those are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answering.score import Candidate
from rag.question.understand import asks_for_words, asks_reaction
from rag.types import Query

# A sentence that is given to the right one answers "what did Lee say": as sure as `rag evaluate
# attribution` finds the speakers of quotations right (`direct_precision`).
SURE = 0.92

# An attributed sentence goes before a likelier one that only seems to be somebody's own words, if
# it is at least this probable as a share of that one's probability.
NEARLY = 0.5


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a verb in the question asks for, and the words by which news tells it.

    `only` is its noun where nothing else answers, and else empty.
    """

    asked: re.Pattern[str]
    told: re.Pattern[str]
    only: str = ""


def _kind(asked: str, told: str, *, only: str = "") -> _Kind:
    return _Kind(
        re.compile(rf"\b(?:{asked})\b", re.IGNORECASE),
        re.compile(rf"\b(?:{told})", re.IGNORECASE),
        only,
    )


REACTION = _kind(
    "respon(?:se|d|ds|ded)|react(?:ion|s|ed)?|repl(?:y|ies|ied)|answer(?:s|ed)?",
    "respon|react|repl|answer|retort|counter(?:s|ed)\\b|reject|dismiss|den(?:y|ies|ied)|refus|"
    "disput|object|welcom|prais|condemn|critici|blast|slam|attack|accus|warn|threat|agree|back(?:s|ed)",
)
# The first whose verb stands in the question counts.
KINDS = (
    _kind("promise[sd]?", "promis|pledg|vow|commit|assur|swear|swore|guarant", only="promise"),
    _kind("deny|denies|denied", "den(?:y|ies|ied)|reject|dismiss|disput|refut", only="denial"),
    _kind("warn(?:s|ed)?", "warn|caution|threat|fear", only="warning"),
    REACTION,
    _kind(
        "wants?|wanted|demand(?:s|ed)?",
        "want|wish|hope|demand|urg|ask|call(?:s|ed|ing)? (?:for|on)|seek|sought|need|must|should|"
        "has to|have to|propos|insist|prefer|favou?r|support|back|promot|push|plan|intend|request",
    ),
    _kind(
        "thinks?|thought|believes?|believed|views?|opinion|position|stance",
        "think|thought|believ|feel|felt|view|call|describ|consider|doubt|fear|hope|expect|should|"
        "must",
    ),
)


def own_words_first(
    query: Query, candidates: Sequence[Candidate], least: float, near: Sequence[Candidate]
) -> list[Candidate]:
    """Order the `candidates` of a question of somebody's words, best first, or leave some out.

    What the index gives to that one comes before what only seems so. `least` is the probability
    that a citation needs, `near` are all sentences that were judged, whoever speaks in them.
    """
    mine = _given(candidates)
    kind = _kind_of(query)
    if asks_for_words(query):
        return _all_words(mine, kind) or list(candidates if kind and kind.only else ())
    best = max((c.probability for c in candidates), default=0.0)
    sure = [c for c in mine if c.probability >= max(least, NEARLY * best)]
    if asks_reaction(query) and not sure:
        sure = [c for c in _replies(mine, near) if c.probability >= least]
    first = {id(c.sentence) for c in sure}
    return [*sure, *(c for c in candidates if id(c.sentence) not in first)]


def lacking(query: Query, candidates: Sequence[Candidate]) -> str | None:
    """Return what one who is quoted is not quoted with, if all of it is asked for: "promise"."""
    kind = _kind_of(query)
    mine = _given(candidates) if asks_for_words(query) and kind and kind.only else []
    return kind.only if kind and mine and not _all_words(mine, kind) else None


def _given(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the sentences that the index gives to a speaker."""
    return [c for c in candidates if c.attribution and c.attribution.speaker]


def _kind_of(query: Query) -> _Kind | None:
    return next((kind for kind in KINDS if kind.asked.search(query.text)), None)


def _all_words(mine: Sequence[Candidate], kind: _Kind | None) -> list[Candidate]:
    """Hold all own words for answers, those that fit first; if only these do, these alone."""
    fits = [kind is not None and kind.told.search(c.sentence.text) is not None for c in mine]
    fitting = [c for c, fit in zip(mine, fits, strict=True) if fit]
    others = [c for c, fit in zip(mine, fits, strict=True) if not fit]
    kept = fitting if kind and kind.only else [*fitting, *others]
    return [replace(c, probability=max(c.probability, SURE), on_topic=True) for c in kept]


def _replies(mine: Sequence[Candidate], near: Sequence[Candidate]) -> list[Candidate]:
    """Return own words that reply to something, as sure as their article speaks of what was asked.

    A reply seldom repeats what it replies to: that stands in the sentences around it.
    """
    of_article: dict[str, float] = {}
    for c in near:
        doc_id = c.sentence.document.doc_id
        of_article[doc_id] = max(of_article.get(doc_id, 0.0), c.probability)
    replies = (c for c in mine if REACTION.told.search(c.sentence.text))
    likely = ((c, SURE * of_article.get(c.sentence.document.doc_id, 0.0)) for c in replies)
    return [replace(c, probability=p, on_topic=True) for c, p in likely if p > c.probability]
