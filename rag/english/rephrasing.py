"""A question asked again with another question word, number, name or noun.

Each function that begins with "with" returns None where the result is not certainly grammatical, or
would say of a thing what only people do. The others tell people, bodies and things apart.
"""

from __future__ import annotations

import re
from typing import Literal

from rag.english.interrogatives import (
    ARTICLE_BEFORE,
    DETERMINER,
    DOES,
    MARKS,
    NAME,
    TIME_OR_PLACE,
    WH,
    QuestionParts,
    capitalised,
    split_question,
)
from rag.english.lexicon import ALL_FORMS
from rag.english.noun_phrases import (
    are_demonyms,
    asks_for_object,
    counts_its_subject,
    ends_name,
    head_of,
    is_complete_without_wh,
    is_noun_phrase,
    is_passive,
    is_plural,
    is_question,
    noun_phrase_at,
    possessive,
)
from rag.english.persons import BODIES, ROLES, is_organisation

Kind = Literal["person", "body", "document", "thing"]

# Adverbs of a clause, which may take each other's places.
_ADVERBS = frozenset(
    ("when", "where", "why", "how", "how often", "since when", "until when", "by when")
)
_TAKES_A_SIDE = re.compile(
    r"^who\s+(?P<is>is|are|was|were)\s+"
    r"(?P<side>(?:against|behind|opposed\s+to|in\s+favou?r\s+of)\s+.+)$",
    re.IGNORECASE,
)
_HOLDS_A_VIEW = re.compile(
    r"^who\s+(?P<verb>(?:oppose|support|back|reject|want|welcome|favou?r|criticise|criticize))s\s+"
    r"(?P<object>.+)$",
    re.IGNORECASE,
)
# Who did something: "else" and auxiliaries are no such verb, and "-s" would be of one person only.
_DID = re.compile(rf"^who\s+(?!else\b|{DOES}\b)(?P<did>(?:\w*[^s\W]|\w+ss)\b.*)$", re.IGNORECASE)
_SAME_FOR_ALL = frozenset(
    "did had can could will would shall should may might must".split()
)  # auxiliaries that agree with any subject
_DOCUMENTS = frozenset(
    "article document letter memo newspaper paper poll report statement study survey".split()
)
# Nouns of persons and of machines end alike: "the farmer", "the boiler". These are things.
_AGENT_ENDING = re.compile(r"(?:er|or|ist|ian)s?$")
_NO_AGENTS = frozenset(
    """
    border centre chapter corner door fever floor flower harbor motor number order power quarter
    reactor river sensor shelter theater theatre timber tower tractor water
    """.split()
)
# What things don't do, besides saying and wanting.
_OF_AGENTS = ALL_FORMS.keys() | frozenset(
    "apologise apologize decide learn marry meet object quit resign retire sue vote".split()
)
# Where something is so is no question after how much of it there is: "where does it cost that".
_STATES = frozenset("cost have hold need offer owe own want weigh".split())
_OWNED = re.compile(
    rf"^(?P<before>(?:{WH})\s+(?:is|was|are|were)\s+)(?P<owner>\S.*?)[’'](?:s\s+|(?<=s[’'])\s+)"
    r"(?P<owned>[\w’'-]+)$",
    re.IGNORECASE,
)


def with_wh(wh: str, question: str) -> str | None:
    """Ask a question with another question word: "Why was the bridge closed?"."""
    text, wh = question.strip(MARKS), capitalised(wh)
    side, view = _TAKES_A_SIDE.match(text), _HOLDS_A_VIEW.match(text)
    if side and wh == "Why":
        were = "were" if side["is"].lower() in ("was", "were") else "are"
        return f"Why {were} people {side['side']}?"
    if view and wh == "Why":
        return f"Why do people {view['verb'].lower()} {view['object']}?"
    parts = split_question(text)
    if parts is None:
        return None
    if wh.lower() in _ADVERBS or (TIME_OR_PLACE.match(wh) and wh.lower() != "by whom"):
        return _with_adverb(wh, parts)
    passive = is_passive(parts) and parts.wh.lower() in _ADVERBS and not parts.noun
    agent = wh.lower() == "by whom" and " by " not in text
    if passive and (agent or wh.lower() == "how long"):
        return f"{wh} {parts.auxiliary.lower()} {parts.rest}?"
    return None


def _with_adverb(wh: str, parts: QuestionParts) -> str | None:
    auxiliary, rest = parts.auxiliary.lower(), parts.rest
    if auxiliary in ("has", "have") and re.match(r"(?:when$|(?:at|in|on)\s)", wh, re.IGNORECASE):
        return None  # The perfect takes no point in time.
    if not parts.wh:
        return None if " or " in rest else f"{wh} {auxiliary} {rest}?"
    counts = parts.wh.lower() in ("how many", "how much")
    if not parts.noun and not counts:
        fits = parts.wh.lower() in _ADVERBS and is_complete_without_wh(parts)
        return f"{wh} {auxiliary} {rest}?" if fits else None
    if not counts and parts.wh.lower() != "which":
        return None
    if parts.noun and counts_its_subject(parts):
        return f"{wh} {auxiliary} the {parts.noun} {rest}?"
    if wh == "Where" and rest.split()[-1] in _STATES:
        return None
    if counts and asks_for_object(parts):
        amount = "that many" if parts.wh.lower().endswith("many") else "that much"
        return f"{wh} {auxiliary} {rest} {amount} {parts.noun}".rstrip() + "?"
    return None


