"""Who speaks in the articles, how often, and all that one of them is quoted with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Set

from rapidfuzz import fuzz, process

from rag.answering.speech import name_words, same_speaker
from rag.errors import QuestionError
from rag.index.store import Store
from rag.types import Attribution, SpeakerCount

NEAR = 3  # names offered for one that nobody has
NEAR_ENOUGH = 60  # of rapidfuzz's WRatio, 0 to 100: below it names have little in common


def count_speakers(store: Store) -> list[SpeakerCount]:
    """Return who speaks, those who speak most first; pronouns without a name are left out.

    A last name alone is counted with the full name where only one speaker has that.
    """
    quoted: dict[str, int] = defaultdict(int)
    reported: dict[str, int] = defaultdict(int)
    articles: dict[str, set[int]] = defaultdict(set)
    rows = store.attribution_rows()
    full = _full_names({speaker for _, speaker, _ in rows})
    for document, speaker, kind in rows:
        name = full.get(speaker, speaker)
        (reported if kind == "indirect" else quoted)[name] += 1
        articles[name].add(document)
    counts = [SpeakerCount(n, quoted[n], reported[n], len(articles[n])) for n in articles]
    return sorted(counts, key=lambda c: (-(c.quoted + c.reported), c.name))


def collect_attributions(store: Store) -> list[Attribution]:
    """Return who said what in all articles, ordered by article and place."""
    said = {
        (a.content.document.doc_id, a.content.start, a.content.end, a.cue): a
        for stored in store.passages(store.speaking_passages())
        for a in stored.passage.attributions
    }
    return sorted(said.values(), key=lambda a: (a.content.document.path, a.content.start))


def collect_quotations(store: Store, name: str) -> list[Attribution]:
    """Return all that one speaker is quoted or reported with, ordered by article and place.

    Raises QuestionError, which names those nearest, if nobody of that name speaks.
    """
    shared = shared_names(store.speaker_names())
    said = [
        a
        for a in collect_attributions(store)
        if same_speaker(name, a.speaker) and not is_unclear(name, a.speaker, shared)
    ]
    if not said:
        raise QuestionError(_nobody(name, (s for _, s, _ in store.attribution_rows())))
    return said


def shared_names(names: Iterable[str]) -> frozenset[str]:
    """Return the last names that several who speak have, as `name_words` gives them."""
    bearers: dict[str, set[str]] = defaultdict(set)
    for name in names:
        words = name_words(name)
        if len(words) > 1 and name[:1].isupper():
            bearers[words[-1]].add(words[0])
    return frozenset(last for last, first in bearers.items() if len(first) > 1)


def namesakes(name: str, said: Iterable[Attribution]) -> list[str]:
    """Return the full names of those who a last name alone may mean, if they are several."""
    wanted = name_words(name)
    full = {a.speaker for a in said if a.speaker and len(name_words(a.speaker)) > 1}
    those = sorted(s for s in full if s[:1].isupper() and name_words(s)[-1:] == wanted)
    return those if wanted and wanted[0] in shared_names(those) else []


def is_unclear(asked: str, speaker: str | None, shared: Set[str]) -> bool:
    """Say if a last name alone may be another's than the one's who is asked about in full."""
    theirs = name_words(speaker or "")
    return len(theirs) == 1 and theirs[0] in shared and len(name_words(asked)) > 1


def _full_names(names: Iterable[str]) -> dict[str, str]:
    """Map last names to the one full name that ends with them."""
    names = set(names)
    longer: dict[str, list[str]] = defaultdict(list)
    for name in names:
        words = name_words(name)
        if len(words) > 1 and name[:1].isupper():
            longer[words[-1]].append(name)
    return {
        name: longer[words[0]][0]
        for name in names
        if len(words := name_words(name)) == 1 and len(longer[words[0]]) == 1
    }


def _nobody(name: str, speakers: Iterable[str]) -> str:
    found = process.extract(name, sorted(set(speakers)), scorer=fuzz.WRatio, limit=NEAR)
    near = [f"“{other}”" for other, score, _ in found if score >= NEAR_ENOUGH]
    offered = f": nearest are {', '.join(near)}" if near else ""
    return f"nobody called “{name}” speaks in these articles{offered}"
