"""Who speaks by the grammar of a cue: whoever stands after "told by" or "according to".

"She was told by its director that it leaked" is what the director says; in "she was told that it
leaked" nobody is named. Who has seen a letter says nothing: "according to a letter, which the
Gazette has seen".
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from rag.attribution.contents import touching
from rag.attribution.tagged import MISSING, Range, TaggedSpan, TaggedText
from rag.english.lexicon import LEXICON, alternation

_TOLD = alternation("asked informed notified reminded told warned".split())
_BE = r"\b(?:am|are|be|been|being|is|was|were)\s+(?:\w+\s+)?"
_SAID = alternation(form for verb in LEXICON for form in verb.participles)
_PASSIVE = re.compile(
    r"(?:(?:as|when|if|once|has|have|had|am|are|be|been|being|is|was|were|\w+ly|also|first)\s+)*"
    rf"{_SAID}(?:\s+\w+ly)?\s+by\s+(?!\w+ing\b)",
    re.IGNORECASE,
)
_HEARS = re.compile(rf"{_BE}{_TOLD}\b(?!\s+(?:\w+\s+)?by\b)")
_HEARD = re.compile(r"(?:(?:has|have|had|also|then|later|\w+ly)\s+)*(?:hears?|heard)\b")
_HEARD_FROM = re.compile(r"(?:(?:has|have|had|also)\s+)*heard\s+(?:\w+ly\s+)?from\s+")
_CLAUSAL = [verb for verb in LEXICON if verb.frame == "clause"]
_SAYS = alternation(form for verb in _CLAUSAL for form in (*verb.finite, *verb.participles))
# Of "a letter from a baker, who had written: “…”" the baker; else "who", whoever that is.
_WHO_SAYS = re.compile(
    r"(?:\b(?:from|by)\s(?P<name>[^,.;:“”\"\n]{2,80}))?,\s(?P<who>who)\s"
    rf"(?:(?:has|have|had|also|then|once|\w+ly)\s)*{_SAYS}(?::|,|\sthat)?\s$"
)
_OPENING = ("“", '"', "‘", "'")
_WHO_LENGTH = 160  # characters before a quotation in which such words may stand
_HAS_BE = re.compile(rf"(?:(?:has|have|had|also)\s+)*{_BE}")
_CLAUSE = r"that|whether|if|why|how|what|when|where|about"
_AGENT = re.compile(
    rf"(?:(?!(?:{_CLAUSE}|wh\w+|as|on|in|at|to|for|not|after|before|last|during|and)\b)"
    r"[^\W\d]['’\w-]*(?:\s|(?=\W)|,\s(?=[A-Z][^\n]{1,40},))?)+"
)
_BEGINS_CLAUSE = re.compile(rf"\s(?:{_CLAUSE})\b")
_ACCORDING = re.compile(r"\baccording to\s*$", re.IGNORECASE)
_NOUN = re.compile(r"\s*(?:(?!(?:that|which|who)\b)[^\W_][^\s,.;:()“”\"]*\s?)+")
_SENTENCE_END = re.compile(r"[.!?][”\"’']?\s")
_AFTER_CUE = 12  # characters in which "by" stands, if it is not part of the cue


def with_agents(text: str, tagged: TaggedText) -> TaggedText:
    """Return what a tagger found, with the speakers that grammar demands as the sources."""
    agents = dict(_agents(text, tagged))
    writers = dict(_writers(text, tagged))
    told = {number for number, cue in enumerate(tagged.cues) if _hears(text, cue)}
    if not agents and not told and not writers:
        return tagged
    spans = {*agents.values(), *writers.values()}
    added = [TaggedSpan(*span, 1.0) for span in sorted(spans)]
    kept = [span for span in tagged.sources if not touching(added, *_of(span))]
    sources = sorted([*kept, *added], key=_of)
    at = {_of(span): number for number, span in enumerate(sources)}
    moved = {number: _overlapping(sources, span) for number, span in enumerate(tagged.sources)}

    def relinked(content: int, links: Mapping[int, float]) -> dict[int, float]:
        if content in writers:
            return {at[writers[content]]: 1.0, MISSING: 0.0}
        cue = max(tagged.cue_of_content[content], key=tagged.cue_of_content[content].__getitem__)
        if cue in agents and _is_near(text, tagged.contents[content], agents[cue]):
            return {at[agents[cue]]: 1.0, MISSING: 0.0}
        found = {MISSING: 0.0}
        for number, chance in links.items():
            if number != MISSING and cue in told:
                hears = tagged.sources[number].end <= tagged.cues[cue].start
            else:
                hears = False
            new = MISSING if hears else moved.get(number, MISSING)
            found[new] = found.get(new, 0.0) + chance
        return found

    links = (relinked(number, some) for number, some in enumerate(tagged.source_of_content))
    return replace(tagged, sources=tuple(sources), source_of_content=tuple(links), source_of_cue=())


def _agents(text: str, tagged: TaggedText) -> Iterator[tuple[int, Range]]:
    """Yield the numbers of cues after which a speaker must stand, with the range of each."""
    ends = {source.end for source in tagged.sources}
    for number, cue in enumerate(tagged.cues):
        following = bisect_left(tagged.contents, cue.end, key=lambda content: content.start)
        end = tagged.contents[following].start if following < len(tagged.contents) else len(text)
        found = _NOUN.match(text, cue.end, end) if _ACCORDING.search(text, *_of(cue)) else None
        passive = _PASSIVE.match(text, cue.start, cue.end + _AFTER_CUE)
        active = not _HAS_BE.match(text, cue.start) and _follows_source(text, ends, cue.start)
        heard_from = _HEARD_FROM.match(text, cue.start, cue.end + _AFTER_CUE)
        if heard_from:
            found = _AGENT.match(text, heard_from.end(), end)
        elif passive and not active:  # unlike "Lee said by telephone"
            found = _AGENT.match(text, passive.end(), end)
        if found is not None:
            yield number, _whole(text, tagged, found)


def _writers(text: str, tagged: TaggedText) -> Iterator[tuple[int, Range]]:
    """Yield the numbers of quotations right after "who wrote", with the range of who that is.

    The cue stands before: “He read a letter from a baker, who had written: “We are closing”.”
    """
    for number, content in enumerate(tagged.contents):
        if text[content.start : content.start + 1] not in _OPENING:
            continue
        found = _WHO_SAYS.search(text, max(0, content.start - _WHO_LENGTH), content.start)
        links = tagged.cue_of_content[number]
        cue = max(links, key=links.__getitem__)
        if found and found["name"]:
            yield number, found.span("name")
        elif found and cue != MISSING and tagged.cues[cue].end <= found.start("who"):
            yield number, found.span("who")


def _of(span: TaggedSpan) -> Range:
    return span.start, span.end


def _overlapping(sources: Sequence[TaggedSpan], span: TaggedSpan) -> int:
    """Return the number of the first source that overlaps a span."""
    first = bisect_right(sources, span.start, key=lambda source: source.end)
    return first if first < len(sources) and sources[first].start < span.end else MISSING


def _whole(text: str, tagged: TaggedText, found: re.Match[str]) -> Range:
    """Return the range of an agent, with the rest of a source that it is part of."""
    start, end = found.start(), found.start() + len(found[0].rstrip(" ,\n"))
    for source in touching(tagged.sources, start, end):
        clause = _BEGINS_CLAUSE.search(text, start, source.end)
        end = max(end, clause.start() if clause else source.end)
    return start, end


def _is_near(text: str, content: TaggedSpan, agent: Range) -> bool:
    """Return whether no sentence ends between a content and the agent of its cue."""
    start, end = sorted((content.start, content.end, *agent))[1:3]
    return _SENTENCE_END.search(text, start, end) is None


def _follows_source(text: str, ends: AbstractSet[int], at: int) -> bool:
    """Return whether a source, by the ends of all of them, stands right before an offset."""
    return bool({at, at - 1}.intersection(ends)) and text[at - 1 : at] in (" ", "")


def _hears(text: str, cue: TaggedSpan) -> bool:
    """Return whether the subject of a cue is told something, or hears it: "the court heard"."""
    if _HEARD.fullmatch(text, *_of(cue)):
        return True
    return _HEARS.search(text, cue.start, cue.end + _AFTER_CUE) is not None
