"""Noun phrases in questions: where they certainly end, and whether they are plural.

Without a parser "the council vote" may be a noun phrase or a subject and its verb. The functions
here prefer precision: what is not certainly a noun phrase does not count as one.
"""

from __future__ import annotations

import itertools
import re

from rag.english.analyzer import is_content
from rag.english.function_words import TIMES
from rag.english.interrogatives import (
    ARTICLE_BEFORE,
    AUXILIARY,
    DETERMINER,
    DOES,
    MARKS,
    NAME,
    SIDE,
    WH_ALONE,
    QuestionParts,
    split_question,
)
from rag.english.lexicon import ALL_FORMS

_IRREGULAR_PARTICIPLES = frozenset(
    """
    based born bought bred broken brought built caught chosen cut done drawn driven eaten fallen fed
    felt fought found frozen given gone grown heard held hidden hit hurt kept laid led left lent
    lost made meant met paid put read run said seen sent set shot shown shut sold spent split spoken
    spread stolen struck sunk taken taught thrown told torn understood won worn written
    """.split()
)
_ENDS_LIKE_PARTICIPLE = frozenset(
    """
    bed bleed breed creed deed feed greed hundred indeed naked need red reed sacred seed shed sled
    speed weed wicked
    """.split()
)
# Verbs with an object, which a question asks for: after one of them the clause is over.
_TRANSITIVE = frozenset(
    """
    build carry cost count earn employ get have hold lift lose make need offer operate owe own
    produce raise save spend use want weigh win
    """.split()
)
_FINAL = frozenset(
    "be begin close come end fall go last open pay reopen rise run say start take".split()
)
_PREPOSITIONS = frozenset(
    """
    about above across after against along among around as at before behind below beside between
    beyond by despite down during for from in inside into near of off on onto out outside over past
    per since than through to toward towards under until up upon via with within without
    """.split()
)
_NO_NOUN = frozenset(
    """
    according ago also and because but else ever he here how i if instead never nor not or she so
    that's then there they though unless we what when where whether which while who whom whose why
    yet you
    """.split()
)
_DETERMINERS = frozenset(
    """
    a all an another any both each every few her his its many most my no other our several some such
    that the their these this those your
    """.split()
)
# Besides words in "-ly", what may follow a verb as its only word: "did the bridge fall overnight".
_ADVERBS = TIMES | frozenset("abroad again ahead alone apart away back home overnight".split())
_PLURALS = frozenset("children people police staff cattle clergy".split())
_ENDS_LIKE_MEN = frozenset("abdomen acumen omen regimen specimen".split())
_INVERTING = rf"\b(?:{AUXILIARY}|has|have|had)\s+"  # before its subject
_SUBJECT_PRONOUNS = frozenset("he i she they we".split())
_DEMONYM = re.compile(r"^[A-Z]\w*(?:ish|an|ese|ch|ic|i)$")


def _is_auxiliary(word: str) -> bool:
    return re.fullmatch(DOES, word, re.IGNORECASE) is not None


def is_participle(word: str) -> bool:
    """Return whether a word is a past participle: "closed", "stolen"; never one with a capital."""
    regular = word.endswith("ed") and word.islower() and word not in _ENDS_LIKE_PARTICIPLE
    return word in _IRREGULAR_PARTICIPLES or (regular and len(word) > 3)


def head_of(phrase: str) -> str:
    """Return the head of a noun phrase: "union" of "the union of teachers"."""
    head = ""
    for word in phrase.split():
        if head and word in _PREPOSITIONS:
            break
        head = word
    return head.strip(",;:" + MARKS)


def is_plural(phrase: str) -> bool:
    """Return whether a noun phrase is plural, judged by its head: "pairs of redshank" is."""
    bare = head_of(phrase)
    singular = re.search(r"(?:ss|us|is|[’'][sS])$", bare) is not None
    joined = " and " in phrase
    men = bare.lower().endswith("men") and bare.lower() not in _ENDS_LIKE_MEN
    return joined or men or bare.lower() in _PLURALS or (bare.endswith("s") and not singular)


