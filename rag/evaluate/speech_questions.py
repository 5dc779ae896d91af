"""`rag evaluate attribution`: does "what did X say about Y" find what X said?

The file is one JSON object. `documents[]` have `id` and `text`. `questions[]` have `question`,
`speaker` and `gold[]`, the answers, each with `doc` and `spans`. `attributions[]` say who said
what: `doc`, `spans`, `speaker` (null where it was not resolved) and `source[]`, the words of the
text that name the speaker. A span is a pair of code points, half-open.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ir_measures import Success

from rag.answering.score import Candidate
from rag.errors import CorpusError
from rag.evaluate import figures
from rag.evaluate import speaker_accuracy as attributed
from rag.evaluate.fields import Fault, checked, each, field, read_json
from rag.evaluate.squad import Article, Paragraph, place, write_corpus
from rag.evaluate.temporary_index import (
    Spans,
    asked,
    examine,
    judge,
    overlaps,
    right_words,
    sample,
    temporary_index,
)
from rag.types import Attribution, Sentence

OPENING = "“\"'„«`"
PRONOUNS = frozenset("he she they it we i who".split())
# Judged a second time, with the words that were marked in the text: "direct_precision_as_marked".
MARKED_TOO = ("direct_precision", "direct_recall", "speaker_precision", "speaker_recall")

SpansOf = Mapping[int, Spans]  # by the number of the document


@dataclass(frozen=True, slots=True)
class SpeechQuestion:
    """A question of what somebody said, and the spans that answer it."""

    text: str
    speaker: str
    gold: SpansOf


@dataclass(frozen=True, slots=True)
class Said:
    """Spans of document number `document`, and the last names of those they are attributed to.

    `resolved` says if the annotation names the speaker, `pronoun` if the text has a pronoun there.
    `words` are the last names in the words of the text that name the speaker, pronouns left out.
    """

    document: int
    speakers: frozenset[str]
    spans: Spans
    resolved: bool
    pronoun: bool
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Speeches:
    """The content of a file: texts, questions, and who said what."""

    texts: list[str]
    questions: list[SpeechQuestion]
    attributions: list[Said]


def evaluate(path: Path, limit: int | None = None) -> dict[str, float | int]:
    """Index the documents of a file and ask its questions, or a random `limit` of them.

    Raises CorpusError for a file that is not in the format, or holds no question.
    """
    speeches = read_speeches(path)
    questions = sample(speeches.questions, limit)
    if not questions:
        raise CorpusError(f"{path} holds no question: nothing can be measured", path)
    articles = [Article(None, (Paragraph(text, ()),)) for text in speeches.texts]
    hits, speakers = [], []
    with temporary_index(lambda corpus: write_corpus(articles, corpus)) as (opened, _):
        for question in asked(questions, "asking"):
            _, candidates = examine(opened, question.text)
            hits.append(right_candidates(candidates, question.gold, speeches.texts))
            said = said_by(question.speaker, speeches.attributions)
            speakers.append(any(_within(c.sentence, said) for c in candidates[:1]))
        held = measure_attributions(opened.attributions(), speeches)
    return {
        **figures.ranking(hits, {"hit@1": Success @ 1, "hit@3": Success @ 3}),
        "speaker@1": sum(speakers) / len(speakers),
        **held,
        "questions": len(questions),
        "documents": len(speeches.texts),
        "attributions": len(speeches.attributions),
    }


def read_speeches(path: Path) -> Speeches:
    """Read a file; raise CorpusError that names the first fault and its place."""
    return read_json(path, "attribution", _speeches)


def measure_attributions(
    index: Sequence[Attribution], speeches: Speeches
) -> dict[str, float | int]:
    """Compare who said what in the index with the annotation.

    A speaker is right if the last name is that of the speaker whom the annotation resolved. Keys
    that end with "_as_marked" also take the name in the words of the text that were marked there:
    "Clinton's lawyer Ann Lee" may be resolved to Clinton.
    """
    texts = speeches.texts
    numbers = {place(n, 0): n for n in range(len(texts))}
    found = defaultdict(list)
    for attribution in index:
        for number in {numbers[p] for p in attribution.content.document.places if p in numbers}:
            found[number].append(attributed.held(attribution, texts[number], last_name))
    strict = attributed.measure(found, _annotated(speeches, lambda s: s.speakers))
    marked = attributed.measure(found, _annotated(speeches, lambda s: s.speakers | s.words))
    return strict | {f"{key}_as_marked": marked[key] for key in MARKED_TOO}


def _annotated(
    speeches: Speeches, names: Callable[[Said], frozenset[str]]
) -> dict[int, list[attributed.Annotated]]:
    """Return the annotation by document; `names` says who is the right speaker of each."""
    people = defaultdict(list)
    for said in speeches.attributions:
        text = speeches.texts[said.document]
        people[said.document].append(
            attributed.Annotated(
                attributed.letters(text, said.spans),
                names(said) if said.resolved else frozenset(),
                all(text[start] in OPENING for start, _ in said.spans),
                said.pronoun,
            )
        )
    return people


def right_candidates(
    candidates: Sequence[Candidate], gold: SpansOf, texts: Sequence[str]
) -> list[bool]:
    """Say of each candidate, those of the same words taken as one, if it overlaps a gold span."""
    right = set[str]().union(*(right_words(texts[n], spans) for n, spans in gold.items()))
    return judge((c.sentence for c in candidates), right, lambda s: _within(s, gold))


def said_by(speaker: str, attributions: Sequence[Said]) -> dict[int, list[tuple[int, int]]]:
    """Return the spans attributed to somebody of the same last name, by document."""
    name = last_name(speaker)
    spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for said in attributions:
        if name in said.speakers:
            spans[said.document].extend(said.spans)
    return dict(spans)


def last_name(name: str) -> str:
    """Return the last word of a name, for comparison.

    What follows a comma, a bracket or a dash only describes: "Rep. Jim Jordan (R-Ohio)" is Jordan.
    So does "of New York" after a title and a name; "of State" after one word is part of a title.
    """
    bare = re.split(r"[,(\[;:]|\s[-–—]+\s", name.replace("’", "'"))[0]
    named = bare.partition(" of ")[0]
    if len(named.split()) > 2 and named.split()[-1][0].isupper():
        bare = named
    found = re.findall(r"[\w'-]+", bare)
    return found[-1].removesuffix("'s").casefold() if found else ""


def _within(sentence: Sentence, said: SpansOf) -> bool:
    """Say if a sentence shares a character with spans of its own document."""
    places = sentence.document.places
    own = [spans for n, spans in said.items() if place(n, 0) in places]
    return any(overlaps(sentence.start, sentence.end, spans) for spans in own)


def _speeches(data: Any) -> Speeches:
    numbers: dict[str, int] = {}
    texts: list[str] = []
    for document, where in each(data, "documents", ""):
        name = field(document, "id", str, where)
        if name in numbers:
            raise Fault(f"{where}.id stands twice: {name}")
        numbers[name] = len(texts)
        texts.append(field(document, "text", str, where))
        if not texts[-1].strip():
            raise Fault(f"{where}.text is empty")
    questions = [_question(q, numbers, texts, at) for q, at in each(data, "questions", "")]
    said = [_said(a, numbers, texts, at) for a, at in each(data, "attributions", "")]
    return Speeches(texts, questions, said)


def _question(
    value: Any, numbers: Mapping[str, int], texts: Sequence[str], where: str
) -> SpeechQuestion:
    gold = defaultdict(list)
    for answer, at in each(value, "gold", where):
        document, spans = _spans(answer, numbers, texts, at)
        gold[document].extend(spans)
    text, speaker = field(value, "question", str, where), field(value, "speaker", str, where)
    return SpeechQuestion(text, speaker, dict(gold))


def _said(value: Any, numbers: Mapping[str, int], texts: Sequence[str], where: str) -> Said:
    document, spans = _spans(value, numbers, texts, where)
    # Whose words answer a question is asked of the source only where nobody resolved it: "he" is no
    # name.
    sources = [checked(s, str, at) for s, at in each(value, "source", where)]
    resolved = value.get("speaker")
    names = sources if resolved is None else [checked(resolved, str, f"{where}.speaker")]
    return Said(
        document,
        frozenset(filter(None, map(last_name, names))),
        spans,
        resolved is not None,
        any(source.casefold() in PRONOUNS for source in sources),
        frozenset(last_name(s) for s in sources if s.casefold() not in PRONOUNS) - {""},
    )


def _spans(
    value: Any, numbers: Mapping[str, int], texts: Sequence[str], where: str
) -> tuple[int, list[tuple[int, int]]]:
    name = field(value, "doc", str, where)
    if name not in numbers:
        raise Fault(f"{where}.doc names no document: {name}")
    document = numbers[name]
    return document, [_span(s, len(texts[document]), at) for s, at in each(value, "spans", where)]


def _span(value: Any, length: int, where: str) -> tuple[int, int]:
    match checked(value, list, where):
        case [int(start), int(end)] if 0 <= start < end <= length:
            return start, end
    raise Fault(f"{where} is not a span, [start, end], of its document")
