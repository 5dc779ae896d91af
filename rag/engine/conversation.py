"""A conversation: its turns, and which of them belong to the topic of the next question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from rag.answering.pipeline import Models
from rag.answering.readings import answer_in_context
from rag.answers import Answer, Turn
from rag.engine import saved_conversation
from rag.engine.saved_conversation import Failed, SavedTurn
from rag.engine.settings import make_request
from rag.engine.state import OpenIndex
from rag.errors import RagError
from rag.types import Filters

KEPT = 50  # turns that a conversation remembers


class Conversation:
    """Questions to one index, in which "and Starmer?" and "why?" are understood.

    A follow-up is written out as a question of its own: `answer.query.shown` is that, and
    `answer.question` what was typed. Not for use from several threads at once.
    """

    def __init__(self, index: OpenIndex, models: Models) -> None:
        self._index = index
        self._models = models
        self._turns: list[Turn | Failed] = []
        self._opens = True

    @classmethod
    def after(cls, index: OpenIndex, models: Models, answers: Sequence[Answer]) -> Conversation:
        """Continue from earlier answers, the last one last, as one topic."""
        conversation = cls(index, models)
        conversation._turns = [
            Turn(answer.question, answer, opens=not i) for i, answer in enumerate(answers[-KEPT:])
        ]
        conversation._opens = not answers
        return conversation

    @property
    def turns(self) -> tuple[Turn, ...]:
        """What was asked and answered, in order: of the last 50 questions."""
        answered: list[Turn] = []
        opens = False
        for turn in self._turns:
            opens = opens or turn.opens  # where the first question of a topic failed, the next does
            if isinstance(turn, Turn):
                answered.append(replace(turn, opens=opens))
                opens = False
        return tuple(answered)

    @property
    def asked(self) -> tuple[Turn | Failed, ...]:
        """The last 50 questions in order, with those that could not be asked again, and why."""
        return tuple(self._turns)

    @property
    def opens(self) -> bool:
        """True if the next question opens a topic."""
        return self._opens

    def ask(
        self,
        question: str,
        *,
        top: int | None = None,
        min_confidence: float | None = None,
        speaker: str | None = None,
        published_from: date | None = None,
        published_to: date | None = None,
        sources: Sequence[str] | None = None,
        filters: Filters | None = None,
    ) -> Answer:
        """Answer a question, or refuse; what it leans on is taken from its topic.

        A follow-up keeps the filters of the question before, and its own words put theirs on top.
        With `filters`, exactly these hold. The other arguments are those of `Engine.answer`.
        """
        request = make_request(
            question, top, min_confidence, speaker, published_from, published_to, sources, filters
        )
        with self._index.view() as view:
            answer = answer_in_context(view, self._models, request, self._topic())
        held = answer.query.filters if request.overrides.given else filters
        turn = Turn(answer.question, answer, self._opens, held, top, min_confidence)
        self._turns = [*self._turns, turn][-KEPT:]
        self._opens = False
        return answer

    def new_topic(self) -> None:
        """Let the next question stand on its own. The turns are kept."""
        self._opens = True

    def to_dict(self) -> dict[str, Any]:
        """Return the conversation as plain values, from which `Engine.conversation` resumes it.

        They hold the questions and their settings, no answer: whoever keeps them cannot forge a
        quotation.
        """
        return saved_conversation.save(self._turns, self._opens)

    @classmethod
    def from_dict(cls, index: OpenIndex, models: Models, saved: Mapping[str, Any]) -> Conversation:
        """Ask the questions of a saved conversation again, so that its answers are current.

        Raises ConfigError for what `to_dict` did not return. A question that can no longer be
        asked, as one of an outlet that is gone, is in `asked` with the reason, and is saved again.
        """
        read = saved_conversation.load(saved)
        conversation = cls(index, models)
        for turn in read.turns[-KEPT:]:
            conversation._opens = conversation._opens or turn.opens
            try:
                conversation.ask(**turn.settings())
            except RagError as error:
                conversation._fail(turn, error)
        conversation._opens = conversation._opens or read.opens
        return conversation

    def _fail(self, turn: SavedTurn, error: RagError) -> None:
        settings = turn.settings()
        failed = Failed(**settings, opens=self._opens, error=error)
        self._turns.append(failed)
        self._opens = False

    def _topic(self) -> Sequence[Answer]:
        """Return the answers that the next question may lean on."""
        if self._opens:
            return ()
        opening = max((i for i, turn in enumerate(self._turns) if turn.opens), default=0)
        return [turn.answer for turn in self._turns[opening:] if isinstance(turn, Turn)]
