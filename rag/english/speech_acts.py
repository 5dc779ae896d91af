"""What a speaker does with reported words, by the class of the cue: says, asks, promises, denies.

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
# Lemmas that go against their sense: who doubts a claim does not hold it, who wonders asks, and
# what a study found it reports.
_OF_LEMMA: dict[str, SpeechAct] = {"doubt": "denied", "find": "said", "wonder": "asked"}

_FURTHER: dict[SpeechAct, str] = {
    "denied": "contradict decline disavow rebuff rebut refute repudiate",
    "promised": "commit guarantee",
    "asked": "enquire inquire interrogate query",
    "thinks": """
        aim aspire consider contemplate deem desire dream envision favor favour foresee imagine
        prefer regard see seek suspect trust
        """,
}
# Nouns that are no form of a verb of the same class, as "promise" and "hopes" are.
_NOUNS: dict[SpeechAct, str] = {
    "denied": "denial denials dismissal objection objections opposition rebuttal refusal rejection",
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
    (re.compile(r"\brul(?:e[sd]?|ing) (?:it |that |this )?out\b"), "denied"),
    (re.compile(r"\bcall(?:s|ed|ing)? (?:for|on)\b"), "thinks"),
    (re.compile(r"(?:\bwould|['’]d) like\b"), "thinks"),
)
_WORD = re.compile(r"[a-z]+(?:['’]t)?")
# "Lee asked them not to" is a request, "made no secret of" an admission.
_NEGATION = re.compile(
    r"(?:\b(?:cannot|never|no|nor|not|without)|n['’]t)\b(?!\s+(?:only|secret|to)\b|\W*$)"
)
_DOUBT = re.compile(r"\bdoubt")
_REFUSED = re.compile(r"\b(?:declin|refus)(?:ed?|es|ing)\b")


def speech_act(cue: str) -> SpeechAct:
    """Return what a speaker does with the words that a cue introduces, "said" for unknown cues.

    An even number of negations and verbs of denying is no denial, an odd number is one: who "does
    not believe" a claim denies it.

    >>> speech_act("told reporters"), speech_act("has denied"), speech_act("did not deny")
    ('said', 'denied', 'said')
    """
    text = _plain(cue)
    acts = _acts(text)
    if (acts.count("denied") + _is_negated(text)) % 2:
        return "denied"
    return next((act for act in acts if act != "denied"), "said")


def is_unsaid(cue: str) -> bool:
    """Return whether a cue reports that somebody neither said nor denied its words.

    "Did not say", "has not denied", "declined to comment". "Does not believe" and "has no doubt"
    report an attitude.

    >>> is_unsaid("has never said"), is_unsaid("refused to say"), is_unsaid("refused")
    (True, True, False)
    """
    text = _plain(cue)
    if "thinks" in _acts(text) or _DOUBT.search(text):
        return False
    if refused := _REFUSED.search(text):
        return bool(_acts(text[refused.end() :]))
    return _is_negated(text)


def _is_negated(text: str) -> bool:
    """Return whether the first verb or noun of a cue is negated; "said, without a smile" is not."""
    first = next((m.start() for m in _WORD.finditer(text) if m[0] in _ACTS), len(text))
    return sum(m.start() < first for m in _NEGATION.finditer(text)) % 2 == 1


def _plain(cue: str) -> str:
    return " ".join(cue.casefold().split())


def _acts(text: str) -> list[SpeechAct]:
    """Return the acts that phrases and words of a cue stand for, "said" of known verbs too."""
    acts = [act for pattern, act in _PHRASES if pattern.search(text)]
    return acts + [_ACTS[word] for word in _WORD.findall(text) if word in _ACTS]
