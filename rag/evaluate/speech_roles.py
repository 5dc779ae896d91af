"""Sources, cues and contents by characters, against those annotated by people.

Only letters and digits are compared. The annotation gives sources and cues as words; they are
looked for near the contents. What the index holds is judged for contents, what the tagger finds for
sources and cues, which the index does not keep.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.attribution.tagged import SpeechTagger
from rag.evaluate.speaker_accuracy import Letters, letters
from rag.evaluate.temporary_index import Spans


@dataclass(frozen=True, slots=True)
class AnnotatedRoles:
    """The content of an attribution as spans of a document, its source and cue as words."""

    document: int
    content: Spans
    source: Sequence[str]
    cue: Sequence[str]


def measure_roles(
    texts: Sequence[str],
    annotated: Sequence[AnnotatedRoles],
    contents: Mapping[int, Letters],
    tagger: SpeechTagger,
) -> dict[str, float]:
    """Return precision and recall by characters; `contents` are the index's, by document."""
    found = {"source": list[Letters](), "cue": list[Letters]()}
    for text, tagged in zip(texts, tagger.tag(texts), strict=True):
        for role, tags in (("source", tagged.sources), ("cue", tagged.cues)):
            found[role].append(letters(text, [(span.start, span.end) for span in tags]))
    found["content"] = [contents.get(n, frozenset()) for n in range(len(texts))]
    gold = {role: [set[int]() for _ in texts] for role in found}
    for one in annotated:
        text = texts[one.document]
        cue = _located(text, one.cue, one.content)
        source = _located(text, one.source, [*cue, *one.content])
        for role, spans in (("content", one.content), ("cue", cue), ("source", source)):
            gold[role][one.document] |= letters(text, spans)
    figures = {}
    for role in ("source", "cue", "content"):
        pairs = list(zip(found[role], gold[role], strict=True))
        both = sum(len(own & right) for own, right in pairs)
        figures[f"{role}_characters_precision"] = both / max(1, sum(len(own) for own, _ in pairs))
        figures[f"{role}_characters_recall"] = both / max(1, sum(len(right) for _, right in pairs))
    return figures


def _located(text: str, words: Sequence[str], near: Spans) -> list[tuple[int, int]]:
    """Return where each of some words stands, outside of the spans and nearest to one of them."""
    found = []
    for one in words:
        places = []
        at = text.find(one)
        while at != -1:
            place = at, at + len(one)
            distances = [max(start - place[1], place[0] - end) for start, end in near]
            if distances and min(distances) >= 0:
                places.append((min(distances), place))
            at = text.find(one, at + 1)
        found += [min(places)[1]] if places else []
    return found
