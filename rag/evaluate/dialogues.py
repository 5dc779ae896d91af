"""`rag evaluate dialogues`: follow-ups, asked of an index as it is.

The file is JSON Lines: `question`, `then` that may lean on it, and `answer`, which must stand in a
sentence that is shown for the second; empty says that the second must be refused. Lines with
`"held": true` are counted apart, and their failures are not named: who writes rules must not read
them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag import engine
from rag.answers import Answer
from rag.errors import CorpusError
from rag.evaluate.fields import Fault, field, read_lines
from rag.evaluate.questions import FAILURES, OUTCOMES, Outcome, OwnQuestion, askable, outcome
from rag.evaluate.temporary_index import asked


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A first question, and a second with what is expected of its answer."""

    question: str
    then: OwnQuestion
    held: bool = False


@dataclass(frozen=True, slots=True)
class Followed:
    """What came of the second question of a dialogue."""

    dialogue: Dialogue
    outcome: Outcome
    answer: Answer

    @property
    def right(self) -> bool:
        """Whether the sentence was found, or the refusal came that was expected."""
        return self.outcome not in FAILURES


def evaluate(path: Path, index: Path) -> list[Followed]:
    """Ask each dialogue of a file.

    Raises CorpusError for a file that is not in the format, and what opening an index raises.
    """
    dialogues = read_dialogues(path)
    opened = engine.open_index(index)
    return [follow(opened, dialogue) for dialogue in asked(dialogues, "asking")]


def follow(opened: engine.Engine, dialogue: Dialogue) -> Followed:
    """Ask both questions in one conversation, and judge the answer to the second."""
    conversation = opened.conversation()
    conversation.ask(dialogue.question)
    answer = conversation.ask(dialogue.then.text)
    return Followed(dialogue, outcome(dialogue.then, answer), answer)


def figures(results: Sequence[Followed]) -> dict[str, float | int | None]:
    """Return the share that went right, of all and of those held back, and the count of each kind.

    A share of none is None.
    """
    held = [r for r in results if r.dialogue.held]
    shares = {"right": _right(results), "right_held": _right(held)}
    counts = {name: sum(r.outcome == name for r in results) for name in OUTCOMES}
    return shares | counts | {"dialogues": len(results), "held": len(held)}


def _right(results: Sequence[Followed]) -> float | None:
    return sum(r.right for r in results) / len(results) if results else None


def read_dialogues(path: Path) -> list[Dialogue]:
    """Read a file of dialogues; raise CorpusError that names the first bad line."""
    lines = read_lines(path, _dialogue)
    if lines.faults:
        raise CorpusError(f"{path}, {lines.faults[0]}", path)
    if not lines.values:
        raise CorpusError(f"{path} holds no dialogue: nothing can be measured", path)
    return lines.values


def _dialogue(value: Any) -> Dialogue:
    first, then = askable(value, "question"), askable(value, "then")
    held = value.get("held", False)
    if not isinstance(held, bool):
        raise Fault("held is neither true nor false")
    return Dialogue(first, OwnQuestion(then, field(value, "answer", str, "")), held)
