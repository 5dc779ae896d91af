"""Who said what in an article: for each stretch of reported speech its speaker, cue and kind.

Rules over the words of a sentence, no model: a cue ("said", "according to") has a subject, and what
it reports stands before it or after it. Quotations are read with the sentences around them, and
names and pronouns are resolved inside the article. A wrong name on a quotation is the worst error
there is, so what is not clear is left without a speaker.

`attribute` is pure and takes time linear in the length of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.attribution.names import find_names
from rag.attribution.people import Cast, Speaker
from rag.attribution.statements import find_statements
from rag.english.quotes import Quote, find_quotes
from rag.segment.sentences import SentenceSpan
from rag.types import Sentence, SpeakerForm, SpeechKind

ATTRIBUTION_VERSION = 8  # counts the changes of what these rules find

QUOTED = "\ufffc"  # stands for each character of a quotation where the words around it are read
LONG = 4  # words from which a quotation without a cue is speech, rather than a term set apart
SENTENCE_END = (".", "?", "!", "…")
LINE_BREAKS = re.compile(r"\n")
# A line with a name under a quotation that stands alone: "— Ann Lee".
SIGNATURE = re.compile(r"\s*[—–―-]\s*([A-Z](?:[^,.;:“”\"]|(?<=\b[A-Z])\.){2,60})\W*")


@dataclass(frozen=True, slots=True)
class AttributionSpan:
    """A stretch of speech, half-open, in code points of the document.

    `speaker` is the name as the article first gives it in full, or what stands in its place ("a
    spokesman for the ministry"); None where a pronoun, or nothing, stands there and nobody is
    clearly meant. `form` says which of these it was. `cue` is the word or words that tell.
    """

    start: int
    end: int
    speaker: str | None
    form: SpeakerForm
    cue: str
    kind: SpeechKind


def attribute(text: str, sentences: Sequence[SentenceSpan | Sentence]) -> list[AttributionSpan]:
    """Return who said what in a text whose sentences are known, in the order of the cues."""
    reading = _Reading(text, [(s.start, s.end) for s in sentences if s.heading])
    for paragraph in _paragraphs(sentences):
        reading.read(paragraph)
    return reading.found


def _paragraphs(
    sentences: Sequence[SentenceSpan | Sentence],
) -> Iterator[list[SentenceSpan | Sentence]]:
    run: list[SentenceSpan | Sentence] = []
    for sentence in sentences:
        if run and (sentence.paragraph != run[-1].paragraph or sentence.heading or run[-1].heading):
            yield run
            run = []
        run.append(sentence)
    if run:
        yield run


@dataclass(frozen=True, slots=True)
class _Said:
    """Who spoke last, by which cue."""

    speaker: Speaker
    cue: str


class _Reading:
    """The state of reading an article from its first paragraph to its last."""

    def __init__(self, text: str, headings: Sequence[tuple[int, int]]) -> None:
        self._text = text
        self._start = next((i for i, c in enumerate(text) if not c.isspace()), 0)
        self._cast = Cast(text, find_names(text), headings)
        self._last: _Said | None = None  # of the paragraph before, if it spoke to its end
        self._unsigned: list[int] = []  # quotations found that a name may be set under
        self.found: list[AttributionSpan] = []

    def read(self, paragraph: Sequence[SentenceSpan | Sentence]) -> None:
        """Read one paragraph."""
        start, end = paragraph[0].start, paragraph[-1].end
        if self._unsigned and self._signed(start, end):
            return
        self._unsigned = []
        quotes = find_quotes(self._text, start, end)
        self._cast.paragraph_begins([(q.start, q.end) for q in quotes])
        starts = [q.start for q in quotes]
        masked = _masked(self._text, start, end, quotes)
        before, self._last = None if paragraph[0].heading else self._last, None
        for first, last in _whole_sentences(paragraph, quotes):
            if self._unsigned and self._signed(first, last):
                before = None
                continue
            inside = quotes[bisect_left(starts, first) : bisect_left(starts, last)]
            piece = masked[first - start : last - start]
            heading = paragraph[0].heading or first == self._start
            before = self._sentence(piece, first, inside, before, heading)
        self._last = before

    def _signed(self, start: int, end: int) -> bool:
        """Give the quotations before to the one whose name stands under them."""
        signature = SIGNATURE.fullmatch(self._text, start, end)
        if signature is None:
            return False
        signer = self._cast.speaker(signature.span(1))
        if signer.form != "name":
            return False
        for i in self._unsigned:
            self.found[i] = replace(self.found[i], speaker=signer.name, form="name", cue="—")
        self._unsigned, self._last = [], None
        return True

    def _sentence(
        self, masked: str, start: int, quotes: Sequence[Quote], before: _Said | None, heading: bool
    ) -> _Said | None:
        """Read a sentence; return who speaks at its end."""
        statements = find_statements(masked, heading=heading)
        spoken: _Said | None = None
        used: set[int] = set()
        for statement in statements:
            speaker = self._cast.speaker(statement.subject and _moved(statement.subject, start))
            if statement.cue == ":" and speaker.form != "name":
                continue  # "Analysis: what it means"
            contents = [_moved(span, start) for span in statement.contents]
            for a, b in contents:
                kind = _kind(a, b, quotes, self._text)
                self._add(a, b, speaker, statement.cue, kind)
                used |= {q.start for q in quotes if a <= q.start < b}
            if spoken is None:  # also of "Lee said:", whose content comes in the next paragraph
                spoken = _Said(speaker, statement.cue)
        for quote in quotes:
            if quote.start not in used:
                spoken = self._alone(quote, masked, start, spoken or before)
        last = spoken.speaker if spoken else None
        about = self._cast.sentence_read(start, start + len(masked), last)
        if spoken is None and before is not None and about == before.speaker.name:
            return before  # "He paused." between two quotations
        return spoken

    def _alone(self, quote: Quote, masked: str, start: int, before: _Said | None) -> _Said | None:
        """Take a quotation without a cue of its own for the speech of the one who spoke last."""
        words = self._text[quote.start : quote.end].split()
        outside = masked.replace(QUOTED, "").strip(" .,;:#\n")
        whole = (
            before is not None and not outside and words[-1].rstrip("”\"'»")[-1:] in SENTENCE_END
        )
        if (len(words) < LONG and not whole) or (outside and not before):
            return before
        self._unsigned.append(len(self.found))
        if before is None or outside:
            self._add(quote.start, quote.end, Speaker(None, "none"), "", "direct")
            return None
        self._add(quote.start, quote.end, before.speaker, before.cue, "direct")
        return before

    def _add(self, start: int, end: int, speaker: Speaker, cue: str, kind: SpeechKind) -> None:
        if start < end:
            self.found.append(AttributionSpan(start, end, speaker.name, speaker.form, cue, kind))


def _masked(text: str, start: int, end: int, quotes: Sequence[Quote]) -> str:
    pieces, at = [], start
    for quote in quotes:
        pieces += [text[at : quote.start], QUOTED * (quote.end - quote.start)]
        at = quote.end
    pieces.append(text[at:end])
    return LINE_BREAKS.sub(" ", "".join(pieces))


def _whole_sentences(
    paragraph: Sequence[SentenceSpan | Sentence], quotes: Sequence[Quote]
) -> Iterator[tuple[int, int]]:
    """Yield the sentences of a paragraph; those that a quotation runs over are one."""
    start = paragraph[0].start
    i = 0
    for sentence in paragraph:
        while i < len(quotes) and quotes[i].end <= sentence.end:
            i += 1
        running = i < len(quotes) and quotes[i].start < sentence.end
        if not running:
            yield start, sentence.end
            start = -1
        if start == -1 and sentence is not paragraph[-1]:
            start = sentence.end
    if start not in (-1, paragraph[-1].end):
        yield start, paragraph[-1].end


def _moved(span: tuple[int, int], by: int) -> tuple[int, int]:
    return span[0] + by, span[1] + by


def _kind(start: int, end: int, quotes: Sequence[Quote], text: str) -> SpeechKind:
    """Say if a content is quoted, retold, or both."""
    inside = [q for q in quotes if start <= q.start < end]
    if not inside:
        return "indirect"
    outside = text[start : inside[0].start] + text[inside[-1].end : end]
    return "mixed" if any(c.isalnum() for c in outside) else "direct"
