"""What a question asks, read by rules: the terms to search for, the speaker, the topic."""

from __future__ import annotations

import re

from rag.config import MAX_QUESTION_LENGTH
from rag.errors import QuestionError
from rag.index.terms import PUNCTUATION, TermIndex, analyze, is_content, question_terms
from rag.types import Query

_SAYING = (
    r"say|says|said|saying|think|thinks|thought|claim|claims|claimed|promise|promises|promised|"
    r"want|wants|wanted|deny|denies|denied|warn|warns|warned|argue|argues|argued|announce|"
    r"announces|announced|tell|tells|told|state|states|stated|suggest|suggests|suggested"
)
_VERB = re.compile(_SAYING, re.IGNORECASE)
_ABOUT = r"about|on|of|regarding|concerning"

# "what did X say about Y", "what has X said on Y"; the speaker is what stands between.
_SPEECH = re.compile(
    rf"^what\s+(?:did|does|do|has|have|had|is|was)\s+(?P<speaker>.+?)\s+(?:{_SAYING})\b"
    rf"(?:.*?\b(?:{_ABOUT})\s+(?P<topic>.+?))?[\s?.!]*$",
    re.IGNORECASE | re.DOTALL,
)
_NOT_A_SPEAKER = frozenset("he she they it you we i people anyone someone".split())


def understand(question: str) -> Query:
    """Read a question. Raises QuestionError if it is empty or longer than is allowed."""
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
    speaker, topic = _speech(text)
    return Query(text=text, terms=question_terms(text), speaker=speaker, topic=topic)


def _speech(text: str) -> tuple[str | None, str | None]:
    found = _SPEECH.match(text)
    if found is None or found["speaker"].lower() in _NOT_A_SPEAKER:
        return None, None
    return found["speaker"], found["topic"]


def unknown_words(question: str, terms: TermIndex) -> tuple[str, ...]:
    """Return what no article mentions, as it was typed; words side by side are one name."""
    names: list[str] = []
    beside = False
    for word in question.split():
        bare = word.strip(PUNCTUATION)
        found = analyze(word) if is_content(word) and not _VERB.fullmatch(bare) else []
        unknown = bool(found) and not any(map(terms.document_frequency, found))
        if unknown and beside:
            names[-1] += f" {bare}"
        elif unknown:
            names.append(bare)
        beside = unknown
    return tuple(names)
