"""Precision and recall of the index's attributions, against attributions annotated by people.

Only letters and digits are compared, so quotation marks and white space don't matter. A span of
the index is right if half of it is part of one annotated content; an annotated content is found if
half of it is covered. A speaker is right if the last names agree. Speakers are judged where the
annotation names one and, for precision, where the index does too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rag.types import Attribution

HALF = 0.5

Letters = frozenset[int]  # offsets of letters and digits, in code points of a document


@dataclass(frozen=True, slots=True)
class AnnotatedAttribution:
    """An attribution annotated by people; `names` are last names that are right, if any is given.

    `direct` is true if all of it is in quotation marks, `pronoun` if the text names the speaker by
    a pronoun.
    """

    letters: Letters
    names: frozenset[str]
    direct: bool
    pronoun: bool


@dataclass(frozen=True, slots=True)
class IndexedAttribution:
    """An attribution of the index; `name` is the speaker's last name, empty if unresolved.

    `direct` and `pronoun` are as in `AnnotatedAttribution`.
    """

    letters: Letters
    name: str
    direct: bool
    pronoun: bool


def letters(text: str, spans: Iterable[tuple[int, int]]) -> Letters:
    """Return the offsets of letters and digits in spans of a text."""
    return frozenset(i for start, end in spans for i in range(start, end) if text[i].isalnum())


def from_index(
    attribution: Attribution, text: str, last_name: Callable[[str], str]
) -> IndexedAttribution:
    """Return an attribution of the index as it is compared; `text` is its document's."""
    content = attribution.content
    return IndexedAttribution(
        letters(text, [(content.start, content.end)]),
        last_name(attribution.speaker or ""),
        attribution.kind == "direct",
        attribution.form == "pronoun",
    )


def measure(
    index: Mapping[int, Sequence[IndexedAttribution]],
    annotation: Mapping[int, Sequence[AnnotatedAttribution]],
) -> dict[str, float | int]:
    """Return precision and recall of spans and of speakers; the keys are document numbers."""
    matched = [
        (h, best_match(h, annotation.get(n, ())))
        for n, some in index.items()
        for h in some
        if h.letters
    ]
    found = [
        (a, covered(a, index.get(n, ())), covered(a, [h for h in index.get(n, ()) if right(h, a)]))
        for n, some in annotation.items()
        for a in some
        if a.letters
    ]
    judged = [(h, a) for h, a in matched if a is not None and a.names and h.name]
    named = [(a, by_speaker) for a, _, by_speaker in found if a.names]
    of_direct = [(h, a) for h, a in judged if h.direct and a.direct]
    of_indirect = [(h, a) for h, a in judged if not h.direct]
    return {
        "span_precision": share(a is not None for _, a in matched),
        "span_recall": share(any_speaker for _, any_speaker, _ in found),
        "speaker_precision": share(right(h, a) for h, a in judged),
        "speaker_recall": share(by_speaker for _, by_speaker in named),
        "direct_precision": share(right(h, a) for h, a in of_direct),
        "direct_recall": share(by_speaker for a, by_speaker in named if a.direct),
        "indirect_precision": share(right(h, a) for h, a in of_indirect),
        "indirect_recall": share(by_speaker for a, by_speaker in named if not a.direct),
        "named_precision": share(right(h, a) for h, a in judged if not h.pronoun),
        "named_recall": share(by_speaker for a, by_speaker in named if not a.pronoun),
        "pronoun_precision": share(right(h, a) for h, a in judged if h.pronoun),
        "pronoun_recall": share(by_speaker for a, by_speaker in named if a.pronoun),
        "both_precision": share(
            a is not None and right(h, a) for h, a in matched if h.name and (a is None or a.names)
        ),
        "held_attributions": len(matched),
    }


def best_match(
    found: IndexedAttribution, annotated: Sequence[AnnotatedAttribution]
) -> AnnotatedAttribution | None:
    """Return the annotation that contains most of a span, if it contains half of it.

    Of several that contain as much, it is the one of which the span is the greatest part.
    """

    def overlap(a: AnnotatedAttribution) -> tuple[float, float]:
        both = len(found.letters & a.letters)
        return both / len(found.letters), both / max(1, len(a.letters))

    best = max(annotated, key=overlap, default=None)
    return best if best is not None and overlap(best)[0] >= HALF else None


def covered(annotated: AnnotatedAttribution, index: Iterable[IndexedAttribution]) -> bool:
    """Return whether spans of the index cover half of an annotation."""
    parts = frozenset[int]().union(*(h.letters for h in index))
    return len(annotated.letters & parts) >= HALF * len(annotated.letters)


def right(found: IndexedAttribution, annotated: AnnotatedAttribution) -> bool:
    """Return whether the speakers agree."""
    return bool(found.name) and found.name in annotated.names


def share(flags: Iterable[bool]) -> float:
    """Return the share of true flags; 0 if there are none."""
    values = list(flags)
    return sum(values) / len(values) if values else 0.0
