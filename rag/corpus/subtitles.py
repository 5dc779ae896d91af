"""Extracts the words of subtitles (WebVTT, SubRip) with webvtt-py. Runs in the worker process.

The cues are joined into paragraphs: one for each turn of a speaker, where speakers are marked, as a
line "NAME: words"; else one after each pause. Marks of sounds, such as "[applause]", are left out,
and so are lines that the next cue repeats, as automatic captions do.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.corpus.decode import decode
from rag.corpus.files import Extract, Unreadable
from rag.corpus.metadata import facts

if TYPE_CHECKING:
    from webvtt import Caption

_VOICE = re.compile(r"<v(?:\.[^\s>]{0,100})?\s+([^>]{1,100})>")
_HEADER = re.compile(r"WEBVTT[ \t]+(?:-[ \t]*)?(\S.*)")  # the title behind the mark of the format
_TAG = re.compile(r"<[^<>]{0,200}>|\{\\[^{}]{0,200}\}")
_SOUND = re.compile(r"[\[(*♪♫][^\])]*[\])*♪♫]|[♪♫\s]*")
_TURN = re.compile(r"(?:>>+|[-\u2013\u2014])\s*(?=\S)")  # marks of another speaker
_LABEL = re.compile(r"[^\W\d_a-z][\w.'\u2019-]*(?: [\w.'\u2019()-]+){0,4}:\s")
_SENTENCE_END = re.compile(r"[.!?\u2026][\"'\u201d\u2019)\]]*$")

_PAUSE = 2.0  # seconds
_LONG = 500  # characters of a paragraph after which the next sentence begins another


def extract(data: bytes) -> Extract:
    """Return the words of subtitles. Raises Unreadable if they are none, or hold no words."""
    import webvtt
    from webvtt.errors import MalformedCaptionError, MalformedFileError

    decoded = decode(data)
    text = decoded.text
    kind = "vtt" if text.startswith("WEBVTT") else "srt"
    header = _HEADER.match(text)
    try:
        cues = webvtt.from_buffer(io.StringIO(text), format=kind)
    except (MalformedCaptionError, MalformedFileError) as fault:
        raise Unreadable("is damaged (no subtitles)") from fault
    words = "\n\n".join(_paragraphs(cues.captions))
    if not words:
        raise Unreadable("holds no words")
    return Extract(words, facts(title=header and header[1]), doubt=decoded.doubt)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a cue, and when the cue is shown, in seconds.

    `begins` is true where another speaker begins; `speaker` is the name that the cue states.
    """

    text: str
    speaker: str | None
    begins: bool
    start: float
    end: float


def _paragraphs(cues: Iterable[Caption]) -> Iterator[str]:
    paragraph: list[str] = []
    speaker, end = None, 0.0
    for line in _lines(cues):
        spoken = " ".join(paragraph)
        pause = line.start - end > _PAUSE or len(spoken) > _LONG
        if paragraph and (
            line.begins
            or line.speaker != speaker
            or (speaker is None and pause and _SENTENCE_END.search(spoken))
        ):
            yield spoken
            paragraph = []
        if not paragraph and line.speaker:
            paragraph.append(f"{line.speaker}:")
        paragraph.append(line.text)
        speaker, end = line.speaker, line.end
    if paragraph:
        yield " ".join(paragraph)


def _lines(cues: Iterable[Caption]) -> Iterator[_Line]:
    """Yield the lines of cues that hold words, without those that the cue before shows too."""
    before: set[str] = set()
    for cue in cues:
        shown = set[str]()
        voice: str | None = None
        for raw in cue.raw_text.split("\n"):
            for speaker, words in _voices(raw, voice):
                voice = speaker
                plain = " ".join(html.unescape(_TAG.sub("", words)).split())
                turn = _TURN.match(plain)
                text = plain[turn.end() :] if turn else plain
                shown.add(text)
                if text not in before and not _SOUND.fullmatch(text):
                    begins = bool(turn or _LABEL.match(text))
                    start, end = cue.start_time.in_milliseconds(), cue.end_time.in_milliseconds()
                    yield _Line(text, speaker, begins, start / 1000, end / 1000)
        before = shown


def _voices(line: str, voice: str | None) -> Iterator[tuple[str | None, str]]:
    """Yield the parts of a line with their speakers; `voice` speaks before the first mark."""
    first, *marked = _VOICE.split(line)
    if first.strip():
        yield voice, first
    for name, words in zip(marked[::2], marked[1::2], strict=True):
        yield " ".join(html.unescape(name).split()), words