def possessive(phrase: str) -> str:
    """Return the possessive of a noun phrase: "Ann Lee’s", "the dockers’"."""
    return f"{phrase}’" if is_plural(phrase) and phrase.endswith("s") else f"{phrase}’s"


def is_noun_phrase(words: str) -> bool:
    """Return whether words are certainly a noun phrase.

    That is a name, a plural or a phrase with a determiner, each perhaps with prepositions inside.
    """
    tokens = words.split()
    if not tokens or re.search(r"[(),;:?!“”]", words):
        return False
    lower = [token.lower() for token in tokens]
    if not set(lower).isdisjoint(_NO_NOUN) or any(map(_is_auxiliary, lower)):
        return False
    pairs = itertools.pairwise(lower)
    if any(second in _DETERMINERS and not _may_precede(first) for first, second in pairs):
        return False
    if lower[0] in _PREPOSITIONS or lower[-1] in _PREPOSITIONS | _DETERMINERS:
        return False
    if is_participle(tokens[-1]) or not is_content(tokens[-1]) or re.search(r"[’']s?$", words):
        return bool(NAME.fullmatch(words)) and len(tokens) > 1  # "St. Aldith’s"
    determined = lower[0] in _DETERMINERS or lower[0].isdigit() or re.search(r"[’']s?$", tokens[0])
    capital = tokens[0][:1].isupper()
    return bool(determined or capital or (is_plural(words) and not is_participle(tokens[0])))


def _may_precede(word: str) -> bool:
    """Return whether a determiner may follow a word inside a noun phrase."""
    return word in _PREPOSITIONS or word in ("all", "both", "such")


def may_follow_about(words: str) -> bool:
    """Return whether words that somebody wrote after "about" can stand there.

    A writer puts a noun phrase or a clause there; excluded are openings that no noun has.
    """
    first = words.split()[0].lower() if words.split() else ""
    excluded = _PREPOSITIONS | _SUBJECT_PRONOUNS | {"if", "because", "then", "and", "or", "so"}
    return bool(first) and first not in excluded and not _is_auxiliary(first)


def is_complete_without_wh(parts: QuestionParts) -> bool:
    """Return whether a question is a whole clause without its adverb: "when", "where", "why".

    "Where is the bridge?" is not: "why is the bridge?" lacks a predicate.
    """
    words = parts.rest.split()
    last, place = words[-1].lower(), parts.wh.lower() in ("where", "how")
    auxiliary = parts.auxiliary.lower()
    if auxiliary in ("is", "are", "was", "were"):
        return has_predicate(parts)
    if place and not set(words).isdisjoint({"be", "put", "do", "look", "feel", "seem", "sound"}):
        return "be" in words and any(map(is_participle, words[words.index("be") + 1 :]))
    stranded = {"from", "to", "at", "for", "with", "of", "about", "by", "into", "like", "as"}
    open_verbs = _TRANSITIVE | {"be", "been", "become", "take", "put", "do", "mean", "say", "think"}
    return len(words) > 1 and last not in stranded | (open_verbs - {"win", "operate", "count"})


def has_predicate(parts: QuestionParts) -> bool:
    """Return whether "is" or "were" certainly has a participle: "was the bridge closed"."""
    words = parts.rest.split()
    for before, word, after in zip(words, words[1:], [*words[2:], "of"], strict=False):
        alone = not is_content(after) or after.lower() in _PREPOSITIONS or after.endswith("ly")
        if alone and is_participle(word) and before.lower() not in _DETERMINERS:
            return True
        going = word.endswith("ing") and before.endswith("s") and before.islower()
        if alone and going and parts.auxiliary.lower() in ("are", "were"):
            return True
    return False


