"""What the words of a cue say about the speech that they mark, besides who speaks."""

from __future__ import annotations

import re

from rag.english.lexicon import ALL_FORMS, LEXICON, Sense, alternation

_WORD = re.compile(r"[^\W\d_]+")
_SPOKEN: frozenset[Sense] = frozenset(("say", "ask", "reply", "warn", "accuse", "deny", "promise"))
_ATTITUDES: frozenset[Sense] = frozenset(("think", "want"))
# Words after which a clause is what the sentence around it claims or asks.
_CLAIMED = re.compile(r"\b(?:that|how|why|whether|which|what|who|whom|whose)\s+$", re.I)
_VERB = alternation(form for verb in LEXICON for form in (*verb.finite, *verb.participles))
_ADVERBS = r"(?:(?:has|have|had|also|then|later|still|never|not|did|does|\w+ly)\s+)*"
_COORDINATED = re.compile(
    rf"(?:,|\b(?:and|but|or|while|yet|then))\s+(?P<verb>{_ADVERBS}{_VERB})\s+$"
)
_CLAUSES = re.compile(r",\s+(?:(?:and|but)\s+)?")
_SAYING = alternation(
    form for verb in LEXICON if verb.frame == "clause" for form in verb.progressives
)
_OBJECT_SAYS = re.compile(
    rf"\b(?:him|her|them|[A-Z][\w’'-]*)\s(?:.{{0,30}}\s)?(?:for|from)\s+{_SAYING}$"
)
_PARTICLE = re.compile(r"(?:out|off|away)\b(?!\s+of\b)")
_BY = re.compile(r"\b(?:am|are|be|been|being|is|was|were)\b.*\bby$")
_AS = re.compile(r"[^.!?\n]{0,60}\bas\b")
_NAMING = frozenset("call characterize describe".split())
_ACTS_OF_BY = frozenset(form for form, verb in ALL_FORMS.items() if verb.lemma not in _NAMING) | {
    "welcomed",
    "hailed",
    "endorsed",
}
_FEW_WORDS = 5
# Who has a paper says nothing of it: "documents seen by the Gazette".
_SEEN_BY = re.compile(r"\b(?:examined|obtained|read|reviewed|seen|viewed)\s+by$", re.IGNORECASE)
# Who looks into a question does not answer it: "The office examines why it leaked".
_EXAMINES = re.compile(
    r"\b(?:(?:examin|explor|investigat|prob)(?:es?|ed|ing)|look(?:s|ed|ing)?\sinto)$", re.I
)
_QUESTION = re.compile(r"(?:how|what|whether|which|who|why)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"(?:that|how|why|what|whether|who)\b", re.IGNORECASE)


def reports_speech(cue: str) -> bool:
    """Return whether a cue says that words were said, rather than thought or done."""
    return not _SPOKEN.isdisjoint(_senses(cue))


def is_reply(cue: str) -> bool:
    """Return whether a cue says that somebody answers: "he replied"."""
    return "reply" in _senses(cue)


def is_claim_of_others(cue: str, before: str) -> bool:
    """Return whether others claim an attitude of the source: "it is plain that Lee wanted to".

    `before` is what stands right before the source. For words that are not quoted.
    """
    senses = _senses(cue)
    claimed = _CLAIMED.search(before) is not None
    return claimed and bool(senses) and _ATTITUDES.issuperset(senses)


def own_verb(between: str) -> re.Match[str] | None:
    """Return the coordinated verb of saying that what stands between a cue and a content ends with.

    Of "welcomed the result but questioned | the price" that is "questioned".
    """
    return _COORDINATED.search(between)


def part_of_cue(cue: str, *, last: bool) -> str:
    """Return the first or last of the clauses that a cue spans: "said Friday, rejecting"."""
    parts = [part for part in _CLAUSES.split(cue) if part.strip()]
    if len(parts) < 2 or not all(map(_senses, parts)):
        return cue
    return parts[-1 if last else 0]


def is_told_of_object(cue: str) -> bool:
    """Return whether what a cue introduces is said by its object: "fined her for saying"."""
    return _OBJECT_SAYS.search(cue) is not None


def says_nothing(cue: str, content: str, after: str) -> bool:
    """Return whether a cue is that of another act than saying, for words that are not quoted.

    `after` is what follows the cue.
    """
    if is_phrasal(cue, content) or names_only(cue, content, after):
        return True
    if _SEEN_BY.search(cue) and not _BY.search(
        cue
    ):  # "was seen by many as a snub" is what they think
        return True
    return _EXAMINES.search(cue) is not None and _QUESTION.match(content) is not None


def is_phrasal(cue: str, content: str) -> bool:
    """Return whether a content begins with the rest of a verb: "called | out less often"."""
    return bool(cue) and _PARTICLE.match(content) is not None


def names_only(cue: str, content: str, after: str) -> bool:
    """Return whether a cue, in the passive voice, names or makes something and says nothing of it.

    So it is in "the ship was named by Lee", unlike "the plan was criticised by Lee"; `after` is
    what follows the cue.
    """
    if not _BY.search(cue) or " as " in cue or _AS.search(after):
        return False
    verbs = [word.lower() for word in _WORD.findall(cue)]
    return not any(w in _ACTS_OF_BY for w in verbs) and len(content.split()) <= _FEW_WORDS


def shows_a_thing(cue: str, content: str) -> bool:
    """Return whether somebody shows an object, rather than that something is so."""
    shows = [ALL_FORMS[w].lemma for w in _WORD.findall(cue.lower()) if w in ALL_FORMS]
    return shows == ["show"] and not _CLAUSE.match(content)


def _senses(cue: str) -> set[Sense]:
    words = (word.lower() for word in _WORD.findall(cue))
    return {ALL_FORMS[word].sense for word in words if word in ALL_FORMS}
