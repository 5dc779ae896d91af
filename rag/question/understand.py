"""What a question asks: the terms to search for, and whose words on which topic."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from rag.config import MAX_QUESTION_LENGTH
from rag.english.analyzer import PUNCTUATION, is_content, question_terms
from rag.english.interrogatives import DETERMINER, LEADING_WH
from rag.english.lexicon import ALL_FORMS, LEXICON, Verb, alternation, forms_of, verbs_of
from rag.english.small_talk import out_of_scope
from rag.english.speech_acts import speech_act
from rag.english.word_lists import may_be_people
from rag.errors import QuestionError
from rag.types import Filters, Query, SpeechAct

_ABOUT = r"about|on|of|regarding|concerning|to|towards?"
_VIEW = (
    r"response|reaction|reply|answer|view|views|opinion|position|stance|statement|comments?|words"
)
_TOPIC = r"(?P<topic>.+?)"

# Forms of verbs that ask for somebody's words though no article reports with them.
_ONLY_ASKING = ("react", "reacted", "mean", "meant", "feel", "felt")
# Verbs that ask for words whoever is asked about. Others ask for a fact as often ("what did Galileo
# observe", "what did the museum ask the council for"): they count for people who are quoted.
_OF_ANYBODY = frozenset(
    """
    add admit announce argue believe claim confirm demand deny expect explain predict promise
    propose reject reply respond say state suggest tell think want warn write
    """.split()
)
_CLAUSE = tuple(v for v in LEXICON if v.frame == "clause" or v.lemma in _OF_ANYBODY)
ASKS_FOR_WORDS = rf"{alternation((*forms_of(_CLAUSE), *_ONLY_ASKING))}\b"
"""A pattern (ignore case) for a verb that asks for somebody's words."""

# "What did the new report say": a noun stands behind a determiner, or before another verb.
_NO_NOUN = r"(?<!\bthe)(?<!\ba)(?<!\ban)(?<!\bhis)(?<!\bher)(?<!\bits)(?<!\btheir)"
_ASIDE = r"(?:ever\s+|really\s+|also\s+)?(?:used?\s+to\s+)?"


def _verb(verbs: Iterable[Verb], words: Callable[[Verb], tuple[str, ...]]) -> str:
    """Return a pattern for some forms of verbs, where no other verb of saying follows."""
    forms = [form for verb in verbs for form in words(verb)]
    return rf"{alternation(forms)}\b(?!\s+{ASKS_FOR_WORDS})"


def _asking(verbs: Iterable[Verb], before: str, after: str) -> tuple[str, ...]:
    """Return patterns for auxiliary, speaker and verb: "did X say", "has X said", "is X saying".

    The form follows the auxiliary: "what is the letter written on" asks for nobody's words.
    """
    some = tuple(verbs)
    other = rf"|{alternation(_ONLY_ASKING)}\b"
    ways = (
        ("did|does|do" if before else "did|does", _verb(some, lambda verb: verb.finite) + other),
        ("has|have|had", _verb(some, lambda verb: (*verb.finite, *verb.participles)) + other),
        ("is|was", _verb(some, lambda verb: verb.progressives)),
    )
    return tuple(
        rf"{before}(?:{auxiliary})\s+(?P<speaker>.+?){_NO_NOUN}\s+{_ASIDE}(?:{verb}){after}"
        for auxiliary, verb in ways
    )


def _patterns(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(rf"^(?:and\s+|so\s+)?{pattern}[\s?.!]*$", re.IGNORECASE | re.DOTALL)
        for pattern in patterns
    )


_WHAT = r"(?:what|how)\s+(?:exactly\s+)?"
_ON = rf"(?:(?:.*?\b(?:{_ABOUT}))?\s+{_TOPIC})?"
_ANYBODY = tuple(verb for verb in LEXICON if verb.lemma in _OF_ANYBODY)

