"""What a follow-up asks: its slots, and the two texts that are made of them.

`rag.question.followup` fills the slots, `rag.question.searched_words` makes of them the words that
are searched, and `rag.question.shown_question` the question that people read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rag.english.interrogatives import LEAD, MARKS
from rag.types import Query

Kind = Literal[
    "same",  # "in March?": the question before, with other filters
    "more",  # "what else?": the question before, for other sentences
    "more_from",  # "did she say anything else about tariffs?"
    "who_else",  # "who else?", "who else took part?"
    "who_said",  # "who said that?"
    "who_is",  # "who is that?", after somebody's words
    "wh",  # "why?", "when was that?", "in what year?"
    "count",  # "how many people?"
    "speaker",  # "and Berg?": the same of another speaker
    "topic",  # "what about tickets?": the same speaker on another topic
    "replacement",  # "and the ferry?": another name or thing in the same question
    "whole",  # a question with its own verb, perhaps with a pronoun or without a topic
    "within",  # the same, together with what the question before was about
]


@dataclass(frozen=True, slots=True)
class Coreference:
    """A pronoun of a follow-up, and its antecedent.

    The pronoun `word` is at `start:end` of the follow-up without its lead. `source` is the question
    that names the antecedent; None where that is a person.
    """

    start: int
    end: int
    word: str
    antecedent: str
    source: Query | None = None


@dataclass(frozen=True, slots=True)
class Slots:
    """A follow-up as it was recognised.

    `typed` are its words, `before` is the question that it leans on. `wh` is its question word,
    `speaker` the person whose words are asked for, `topic` what these are about. `thing` is what
    takes the place of a name or noun of the question before, `predicate` what "who else" did.
    """

    kind: Kind
    typed: str
    before: Query
    wh: str = ""
    speaker: str = ""
    topic: str | None = None
    thing: str = ""
    predicate: str = ""
    coreference: Coreference | None = None
    negated: bool = False

    @property
    def bare(self) -> str:
        """The words without "and" before them and without marks after them."""
        return LEAD.sub("", self.typed).strip(MARKS)

    @property
    def led(self) -> bool:
        """Whether "and", "but" or the like comes first."""
        return len(self.bare) < len(self.typed.strip(MARKS))


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a follow-up: the words that are searched, and the question that is shown."""

    searched: str
    shown: str
