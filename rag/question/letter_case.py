"""Letter case: the words of a question are written as the articles write them.

People type names in lower case, and whole questions in capitals. The articles decide what is a
name: a word that they write with a capital inside sentences, and never without one. So "macron"
and "MACRON" are understood as "Macron" is, and a "mayor" stays one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rag.english.analyzer import PUNCTUATION, analyze, is_content, is_country
from rag.english.persons import TITLES
from rag.english.speaker_names import is_name
from rag.english.word_lists import is_person_noun
from rag.index.view import IndexView
from rag.question.understand import only_asks, understand
from rag.types import Correction, Query

SAMPLED = 8  # passages in which a word is looked up, those where it stands out most
LOOKED_UP = 32  # words of a question, at most
_SHOUTED = 3  # words in capitals from which all of them are taken for shouting
_TITLED = 4  # words with a capital each from which they are taken for a title
_WORD = re.compile(r"[^\W_]+(?:['’](?!s\b)[^\W_]+)*")
_AFTER = re.compile(r"^(?:['’]s?)?\s+(\S+)")  # the next word, also of "nurses’ union"
# What stands before a word that has a capital only because a sentence or a line begins.
_BEGINS = re.compile(r"(?:^|[.!?:;]\W*|[\n•“‘\"(\[*#>–—-]\s*)$")


def in_case(query: Query, view: IndexView, is_word: Callable[[str], bool]) -> Query:
    """Return the query with its words in the case of the articles; corrections follow it.

    `is_word` is as for `rag.question.spelling.correct`.
    """
    corrected = frozenset(correction.read for correction in query.corrections)
    text = _with_speaker(_cased(query.text, corrected, view, is_word), view)
    if text == query.text:
        return query
    read = {word.casefold(): word for word in _WORD.findall(text)}
    corrections = (
        Correction(c.typed, read.get(c.read.casefold(), c.read)) for c in query.corrections
    )
    return replace(understand(text, view.speakers.speaks), corrections=tuple(corrections))


def _cased(
    text: str, corrected: Container[str], view: IndexView, is_word: Callable[[str], bool]
) -> str:
    """Return a text with the case that the articles give its words in lower case.

    So have words that were `corrected`, which may be taken from where a sentence begins, and all
    words of a question whose capitals say nothing.
    """
    matches = list(_WORD.finditer(text))
    words = [match[0] for match in matches]
    any_case = _is_without_case(words)
    low = [word.lower() for word in words] if any_case else words
    cased, asked = list[str](), list[_Asked]()
    for i, word in enumerate(words):
        if not (word.islower() or any_case or word in corrected):
            cased.append(word)
        elif low[i].islower() and is_country(low, i):
            cased.append("US")
        elif not is_content(word.lower()) or only_asks(word) or len(asked) == LOOKED_UP:
            cased.append(word.lower() if any_case else word)
        else:
            asked.append(_Asked(tuple(words), i))
            cased.append(word)
    terms = {one: "".join(analyze(one.word.lower())) for one in asked}
    known = {one: term for one, term in terms.items() if view.terms.document_frequency(term)}
    texts = _texts_with(known.values(), view)
    for one in known:
        cased[one.position] = _as_in_articles(one, texts, is_word)
    for match, word in zip(reversed(matches), reversed(cased), strict=True):
        text = f"{text[: match.start()]}{word}{text[match.end() :]}"
    return text


def _is_without_case(words: Sequence[str]) -> bool:
    """Return whether the capitals of a question say nothing: shouted, or as in a title."""
    if len(words) >= _SHOUTED and all(word.isupper() for word in words if not word.isdigit()):
        return any(len(word) > 1 and word.isupper() for word in words)
    return len(words) >= _TITLED and all(word[0].isupper() for word in words)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A word of a question, by its position among all of them."""

    words: tuple[str, ...]
    position: int

    @property
    def word(self) -> str:
        return self.words[self.position]

    def beside(self, step: int) -> str:
        """Return the word before (-1) or after (1) in lower case, "" without one."""
        i = self.position + step
        return self.words[i].lower() if 0 <= i < len(self.words) else ""


@dataclass(frozen=True, slots=True)
class _Found:
    """A word as it stands inside a sentence of an article, and the words beside it."""

    form: str
    before: str
    after: str

    def is_beside(self, asked: _Asked) -> bool:
        """Return whether a content word of the question stands beside the word here, too."""
        return any(
            here and is_content(here) and here.lower() == there
            for here, there in ((self.before, asked.beside(-1)), (self.after, asked.beside(1)))
        )

    @property
    def alone(self) -> bool:
        """Whether it is no part of a longer name: "Lee" of "Mr. Lee said", not of "Lee Street"."""
        part = self.before[:1].isupper() and self.before not in TITLES
        return not part and not self.after[:1].isupper()


def _texts_with(terms: Iterable[str], view: IndexView) -> list[str]:
    """Return the texts of a few passages with each term, read at once."""
    found = {hit for term in terms for hit, _ in view.terms.search([term], SAMPLED)}
    return view.store.texts(sorted(found)) if found else []


def _as_in_articles(asked: _Asked, texts: Sequence[str], is_word: Callable[[str], bool]) -> str:
    """Return a word that the articles have with the case that they give it in some `texts`.

    Beside a word that it stands beside in an article, it has the case that it has there. Else a
    word that is written in lower case anywhere has that; and a word of the language, as "bridge",
    is a name only where it stands alone as one: "Mayor Lee" makes no name of "mayor".
    """
    low = asked.word.lower()
    found = [f for text in texts for f in _occurrences(low, text)]
    beside = [f for f in found if f.is_beside(asked)]
    if beside:
        return Counter(f.form for f in beside).most_common(1)[0][0]
    if any(f.form.islower() for f in found):
        return low
    common = is_word(low) or is_person_noun(low)
    named = [f for f in found if f.alone] if common else found
    return Counter(f.form for f in named).most_common(1)[0][0] if named else low


def _occurrences(word: str, text: str) -> Iterator[_Found]:
    """Yield where a word stands in a text, in any case, unless it begins a sentence."""
    for start in _starts(word, text):
        end = start + len(word)
        form, lead, rest = text[start:end], text[max(0, start - 40) : start], text[end : end + 40]
        if form.islower() or not _BEGINS.search(lead):
            before, after = lead.split()[-1:], _AFTER.findall(rest)
            yield _Found(form, *("".join(w).strip(PUNCTUATION) for w in (before, after)))


def _starts(word: str, text: str) -> Iterator[int]:
    """Yield where a word in lower case stands in a text, in any case, with no letter beside it.

    A regular expression would have to be compiled for each word, and takes longer to search.
    """
    low = text.lower()
    if len(low) != len(text):  # as of "İ": places would differ
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    start = low.find(word)
    while start >= 0:
        end = start + len(word)
        if not low[start - 1 : start].isalnum() and not low[end : end + 1].isalnum():
            yield start
        start = low.find(word, start + 1)


def _with_speaker(text: str, view: IndexView) -> str:
    """Return a text whose speaker, if one of the index, has the case of the speaker's name."""
    speaker = understand(text, view.speakers.speaks).speaker
    if speaker is None or not any(word.islower() for word in speaker.split()):
        return text
    known = (name for name in view.speakers.meant_by(speaker) if is_name(name))
    forms = {word.casefold(): word for name in known for word in _WORD.findall(name)}
    cased = _WORD.sub(lambda match: forms.get(match[0].casefold(), match[0]), speaker)
    return text.replace(speaker, cased, 1)
