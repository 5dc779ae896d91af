"""Who speaks in the articles, how often, and everything that a speaker is quoted with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set

from rag.answering.merged_speakers import MergedSpeakers
from rag.answering.namesakes import is_unclear
from rag.english.speaker_names import is_name, same_speaker, shared_last_names
from rag.errors import QuestionError
from rag.index.store import Store
from rag.question.similar_names import nearest_hint
from rag.types import Attribution, SpeakerCount


def count_speakers(store: Store) -> list[SpeakerCount]:
    """Return who speaks, those who speak most first; pronouns without a name are left out.

    The names of one person are counted as one, where the index makes that clear. Words that are
    known through somebody else alone count as reported, whatever marks they stand in.
    """
    quoted: dict[str, int] = defaultdict(int)
    reported: dict[str, int] = defaultdict(int)
    articles: dict[str, set[int]] = defaultdict(set)
    merged = _merged(store)
    for document, speaker, kind, told_by in store.attribution_rows():
        name = merged.name(document, speaker)
        (reported if kind == "indirect" or told_by else quoted)[name] += 1
        articles[name].add(document)
    counts = [SpeakerCount(n, quoted[n], reported[n], len(articles[n])) for n in articles]
    return sorted(counts, key=lambda c: (-(c.quoted + c.reported), c.name))


def _merged(store: Store) -> MergedSpeakers:
    return MergedSpeakers(
        [(document, speaker) for document, speaker, *_ in store.attribution_rows()],
        lambda number: store.documents_of([number])[number].text,
    )


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

    "The leaders", if listed, are not the "European leaders", whom "leaders" would mean as well.

    Raises QuestionError, which offers similar names, if nobody of that name speaks.
    """
    numbers = {document for document, *_ in store.attribution_rows()}
    number_of = {d.doc_id: n for n, d in store.documents_of(sorted(numbers)).items()}
    merged = _merged(store)
    shared = shared_last_names(store.speaker_names())
    all_said = [
        (merged.name(number_of[a.content.document.doc_id], a.speaker), a)
        for a in collect_attributions(store)
        if a.speaker is not None
    ]
    listed = not is_name(name) and any(_is_same(name, speaker) for speaker, _ in all_said)
    said = [
        a
        for speaker, a in all_said
        if (_is_same(name, speaker) if listed else _is_meant(name, speaker, shared))
    ]
    if not said:
        hint = nearest_hint(name, (speaker for _, speaker, *_ in store.attribution_rows()))
        raise QuestionError(f"nobody called “{name}” speaks in these articles{hint}")
    return said


def _is_same(asked: str, speaker: str) -> bool:
    return asked.strip().casefold() == speaker.casefold()


def _is_meant(asked: str, speaker: str, shared: Set[str]) -> bool:
    return same_speaker(asked, speaker) and not is_unclear(asked, speaker, shared)
