"""`rag evaluate attribution`: whether "what did X say about Y" finds what X said.

The file is one JSON object. `documents[]` have `id` and `text`. `questions[]` have `question`,
`speaker` and `gold[]`, the answers, each with `doc` and `spans`. `attributions[]` annotate who said
what: `doc`, `spans`, `speaker` (null if unresolved) and `source[]`, the words of the text that name
the speaker; it may have `cue[]`, the words that introduce the speech. A span is a half-open pair of
offsets in code points.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Self

from ir_measures import Success
from pydantic import Field, field_validator, model_validator

from rag.answering.score import Candidate
from rag.attribution.tagged import SpeechTagger
from rag.english.persons import NAME_SUFFIXES
from rag.errors import CorpusError
from rag.evaluate import figures, speaker_accuracy
from rag.evaluate.json_files import JsonObject, Text, read_json
from rag.evaluate.speech_roles import AnnotatedRoles, measure_roles
from rag.evaluate.squad import Article, Paragraph, place, write_corpus
from rag.evaluate.temporary_index import (
    Spans,
    asked,
    examine,
    judge,
    overlaps,
    right_texts,
    sample,
    temporary_index,
)
from rag.models.tagger import Tagger
from rag.types import Attribution, Sentence

OPENING = "“\"'„«`"
PRONOUNS = frozenset("he she they it we i who".split())
# Measured a second time, accepting the name in the marked words: "direct_precision_as_marked".
MARKED_TOO = ("direct_precision", "direct_recall", "speaker_precision", "speaker_recall")

SpansOf = Mapping[int, Spans]  # by the number of the document


@dataclass(frozen=True, slots=True)
class SpeechQuestion:
    """A question about what somebody said, and the gold spans that answer it."""

    text: str
    speaker: str
    gold: SpansOf


@dataclass(frozen=True, slots=True)
class AnnotatedSpeech:
    """Spans of document number `document`, and the last names of their speakers.

    `resolved` is true if the annotation names the speaker, `pronoun` if the text has a pronoun
    for it. `marked` are the last names in the words of the text that name the speaker, without
    pronouns. `source` and `cue` are the words that were marked as such.
    """

    document: int
    speakers: frozenset[str]
    spans: Spans
    resolved: bool
    pronoun: bool
    marked: frozenset[str] = frozenset()
    source: tuple[str, ...] = ()
    cue: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SpeechData:
    """The content of a file: texts, questions, and annotated attributions."""

    texts: list[str]
    questions: list[SpeechQuestion]
    attributions: list[AnnotatedSpeech]


def evaluate(path: Path, limit: int | None = None) -> dict[str, float | int]:
    """Index the documents of a file and ask its questions, or a random `limit` of them.

    Raises CorpusError for a file that is not in the format or has no question.
    """
    data = read_speech_file(path)
    questions = sample(data.questions, limit)
    if not questions:
        raise CorpusError(f"{path} holds no question: nothing can be measured", path)
    articles = [Article(None, (Paragraph(text, ()),)) for text in data.texts]
    hits, speakers = [], []
    with temporary_index(lambda corpus: write_corpus(articles, corpus)) as (opened, _):
        for question in asked(questions, "asking"):
            _, candidates = examine(opened, question.text)
            hits.append(right_candidates(candidates, question.gold, data.texts))
            own = spans_of_speaker(question.speaker, data.attributions)
            speakers.append(any(_overlaps(c.sentence, own) for c in candidates[:1]))
        measured = measure_attributions(opened.attributions(), data)
        by_characters = measure_characters(opened.attributions(), data, Tagger.load())
    return {
        **figures.ranking(hits, {"hit@1": Success @ 1, "hit@3": Success @ 3}),
        "speaker@1": sum(speakers) / len(speakers),
        **measured,
        **by_characters,
        "questions": len(questions),
        "documents": len(data.texts),
        "attributions": len(data.attributions),
    }


def read_speech_file(path: Path) -> SpeechData:
    """Read a file; raise CorpusError that names the first error and its place."""
    parsed = read_json(path, "attribution", _SpeechFile)
    numbers = {document.id: n for n, document in enumerate(parsed.documents)}
    return SpeechData(
        [document.text for document in parsed.documents],
        [_question(question, numbers) for question in parsed.questions],
        [_annotated_speech(attribution, numbers) for attribution in parsed.attributions],
    )


def measure_attributions(index: Sequence[Attribution], data: SpeechData) -> dict[str, float | int]:
    """Return precision and recall of the index's attributions against the annotation.

    A speaker is right if the last name is that of the annotated speaker. Keys that end with
    "_as_marked" also accept the name in the words that were marked in the text: "Clinton's lawyer
    Ann Lee" may be annotated as Clinton.
    """
    texts = data.texts
    found = defaultdict(list)
    for number, attribution in _by_document(index, data):
        found[number].append(speaker_accuracy.from_index(attribution, texts[number], last_name))
    strict = speaker_accuracy.measure(found, _annotation(data, lambda s: s.speakers))
    marked = speaker_accuracy.measure(found, _annotation(data, lambda s: s.speakers | s.marked))
    return strict | {f"{key}_as_marked": marked[key] for key in MARKED_TOO}


def measure_characters(
    index: Sequence[Attribution], data: SpeechData, tagger: SpeechTagger
) -> dict[str, float]:
    """Return precision and recall of sources, cues and contents by characters."""
    contents: dict[int, frozenset[int]] = defaultdict(frozenset)
    for number, attribution in _by_document(index, data):
        span = attribution.content.start, attribution.content.end
        contents[number] |= speaker_accuracy.letters(data.texts[number], [span])
    annotated = [AnnotatedRoles(s.document, s.spans, s.source, s.cue) for s in data.attributions]
    return measure_roles(data.texts, annotated, contents, tagger)


def _by_document(
    index: Sequence[Attribution], data: SpeechData
) -> Iterator[tuple[int, Attribution]]:
    """Yield the attributions with the numbers of their documents, without nested speech.

    Nested speech is part of the outer speaker's, whom alone the annotation names for it.
    """
    numbers = {place(n, 0): n for n in range(len(data.texts))}
    for attribution in index:
        if attribution.told_by is None:
            places = attribution.content.document.places
            for number in {numbers[p] for p in places if p in numbers}:
                yield number, attribution


def _annotation(
    data: SpeechData, right_names: Callable[[AnnotatedSpeech], frozenset[str]]
) -> dict[int, list[speaker_accuracy.AnnotatedAttribution]]:
    """Return the annotation by document number, with the last names that are right for each."""
    annotation = defaultdict(list)
    for speech in data.attributions:
        text = data.texts[speech.document]
        annotation[speech.document].append(
            speaker_accuracy.AnnotatedAttribution(
                speaker_accuracy.letters(text, speech.spans),
                right_names(speech) if speech.resolved else frozenset(),
                all(text[start] in OPENING for start, _ in speech.spans),
                speech.pronoun,
            )
        )
    return annotation


def right_candidates(
    candidates: Sequence[Candidate], gold: SpansOf, texts: Sequence[str]
) -> list[bool]:
    """Return whether each distinct candidate, best first, overlaps a gold span."""
    right = set[str]().union(*(right_texts(texts[n], spans) for n, spans in gold.items()))
    return judge((c.sentence for c in candidates), right, lambda s: _overlaps(s, gold))


def spans_of_speaker(
    speaker: str, attributions: Sequence[AnnotatedSpeech]
) -> dict[int, list[tuple[int, int]]]:
    """Return the spans attributed to anyone with the speaker's last name, by document number."""
    name = last_name(speaker)
    spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for speech in attributions:
        if name in speech.speakers:
            spans[speech.document].extend(speech.spans)
    return dict(spans)