def is_passive(parts: QuestionParts) -> bool:
    """Return whether a question certainly is passive: "was it closed", "will it be closed"."""
    if parts.auxiliary.lower() in ("is", "are", "was", "were"):
        return has_predicate(parts)
    _, _, after = parts.rest.partition(" be ")
    return bool(after) and is_participle(after.split()[0])


def counts_its_subject(parts: QuestionParts) -> bool:
    """Return whether the noun is the subject: "how many jobs | will | be cut"."""
    words = parts.rest.split()
    first, after = words[0], words[1] if len(words) > 1 else "of"
    if parts.auxiliary.lower() in ("do", "does", "did"):
        return False
    passive = is_participle(first) or first in ("be", "been", "being")
    ends = not is_content(after) or after.lower() in _PREPOSITIONS
    return passive or (first.endswith("ing") and first.islower() and ends)


def asks_for_object(parts: QuestionParts) -> bool:
    """Return whether what is counted is the object: "how many beds | will | the ward have"."""
    words = parts.rest.split()
    return len(words) > 1 and words[-1] in _TRANSITIVE and words[0].lower() != "there"


def are_demonyms(first: str, second: str) -> bool:
    """Return whether two words are of the kind of "French" and "British"."""
    return bool(_DEMONYM.match(first) and _DEMONYM.match(second))


def noun_phrase_at(phrase: str, question: str) -> str | None:
    """Return the noun phrase that a question has where `phrase` begins.

    `phrase` may be too long ("the stolen clock made") or lack its article ("Drought Monitor"). None
    is returned where the end of the noun phrase is not certain.
    """
    words = phrase.split()
    while len(words) > 1 and (_is_auxiliary(words[-1]) or is_participle(words[-1])):
        if len(words) == 2 and DETERMINER.match(words[0]):
            return None
        words.pop()
    found = " ".join(words)
    text = question.strip(MARKS)
    start = text.find(found)
    if start < 0:
        return None
    before, after = text[:start], text[start + len(found) :]
    if len(words) == 3 and _strands(before, after):  # "did | the letter warn | of"
        words.pop()
        found = " ".join(words)
        after = text[start + len(found) :]
    if after and not after[0].isspace():
        return None  # "SAMP" of "SAMP/T"
    if not after and re.search(rf"{_INVERTING}$", before, re.IGNORECASE):
        return None  # "did | Hugo Orr leave Corvin House": it has the verb
    if not DETERMINER.match(found):
        return _name_or_count(found, before, after)
    return found if is_noun_phrase(found) and _ends(words, before, after, text) else None


def _strands(before: str, after: str) -> bool:
    """Return whether a question ends with the preposition of a verb: "what did it ask for"."""
    stranded = re.fullmatch(r"\s+\w+", after) is not None and after.strip() in _PREPOSITIONS
    return stranded and re.search(rf"{_INVERTING}$", before, re.IGNORECASE) is not None


def _name_or_count(found: str, before: str, after: str) -> str | None:
    if found[:1].isupper():
        sure = ends_name(before, after)
        if ARTICLE_BEFORE.search(before):
            return f"the {found}" if sure else None
        modifies = found.isupper() or _DEMONYM.match(found)  # "US support", "Russian officials"
        return found if sure or not modifies else None
    # "Which company builds": without an auxiliary the last of several words may be the verb.
    parts, single = split_question(before + found + after), " " not in found
    certain = single or (parts is not None and parts.noun == found)
    counted = re.fullmatch(r"how\s+many\s+" + (r"|which\s+" if certain else ""), before, re.I)
    plain = is_noun_phrase(found) and not any(map(is_participle, found.split()[1:]))
    return f"the {found}" if counted and plain and is_plural(found) else None


