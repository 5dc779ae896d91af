"""Names of people whom the articles neither quote nor mention."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.english.analyzer import analyze
from rag.english.interrogatives import capitalised
from rag.english.persons import TITLES
from rag.english.speaker_names import is_name, name_words
from rag.index.view import IndexView

READ = 50  # passages with a last name that are searched for the whole name


def is_unheard_of(view: IndexView, name: str) -> bool:
    """Return whether no article quotes or mentions a person of a name.

    "Olav Lind" is unheard of where the only Lind is Helga Lind; where some article has "Lind"
    alone, it may be he. A description, as "the mayor", is never unheard of.
    """
    words = name_words(name)
    if not (words and is_name(capitalised(name))) or view.speakers.speaks(name):
        return False
    passages = view.terms.search(analyze(words[-1]), READ)
    if len(passages) == READ:
        return False  # there may be more
    texts = view.store.texts([passage for passage, _ in passages])
    before = [words_before for text in texts for words_before in _names_before(words[-1], text)]
    if len(words) == 1:
        return not before
    return not any(words[0] in names or not names for names in before)


def _names_before(last: str, text: str) -> Iterator[tuple[str, ...]]:
    """Yield the parts of the name that stand before each last name, in lower case: () if none."""
    for found in re.finditer(rf"(?<![^\W_]){re.escape(last)}(?![^\W_])", text, re.IGNORECASE):
        parts: list[str] = []
        for word in reversed(text[: found.start()].split(" ")[:-1]):
            if (
                not word[:1].isupper()
                or word.rstrip(".") in TITLES
                or not word.rstrip(".").isalpha()
            ):
                break
            parts.append(word.rstrip(".").lower())
        yield tuple(parts)