def last_name(name: str) -> str:
    """Return the last word of a name, for comparison.

    What follows a comma, a bracket or a dash is a description: "Rep. Jim Jordan (R-Ohio)" is
    Jordan. So is "of New York" after a title and a name; "of State" after one word is part of a
    title. "Jr." is part of no last name.
    """
    bare = re.split(r"[,(\[;:]|\s[-–—]+\s", name.replace("’", "'"))[0]
    named = bare.partition(" of ")[0]
    if len(named.split()) > 2 and named.split()[-1][0].isupper():
        bare = named
    found = [word for word in re.findall(r"[\w'-]+", bare) if word not in NAME_SUFFIXES]
    return found[-1].removesuffix("'s").casefold() if found else ""


def _overlaps(sentence: Sentence, spans_of: SpansOf) -> bool:
    """Return whether a sentence shares a character with spans of its own document."""
    places = sentence.document.places
    own = [spans for n, spans in spans_of.items() if place(n, 0) in places]
    return any(overlaps(sentence.start, sentence.end, spans) for spans in own)


_Pair = Annotated[list[int], Field(min_length=2, max_length=2)]


class _Document(JsonObject):
    id: Text
    text: Text

    @field_validator("text")
    @classmethod
    def _check_text(cls, text: str) -> str:
        if not text.strip():
            raise ValueError("is empty")
        return text


