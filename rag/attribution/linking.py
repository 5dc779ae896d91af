"""Who said what in an article: for each stretch of reported speech its speaker, cue and kind.

Rules over the words of a sentence, no model: a cue ("said", "according to") has a subject, and what
it reports stands before it or after it. Quotations are analysed with the sentences around them, and
names and pronouns are resolved inside the article. A wrong name on a quotation is the worst error
there is, so an unclear speaker is left unresolved.

`attribute` is pure and takes time linear in the length of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from rag.attribution.people import find_people
from rag.attribution.pronouns import Discourse
from rag.attribution.resolver import UNKNOWN, Speaker, resolve_speaker
from rag.attribution.statements import find_statements
from rag.attribution.words import MASK, Range
from rag.english.quotes import Quote, find_quotes
from rag.segment.sentences import SentenceSpan
from rag.types import Sentence, SpeakerForm, SpeechKind

ATTRIBUTION_VERSION = 9  # counts the changes of what these rules find

_SPEECH_WORDS = 4  # from which a quotation without a cue is speech, rather than a term set apart
_SENTENCE_END = (".", "?", "!", "…")
# A line with a name under a quotation that stands alone: "— Ann Lee".
_SIGNATURE = re.compile(r"\s*[—–―-]\s*([A-Z](?:[^,.;:“”\"]|(?<=\b[A-Z])\.){2,60})\W*")

_Paragraph = Sequence[SentenceSpan | Sentence]


@dataclass(frozen=True, slots=True)
class AttributionSpan:
    """A stretch of speech, half-open, in code points of the document.

    `speaker` is the full name as the article first gives it, or the words that stand in its place
    ("a spokesman for the ministry"); None where a pronoun, or nothing, stands there and it is
    unclear who is meant. `form` says which of these it was. `cue` is the word or words that mark
    the speech, "" where there are none. `told_by` is the speaker through whom alone the words are
    known, None where the article itself reports them.
    """

    start: int
    end: int
    speaker: str | None
    form: SpeakerForm
    cue: str
    kind: SpeechKind
    told_by: str | None = None


@dataclass(frozen=True, slots=True)
class _Turn:
    """Who speaks, and the cue that says so."""

    speaker: Speaker
    cue: str


_NOBODY = _Turn(UNKNOWN, "")


@dataclass(slots=True)
class _Speech:
    """The speech of a sentence, a paragraph or an article, in the order of the cues.

    `turn` is the turn at its end, None if nobody speaks there. `unsigned` are the indexes of the
    quotations that a signature below them may attribute.
    """

    spans: list[AttributionSpan] = field(default_factory=list)
    turn: _Turn | None = None
    unsigned: list[int] = field(default_factory=list)

    def add(self, part: _Speech) -> None:
        """Append the speech of the next sentence or paragraph."""
        self.unsigned += [len(self.spans) + i for i in part.unsigned]
        self.spans += part.spans
        self.turn = part.turn

    def sign(self, signer: Speaker) -> None:
        """Attribute the unsigned quotations to the signer; the turn ends."""
        for i in self.unsigned:
            span = self.spans[i]
            self.spans[i] = replace(span, speaker=signer.name, form=signer.form, cue="—")
        self.turn, self.unsigned = None, []


def attribute(text: str, sentences: Sequence[SentenceSpan | Sentence]) -> list[AttributionSpan]:
    """Return who said what in a text whose sentences are known, in the order of the cues."""
    paragraphs = [(p, find_quotes(text, p[0].start, p[-1].end)) for p in _paragraphs(sentences)]
    people = find_people(
        text,
        headings=[(s.start, s.end) for s in sentences if s.heading],
        quotations=[(q.start, q.end) for _, quotes in paragraphs for q in quotes],
    )
    discourse = Discourse(people)
    title_at = len(text) - len(text.lstrip())
    speech = _Speech()
    for paragraph, quotes in paragraphs:
        line = paragraph[0].start, paragraph[-1].end
        if speech.unsigned and (signer := _signer(discourse, line)):
            speech.sign(signer)
            continue
        speech.unsigned = []
        speech.add(_paragraph_speech(discourse, paragraph, quotes, speech.turn, title_at))
    return speech.spans


def _paragraphs(sentences: _Paragraph) -> Iterator[_Paragraph]:
    run: list[SentenceSpan | Sentence] = []
    for sentence in sentences:
        if run and (sentence.paragraph != run[-1].paragraph or sentence.heading or run[-1].heading):
            yield run
            run = []
        run.append(sentence)
    if run:
        yield run


def _signer(discourse: Discourse, line: Range) -> Speaker | None:
    """Return the speaker whose name, and nothing else, stands between two offsets."""
    signature = _SIGNATURE.fullmatch(discourse.people.text, *line)
    if signature is None:
        return None
    signer = resolve_speaker(discourse, signature.span(1))
    return signer if signer.form == "name" else None


def _paragraph_speech(
    discourse: Discourse,
    paragraph: _Paragraph,
    quotes: Sequence[Quote],
    before: _Turn | None,
    title_at: int,
) -> _Speech:
    """Return the speech of a paragraph.

    `before` is the turn at the end of the paragraph before. A sentence at `title_at` is a headline.
    """
    start, end = paragraph[0].start, paragraph[-1].end
    starts = [quote.start for quote in quotes]
    masked = _masked(discourse.people.text, start, end, quotes)
    speech = _Speech(turn=None if paragraph[0].heading else before)
    for first, last in _whole_sentences(paragraph, quotes):
        if speech.unsigned and (signer := _signer(discourse, (first, last))):
            speech.sign(signer)
            continue
        inside = quotes[bisect_left(starts, first) : bisect_left(starts, last)]
        sentence = _MaskedSentence(
            masked[first - start : last - start],
            first,
            inside,
            heading=paragraph[0].heading or first == title_at,
        )
        speech.add(_sentence_speech(discourse, sentence, speech.turn))
    return speech


@dataclass(frozen=True, slots=True)
class _MaskedSentence:
    """A sentence with its quotations masked, its offset in the text, and the quotations."""

    masked: str
    start: int
    quotes: Sequence[Quote]
    heading: bool

    @property
    def has_only_quotations(self) -> bool:
        """Whether nothing but marks stands outside its quotations."""
        return not self.masked.replace(MASK, "").strip(" .,;:#\n")


def _sentence_speech(
    discourse: Discourse, sentence: _MaskedSentence, before: _Turn | None
) -> _Speech:
    """Return the speech of a sentence; `before` is the turn at the end of the one before it."""
    speech = _Speech()
    attributed: set[int] = set()  # the quotations that are part of a statement
    for statement in find_statements(sentence.masked, heading=sentence.heading):
        speaker = resolve_speaker(discourse, _moved(statement.subject, sentence.start))
        if statement.cue == ":" and speaker.form != "name":
            continue  # "Analysis: what it means"
        turn = _Turn(speaker, statement.cue)
        for content in statement.contents:
            a, b = _moved(content, sentence.start)
            inside = [quote for quote in sentence.quotes if a <= quote.start < b]
            attributed |= {quote.start for quote in inside}
            if a < b:
                speech.spans.append(_span(a, b, turn, _kind(discourse.people.text, a, b, inside)))
        # Also that of "Lee said:", whose content comes in the next paragraph.
        speech.turn = speech.turn or turn
    for quote in sentence.quotes:
        if quote.start not in attributed:
            speech.add(
                _lone_quotation(discourse.people.text, quote, sentence, speech.turn or before)
            )
    end = sentence.start + len(sentence.masked)
    speaker_name = speech.turn.speaker.name if speech.turn else None
    subject = discourse.end_sentence(sentence.start, end, speaker_name)
    if speech.turn is None and before is not None and subject == before.speaker.name:
        speech.turn = before  # "He paused." between two quotations
    return speech


def _lone_quotation(
    text: str, quote: Quote, sentence: _MaskedSentence, turn: _Turn | None
) -> _Speech:
    """Return the speech of a quotation without a cue, which continues the turn if it stands alone.

    Its speaker is unknown where there is no turn, or where other words stand beside it. A term in
    quotation marks is no speech.
    """
    words = text[quote.start : quote.end].split()
    alone = sentence.has_only_quotations
    ends = words[-1].rstrip("”\"'»")[-1:] in _SENTENCE_END
    whole = turn is not None and alone and ends
    if (len(words) < _SPEECH_WORDS and not whole) or (turn is None and not alone):
        return _Speech(turn=turn)
    turn = turn if alone else None
    return _Speech([_span(quote.start, quote.end, turn or _NOBODY, "direct")], turn, [0])


def _span(start: int, end: int, turn: _Turn, kind: SpeechKind) -> AttributionSpan:
    return AttributionSpan(start, end, turn.speaker.name, turn.speaker.form, turn.cue, kind)


def _masked(text: str, start: int, end: int, quotes: Sequence[Quote]) -> str:
    """Return a paragraph on one line, each character of its quotations masked."""
    pieces, at = [], start
    for quote in quotes:
        pieces += [text[at : quote.start], MASK * (quote.end - quote.start)]
        at = quote.end
    pieces.append(text[at:end])
    return "".join(pieces).replace("\n", " ")


def _whole_sentences(paragraph: _Paragraph, quotes: Sequence[Quote]) -> Iterator[Range]:
    """Yield the sentences of a paragraph, joined where a quotation spans several."""
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


def _moved(span: Range, by: int) -> Range:
    return span[0] + by, span[1] + by


def _kind(text: str, start: int, end: int, quotes: Sequence[Quote]) -> SpeechKind:
    """Return whether contents with these quotations in them are quoted, reported, or both."""
    if not quotes:
        return "indirect"
    outside = text[start : quotes[0].start] + text[quotes[-1].end : end]
    return "mixed" if any(c.isalnum() for c in outside) else "direct"