def ends_name(before: str, after: str) -> bool:
    """Return whether a name ends between two parts of a question, rather than a longer noun."""
    follows = after.split()[:1]
    if not follows or _parts_nouns(follows[0]):
        return True
    subject = re.search(rf"{_INVERTING}(?:(?:the|a|an)\s+)?$", before, re.IGNORECASE)
    verb = follows[0] in _TRANSITIVE | _FINAL or (after.split() == follows and follows[0].islower())
    return bool(subject and verb) or follows[0] == "first"


def _parts_nouns(word: str) -> bool:
    """Return whether a noun phrase certainly ends before a word."""
    return not is_content(word) or word in _PREPOSITIONS or is_participle(word)


def _ends(words: list[str], before: str, after: str, text: str) -> bool:
    """Return whether a noun phrase ends with its last word, and that is no verb or adjective."""
    follows = after.split()
    nouns = itertools.takewhile(
        lambda word: word.lower() not in _PREPOSITIONS | _DETERMINERS, reversed(words)
    )
    short = len(list(nouns)) == 1 or words[-1][:1].isupper()
    if re.search(rf"{_INVERTING}$", before, re.IGNORECASE):
        if not follows or short:
            return bool(follows)
        # "Did the phone ban | begin", not "did the bridge | fall overnight".
        adverb = follows[0] in _ADVERBS | _PREPOSITIONS or follows[0].endswith("ly")
        certain = len(follows) == 1 and not adverb and words[-1].lower() not in ALL_FORMS
        return certain or follows[0] in _TRANSITIVE | _FINAL
    if re.search(r"\b(?:is|are|was|were)\s+$", before, re.IGNORECASE):
        parts = split_question(text)
        # "What is the next stop" and "how long is the tram line", not "is the line safe".
        whole = parts is not None and (
            (parts.wh.lower() in ("who", "what") and not parts.noun)
            or parts.wh.lower().startswith("how ")
            or (parts.wh.lower() == "how" and bool(parts.noun))
        )
        passive = bool(follows) and is_participle(follows[0])
        return short or passive or (whole and not words[-1].endswith("ing"))
    return not follows or _parts_nouns(follows[0])


def subject_matter(question: str) -> str | None:
    """Return the noun phrase that a question is certainly about: "the merger"; else None."""
    text = question.strip(MARKS)
    parts = split_question(text)
    if parts is None:
        found = re.match(r"^who\s+(?:else\s+)?[\w’'-]+\s+(?P<object>.+)$", text, re.IGNORECASE)
        said = found and re.match(r"(?:something\s+)?about\s+(.+)$", found["object"])
        if said:
            return str(said[1])
        return found["object"] if found and is_noun_phrase(found["object"]) else None
    # "Are people against the merger?", "do people oppose it?"
    rest = re.sub(r"^people\s+(?:(?=against|behind|opposed|in\s)|\w+\s+)", "", parts.rest)
    people, side = rest != parts.rest, SIDE.match(rest)
    rest = rest[side.end() :] if side else rest
    named = not parts.noun and parts.wh.lower() in ("who", "what") and not _inverts(parts)
    if (people or side or named) and is_noun_phrase(rest):
        return rest
    return _subject(parts, text)


def _inverts(parts: QuestionParts) -> bool:
    return parts.auxiliary.lower() not in ("is", "are", "was", "were")


def _subject(parts: QuestionParts, text: str) -> str | None:
    """Return the subject with a determiner: "was | the old bridge | shut"."""
    words = parts.rest.split()
    if not words or words[0].lower() not in _DETERMINERS:
        return None
    size = 1
    while size < len(words) and not (
        words[size].lower() in _PREPOSITIONS or (is_participle(words[size]) and size > 1)
    ):
        size += 1
    if size == len(words) and _inverts(parts):
        size -= 1
    found = " ".join(words[:size])
    return noun_phrase_at(found, text) if is_noun_phrase(found) else None


def is_question(words: str) -> bool:
    """Return whether words begin as a whole question does: with a wh word or an auxiliary."""
    first = words.split()[0] if words.split() else ""
    return bool(WH_ALONE.match(words)) or _is_auxiliary(first)
