"""Ranks a speaker's own words: those of the kind asked for first, before less certain attributions.

Where no topic is named, everything that the speaker said is an answer, and what fits the verb comes
first: "what does Lee want" begins with what Lee demands. Who asks for promises, denials, questions
or warnings gets nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answering.score import Candidate, attributed
from rag.english.lexicon import Sense, alternation, forms_of, verbs_of
from rag.question.understand import asking_words, asks_for_words, asks_reaction
from rag.types import Query, SpeechAct

# The probability that a sentence attributed to Lee answers "what did Lee say": between the two
# precisions of attributed quotations, .90 and .935, that `rag evaluate attribution` gives
# (`direct_precision`, and `direct_precision_as_marked`, which accepts the words that were marked).
SURE = 0.92

# An attributed sentence comes before a likelier one without attribution if it has at least this
# share of its probability.
NEARLY = 0.5


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a verb in the question asks for: an act, and the words that report it.

    Without such words the act decides which sentences fit. `only` is its noun where nothing else
    answers, and else empty.
    """

    asked: re.Pattern[str]
    act: SpeechAct | None = None
    reported: re.Pattern[str] | None = None
    only: str = ""

    def fits(self, candidate: Candidate) -> bool:
        """Return whether a sentence is what is asked for."""
        if self.reported is not None:
            return self.reported.search(candidate.sentence.text) is not None
        return candidate.attribution is not None and candidate.attribution.act == self.act


def _kind(
    sense: Sense,
    *,
    act: SpeechAct | None = None,
    asked: str = "",
    reported: str = "",
    only: str = "",
) -> _Kind:
    """Make a kind of the verbs of a sense, of further words, and of further beginnings of words."""
    verbs = alternation(forms_of(verbs_of(sense)))
    also = f"|{asked}" if asked else ""
    return _Kind(
        re.compile(rf"\b(?:{verbs}{also})\b", re.IGNORECASE),
        act,
        re.compile(rf"\b(?:{verbs}\b|{reported})", re.IGNORECASE) if reported else None,
        only,
    )


REACTION = _kind(
    "reply",
    asked="response|react(?:ion|s|ed)?",
    reported="respon|react|repl|answer|retort|counter(?:s|ed)\\b|reject|dismiss|den(?:y|ies|ied)|refus|"
    "disput|object|welcom|prais|condemn|critici|blast|slam|attack|accus|warn|threat|agree|back(?:s|ed)",
)
# The first whose verb stands in the question counts.
KINDS = (
    _kind("promise", act="promised", only="promise"),
    _kind("deny", act="denied", only="denial"),
    _kind("warn", reported="warn|caution|threat", only="warning"),
    REACTION,
    _kind(
        "want",
        act="thinks",
        reported="ask|call(?:s|ed|ing)? (?:for|on)|seek|sought|need|must|should|has to|have to|"
        "propos|insist|prefer|favou?r|promot|push|plan|intend|request|demand|wish|hope",
    ),
    _kind(
        "think",
        act="thinks",
        asked="opinion|position|stance",
        reported="view|call|describ|consider|hope|should|must",
    ),
    _kind("accuse", reported="accus|critici|blam"),
    _kind("ask", act="asked", only="question"),
)


def own_words_first(
    query: Query, candidates: Sequence[Candidate], threshold: float, near: Sequence[Candidate]
) -> list[Candidate]:
    """Order the `candidates` of a question of somebody's words, best first, or leave some out.

    What is attributed to the speaker comes before less certain candidates. `threshold` is the
    probability that a citation needs, `near` are all sentences that were scored, whoever speaks.
    """
    kind = _kind_of(query)
    candidates = [c for c in candidates if _answers(c, kind, query)]
    named = attributed(candidates)
    if asks_for_words(query):
        return _all_words(named, kind)
    best = max((c.probability for c in candidates), default=0.0)
    sure = [c for c in named if c.probability >= max(threshold, NEARLY * best)]
    if asks_reaction(query) and not sure:
        sure = [c for c in _replies(named, near) if c.probability >= threshold]
    if kind and sure:
        # As likely as the first, and what the verb asks for: "She wants …" for "what does X want".
        least = sure[0].probability
        sure = sorted(sure, key=lambda c: c.probability < least or not kind.fits(c))
    first = {id(c.sentence) for c in sure}
    return [*sure, *(c for c in candidates if id(c.sentence) not in first)]


def lacking(query: Query, candidates: Sequence[Candidate]) -> str | None:
    """Return what a speaker who is quoted is not quoted with, if it is asked for: "promise"."""
    kind = _kind_of(query)
    named = attributed(candidates)
    if query.speaker is None or kind is None or not kind.only or not named:
        return None
    return None if any(_answers(c, kind, query) for c in named) else kind.only


def _answers(candidate: Candidate, kind: _Kind | None, query: Query) -> bool:
    """Return whether a sentence may answer a question of a kind.

    Where a promise is asked for, only a promise does; a warning on a topic need not be called one.
    What others say that somebody thinks or wants is nothing that this person said.
    """
    if kind is not None and kind.only and (kind.act or asks_for_words(query)):
        return kind.fits(candidate)
    said = candidate.attribution
    thought = said is not None and said.act == "thinks" and said.told_by is not None
    return not thought or (kind is not None and kind.act == "thinks")


def _kind_of(query: Query) -> _Kind | None:
    asking = asking_words(query)
    return next((kind for kind in KINDS if kind.asked.search(asking)), None)


def _all_words(named: Sequence[Candidate], kind: _Kind | None) -> list[Candidate]:
    """Take all own words for answers: fitting ones first, what others tell of them last.

    What somebody said comes before what the article says they think or want.
    """
    fits = _states if kind is None else kind.fits
    ordered = sorted(named, key=lambda c: (_is_told(c), not fits(c)))
    return [replace(c, probability=max(c.probability, SURE), on_topic=True) for c in ordered]


def _states(candidate: Candidate) -> bool:
    return candidate.attribution is not None and candidate.attribution.act != "thinks"


def _is_told(candidate: Candidate) -> bool:
    return candidate.attribution is not None and candidate.attribution.told_by is not None


def _replies(named: Sequence[Candidate], near: Sequence[Candidate]) -> list[Candidate]:
    """Return own words that reply to something, as sure as their article speaks of what was asked.

    A reply seldom repeats what it replies to: that stands in the sentences around it.
    """
    of_article: dict[str, float] = {}
    for c in near:
        doc_id = c.sentence.document.doc_id
        of_article[doc_id] = max(of_article.get(doc_id, 0.0), c.probability)
    replies = (c for c in named if REACTION.fits(c))
    likely = ((c, SURE * of_article.get(c.sentence.document.doc_id, 0.0)) for c in replies)
    return [replace(c, probability=p, on_topic=True) for c, p in likely if p > c.probability]
