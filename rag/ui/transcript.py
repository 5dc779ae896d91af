"""A conversation of the page: its turns, their messages in the chat, and its sources panel.

The turns stay on the server as data; the browser only receives HTML.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from rag import answers
from rag.answers import Answer
from rag.copied_quotation import quotation
from rag.engine import saved_conversation
from rag.engine.saved_conversation import Asked, Failed
from rag.errors import RagError
from rag.types import Document, Filters
from rag.ui import article_panel, article_text, render, sources
from rag.ui.chips import Chip, chips
from rag.ui.marking import Mark, marks_of
from rag.ui.requests import NO_FILTERS, TypedFilters, cut_to_limit, filter_arguments

if TYPE_CHECKING:
    from rag.engine import Engine

NONE = Filters()
MAX_TURNS = 50  # turns that stay on the page
UNFILTERED = "Asked of all articles, without a filter."

Message = dict[str, str]


@dataclass(frozen=True, slots=True)
class PageTurn:
    """A question as it was typed and its result: an answer, or the error that prevented one.

    `number` counts the turns of a conversation from 1, including dropped ones; `again` is the
    number of the turn whose question this turn repeats with other filters. `filters`, if set,
    replaced those that the question names; `typed` are those in the page's fields, which no later
    question inherits. `notice` is shown above the answer. `closed` marks the last turn of a topic.
    `min_confidence` is the limit that the question was asked with, None for the fitted one. `html`
    is the answer as the chat shows it.
    """

    number: int
    question: str
    result: Answer | RagError
    notice: str | None = None
    filters: Filters | None = None
    typed: Filters = NONE
    again: int | None = None
    closed: bool = False
    min_confidence: float | None = None
    html: str = field(default="", repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.html:  # rendered once: every question sends the whole conversation again
            object.__setattr__(self, "html", _html(self))


def pending(turns: Sequence[PageTurn], question: str) -> list[Message]:
    """Return the chat's messages while a question is being answered."""
    return [*messages(turns), _message("user", render.question(question))]


def ask(
    engine: Engine,
    turns: Sequence[PageTurn],
    question: str,
    min_confidence: float | None = None,
    typed: TypedFilters = NO_FILTERS,
) -> list[PageTurn]:
    """Answer a question, and return the conversation with its turn added.

    Follow-ups are resolved, an overlong question is cut. Below the confidence `min_confidence`, or
    the fitted threshold, the answer is a refusal. The filters `typed` are added to those that the
    question names. An error becomes the turn's result.
    """
    words, notice = cut_to_limit(question)
    asker = engine.continue_after(_topic_answers(turns))
    result = _answer_or_error(
        lambda: asker.ask(words, min_confidence=min_confidence, **filter_arguments(typed.read()))
    )
    asked = PageTurn(
        _next_number(turns), _shortened(question), result, notice, min_confidence=min_confidence
    )
    if isinstance(result, Answer) and typed != NO_FILTERS and typed.read() != NONE:
        asked = replace(asked, filters=result.query.filters, typed=typed.read())
    return _extended(turns, asked)


def ask_without(
    engine: Engine,
    turns: Sequence[PageTurn],
    chip: Chip,
    turn: PageTurn,
    min_confidence: float | None = None,
) -> list[PageTurn]:
    """Ask the question of a turn again without the filter of a chip; see `ask`."""
    first = turn.again or turn.number
    before = [t for t in turns if t.number < first]
    asker = engine.continue_after(_topic_answers(before))
    assert isinstance(turn.result, Answer)
    question = turn.result.question
    result = _answer_or_error(
        lambda: asker.ask(question, min_confidence=min_confidence, filters=chip.rest)
    )
    notice = UNFILTERED if chip.rest == NONE else None
    number = _next_number(turns)
    asked = PageTurn(
        number,
        turn.question,
        result,
        notice,
        chip.rest,
        chip.left_of(turn.typed),
        again=first,
        min_confidence=min_confidence,
    )
    return _extended(turns, asked)


def _answer_or_error(ask: Callable[[], Answer]) -> Answer | RagError:
    try:
        return ask()
    except RagError as error:
        return error


def _next_number(turns: Sequence[PageTurn]) -> int:
    return turns[-1].number + 1 if turns else 1


