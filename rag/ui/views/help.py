"""Help: which questions work, with examples from these articles, and what the marks mean."""

from __future__ import annotations

from rag.engine import Engine
from rag.ui.address import Address, link
from rag.ui.render import text
from rag.ui.views.frame import frame

KINDS = (
    ("A fact", "who, what, where, when, how many: asked in a whole sentence"),
    ("Somebody’s words", "what a person said, denied or thinks about a subject"),
    ("A follow-up", "“and Starmer?”, “why?”, “what did she say about it?” after an answer"),
    ("With a filter", "“… according to an outlet”, “… in articles since March 2025”"),
)
TERMS = (
    ("quoted", "the words stand in quotation marks in the article"),
    ("reported", "the article gives the sense of what somebody said, not the exact words"),
    ("denied", "somebody says that it is not so: never a statement of theirs"),
    (
        "Confidence",
        "how often answers like this one were right in questions with known answers; below the "
        "limit the question is refused, and what is missing is named",
    ),
)
KEYS = (
    ("/", "to the question box"),
    ("Enter", "ask; Shift and Enter begin a new line"),
    ("Esc", "from an article back to the answer"),
    ("↑ ↓", "in the question box: earlier questions"),
    ("?", "this help"),
)


def view(engine: Engine, address: Address) -> str:
    """Return the help with example questions, which a click puts into the question box."""
    examples = "".join(
        f'<li><a href="#edit" title="Put into the question box">{text(question)}</a></li>'
        for question in engine.examples(6)
    )
    body = (
        '<article class="source help"><h2>What you can ask</h2>'
        "<p>Every answer is a sentence of the articles, word for word, or a refusal. Questions "
        "and articles are in English. Nothing is summarized, translated or made up.</p>"
        f"{_terms(KINDS)}<h3>Questions that these articles answer</h3><ul>{examples}</ul>"
        f'<p>For words instead of an answer, <a href="{text(link("search"))}">search</a>; for all '
        f'that somebody says, see <a href="{text(link("people"))}">people</a>; for the list of all '
        f'articles, see <a href="{text(link("articles"))}">articles</a>, or run '
        "<code>rag articles</code>.</p>"
        f"<h3>What the marks mean</h3>{_terms(TERMS)}"
        f"<h3>Keys</h3>{_terms(KEYS)}</article>"
    )
    return frame("Help", address, body)


def _terms(rows: tuple[tuple[str, str], ...]) -> str:
    items = "".join(f"<dt>{text(term)}</dt><dd>{text(words)}</dd>" for term, words in rows)
    return f"<dl>{items}</dl>"
