"""Questions of what somebody said, from annotated news, for the reader.

`attribution_train.json` marks source, cue and content of the speech in 840 news articles (PolNeAR,
Newell and others 2018). A question names a source and a topic, a run of words of a content. Right
are the sentences with such a content of that source; those that name the source, or that hold the
topic in the mouth of others, are near.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.english.analyzer import analyze, is_content
from rag.english.function_words import NO_NAMES
from rag.english.persons import TITLES_IN_COMPARISON
from rag.segment.sentences import split_sentences
from training.reader_questions import Question
from training.speech_windows import Article, Attribution, read_articles

ATTRIBUTIONS = "attribution_train.json"
SOURCE = "speech"
MOST_OF_ARTICLE = 8  # questions

_NAME = re.compile(r"(?:[A-Z][\w.’'-]*\s+){0,3}(?P<last>[A-Z][\w’'-]+)")
_WORD = re.compile(r"[^\W_][\w’'-]*|[^\s\w]")  # marks, too: they end a run
_LEADING = frozenset("the a an his her its their our my your of about on for with against".split())
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")

# How people ask; a quarter of the questions is of the first form.
FORMS = (
    "What did {who} say about {what}?",
    "what did {who} say about {what}",
    "What does {who} say about {what}?",
    "What does {who} think of {what}?",
    "What did {who} think about {what}?",
    "What did {who} tell reporters about {what}?",
    "what did {who} claim about {what}",
    "What has {who} said on {what}?",
    "How did {who} comment on {what}?",
    "What is {who}'s view of {what}?",
    "Did {who} say anything about {what}?",
    "{who} {what}",
    "{who} on {what}",
)


@dataclass(frozen=True, slots=True)
class Speech:
    """What somebody said: the numbers of its sentences, its speaker, its words.

    `who` is the source as it is written, `last` a person's last name, empty for pronouns and
    descriptions.
    """

    sentences: tuple[int, ...]
    who: str
    last: str
    words: tuple[str, ...]

    @property
    def terms(self) -> frozenset[str]:
        """The terms of the words."""
        return frozenset(analyze(" ".join(self.words)))


def speech_questions(path: Path, seed: int = 0) -> list[Question]:
    """Return questions of the annotated articles, half of them of the article's other speakers."""
    drawn = random.Random(seed)
    return [q for article in read_articles(path) for q in _of_article(article, drawn)]


def _of_article(article: Article, drawn: random.Random) -> Iterator[Question]:
    spans = [(s.start, s.end) for s in split_sentences(article.text)]
    sentences = tuple(article.text[start:end] for start, end in spans)
    speeches = list(_speeches(article, spans))
    named = [s for s in speeches if s.last and _topics(s)]
    title = title_of(article, spans)
    for speech in drawn.sample(named, min(MOST_OF_ARTICLE, len(named))):
        topic = drawn.choice(_topics(speech))
        others = sorted({s.last for s in named} - {speech.last})
        whole = drawn.random() < 0.3 and len(speech.who) < 40
        asked = [(speech.last, speech.who if whole else speech.last)]
        if others and drawn.random() < 0.5:
            other = drawn.choice(others)
            asked.append((other, other))
        form = drawn.choice((FORMS[0], *FORMS, *FORMS))
        for last, who in asked:
            text = form.format(who=who, what=topic)
            yield _question(article.name, title, sentences, speeches, text, last, topic)


def title_of(article: Article, spans: Sequence[tuple[int, int]]) -> str:
    """Return the beginning of an article's first sentence, and its date; `spans` are sentences."""
    date = _DATE.search(article.name)
    first = article.text[slice(*spans[0])][:120] if spans else ""
    return f"{first} {date[0] if date else ''}".strip()


def _question(
    document: str,
    title: str,
    sentences: tuple[str, ...],
    speeches: Sequence[Speech],
    text: str,
    last: str,
    topic: str,
) -> Question:
    terms = frozenset(analyze(topic))
    on_topic = [s for s in speeches if terms <= s.terms]
    right = {n for s in on_topic if s.last == last for n in s.sentences}
    own = {n for s in speeches if s.last == last for n in s.sentences}
    unknown = {n for s in on_topic if not s.last for n in s.sentences}
    others = {n for s in on_topic if s.last not in ("", last) for n in s.sentences}
    mentioning = {
        n
        for n, sentence in enumerate(sentences)
        if last in sentence and terms & set(analyze(sentence))
    }
    # What the same person says without the topic's words may well be about it.
    unclear = (own | unknown) - right
    return Question(
        source=SOURCE,
        document=document,
        text=text,
        title=title,
        sentences=sentences,
        right=tuple(sorted(right)),
        near=tuple(sorted((others | mentioning) - right - unclear)),
        unclear=tuple(sorted(unclear)),
    )


def _speeches(article: Article, spans: Sequence[tuple[int, int]]) -> Iterator[Speech]:
    named = {last for a in article.attributions if (last := _last_name(_source(article, a)))}
    for attribution in article.attributions:
        source = _source(article, attribution)
        last = _last_name(source)
        words = [w for a, b in attribution.content for w in _WORD.findall(article.text[a:b])]
        numbers = tuple(
            n
            for n, (start, end) in enumerate(spans)
            if any(a < end and start < b for a, b in attribution.content)
        )
        if source.lower() in ("he", "she") and numbers:
            last = _only_name(
                article.text[spans[max(0, numbers[0] - 2)][0] : attribution.source[0][0]], named
            )
            source = last
        yield Speech(numbers, source, last, tuple(words))


def _source(article: Article, attribution: Attribution) -> str:
    return " ".join(article.text[a:b] for a, b in attribution.source)


def _last_name(source: str) -> str:
    """Return the last name of a source that is a name, "" otherwise."""
    name = _NAME.fullmatch(source)
    last = re.sub(r"['’]s$", "", name["last"]) if name else ""
    known = last.lower() not in TITLES_IN_COMPARISON and is_content(last)
    return last if known else ""


def _only_name(before: str, named: set[str]) -> str:
    """Return the speaker that a text before a pronoun names, "" unless it names just one."""
    found = {word for word in _WORD.findall(before) if word in named}
    return found.pop() if len(found) == 1 else ""


def _topics(speech: Speech) -> list[str]:
    """Return the runs of one to three content words of a speech that a question may name.

    They stand after an article, a possessive or a preposition, so that most are noun phrases.
    """
    runs = list[tuple[str, list[str]]]()
    before = ""
    for word in speech.words:
        if is_content(word) and len(word) > 3:
            if runs and before == runs[-1][1][-1]:
                runs[-1][1].append(word)
            else:
                runs.append((before.lower(), [word]))
        before = word
    return [
        " ".join(run)
        for leading, run in runs
        if leading in _LEADING
        and (len(run) in (2, 3) or run[0][0].isupper())
        and speech.last not in run
        and all(word.isalpha() and word not in NO_NAMES for word in run)
    ]
