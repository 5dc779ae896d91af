"""What a question asks, read by rules: the terms to search for, the speaker, the topic."""

from __future__ import annotations

import re
from collections.abc import Callable

from rag.config import MAX_QUESTION_LENGTH
from rag.english.analyzer import PUNCTUATION, is_content, question_terms
from rag.errors import QuestionError
from rag.types import Filters, Query

_SAYING = (
    r"say|says|said|saying|think|thinks|thought|claim|claims|claimed|promise|promises|promised|"
    r"want|wants|wanted|deny|denies|denied|warn|warns|warned|argue|argues|argued|announce|"
    r"announces|announced|tell|tells|told|state|states|stated|suggest|suggests|suggested"
)
_VERB = re.compile(_SAYING, re.IGNORECASE)
_ABOUT = r"about|on|of|regarding|concerning|to|towards?"
_SAY = (
    r"say|think|claim|promise|want|deny|warn|argue|announce|tell|state|suggest|believe|expect|"
    r"predict|propose|demand|reject|admit|confirm|explain|add|reply|respond|react|write|mean|feel"
)
_SAID = rf"{_SAYING}|{_SAY}|rejected|admitted|confirmed|explained|replied|responded|reacted|wrote"
_VIEW = (
    r"response|reaction|reply|answer|view|views|opinion|position|stance|statement|comments?|words"
)
_TOPIC = r"(?P<topic>.+?)"

# The ways to ask for somebody's words; the speaker is what stands between. The first that fits
# counts. "what did X say about Y", "did X say that Y", "what was X's response to Y", "quotes by X
# on Y".
_SPEECH = tuple(
    re.compile(rf"^(?:and\s+|so\s+)?{pattern}[\s?.!]*$", flags | re.DOTALL)
    for pattern, flags in (
        (
            rf"what\s+(?:is|was|are|were)\s+(?P<speaker>.+?)['’]s?\s+(?:{_VIEW})"
            rf"(?:\s+(?:{_ABOUT})\s+{_TOPIC})?",
            re.IGNORECASE,
        ),
        (
            rf"what\s+(?:is|was|are|were)\s+the\s+(?:response|reaction|reply|position|stance)\s+"
            rf"(?:of|from)\s+(?P<speaker>.+?)(?:\s+(?:{_ABOUT})\s+{_TOPIC})?",
            re.IGNORECASE,
        ),
        (
            rf"(?:what|how)\s+(?:exactly\s+)?(?:did|does|do|has|have|had|is|was)\s+(?P<speaker>.+?)\s+"
            rf"(?:ever\s+|also\s+)?(?:{_SAID}|saying)\b(?:(?:.*?\b(?:{_ABOUT}))?\s+{_TOPIC})?",
            re.IGNORECASE,
        ),
        (
            rf"(?:when|where|why)\s+did\s+(?P<speaker>.+?)\s+say\s+(?:this|that|so)"
            rf"(?:\s+(?:{_ABOUT})\s+{_TOPIC})?",
            re.IGNORECASE,
        ),
        (
            rf"(?:did|does|has|have|had)\s+(?P<speaker>.+?)\s+(?:ever\s+|really\s+|also\s+)?(?:{_SAID})\b"
            rf"(?:\s+(?:that|anything|something|{_ABOUT}))*\s*{_TOPIC}",
            re.IGNORECASE,
        ),
        (
            rf"(?:all\s+)?(?:quotes?|quotations?|statements?|comments?|remarks?)\s+(?:by|from|of)\s+"
            rf"(?P<speaker>.+?)(?:\s+(?:about|on|regarding)\s+{_TOPIC})?",
            re.IGNORECASE,
        ),
    )
)
# "X on Y" asks for words only if X is one who speaks in the articles.
_BARE = re.compile(
    rf"^(?P<speaker>\S+(?:\s+\S+){{0,3}}?)\s+(?:on|about)\s+{_TOPIC}[\s?.!]*$", re.DOTALL
)
_FRAME = re.compile(rf"{_VIEW}|quotes?|quotations?|statements?|remarks?", re.IGNORECASE)
_REACTION = re.compile(r"\b(?:respon(?:se|ds?|ded)|react(?:ion|s|ed)?|repl(?:y|ies|ied))\b", re.I)
_WHO = re.compile(
    rf"who\s+(?:else\s+|was\s+it\s+that\s+)?(?:(?:has|had|have|also|first)\s+)*"
    rf"(?:{_SAID}|called|described|accused|criticised|criticized|predicted|insisted)\b",
    re.IGNORECASE,
)
_ASKING_WORDS = frozenset(
    "happen happens happened happening mean means meant mentioned discussed else anything "
    "something somebody anybody someone anyone everybody".split()
)
_ANYTHING = frozenset(("anything", "something", "everything"))
_NOT_A_SPEAKER = frozenset("he she they it you we i people anyone someone anybody somebody".split())


def understand(question: str, speaks: Callable[[str], bool] = lambda name: False) -> Query:
    """Read a question. Raises QuestionError if it is empty or longer than is allowed.

    `speaks` says if somebody of a name speaks in the articles.
    """
    # A shell hands over bytes that are no characters as lone surrogates, which no text may hold.
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
    speaker, topic = _speech(text, speaks)
    asked = _without_frame(text, topic) if speaker else text
    return Query(text=text, terms=question_terms(asked), filters=Filters(speaker), topic=topic)


def _without_frame(text: str, topic: str | None) -> str:
    """Leave out "response", "quotes", which ask for somebody's words and stand in none."""
    kept = {w.strip(PUNCTUATION) for w in (topic or "").split()}
    frame = (w for w in map(_bare, text.split()) if w not in kept and _FRAME.fullmatch(w))
    left_out = set(frame)
    return " ".join(w for w in text.split() if _bare(w) not in left_out)


def _bare(word: str) -> str:
    return word.strip(PUNCTUATION)


def asks_for_words(query: Query) -> bool:
    """Say if all that somebody said is asked for: "quotes by Lee", "what does Lee want"."""
    return query.speaker is not None and query.topic is None


def asks_reaction(query: Query) -> bool:
    """Say if somebody's reaction is asked for, which need not repeat what it is one to."""
    return query.speaker is not None and _REACTION.search(query.text) is not None


def asks_who(query: Query) -> bool:
    """Say if the speaker is asked for: "who said that the bridge was safe"."""
    return query.speaker is None and _WHO.match(query.text) is not None


def _speech(text: str, speaks: Callable[[str], bool]) -> tuple[str | None, str | None]:
    """Return whose words are asked for, and on what."""
    for pattern in _SPEECH:
        found = pattern.match(text)
        if found is not None and found["speaker"].lower() not in _NOT_A_SPEAKER:
            return found["speaker"], _topic(found["topic"])
    bare = _BARE.match(text)
    return (bare["speaker"], bare["topic"]) if bare and speaks(bare["speaker"]) else (None, None)


def _topic(words: str | None) -> str | None:
    """Return what was asked about; "what does X warn about" and "promise something" say nothing."""
    told = [w for w in (words or "").split() if _bare(w).lower() not in _ANYTHING]
    return words if any(map(is_content, told)) else None


def is_saying(word: str) -> bool:
    """Say if a word is a verb of speech, which asks for what was said and is no name."""
    return bool(_VERB.fullmatch(word))


def only_asks(word: str) -> bool:
    """Return whether a word only asks: "happened", "else", "said"."""
    return is_saying(word) or word.lower() in _ASKING_WORDS