# The ways to ask for somebody's words; the speaker is what stands between. The first that fits
# counts. "what did X say about Y", "did X say that Y", "what was X's response to Y", "quotes by X
# on Y".
_SPEECH = _patterns(
    rf"what\s+(?:is|was|are|were)\s+(?P<speaker>.+?)['’]s?\s+(?:{_VIEW})"
    rf"(?:\s+(?:{_ABOUT})\s+{_TOPIC})?",
    rf"what\s+(?:is|was|are|were)\s+the\s+(?:response|reaction|reply|position|stance)\s+"
    rf"(?:of|from)\s+(?P<speaker>.+?)(?:\s+(?:{_ABOUT})\s+{_TOPIC})?",
    *_asking(_ANYBODY, _WHAT, _ON),
    rf"(?:when|where|why)\s+did\s+(?P<speaker>.+?)\s+say\s+(?:this|that|so)"
    rf"(?:\s+(?:{_ABOUT})\s+{_TOPIC})?",
    *_asking(_ANYBODY, "", rf"(?:\s+(?:that|anything|something|{_ABOUT}))*\s*{_TOPIC}"),
    rf"(?:all\s+)?(?:quotes?|quotations?|statements?|comments?|remarks?)\s+(?:by|from|of)\s+"
    rf"(?P<speaker>.+?)(?:\s+(?:about|on|regarding)\s+{_TOPIC})?",
)
# These count only if X is quoted in the articles: "what did X attack about Y", "X on Y".
_SPEECH_OF_KNOWN = _patterns(
    *_asking(_CLAUSE, _WHAT, _ON),
    *_asking(verbs_of("ask"), _WHAT, rf"(?:\s+(?:about|on)\s+{_TOPIC})?"),
    *_asking(LEXICON, _WHAT, rf"\s+(?:about|on|regarding|concerning)\s+{_TOPIC}"),
    *_asking(LEXICON, "", rf"\s+that\s+{_TOPIC}"),
    rf"(?P<speaker>\S+(?:\s+\S+){{0,3}}?)\s+(?:on|about)\s+{_TOPIC}",
)
_FRAME = re.compile(rf"{_VIEW}|quotes?|quotations?|statements?|remarks?", re.IGNORECASE)
_REACTION = re.compile(r"\b(?:respon(?:se|ds?|ded)|react(?:ion|s|ed)?|repl(?:y|ies|ied))\b", re.I)
_WHO = re.compile(
    rf"who\s+(?:else\s+|was\s+it\s+that\s+)?(?:(?:has|had|have|also|first)\s+)*"
    rf"(?:{_verb(_ANYBODY, lambda verb: verb.forms)}"
    rf"|(?:called|described|accused|criticised|criticized)\b"
    rf"|{alternation(ALL_FORMS)}\s+that\b)",
    re.IGNORECASE,
)
_ASKING_WORDS = frozenset(
    "happen happens happened happening mean means meant mentioned discussed else much many "
    "get gets got getting anything something somebody anybody someone anyone everybody".split()
)
_ANYTHING = frozenset(("anything", "something", "everything"))
# Auxiliaries that begin a question, and no name: "May Tollan" may speak.
_ASKS = re.compile(r"(?:is|are|was|were|do|does|did|has|have|had)$", re.IGNORECASE)
_NOT_A_SPEAKER = frozenset("he she they it you we i people anyone someone anybody somebody".split())


def understand(question: str, speaks: Callable[[str], bool] = lambda name: False) -> Query:
    """Read a question. Raises QuestionError as `require_question` does.

    `speaks` returns whether a speaker of a name is quoted in the articles.
    """
    text = require_question(question)
    beyond = out_of_scope(text)
    if beyond:
        return Query(text=text, terms=question_terms(text), out_of_scope=beyond)
    speaker, topic = _speech(text, speaks)
    asked = _without_frame(text, topic) if speaker else text
    return Query(text=text, terms=question_terms(asked), filters=Filters(speaker), topic=topic)


