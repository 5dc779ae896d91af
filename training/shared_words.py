"""Names, numbers and words that a question and a candidate share, or that one of them lacks."""

from __future__ import annotations

import re
from itertools import dropwhile

from rag.english.analyzer import analyze
from rag.english.function_words import NO_NAMES
from rag.english.interrogatives import NAME, begins_question
from rag.models.reader_input import Candidate
from training.reader_questions import Spans

NUMBER = re.compile(r"(?<![\w.,])\d[\d,.]*\d(?![\w])|(?<![\w.,])\d(?!\w)")
YEAR = re.compile(r"(?<![\w.,-])(?:1[5-9]|20)\d\d(?![\w.,]\d|\w)")


def names(text: str) -> list[str]:
    """Return the names in a text, without the words that only begin a sentence."""
    first = text.split(maxsplit=1)[0] if text.split() else ""
    start = len(first) if begins_question(first) or first in NO_NAMES else 0
    found = (re.sub(r"(?:['’]s)?[.’']*$", "", m[0]).split() for m in NAME.finditer(text, start))
    kept = (" ".join(dropwhile(NO_NAMES.__contains__, words)) for words in found)
    return [name for name in kept if len(name) > 2]


def find(text: str, words: str) -> Spans:
    """Return where words stand in a text, as whole words in any case."""
    pattern = rf"(?<!\w){re.escape(words)}(?!\w)"
    return tuple(m.span() for m in re.finditer(pattern, text, re.IGNORECASE))


def exchanged(text: str, old: str, new: str) -> str:
    """Return a text with other words in all places of the old ones."""
    return re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", lambda _: new, text, flags=re.IGNORECASE)


def absent(question: str, candidate: Candidate) -> Spans:
    """Return the spans of the names and numbers of a question that a candidate does not hold."""
    told = set(analyze(" ".join(texts_of(candidate))))
    wanted = [*names(question), *NUMBER.findall(question), *YEAR.findall(question)]
    lacking = dict.fromkeys(w for w in wanted if not told & set(analyze(w)))
    return tuple(sorted({span for words in lacking for span in find(question, words)}))


def texts_of(candidate: Candidate) -> tuple[str, str, str]:
    """Return title, context and sentence."""
    return candidate.title, candidate.before, candidate.sentence
