"""Who speaks by the grammar of a cue: whoever stands after "told by" or "according to".

"She was told by its director that it leaked" is what the director says; in "she was told that it
leaked" nobody is named. Who has seen a letter says nothing: "according to a letter, which the
Gazette has seen".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

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
    """Return what a tagger found, with the speakers of the passive voice as the sources."""
    agents = dict(_agents(text, tagged))
    hearers = _hearers(text, tagged)
    if not agents and not hearers:
        return tagged
    added = [TaggedSpan(*agent, 1.0) for agent in agents.values()]
    kept = [s for s in tagged.sources if not any(s.start < a.end and a.start < s.end for a in added)]
    sources = sorted({*kept, *added}, key=lambda span: span.start)
    at = {span: number for number, span in enumerate(sources)}
    numbers = {
        old: next(
            (n for n, new in enumerate(sources) if new.start < span.end and span.start < new.end),
            MISSING,
        )
        for old, span in enumerate(tagged.sources)
    }

    def relinked(content: int, links: Mapping[int, float]) -> dict[int, float]:
        cue = max(tagged.cue_of_content[content], key=tagged.cue_of_content[content].__getitem__)
        if cue in agents and _is_near(text, tagged.contents[content], agents[cue]):
            return {at[TaggedSpan(*agents[cue], 1.0)]: 1.0, MISSING: 0.0}
        found = {MISSING: 0.0}
        for number, chance in links.items():
            heard = number in hearers.get(cue, ())
            new = MISSING if heard else numbers.get(number, MISSING)
            found[new] = found.get(new, 0.0) + chance
        return found

    return replace(
        tagged,
        sources=tuple(sources),
        source_of_content=tuple(relinked(n, some) for n, some in enumerate(tagged.source_of_content)),
        source_of_cue=(),
    )


def _agents(text: str, tagged: TaggedText) -> Iterator[tuple[int, Range]]:
    """Yield the numbers of cues after which a speaker must stand, with the range of each."""
    for number, cue in enumerate(tagged.cues):
        starts = (c.start for c in tagged.contents if c.start >= cue.end)
        end = min(starts, default=len(text))
        found = _NOUN.match(text, cue.end, end) if _ACCORDING.search(text, *_of(cue)) else None
        passive = _PASSIVE.match(text, cue.start, cue.end + _AFTER_CUE)
        active = not _HAS_BE.match(text, cue.start) and _follows_source(text, tagged, cue.start)
        if passive and not active:  # unlike "Lee said by telephone"
            found = _AGENT.match(text, passive.end(), end)
        if found is not None:
            yield number, _whole(text, tagged, found)


def _of(span: TaggedSpan) -> Range:
    return span.start, span.end


def _whole(text: str, tagged: TaggedText, found: re.Match[str]) -> Range:
    """Return the range of an agent, with the rest of a source that it is part of."""
    start, end = found.start(), found.start() + len(found[0].rstrip(" ,\n"))
    for source in tagged.sources:
        if source.start < end and start < source.end:
            clause = _BEGINS_CLAUSE.search(text, start, source.end)
            end = max(end, clause.start() if clause else source.end)
    return start, end


def _is_near(text: str, content: TaggedSpan, agent: Range) -> bool:
    """Return whether no sentence ends between a content and the agent of its cue."""
    start, end = sorted((content.start, content.end, *agent))[1:3]
    return _SENTENCE_END.search(text, start, end) is None


def _follows_source(text: str, tagged: TaggedText, at: int) -> bool:
    """Return whether a source stands right before an offset."""
    ends = {source.end for source in tagged.sources}
    return len(text[:at].rstrip(" ")) in ends


def _hearers(text: str, tagged: TaggedText) -> dict[int, list[int]]:
    """Return the numbers of the sources that stand before each cue by which they are told."""
    return {
        number: [n for n, s in enumerate(tagged.sources) if s.end <= cue.start]
        for number, cue in enumerate(tagged.cues)
        if _HEARS.search(text, cue.start, cue.end + _AFTER_CUE)
    }
