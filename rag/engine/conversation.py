"""A conversation: questions that may lean on those before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from rag import present
from rag.answers import Answer, Turn
from rag.english.persons import is_organisation, may_mean
from rag.errors import ConfigError, RagError
from rag.question.filters import merged
from rag.question.followup import FollowUp, follow_up
from rag.question.referents import SpeakerLookup
from rag.question.shown import is_framed
from rag.question.slots import Reading
from rag.types import Filters, Query

if TYPE_CHECKING:
    from rag.engine.engine import Engine

KEPT = 50  # turns that a conversation remembers

# In a few articles a sentence stands out more, and so its confidence is higher, than among all: by
# so much more must it be. An answer of so much needs no comparison with another reading. Chosen on
# open dialogues: see "Follow-ups" in benchmarks/README.md.
NEARER = 0.1
SURE = 0.5


class Conversation:
    """Questions to one engine, in which "and Starmer?" and "why?" are understood.

    Rules understand a follow-up: `answer.question` is what was typed, `answer.query.text` the words
    that were searched and `answer.query.shown` the same as a question to read. Not for use from
    several threads at once.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._turns: list[Turn] = []
        self._opens = True

    @classmethod
    def after(cls, engine: Engine, answers: Sequence[Answer]) -> Conversation:
        """Go on after answers that are at hand, the last one last, as one topic."""
        conversation = cls(engine)
        conversation._turns = [
            Turn(answer.question, answer, opens=not i) for i, answer in enumerate(answers[-KEPT:])
        ]
        conversation._opens = not answers
        return conversation

    @property
    def turns(self) -> tuple[Turn, ...]:
        """What was asked and answered, in order: the last 50."""
        return tuple(self._turns)

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
        With `filters`, exactly these hold. The rest is as for `Engine.answer`.
        """
        followed = self._follow_up(question)
        ask = partial(
            self._engine.answer,
            top=top,
            min_confidence=min_confidence,
            speaker=speaker,
            published_from=published_from,
            published_to=published_to,
            sources=sources,
        )
        if followed is None:
            answer = ask(question, filters=filters)
        else:
            answer = self._answered(followed, filters, partial(ask, leans=True))
        answer = replace(answer, question=question.strip())
        given = (speaker, published_from, published_to, sources) != (None, None, None, None)
        held = answer.query.filters if given else filters
        turn = Turn(answer.question, answer, self._opens, held, top, min_confidence)
        self._turns = [*self._turns, turn][-KEPT:]
        self._opens = False
        return answer

    def _answered(
        self, followed: FollowUp, filters: Filters | None, ask: partial[Answer]
    ) -> Answer:
        """Answer a follow-up from the articles cited before, or else from all.

        Of two readings the one that is answered counts, or the surer one.
        """
        wide = self._asked(followed, followed.main, filters, ask)
        near = self._near(followed, wide, filters, ask)
        if near is not None:
            return near
        if wide.answered and not followed.open:
            return wide
        return self._surer(wide, followed, filters, ask)

    def _near(
        self, followed: FollowUp, wide: Answer, filters: Filters | None, ask: partial[Answer]
    ) -> Answer | None:
        """Answer from the articles that the last answer cites; None where they don't clearly.

        Who asks "how long will it take?" reads on, whatever else would answer the words alone; but
        where the answer from all articles, `wide`, is sure, the question stands by itself.
        """
        articles = self._articles()
        if not articles or followed.other_than or followed.filters != Filters():
            return None
        least = ask.keywords["min_confidence"]
        base = self._engine.threshold if least is None else least
        nearer = partial(ask, articles=articles, min_confidence=min(1.0, base + NEARER))
        near = self._asked(followed, followed.main, filters, nearer)
        stands_out = near.answered and near.confidence - NEARER >= wide.confidence
        if wide.answered and wide.confidence >= SURE and not (stands_out or followed.open):
            return None
        sure = near.answered and near.confidence >= SURE and not followed.open
        if not sure:
            near = self._surer(near, followed, filters, nearer)
        if not near.answered:
            return None
        return replace(near, query=replace(near.query, in_cited=True))

    def _surer(
        self, first: Answer, followed: FollowUp, filters: Filters | None, ask: partial[Answer]
    ) -> Answer:
        """Return the answer to the other reading where there is one, surer than the first.

        Its article must have what was typed, so that a question on something else, as "when is
        riprap used?" after one on thieves, is not answered by when the thieves came.
        """
        if followed.or_else is None:
            return first
        second = self._asked(followed, followed.or_else, filters, ask)
        surer = second.answered and second.confidence > first.confidence
        return second if surer and self._engine.is_about(second, followed.own) else first

    def _articles(self) -> Set[str]:
        """Return the doc_ids of the articles that the last answer of the topic cites."""
        answered = [answer for answer in self._topic() if answer.answered]
        return {d.doc_id for d in answered[-1].documents} if answered else frozenset()

    def _asked(
        self, followed: FollowUp, reading: Reading, filters: Filters | None, ask: partial[Answer]
    ) -> Answer:
        carried = filters is None and not (followed.alone and reading == followed.main)
        answer = ask(
            reading.searched,
            filters=self._filters(followed, reading.searched) if carried else filters,
            seen=self._cited() if followed.again else frozenset(),
        )
        return replace(answer, query=self._shown(answer.query, reading))

    def _shown(self, query: Query, reading: Reading) -> Query:
        """Return a query with the question that is shown, corrected and cut as the words are."""
        if reading.shown == reading.searched:
            return query
        shown = reading.shown
        if query.text != reading.searched and not is_framed(shown):
            shown = self._engine.understand(shown, query.filters).text
        return query if shown == query.text else replace(query, shown_as=shown)

    def new_topic(self) -> None:
        """Forget what was asked: the next question stands on its own. The turns are kept."""
        self._opens = True

    def to_dict(self) -> dict[str, Any]:
        """Return what `Engine.conversation` makes the same conversation of, as plain values.

        It holds the questions and what they were asked with, no answer: who keeps it can't forge a
        quotation.
        """
        return {
            "turns": [
                {
                    "question": turn.question,
                    "opens": turn.opens,
                    "filters": turn.filters and present.as_filters(turn.filters),
                    "top": turn.top,
                    "min_confidence": turn.min_confidence,
                }
                for turn in self._turns
            ],
            "opens": self._opens,
        }

    @classmethod
    def from_dict(cls, engine: Engine, saved: Mapping[str, Any]) -> Conversation:
        """Ask the questions of a saved conversation again: its answers are true of the index now.

        Raises ConfigError for what `to_dict` did not give. A question that can't be asked any more,
        as of an outlet that is gone, is left out.
        """
        conversation = cls(engine)
        try:
            turns = [(_settings(turn), bool(turn["opens"])) for turn in saved["turns"][-KEPT:]]
            opens = bool(saved["opens"])
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ConfigError("the saved conversation cannot be read: begin a new one") from error
        for settings, begins in turns:
            conversation._opens = conversation._opens or begins
            try:
                conversation.ask(**settings)
            except RagError:
                continue
        conversation._opens = conversation._opens or opens
        return conversation

    def _follow_up(self, question: str) -> FollowUp | None:
        known = SpeakerLookup(
            self._engine.is_speaker, self._engine.is_person, may_mean, is_organisation
        )
        return follow_up(question, self._topic(), known=known, sources=self._engine.outlets())

    def _topic(self) -> Sequence[Answer]:
        """Return the answers that the next question may lean on."""
        if self._opens:
            return ()
        opening = max((i for i, turn in enumerate(self._turns) if turn.opens), default=0)
        return [turn.answer for turn in self._turns[opening:]]

    def _filters(self, followed: FollowUp, text: str) -> Filters:
        """Return the filters of the question before, with those of a follow-up on top."""
        own = self._engine.understand(text).filters
        carried = merged(merged(self._topic()[-1].query.filters, own), followed.filters)
        return replace(carried, speaker=own.speaker, other_than=followed.other_than)

    def _cited(self) -> frozenset[tuple[str, int]]:
        return frozenset(
            (sentence.document.doc_id, sentence.start)
            for answer in self._topic()
            for citation in answer.citations
            for sentence in (citation.sentence, *citation.also)
        )


def _settings(turn: Mapping[str, Any]) -> dict[str, Any]:
    question, top, least = turn["question"], turn["top"], turn["min_confidence"]
    if not isinstance(question, str):
        raise TypeError("a question is no text")
    if not isinstance(top, int | None) or not isinstance(least, int | float | None):
        raise TypeError("a setting is no number")
    filters = turn["filters"] and _read_filters(turn["filters"])
    return {"question": question, "top": top, "min_confidence": least, "filters": filters}


def _read_filters(saved: Mapping[str, Any]) -> Filters:
    first, last = saved["published_from"], saved["published_to"]
    texts = [*saved["sources"], *saved["other_than"], saved["speaker"] or ""]
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("a name is no text")
    return Filters(
        speaker=saved["speaker"],
        published_from=date.fromisoformat(first) if first else None,
        published_to=date.fromisoformat(last) if last else None,
        sources=tuple(saved["sources"]),
        other_than=tuple(saved["other_than"]),
    )
