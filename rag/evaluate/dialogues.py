"""`rag evaluate dialogues`: follow-ups, asked of an existing index.

The file is JSON Lines: `question`, its follow-up `then`, and `answer`, words that a sentence shown
for the follow-up must contain; an empty answer means that the follow-up must be refused. Lines with
`"held": true` are a held-out set: they are counted apart, and their failures are not printed,
because whoever writes rules must not see them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rag import engine
from rag.answers import Answer
from rag.errors import CorpusError
from rag.evaluate.json_files import JsonObject, Text, read_lines
from rag.evaluate.questions import FAILURES, OUTCOMES, Askable, Outcome, OwnQuestion, outcome
from rag.evaluate.temporary_index import asked


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A question, and a follow-up with its expected answer; `held` marks the held-out set."""

    question: str
    then: OwnQuestion
    held: bool = False


@dataclass(frozen=True, slots=True)
class DialogueResult:
    """The answer to the follow-up of a dialogue, and how it was judged."""

    dialogue: Dialogue
    outcome: Outcome
    answer: Answer

    @property
    def right(self) -> bool:
        """Whether the expected sentence was shown, or the expected refusal given."""
        return self.outcome not in FAILURES


def evaluate(path: Path, index: Path) -> list[DialogueResult]:
    """Ask each dialogue of a file.

    Raises CorpusError for a file that is not in the format, and what opening an index raises.
    """
    dialogues = read_dialogues(path)
    opened = engine.open_index(index)
    return [follow(opened, dialogue) for dialogue in asked(dialogues, "asking")]


def follow(opened: engine.Engine, dialogue: Dialogue) -> DialogueResult:
    """Ask both questions in one conversation, and judge the answer to the follow-up."""
    conversation = opened.conversation()
    conversation.ask(dialogue.question)
    answer = conversation.ask(dialogue.then.text)
    return DialogueResult(dialogue, outcome(dialogue.then, answer), answer)


def figures(results: Sequence[DialogueResult]) -> dict[str, float | int | None]:
    """Return the share that is right, of all and of the held-out, and the count of each outcome.

    The share of an empty set is None.
    """
    held = [r for r in results if r.dialogue.held]
    shares = {"right": _share_right(results), "right_held": _share_right(held)}
    counts = {name: sum(r.outcome == name for r in results) for name in OUTCOMES}
    return shares | counts | {"dialogues": len(results), "held": len(held)}


def _share_right(results: Sequence[DialogueResult]) -> float | None:
    return sum(r.right for r in results) / len(results) if results else None


def read_dialogues(path: Path) -> list[Dialogue]:
    """Read a file of dialogues; raise CorpusError that names the first invalid line."""
    lines = read_lines(path, _DialogueLine)
    if lines.errors:
        raise CorpusError(f"{path}, {lines.errors[0]}", path)
    if not lines.values:
        raise CorpusError(f"{path} holds no dialogue: nothing can be measured", path)
    return [
        Dialogue(line.question, OwnQuestion.of(line.then, line.answer), line.held)
        for line in lines.values
    ]


class _DialogueLine(JsonObject):
    question: Askable
    then: Askable
    answer: Text
    held: bool = False
