"""Who said what in an article: for each stretch of speech its speaker, cue and kind.

A tagger finds sources, cues and contents, and how probably they belong together. Here contents are
made to fit the quotations, sources become people, and a speaker goes on speaking where quotations
without a source follow (`rag.attribution.turns`). A wrong name on a quotation is the worst error
there is, so an unclear speaker is left unresolved.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.attribution.agents import with_agents
from rag.attribution.contents import Content, Letters, find_contents, kind_of, touching
from rag.attribution.cues import (
    is_claim_of_others,
    is_told_of_object,
    own_verb,
    part_of_cue,
    says_nothing,
    shows_a_thing,
)
from rag.attribution.nesting import nested_speech
from rag.attribution.people import People, find_people
from rag.attribution.pronouns import Discourse
from rag.attribution.resolver import Speaker, resolve_speaker
from rag.attribution.spans import NOBODY, AttributionSpan, Turn
from rag.attribution.tagged import MISSING, Links, Range, SpeechTagger, TaggedSpan, TaggedText
from rag.attribution.transcripts import read_transcript
from rag.attribution.turns import Speech, read_turns
from rag.attribution.units import Unit, read_units
from rag.english.function_words import DETERMINERS, PRONOUNS
from rag.english.speech_acts import is_unsaid, speech_act
from rag.segment.sentences import SentenceSpan
from rag.types import Sentence, SpeechKind

_WORD = re.compile(r"[^\W_]+")
_POINTING = (
    PRONOUNS
    | DETERMINERS
    | frozenset("that this so them him her as much of which whom whose".split())
)
_NEAR = 40  # characters before a cue or a source in which a word may make it unreal
_BEFORE_CUE = re.compile(
    r"(?:\b(?:might|may|(?:could|would|should) have|not|never|neither \w+ nor|nor|cannot|without"
    r"|allegedly|purportedly|supposedly|(?:declin|refus)ed to)|n['’]t)\s+$"
)
_UNREAL = re.compile(
    r"\b(?:if|unless|whether|did|does|(?:(?:was|is) not|wasn['’]t)(?: [\w.]+){0,3})\s+$",
    re.IGNORECASE,
)
_OTHER_CLAUSE = re.compile(r"[;:“”\"]|\b(?:and|but|which|who)\b")
_JOINED_CLAUSE = re.compile(r"[,;]\s+(?:and|but|while|as|though|although)\b")
_LONGEST_NAME = 60  # characters
_POSSIBLE = 0.05  # the probability from which a source is resolved
_SURE = 0.5  # the probability from which a speaker is named


def attribute(
    text: str,
    sentences: Sequence[SentenceSpan | Sentence],
    tagger: SpeechTagger,
    title: str = "",
    author: str = "",
) -> list[AttributionSpan]:
    """Return who said what in a text whose sentences are known, in the order of the text.

    Title and author of the article may tell who answers, and who asks, in an interview.
    """
    (found_in_text,) = tagger.tag([text])
    tagged = with_agents(text, found_in_text)
    units = read_units(text, sentences)
    quotes = [quote for unit in units for quote in unit.quotes]
    people = find_people(
        text,
        headings=[(unit.start, unit.end) for unit in units if unit.heading],
        quotations=[(quote.start, quote.end) for quote in quotes],
    )
    discourse = Discourse(people)
    letters = Letters(text)
    spans = [(span.start, span.end) for span in tagged.contents]
    contents = find_contents(letters, spans, quotes)
    speakers, subjects = _resolve(discourse, units, tagged, contents)
    linker = _Linker(people, text, units, tagged, speakers, subjects)
    speech = []
    for content in contents:
        kind = kind_of(letters, content.start, content.end, quotes)
        turn = linker.turn(content)
        if linker.is_speech(content, turn, kind):
            start, end = linker.within_unit(content, turn)
            cut = (content.start, start), (end, content.end)
            if any(kind_of(letters, *part, quotes) != "indirect" for part in cut):
                start, end = content.start, content.end
            if kind == "indirect":
                end = linker.end_before_speaker(start, end, turn)
            kind = kind_of(letters, start, end, quotes)
            speech.append(Speech(start, end, kind, turn))
    found = read_turns(discourse, units, speech, subjects)
    lines = read_transcript(people, units, title, author)
    outside = [span for span in found if not touching(lines, span.start, span.end)]
    whole = [*outside, *lines]
    nested = nested_speech(discourse, letters, whole, tagger)
    return sorted([*whole, *nested], key=lambda span: (span.start, span.end))


def _resolve(
    discourse: Discourse, units: Sequence[Unit], tagged: TaggedText, contents: Sequence[Content]
) -> tuple[dict[int, Speaker], list[str | None]]:
    """Return the speakers by the number of their source, and the subject of each unit.

    The units are read in order, because pronouns refer to what stands before them.
    """
    links = (chances(content, tagged.source_of_content) for content in contents)
    possible = {n for some in links for n, chance in some.items() if chance >= _POSSIBLE}
    speakers: dict[int, Speaker] = {}
    subjects, number = [], 0
    for unit in units:
        name: str | None = None
        asking: str | None = None
        while number < len(tagged.sources) and tagged.sources[number].start < unit.end:
            source = tagged.sources[number]
            if number in possible:
                speaker = resolve_speaker(discourse, (source.start, source.end))
                speakers[number] = speaker
                if discourse.is_hearer(speaker.name, unit.start, source.end):
                    asking = asking or speaker.name  # "Asked by Lee whether it rains, Orr replied"
                else:
                    name = name or speaker.name
            number += 1
        subjects.append(discourse.end_sentence(unit.start, unit.end, name or asking))
    return speakers, subjects


def chances(content: Content, links: Links) -> Mapping[int, float]:
    """Return the probabilities that a content belongs to each of the spans that it is linked to."""
    summed: dict[int, float] = defaultdict(float)
    for span in content.spans:
        for number, chance in links[span].items():
            summed[number] += chance
    return {number: chance / len(content.spans) for number, chance in summed.items()}


@dataclass(frozen=True, slots=True)
class _Linker:
    """Links contents to their speakers and cues."""

    people: People
    text: str
    units: Sequence[Unit]
    tagged: TaggedText
    speakers: Mapping[int, Speaker]
    subjects: Sequence[str | None]

    def turn(self, content: Content) -> Turn:
        """Return who speaks a content, `NOBODY` if that is unclear, and its cue."""
        cue, cue_at = self._cue(content)
        nobody = Turn(NOBODY.speaker, cue, cue_at=cue_at)
        linked = self._linked(content, self.tagged.source_of_content, self.tagged.sources)
        by_name: dict[str | int, float] = defaultdict(float)  # all mentions of a speaker together
        for number, chance in linked.items():
            by_name[self._who(number)] += chance
        who = max(by_name, key=by_name.__getitem__)
        if who == MISSING or by_name[who] < _SURE or is_told_of_object(cue):
            return nobody
        mention = max((n for n in linked if self._who(n) == who), key=linked.__getitem__)
        speaker = self.speakers[mention]
        if self._another_between(self.tagged.sources[mention].start, content.start, speaker):
            return nobody
        if cue_at is not None and self._has_other_subject(cue_at, mention, speaker):
            return nobody
        return Turn(speaker, cue, mention, cue_at)

    def _another_between(self, source: int, content: int, speaker: Speaker) -> bool:
        """Return whether a unit between a source and a content below is about another person.

        “We tried,” said Lee. Orr had no complaints. “They were better” may be what Orr said.
        """
        between = self.subjects[self._unit(source) + 1 : self._unit(content)]
        return any(subject not in (None, speaker.name) for subject in between)

    def _has_other_subject(self, cue: int, source: int, speaker: Speaker) -> bool:
        """Return whether another person's name stands right before a cue, as its subject.

        "The bill would let them sue, and nominee Ann Lee agrees" is not what the bill agrees to.
        """
        people, span = self.people, self.tagged.sources[source]
        before = people.between(max(span.end, cue - _LONGEST_NAME), cue)[-1:]
        return bool(before) and (
            before[0].end + 1 == cue
            and before[0].person
            and before[0].start not in people.quoted
            and people.name(before[0]) != speaker.name
            and self._unit(cue) == self._unit(span.start)
            and _JOINED_CLAUSE.search(people.text, span.end, before[0].start) is not None
        )

    def _who(self, number: int) -> str | int:
        speaker = self.speakers.get(number)
        return speaker.name or number if speaker else MISSING

    def _linked(
        self, content: Content, links: Links, spans: Sequence[TaggedSpan]
    ) -> Mapping[int, float]:
        """Return the links of a content to spans of its own unit, if it has any, else all links.

        In a row of quotations that are alike the tagger may take the neighbour's. A heading names
        nobody who speaks below it.
        """
        linked = chances(content, links)
        first, last = self._unit(content.start), self._unit(content.end - 1)
        units = {n: self._unit(spans[n].start) for n in linked if n != MISSING}
        near = {n: linked[n] for n, unit in units.items() if first <= unit <= last}
        linked = {
            n: chance
            for n, chance in linked.items()
            if n == MISSING or n in near or not self.units[units[n]].heading
        }
        if sum(near.values()) < _POSSIBLE:
            return linked
        near[MISSING] = linked[MISSING]
        total = sum(near.values())
        return {number: chance / total for number, chance in near.items()}

    def _cue(self, content: Content) -> tuple[str, int | None]:
        """Return the cue of a content and its offset, "" and None if it has none of its own.

        A quotation that goes on has the cue of its beginning, which stands in another unit.
        """
        linked = self._linked(content, self.tagged.cue_of_content, self.tagged.cues)
        number = max(linked, key=linked.__getitem__)
        if number == MISSING:
            return "", None
        cue = self.tagged.cues[number]
        first, last = self._unit(content.start), self._unit(content.end - 1)
        if not first - 1 <= self._unit(cue.start) <= last:
            return "", None
        if self._unit(cue.start) < first and not self._introduces(cue.end, content.start):
            return "", None
        own = own_verb(self.text[cue.end : content.start]) if cue.end < content.start else None
        if own and not touching(self.tagged.contents, cue.end + own.start("verb"), content.start):
            return own["verb"], cue.end + own.start("verb")
        words = self.text[cue.start : cue.end].strip(" ,;\n")
        if not cue.start < content.start < cue.end:
            words = part_of_cue(words, last=cue.end <= content.start)
        return words, cue.start

    def _introduces(self, end: int, start: int) -> bool:
        """Return whether what stands between two offsets leads from a cue to its content."""
        return self.text[end:start].rstrip().endswith(":")

    def _unit(self, at: int) -> int:
        """Return the number of the unit that an offset is in."""
        return max(0, bisect_right(self.units, at, key=lambda unit: unit.start) - 1)

    def within_unit(self, content: Content, turn: Turn) -> Range:
        """Return the part of a content in the unit of its cue, all of it if no part is there.

        "Has he met her? “Once,” he says" reports one word.
        """
        if turn.cue_at is None:
            return content.start, content.end
        unit = self.units[self._unit(turn.cue_at)]
        start, end = max(content.start, unit.start), min(content.end, unit.end)
        return (start, end) if start < end else (content.start, content.end)

    def end_before_speaker(self, start: int, end: int, turn: Turn) -> int:
        """Return where a content ends that begins its unit, before "…, he said".

        "The dispute cost the port a million, he said" reports all of that.
        """
        unit = self.units[self._unit(start)]
        if turn.source is None or turn.cue_at is None or start != unit.start:
            return end
        frame = min(self.tagged.sources[turn.source].start, turn.cue_at)
        between = self.text[end:frame]
        if frame >= unit.end or not between.endswith(", ") or _OTHER_CLAUSE.search(between):
            return end
        following = touching(self.tagged.contents, end, frame)
        return end if following else frame - 2

    def _says_nothing(self, turn: Turn, said: str) -> bool:
        """Return whether a cue is that of another act than saying, for what is not quoted."""
        start = turn.cue_at or 0
        after = self.text[start + len(turn.cue) :][:80]
        found = bisect_left(self.tagged.cues, start, key=lambda cue: cue.start)
        tagged = found < len(self.tagged.cues) and self.tagged.cues[found].start == start
        return says_nothing(turn.cue, said, after) or (not tagged and shows_a_thing(turn.cue, said))

    def _is_unsaid(self, content: Content, turn: Turn) -> bool:
        """Return whether the cue, with the words around it, says that nothing was said."""
        first = self.text[content.start : content.end].split()[:2]  # "declined | to comment"
        start = 0 if turn.cue_at is None else turn.cue_at
        before = _BEFORE_CUE.search(self.text[max(0, start - _NEAR) : start])
        words = [before[0] if before else "", turn.cue, *first]
        if is_unsaid(" ".join(words)):
            return True
        if turn.source is None:
            return False
        return _UNREAL.search(self._before_source(turn.source)) is not None

    def _before_source(self, number: int) -> str:
        """Return what stands right before a source in its unit."""
        at = self.tagged.sources[number].start
        return self.text[max(self.units[self._unit(at)].start, at - _NEAR) : at]

    def _is_nested(self, content: Content, turn: Turn) -> bool:
        """Return whether a content and its source stand in one quotation.

        “Lee says it leaks,” said Orr is what Orr said; what Lee says there is nested.
        """
        if turn.source is None:
            return False
        source = self.tagged.sources[turn.source]
        quotes = self.units[self._unit(content.start)].quotes
        around = touching(quotes, content.start, content.end)[:1]
        return bool(around) and (
            around[0].start <= source.start
            and max(source.end, content.end) <= around[0].end
            and around[0].start <= content.start
        )

    def is_speech(self, content: Content, turn: Turn, kind: SpeechKind) -> bool:
        """Return whether somebody says, or thinks, a content.

        What somebody "did not say" is nobody's speech, "it" says nothing, and what a heading
        reports in its short way says too little.
        """
        if self._is_unsaid(content, turn) or self._is_nested(content, turn):
            return False
        if self.units[self._unit(content.start)].heading:
            return kind == "direct"
        if kind != "indirect":
            return True
        said = self.text[content.start : content.end]
        if self._says_nothing(turn, said):
            return False
        words = set(_WORD.findall(said.lower()))
        denied = turn.source is not None and speech_act(turn.cue) == "denied"
        if words <= _POINTING and not denied:
            return False
        if turn.source is None:
            return True
        return not is_claim_of_others(turn.cue, self._before_source(turn.source))