def agrees_with_any(words: str) -> bool:
    """Return whether words end with an auxiliary that agrees with singular and plural subjects."""
    return bool(words.split()) and words.split()[-1].lower() in _SAME_FOR_ALL


def with_count(counted: str, question: str) -> str | None:
    """Ask a question for another number: "How many people shut the quay?"."""
    counted, text = capitalised(counted), question.strip(MARKS)
    if not re.match(r"how\s+(?:many|much)\b", counted, re.IGNORECASE):
        return None
    did = _DID.match(text)
    if did and counted.lower().startswith("how many"):
        return f"{counted} {did['did']}?"
    parts = split_question(text)
    if parts is None or not parts.noun or parts.wh.lower() not in ("how many", "how much"):
        return None
    auxiliary = parts.auxiliary.lower()
    same = counted.lower().startswith(parts.wh.lower())
    if same or auxiliary in _SAME_FOR_ALL | {"do", "does"}:
        return f"{counted} {auxiliary} {parts.rest}?"
    return None


def with_name(what: str, question: str) -> str | None:
    """Put a name in the place of the last name of a question, and mind the articles."""
    text = question.strip(MARKS)
    named = list(NAME.finditer(text, len(text.split()[0])))
    bare = DETERMINER.sub("", what).strip()
    if not named or not bare[:1].isupper() or not is_question(text):
        return None
    old = named[-1]
    if {*bare.split()} <= {*old[0].split()}:
        return None  # "Why was Larkin sacked?" after one on Hugo Larkin
    before, after = text[: old.start()], text[old.end() :]
    given, article = DETERMINER.match(what), ARTICLE_BEFORE.search(before)
    if acts(after) and (given or re.search(r"\d", bare)):
        return None  # "Did the A400M agree?"
    if not ends_name(before, after):
        demonym = given and article and " " not in bare and are_demonyms(old[0], bare)
        return f"{before}{bare}{after}?" if demonym else None
    if (after and not after[0].isspace()) or not _same_number(old[0], what):
        return None
    if article and not given and article[0].strip().lower() != "the":
        return None  # "a" or "an"
    if article:
        before = before[: article.start()]
    return f"{before}{what}{after}?"


def with_noun(what: str, question: str, old: str) -> str | None:
    """Put a noun phrase in the place of another, `old`, which may be too long."""
    text = question.strip(MARKS)
    whole = noun_phrase_at(old, text) if is_question(text) else None
    if whole is None or not DETERMINER.match(what) or not _same_number(whole, what):
        return None
    before, after = text.rsplit(whole, 1)
    if not _same_kind(whole, what) or (acts(after) and kind_of(what) == "thing"):
        return None
    return None if re.match(r"\s+of\b", after) else f"{before}{what}{after}?"


def with_owner(what: str, question: str) -> str | None:
    """Put a noun phrase in the place of an owner: "What was the dockers’ argument?"."""
    found = _OWNED.match(question.strip(MARKS))
    if found is None or not is_noun_phrase(what):
        return None
    owner = found["owner"]
    named = NAME.fullmatch(owner) is not None
    # What a name is of is unknown, but no thing has an argument.
    same = kind_of(what) in (None, "person", "body") if named else _same_kind(owner, what)
    if not same or (DETERMINER.match(what) and kind_of(what) is None):
        return None
    return f"{found['before']}{possessive(what)} {found['owned']}?"


def kind_of(phrase: str) -> Kind | None:
    """Return what a noun phrase is of; None for a name and where the noun does not say."""
    word = head_of(phrase)
    if word[:1].isupper() and not DETERMINER.match(phrase):
        return None
    forms = {word.lower(), word.lower().removesuffix("s")}
    if forms & _DOCUMENTS:
        return "document"
    if forms & BODIES:
        return "body"
    if forms & ROLES or word.endswith(("man", "men", "people", "children")):
        return "person"
    return None if _AGENT_ENDING.search(word) and not forms & _NO_AGENTS else "thing"


def looks_like_person(phrase: str) -> bool:
    """Return whether a name may be a person's: "Aldous Quill", unlike "Corvin House"."""
    words = phrase.split()
    name = 1 < len(words) <= 3 and NAME.fullmatch(phrase) and not DETERMINER.match(phrase)
    return bool(name) and not is_organisation(phrase)


def may_be_person(phrase: str) -> bool:
    """Return whether "he" or "she" may be a noun phrase: no union is, and no fishermen are."""
    if phrase.split()[-1][:1].isupper():
        return not is_organisation(phrase)
    return kind_of(phrase) in (None, "person", "thing") and not is_plural(phrase)


def is_own(topic: str | None, speaker: str) -> bool:
    """Return whether a topic is the speaker, or the speaker's: "Larkin’s pay" of Hugo Larkin."""
    if not topic:
        return False
    named = re.sub(r"[’'](?:s\b|(?=\s)).*$", "", topic).lower().split()
    own = speaker.lower().split()
    short, long = sorted((named, own), key=len)
    return bool(short) and short in (long[: len(short)], long[-len(short) :])


def acts(after: str) -> bool:
    """Return whether what follows a subject is done by people, bodies or documents only."""
    verb = re.match(r"\s+(?:(?:\w+ly|also|ever)\s+)?([\w’'-]+)", after)
    return verb is not None and verb[1] in _OF_AGENTS


def _same_kind(old: str, new: str) -> bool:
    return kind_of(old) is not None and kind_of(old) == kind_of(new)


def _same_number(old: str, new: str) -> bool:
    """Return whether a noun phrase can take another's place without a change of the verb."""
    return is_noun_phrase(new) and is_plural(old) == is_plural(new)