def _shortened(question: str) -> str:
    return question[: render.MAX_ECHO + 1]


def _extended(turns: Sequence[PageTurn], turn: PageTurn) -> list[PageTurn]:
    return [*turns, turn][-MAX_TURNS:]


def end_topic(turns: Sequence[PageTurn]) -> list[PageTurn]:
    """End the topic: the next question cannot refer to earlier turns, which stay on the page."""
    return [*turns[:-1], replace(turns[-1], closed=True)] if turns else []


def _topic_answers(turns: Sequence[PageTurn]) -> list[Answer]:
    """Return the answers of the current topic, without the filters that were in the page's fields.

    Those that still are come with the next question: a field that was cleared filters nothing.
    """
    first = max((i + 1 for i, turn in enumerate(turns) if turn.closed), default=0)
    return [
        _without(turn.result, turn.typed)
        for turn in turns[first:]
        if isinstance(turn.result, Answer)
    ]


def _without(answer: Answer, typed: Filters) -> Answer:
    if typed == NONE:
        return answer
    held = answer.query.filters
    kept = {
        name: getattr(NONE if getattr(held, name) == getattr(typed, name) else held, name)
        for name in ("speaker", "published_from", "published_to", "sources")
    }
    return replace(answer, query=replace(answer.query, filters=replace(held, **kept)))


def answered_turns(turns: Sequence[PageTurn]) -> list[answers.Turn]:
    """Return the turns that have an answer, as `rag.conversation_export` takes them."""
    exported, opens = [], True
    for turn in turns:
        if isinstance(turn.result, Answer):
            exported.append(
                answers.Turn(
                    turn.question.strip(),
                    turn.result,
                    opens,
                    turn.filters,
                    min_confidence=turn.min_confidence,
                )
            )
            opens = False
        opens = opens or turn.closed
    return exported


def saved(turns: Sequence[PageTurn]) -> dict[str, Any]:
    """Return a conversation as `Conversation.to_dict` does, with the questions that failed."""
    asked, opens = [], True
    for turn in turns:
        words = turn.result.question if isinstance(turn.result, Answer) else turn.question
        if words.strip():
            typed = None if turn.typed == NONE else turn.typed
            asked.append(
                Asked(words, opens, turn.filters, min_confidence=turn.min_confidence, typed=typed)
            )
            opens = False
        opens = opens or turn.closed
    return saved_conversation.save(asked, not turns or turns[-1].closed)


def resumed(engine: Engine, kept: Mapping[str, Any]) -> list[PageTurn]:
    """Ask the questions of a saved conversation again; those that fail stay, with the reason.

    Raises ConfigError for what is no saved conversation.
    """
    conversation = engine.conversation(kept)
    typed = saved_conversation.load(kept).typed()[-len(conversation.asked) :]
    turns: list[PageTurn] = []
    for asked, fields in zip(conversation.asked, typed, strict=True):
        if asked.opens:
            turns = end_topic(turns)
        turns.append(
            PageTurn(
                len(turns) + 1,
                asked.question,
                asked.error if isinstance(asked, Failed) else asked.answer,
                filters=asked.filters,
                typed=fields,
                min_confidence=asked.min_confidence,
            )
        )
    return end_topic(turns) if conversation.opens else turns


def messages(turns: Sequence[PageTurn]) -> list[Message]:
    """Return a conversation as messages of the chat component."""
    shown: list[Message] = []
    for turn in turns:
        shown.append(_message("user", render.question(turn.question)))
        shown.append(_message("assistant", turn.html + (render.NEW_TOPIC if turn.closed else "")))
    return shown


def _html(turn: PageTurn) -> str:
    if isinstance(turn.result, RagError):
        return render.failure(turn.result)
    return render.answer(turn.result, turn=turn.number, notice=turn.notice)


def _message(role: str, content: str) -> Message:
    return {"role": role, "content": content}


def sources_panel(engine: Engine, turns: Sequence[PageTurn]) -> str:
    """Return the panel with the sources of the last answer."""
    return _sources_of(engine, turns[-1]) if turns else sources.EMPTY


