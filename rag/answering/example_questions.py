"""Questions that articles suggest, for somebody who doesn't know yet what to ask.

Patterns over sentences, no model. A malformed question is worse than none, so each pattern takes
only words whose part in the sentence is plain, and gives the sentence that it was read off.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import chain, islice, zip_longest
from typing import NamedTuple

from rag.answering.speakers import count_speakers
from rag.answers import Answer
from rag.english.function_words import NO_NAMES
from rag.english.lexicon import REPORTING
from rag.english.persons import SHORT_TITLES
from rag.english.speaker_names import is_name, name_words
from rag.index.store import Store
from rag.types import Sentence

EXAMPLE_PASSAGES = 200  # passages that example questions are made from

_WORD = r"[A-Z][a-z]+(?:[-’'][A-Z]?[a-z]+)*"
_NAME = rf"{_WORD}(?: {_WORD}){{1,2}}"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that open a sentence or stand before a name with a capital, and are no part of it.
_NO_NAME = NO_NAMES | SHORT_TITLES | _words("Critics Former New Spokesman Spokeswoman")

# "..., said Ann Lee, ..." and "Ann Lee, the engineer, said": the name is a whole noun phrase. With
# nothing beside it, what opens a sentence may be more than a name: "Everything Lee said ...".
_SPEAKER = re.compile(
    rf"[”\",] {REPORTING} (?P<after>{_NAME})(?=[,.])"
    rf"|(?:^|(?<=[.”] ))(?P<before>{_NAME})(?P<who>, [^,.“”\"]{{3,60}},)? {REPORTING}\b"
)

# "the repair" before a word that can't belong to the phrase: "the repair would", "the repair."
_ENDS = r"(?:is|are|was|were|will|would|could|should|must|can|had|has|have|and|of|in|to|for|at|on)"
_TOPIC = re.compile(rf"\bthe (?P<noun>[a-z]{{4,}}(?<!ed)(?<!ing)(?<!ly))(?=[,.] | {_ENDS}\b)")
_NO_TOPIC = _words(
    "first last next same other only most best end rest case time times year years month months "
    "week weeks past future fact idea kind need number part point thing things this that those "
    "these start side whole latter former middle morning evening afternoon night"
)

# "The Tarrel Bridge was closed in 2015": what happened, to what; the date is the answer.
_DATED = re.compile(
    rf"^(?P<what>The {_NAME}) was (?P<done>built|closed|completed|destroyed|founded|opened|signed)"
    r"(?= (?:in|on) [A-Z1-9])"
)
_MEASURED = re.compile(r"^How (?P<what>[a-z]+(?: [a-z]+)?) (?P<verb>is|are) (?P<done>[a-z]+ed)$")


class Example(NamedTuple):
    """A question, and the sentence that suggested it."""

    question: str
    sentence: Sentence


def suggest(sentences: Sequence[Sentence]) -> Iterator[Example]:
    """Yield questions that the sentences suggest, each once, from one article after another."""
    articles: dict[str, list[Sentence]] = {}
    for sentence in sentences:
        articles.setdefault(sentence.document.doc_id, []).append(sentence)
    rounds = zip_longest(*(_of_article(article) for article in articles.values()))
    seen: set[str] = set()
    for example in chain.from_iterable(rounds):
        if example is not None and example.question not in seen:
            seen.add(example.question)
            yield example


class _Article:
    """What the sentences of an article say together."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def words(self) -> Counter[str]:
        return Counter(re.findall(r"\w+", self.text))


def _of_article(sentences: Sequence[Sentence]) -> Iterator[Example]:
    texts = [" ".join(sentence.text.split()) for sentence in sentences]
    article = _Article(" ".join(texts))
    for pattern in _PATTERNS:
        for sentence, text in zip(sentences, texts, strict=True):
            question = pattern(text, article)
            if question is not None:
                yield Example(question, sentence)


def _said(text: str, article: _Article) -> str | None:
    """Ask what a named person said, about a noun that the article comes back to.

    >>> _said("“It is late,” said Ann Lee, who leads the council.", _Article("Lee left. Lee"))
    'What did Ann Lee say?'
    >>> _said("Ann Lee, the mayor, said the repair would wait.", _Article("Lee Lee repair repair"))
    'What did Ann Lee say about the repair?'
    """
    found = _SPEAKER.search(text)
    if found is None:
        return None
    name = found["after"] or found["before"]
    sure = found["after"] or found["who"] or article.text.count(name) > 1
    first, last = name.split()[0], name.split()[-1]
    if not sure or article.words[last] < 2 or not _NO_NAME.isdisjoint((first, last)):
        return None
    topics = [n for n in _TOPIC.findall(text) if n not in _NO_TOPIC and article.words[n] > 1]
    about = f" about the {max(topics, key=article.words.__getitem__)}" if topics else ""
    return f"What did {name} say{about}?"


def _when(text: str, article: _Article) -> str | None:
    """Ask for a date that is given.

    >>> _when("The Tarrel Bridge was opened in 1936.", _Article(""))
    'When was the Tarrel Bridge opened?'
    """
    found = _DATED.match(text)
    return found and f"When was the {found['what'][4:]} {found['done']}?"


def _how(text: str, article: _Article) -> str | None:
    """Turn a title into the question that it answers.

    >>> _how("How drought is measured", _Article(""))
    'How is drought measured?'
    """
    found = _MEASURED.match(text)
    return found and f"How {found['verb']} {found['what']} {found['done']}?"


_PATTERNS: tuple[Callable[[str, _Article], str | None], ...] = (_how, _said, _when)


def answered_examples(store: Store, ask: Callable[[str], Answer], count: int) -> list[str]:
    """Return up to `count` suggested questions whose answer cites the article they come from.

    A bounded number of passages is read, and of questions asked. A small folder may suggest too
    few: then people who are quoted, and nothing but their words asked for, take the other places.
    """
    ids = [row[0] for row in islice(store.passage_texts(), EXAMPLE_PASSAGES)]
    sentences = [s for stored in store.passages(ids) for s in stored.passage.sentences]
    tried = islice(suggest(sentences), 3 * count)
    good = (e.question for e in tried if e.sentence.document in ask(e.question).documents)
    found = list(islice(good, count))
    if len(found) < count:
        quoted = (question for question in _about_people(store) if question not in found)
        found += [q for q in islice(quoted, 2 * count) if ask(q).answered][: count - len(found)]
    return found


def _about_people(store: Store) -> Iterator[str]:
    """Yield a question for the words of each person who is quoted, those quoted most first."""
    for speaker in count_speakers(store):
        if speaker.quoted and is_name(speaker.name) and len(name_words(speaker.name)) > 1:
            yield f"What did {speaker.name} say?"
