"""What attribution finds: spans of speech, and turns in which somebody speaks."""

from __future__ import annotations

from dataclasses import dataclass

from rag.attribution.resolver import UNKNOWN, Speaker
from rag.types import SpeakerForm, SpeechKind


@dataclass(frozen=True, slots=True)
class AttributionSpan:
    """A stretch of speech, half-open, in code points of the document.

    `speaker` is the full name as the article first gives it, or the words that stand in its place
    ("a spokesman for the ministry"); None where a pronoun, or nothing, stands there and it is
    unclear who is meant. `form` says which of these it was. `cue` is the word or words that mark
    the speech, "" where there are none. `told_by` is the speaker in whose speech alone it stands;
    None where the article itself reports it.
    """

    start: int
    end: int
    speaker: str | None
    form: SpeakerForm
    cue: str
    kind: SpeechKind
    told_by: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """Who speaks, the cue that says so, and the number of the source; None if there is none.

    `cue_at` is the offset of the cue in the text.
    """

    speaker: Speaker
    cue: str
    source: int | None = None
    cue_at: int | None = None


NOBODY = Turn(UNKNOWN, "")