def _sources_of(engine: Engine, turn: PageTurn) -> str:
    if isinstance(turn.result, RagError):
        return sources.EMPTY
    try:  # read from the index again: a stored answer must not keep whole articles in memory
        articles = {d.doc_id: engine.article(d.doc_id) for d in turn.result.documents}
        return sources.panel(turn.result, turn.number, articles)
    except RagError as error:  # the article was removed after the answer
        return render.failure(error)


def find_chip(turns: Sequence[PageTurn], address: str) -> tuple[PageTurn, Chip] | None:
    """Return the chip that an address removes, and its turn; None for any other address."""
    found = re.fullmatch(r"#drop-(\d{1,9})-([a-z]+(?:-\d{1,3})?)", address)
    turn = found and next((t for t in turns if t.number == int(found[1])), None)
    if found is None or turn is None or isinstance(turn.result, RagError):
        return None
    chip = next((c for c in chips(turn.result.query.filters) if c.key == found[2]), None)
    return (turn, chip) if chip else None


_ADDRESS = re.compile(
    r"#(?:(?P<more>earlier|later)-(?P<start>\d{1,9})-(?P<end>\d{1,9})-)?"
    r"(?P<kind>src|near|all)-(?P<turn>\d{1,9})(?:-(?P<number>\d{1,3})(?:-(?P<copy>\d{1,3}))?)?"
)


def _part(document: Document, marks: list[Mark], found: re.Match[str]) -> article_text.Window:
    """Return the part of an article to show: the one an address asks for, or the first."""
    if not found["more"]:
        return article_text.window(document, marks)
    before = article_text.Window(int(found["start"]), min(int(found["end"]), document.length))
    return article_text.widened(document, before, later=found["more"] == "later")


def open_address(engine: Engine, turns: Sequence[PageTurn], address: str) -> str | None:
    """Return the panel that a mark or link of the page leads to; None for an unknown address."""
    found = _ADDRESS.fullmatch(address)
    turn = found and next((t for t in turns if t.number == int(found["turn"])), None)
    if found is None or turn is None or isinstance(turn.result, RagError):
        return None
    if found["kind"] == "all":
        return _sources_of(engine, turn)
    here = _target(turn.result, found["kind"], int(found["number"] or 0), int(found["copy"] or 0))
    if here is None:
        return None
    try:
        return _article(engine, turn, here, found)
    except RagError as error:
        return render.failure(error)


def _target(answer: Answer, kind: str, number: int, copy: int) -> Mark | None:
    """Return the target of an address: a cited sentence, or a nearest passage of a refusal."""
    if kind == "near":
        hits = answer.nearest[number - 1 : number] if number else ()
        return Mark(hits[0].passage, None, here=True) if hits else None
    cited = answer.citations[number - 1 : number] if number else ()
    copies = (cited[0].sentence, *cited[0].also)[copy : copy + 1] if cited else ()
    return Mark(copies[0], number, here=True) if copies else None


def _article(engine: Engine, turn: PageTurn, here: Mark, found: re.Match[str]) -> str:
    assert isinstance(turn.result, Answer)
    document = engine.article(here.span.document.doc_id)
    every = [_pointed(mark, here) for mark in marks_of(turn.result, turn.number)]
    marks = [mark for mark in every if _inside(mark, document)]
    copied = None
    if here.number is None:
        marks.append(here)
    else:
        copied = quotation(turn.result.citations[here.number - 1])
    shown = _part(document, marks, found)
    address = f"#{found['kind']}-{turn.number}-{found['number']}-{found['copy'] or 0}"
    cited = _in_order(turn.result, every)
    return article_panel.view(
        document, marks, shown, address=address, quotation=copied, cited=cited
    )


def _in_order(answer: Answer, marks: Sequence[Mark]) -> list[Mark]:
    """Return the marks of citations article by article, as the panel has them, by place."""
    articles = [document.doc_id for document in answer.documents]
    return sorted(
        (mark for mark in marks if mark.number is not None),
        key=lambda m: (articles.index(m.span.document.doc_id), m.span.start),
    )


def _pointed(mark: Mark, here: Mark) -> Mark:
    return replace(mark, here=mark.number == here.number and mark.span == here.span)


def _inside(mark: Mark, document: Document) -> bool:
    return mark.span.document.doc_id == document.doc_id