class _DocumentSpans(JsonObject):
    doc: Text
    spans: list[_Pair]

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """The spans as pairs of offsets."""
        return [(start, end) for start, end in self.spans]


class _Question(JsonObject):
    question: Text
    speaker: Text
    gold: list[_DocumentSpans]


class _Attribution(_DocumentSpans):
    source: list[Text]
    cue: list[Text] = Field(default_factory=list)
    speaker: Text | None = None


class _SpeechFile(JsonObject):
    documents: list[_Document]
    questions: list[_Question]
    attributions: list[_Attribution]

    @model_validator(mode="after")
    def _check_references(self) -> Self:
        lengths: dict[str, int] = {}
        for i, document in enumerate(self.documents):
            if document.id in lengths:
                raise ValueError(f"documents[{i}].id: {document.id!r} occurs twice")
            lengths[document.id] = len(document.text)
        for i, question in enumerate(self.questions):
            for j, gold in enumerate(question.gold):
                _check_spans(gold, lengths, f"questions[{i}].gold[{j}]")
        for i, attribution in enumerate(self.attributions):
            _check_spans(attribution, lengths, f"attributions[{i}]")
        return self


def _check_spans(value: _DocumentSpans, lengths: Mapping[str, int], place: str) -> None:
    """Raise ValueError for an unknown document, or a span that is empty or outside of it."""
    if value.doc not in lengths:
        raise ValueError(f"{place}.doc: no document has the id {value.doc!r}")
    for i, (start, end) in enumerate(value.pairs):
        if not 0 <= start < end <= lengths[value.doc]:
            raise ValueError(f"{place}.spans[{i}]: should be [start, end] within its document")


def _question(parsed: _Question, numbers: Mapping[str, int]) -> SpeechQuestion:
    gold = defaultdict(list)
    for answer in parsed.gold:
        gold[numbers[answer.doc]].extend(answer.pairs)
    return SpeechQuestion(parsed.question, parsed.speaker, dict(gold))


def _annotated_speech(parsed: _Attribution, numbers: Mapping[str, int]) -> AnnotatedSpeech:
    # The source's words name the speaker only if nobody resolved it: "he" is not a name.
    names = parsed.source if parsed.speaker is None else [parsed.speaker]
    marked = (last_name(s) for s in parsed.source if s.casefold() not in PRONOUNS)
    return AnnotatedSpeech(
        numbers[parsed.doc],
        frozenset(filter(None, map(last_name, names))),
        parsed.pairs,
        parsed.speaker is not None,
        any(source.casefold() in PRONOUNS for source in parsed.source),
        frozenset(filter(None, marked)),
        tuple(parsed.source),
        tuple(parsed.cue),
    )