def require_question(question: str) -> str:
    """Return the text of a question. Raises QuestionError if it is empty, too long or wordless."""
    # Shells pass undecodable bytes as lone surrogates, which cannot be encoded again.
    text = question.encode("utf-8", "replace").decode("utf-8").strip()
    if not text:
        raise QuestionError("the question is empty: ask something about the articles")
    if len(text) > MAX_QUESTION_LENGTH:
        raise QuestionError(
            f"the question has {len(text):,} characters, {MAX_QUESTION_LENGTH:,} are read: "
            "ask something shorter"
        )
    if not any(c.isalnum() for c in text):
        raise QuestionError("the question has no word in it: ask something about the articles")
    return text


def _without_frame(text: str, topic: str | None) -> str:
    """Leave out words like "response" and "quotes", which ask for speech and are not part of it."""
    kept = {w.strip(PUNCTUATION) for w in (topic or "").split()}
    frame = (w for w in map(_bare, text.split()) if w not in kept and _FRAME.fullmatch(w))
    left_out = set(frame)
    return " ".join(w for w in text.split() if _bare(w) not in left_out)


def _bare(word: str) -> str:
    return word.strip(PUNCTUATION)


def asks_for_words(query: Query) -> bool:
    """Return whether all of a speaker's words are asked for: "quotes by Lee"."""
    return query.speaker is not None and query.topic is None


def asks_reaction(query: Query) -> bool:
    """Return whether a reaction is asked for, which need not repeat what it reacts to."""
    return query.speaker is not None and _REACTION.search(query.text) is not None


def asks_who(query: Query) -> bool:
    """Return whether the speaker is asked for: "who said that the bridge was safe"."""
    return query.speaker is None and _WHO.match(query.text) is not None


def asking_words(query: Query) -> str:
    """Return the words that ask, without speaker and topic: "What did … promise about"."""
    text = query.text
    for named in (query.topic, query.speaker):
        if named and named != text:
            text = " ".join(text.rsplit(named, 1))
    return text


def asked_act(query: Query) -> SpeechAct:
    """Return what the person asked about did, "denied" for "who denied that the bridge was safe".

    "said" where anything that somebody said may answer.
    """
    who = _WHO.match(query.text)
    if query.speaker is None and who is None:
        return "said"
    return speech_act(asking_words(query) if who is None else who[0])


def _speech(text: str, speaks: Callable[[str], bool]) -> tuple[str | None, str | None]:
    """Return whose words are asked for, and on what."""
    for patterns, known in ((_SPEECH, False), (_SPEECH_OF_KNOWN, True)):
        for pattern in patterns:
            found = pattern.match(text)
            if found is None or not _may_speak(found["speaker"], known):
                continue
            if not known or speaks(found["speaker"]):
                return found["speaker"], _topic(found["topic"])
    return None, None


def _may_speak(speaker: str, known: bool) -> bool:
    """Return whether words can name a speaker: "the latest", "he" and "what's the news" cannot.

    Of `known` speakers, who are recognised by few words, "the" is followed by a name or by a noun
    for people.
    """
    first, last = speaker.split()[0], _bare(speaker.split()[-1])
    if speaker.lower() in _NOT_A_SPEAKER or LEADING_WH.match(speaker) or _ASKS.match(first):
        return False
    described = known and DETERMINER.match(speaker) and not last[:1].isupper()
    return not described or may_be_people(last)


def _topic(words: str | None) -> str | None:
    """Return the topic, None for one without content: "warn about", "promise something"."""
    content = [w for w in (words or "").split() if _bare(w).lower() not in _ANYTHING]
    return words if any(map(is_content, content)) else None


def is_saying(word: str) -> bool:
    """Return whether a word is a verb of saying, which asks for what was said and is no name."""
    return word.lower() in ALL_FORMS


def only_asks(word: str) -> bool:
    """Return whether a word only asks: "happened", "else", "said"."""
    return is_saying(word) or word.lower() in _ASKING_WORDS
