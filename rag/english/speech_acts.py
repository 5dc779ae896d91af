"""What a speaker does with reported words, by the cue: says, asks, promises, denies, opposes.

The verbs of the lexicon count by their sense. Those added here are heard in a cue only: without
one, "sought" and "preferred" are no sign of speech.
"""

from __future__ import annotations

import re

from rag.english.lexicon import LEXICON, Sense, Verb
from rag.types import SpeechAct

_OF_SENSE: dict[Sense, SpeechAct] = {
    "think": "thinks",
    "want": "thinks",
    "deny": "denied",
    "promise": "promised",
    "ask": "asked",
}
# Lemmas that go against their sense: who doubts a claim or rejects an offer denies nothing, who
# wonders asks, who pleads (not guilty) and what finds report.
_OF_LEMMA: dict[str, SpeechAct] = {
    **dict.fromkeys(("dismiss", "doubt", "oppose", "refuse", "reject"), "opposed"),
    "find": "said",
    "plead": "said",
    "wonder": "asked",
}

_FURTHER: dict[SpeechAct, str] = {
    "said": "welcome",
    "denied": "contradict disavow rebut refute repudiate",
    "opposed": "decline rebuff",
    "promised": "commit guarantee",
    "asked": "enquire inquire interrogate query",
    "thinks": """
        aim aspire consider contemplate deem desire dream envision favor favour foresee imagine
        prefer regard see seek suspect trust
        """,
}
# Nouns that are no form of a verb of the same class, as "promise" and "hopes" are.
_NOUNS: dict[SpeechAct, str] = {
    "denied": "denial denials rebuttal",
    "opposed": "dismissal objection objections opposition refusal rejection",
    "promised": "assurance assurances commitment commitments",
    "asked": "enquiry enquiries inquiry inquiries",
    "thinks": "belief beliefs conviction impression intention intentions opinion opinions thoughts",
}

_ACTS: dict[str, SpeechAct] = {
    **{word: act for act, words in _NOUNS.items() for word in words.split()},
    **{
        form: act
        for act, lemmas in _FURTHER.items()
        for lemma in lemmas.split()
        for form in Verb(lemma, "say", "object").forms
    },
    **{
        form: _OF_LEMMA.get(verb.lemma, _OF_SENSE.get(verb.sense, "said"))
        for verb in LEXICON
        for form in verb.forms
    },
}
_PHRASES: tuple[tuple[re.Pattern[str], SpeechAct], ...] = (
    (re.compile(r"\b(?:want|demand|ask|like)\w* to know\b"), "asked"),
    (re.compile(r"\brul(?:e[sd]?|ing) (?:it |that |this )?out\b"), "opposed"),
    (re.compile(r"\bcall(?:s|ed|ing)? (?:for|on)\b"), "thinks"),
    (re.compile(r"(?:\bwould|['’]d) like\b"), "thinks"),
)
_WORD = re.compile(r"[a-z]+(?:['’]t)?")
# "Lee asked them not to" is a request, "made no secret of" an admission.
_NEGATION = re.compile(
    r"(?:\b(?:cannot|never|no|nor|not|without)|n['’]t)\b(?!\s+(?:only|secret|to)\b|\W*$)"
)
# Before a verb of saying: "might have said", "would neither confirm nor deny".
_UNREAL = re.compile(r"\b(?:may|might|(?:could|would|should) have|neither)\b")
_ALLEGED = re.compile(r"\b(?:allegedly|purportedly|supposedly)\b")
# Of "who asked not to be named said", which asks nothing.
_UNNAMED = re.compile(
    r"\b(?:who )?ask(?:ed|s|ing)? (?:not to be \w+|to remain \w+|for anonymity),? ?"
)
_AGAINST = frozenset(("denied", "opposed"))
_DOUBT = re.compile(r"\bdoubt")
_REFUSED = re.compile(r"\b(?:declin|refus)(?:ed?|es|ing)\b")


def speech_act(cue: str) -> SpeechAct:
    """Return what a speaker does with the words that a cue introduces, "said" for unknown cues.

    An even number of negations and verbs of denying or opposing cancel each other. An odd number is
    a denial only if the cue says so in a verb or noun: who "does not intend" or "rejects" something
    opposes it.

    >>> speech_act("told reporters"), speech_act("has denied"), speech_act("did not want")
    ('said', 'denied', 'opposed')
    """
    text = _plain(cue)
    acts, negated = _acts(text), _is_negated(text)
    against = [act for act in acts if act in _AGAINST]
    if (len(against) + negated) % 2:
        return "denied" if "denied" in against and not negated else "opposed"
    return next((act for act in acts if act not in _AGAINST), "said")


def is_unsaid(cue: str) -> bool:
    """Return whether a cue reports that somebody neither said nor denied its words.

    "Did not say", "has not denied", "declined to comment", "would neither confirm nor deny", "might
    have said", "allegedly said". "Does not believe" and "has no doubt" report an attitude.

    >>> is_unsaid("has never said"), is_unsaid("refused to say"), is_unsaid("refused")
    (True, True, False)
    """
    text = _plain(cue)
    if _UNREAL.search(text[: _first_act(text)]) or _ALLEGED.search(text):
        return True
    if refused := _REFUSED.search(text):
        return any(act != "thinks" for act in _acts(text[refused.end() :]))
    if _ACTS.get(text[_first_act(text) :].split(" ")[0]) == "thinks" or _DOUBT.search(text):
        return False
    return _is_negated(text)


def _is_negated(text: str) -> bool:
    """Return whether the first verb or noun of a cue is negated; "said, without a smile" is not."""
    first = _first_act(text)
    return sum(m.start() < first for m in _NEGATION.finditer(text)) % 2 == 1


def _first_act(text: str) -> int:
    """Return the offset of the first verb or noun that tells an act, else the length."""
    places = (word.start() for word in _WORD.finditer(text) if word[0] in _ACTS)
    return next(places, len(text))


def _plain(cue: str) -> str:
    return _UNNAMED.sub("", " ".join(cue.casefold().split()))


def _acts(text: str) -> list[SpeechAct]:
    """Return the acts that phrases and words of a cue stand for, "said" of known verbs too."""
    acts = [act for pattern, act in _PHRASES if pattern.search(text)]
    return acts + [_ACTS[word] for word in _WORD.findall(text) if word in _ACTS]
