"""Nested speech: what somebody says that another said, known only as that person tells it.

The tagger reads what was said as a text of its own, where it reports speech.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.attribution.contents import Letters, find_contents, kind_of, touching
from rag.attribution.cues import reports_speech
from rag.attribution.pronouns import Discourse
from rag.attribution.resolver import resolve_speaker
from rag.attribution.spans import AttributionSpan
from rag.attribution.tagged import MISSING, Links, Range, SpeechTagger, TaggedText
from rag.english.function_words import PRONOUNS
from rag.english.lexicon import LEXICON, alternation, forms_of
from rag.english.quotes import find_quotes
from rag.english.speaker_names import is_name
from rag.english.speech_acts import is_unsaid

_SAYING = forms_of(v for v in LEXICON if v.frame != "object" or v.sense in ("deny", "promise"))
_REPORTS = re.compile(rf"\b{alternation(_SAYING)}\b|\baccording to\b")
_MARKS = " \t\n“”\"‘’'«»,;:."
_IF = re.compile(r"\b(?:if|unless|whether)\s+$", re.I)
_BEFORE = 12  # characters before a source, enough for one of these words
_SENTENCE_END = re.compile(r"[.!?]\s+(?=[A-Z])")
_SURE = 0.5  # the probability from which a source, and its cue, are trusted


def nested_speech(
    discourse: Discourse,
    letters: Letters,
    spans: Sequence[AttributionSpan],
    tagger: SpeechTagger,
) -> list[AttributionSpan]:
    """Return the speech inside of spans of speech whose speaker is known, each told by that one."""
    text = letters.text
    outer = [(span, _bare(text, span)) for span in spans if span.speaker is not None]
    telling = [(span, *bare) for span, bare in outer if _REPORTS.search(text, *bare)]
    tagged = tagger.tag(text[start:end] for _, start, end in telling)
    return [
        one
        for (span, start, end), inner in zip(telling, tagged, strict=True)
        for one in _inner(discourse, letters, span, (start, end), inner)
    ]


def _bare(text: str, span: AttributionSpan) -> Range:
    """Return a span without the marks around it."""
    start, end = span.start, span.end
    while start < end and text[start] in _MARKS:
        start += 1
    while start < end and text[end - 1] in _MARKS:
        end -= 1
    return start, end


def _inner(
    discourse: Discourse,
    letters: Letters,
    outer: AttributionSpan,
    bare: Range,
    tagged: TaggedText,
) -> Iterator[AttributionSpan]:
    """Yield the speech in a span, whose text without marks was tagged."""
    text = letters.text
    start, _ = bare
    quotes = find_quotes(text, *bare)
    places = [(start + span.start, start + span.end) for span in tagged.contents]
    for content in find_contents(letters, places, quotes):
        number = content.spans[0]
        source = _best(tagged.source_of_content, number)
        cue = _best(tagged.cue_of_content, number)
        if source is None or cue is None:
            continue
        place = start + tagged.sources[source].start, start + tagged.sources[source].end
        marked = tagged.cues[cue]
        words = text[start + marked.start : start + marked.end].strip(" ,;\n")
        if (
            not reports_speech(words)
            or is_unsaid(words)
            or _IF.search(text[max(start, place[0] - _BEFORE) : place[0]])
        ):
            continue
        if text[slice(*place)].lower() in PRONOUNS:
            continue  # "I said that": the same speaker; "she said": anybody
        speaker = resolve_speaker(discourse, place)
        if speaker.form == "pronoun" or speaker.name == outer.speaker:
            continue
        if speaker.name is None or not is_name(speaker.name):
            continue  # "people say that"
        first = touching(quotes, content.start, content.end)[:1]
        end = first[0].end if first and first[0].start == content.start else content.end
        kind = kind_of(letters, content.start, end, quotes)
        begin = content.start
        if kind == "indirect":
            begin, end = _in_sentence(text, (begin, end), start + marked.start)
        yield AttributionSpan(begin, end, speaker.name, speaker.form, words, kind, outer.speaker)


def _in_sentence(text: str, content: Range, cue: int) -> Range:
    """Return the part of a content in the sentence of its cue: "she says no. I say yes"."""
    start, end = content
    for stop in _SENTENCE_END.finditer(text, min(start, cue), max(end, cue)):
        if stop.start() < cue:
            start = max(start, stop.end())
        elif stop.start() > start:
            end = min(end, stop.start())
    return (start, end) if start < end else content


def _best(links: Links, number: int) -> int | None:
    """Return the number of the span to which another is surely linked, or None."""
    best = max(links[number], key=links[number].__getitem__)
    return None if best == MISSING or links[number][best] < _SURE else best
