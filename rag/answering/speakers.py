"""Who speaks in the articles, how often, and everything that a speaker is quoted with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from rag.answering.namesakes import is_unclear
from rag.english.speaker_names import name_words, same_speaker, shared_last_names
from rag.errors import QuestionError
from rag.index.store import Store
from rag.question.similar_names import nearest_hint
from rag.types import Attribution, SpeakerCount


def count_speakers(store: Store) -> list[SpeakerCount]:
    """Return who speaks, those who speak most first; pronouns without a name are left out.

    A last name alone is counted with the full name where only one speaker has that. Words that are
    known through somebody else alone count as reported, whatever marks they stand in.
    """
    quoted: dict[str, int] = defaultdict(int)
    reported: dict[str, int] = defaultdict(int)
    articles: dict[str, set[int]] = defaultdict(set)
    rows = store.attribution_rows()
    full = _full_names({speaker for _, speaker, *_ in rows})
    for document, speaker, kind, told_by in rows:
        name = full.get(speaker, speaker)
        (reported if kind == "indirect" or told_by else quoted)[name] += 1
        articles[name].add(document)
    counts = [SpeakerCount(n, quoted[n], reported[n], len(articles[n])) for n in articles]
    return sorted(counts, key=lambda c: (-(c.quoted + c.reported), c.name))


def collect_attributions(store: Store) -> list[Attribution]:
    """Return who said what in all articles, ordered by article and place."""
    said = {
        (a.content.document.doc_id, a.content.start, a.content.end, a.cue): a
        for stored in store.passages(store.passages_with_attributions())
        for a in stored.passage.attributions
    }
    return sorted(said.values(), key=lambda a: (a.content.document.path, a.content.start))


def collect_quotations(store: Store, name: str) -> list[Attribution]:
    """Return everything that a speaker is quoted or reported with, ordered by article and place.

    Raises QuestionError, which offers similar names, if nobody of that name speaks.
    """
    shared = shared_last_names(store.speaker_names())
    said = [
        a
        for a in collect_attributions(store)
        if same_speaker(name, a.speaker) and not is_unclear(name, a.speaker, shared)
    ]
    if not said:
        hint = nearest_hint(name, (speaker for _, speaker, *_ in store.attribution_rows()))
        raise QuestionError(f"nobody called “{name}” speaks in these articles{hint}")
    return said


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
