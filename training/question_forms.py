"""Other forms of a question: keywords, and yes or no."""

from __future__ import annotations

import re

from rag.english.analyzer import is_content
from rag.english.interrogatives import begins_question

_WHO = re.compile(
    r"(?:who|which \w+|what \w+) "
    r"(?P<rest>(?:\w+(?:ed|s)|won|was|is|has|had|led|made|wrote|ran|took|gave) .+?)\??$",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"(?:when|in what year|in which year) (?P<aux>was|were|did|is|has) (?P<rest>.+?)\??$",
    re.IGNORECASE,
)


def keywords(question: str) -> str | None:
    """Return the words that a person would type into a search box; None if too few are left."""
    kept = [w for w in question.rstrip("?").split() if is_content(w) and not begins_question(w)]
    return " ".join(kept).lower() if len(kept) >= 3 else None


def yes_or_no(question: str, answer: str) -> str | None:
    """Return a question whose answer is yes; None if it cannot be made."""
    if (found := _WHO.match(question)) and answer[:1].isupper():
        return f"Is it true that {answer} {found['rest']}?"
    if (found := _WHEN.match(question)) and re.fullmatch(r"\d{4}", answer):
        return f"{found['aux'].capitalize()} {found['rest']} in {answer}?"
    return None
