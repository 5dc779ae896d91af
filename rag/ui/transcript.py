"""A conversation as the page shows it: what was asked and answered, and what its marks lead to.

It is kept on the server as data; the browser is only shown it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from rag import answers
from rag.answers import Answer
from rag.errors import RagError
from rag.exports import quotation
from rag.types import Document, Filters
from rag.ui import article, render, sources
from rag.ui.chips import Chip, chips
from rag.ui.marking import Mark, marks_of
from rag.ui.requests import NOTHING, Typed, narrowing, within_limit

if TYPE_CHECKING:
    from rag.engine import Engine

KEPT = 50  # turns that stay on the page
UNFILTERED = "Asked of all articles, without a filter."

Message = dict[str, str]


@dataclass(frozen=True, slots=True)
class Turn:
    """A question as it was typed and what was said to it: an answer, or why there is none.

    `number` counts the turns of a conversation from 1, those no longer kept included; `again` is
    the number of the turn whose question this one asks with other filters. `filters` are those that
    held exactly, whatever the question names, and `notice` is said with the answer. A turn that is
    `closed` was the last of its topic. `html` is what the chat shows as the answer.
    """

    number: int
    question: str
    said: Answer | RagError
    notice: str | None = None
    filters: Filters | None = None
    again: int | None = None
    closed: bool = False
    html: str = field(default="", repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.html:  # once: with each question the page is shown the whole conversation again
            object.__setattr__(self, "html", _html(self))


def pending(turns: Sequence[Turn], question: str) -> list[Message]:
    """Show a question that is not answered yet."""
    return [*messages(turns), _message("user", render.question(question))]


def continued(
    engine: Engine,
    turns: Sequence[Turn],
    question: str,
    least: float | None = None,
    typed: Typed = NOTHING,
) -> list[Turn]:
    """Answer a question: the conversation that it is part of.

    A follow-up is understood, a question that is too long is cut. Below the confidence `least`, or
    the fitted one, the answer is a refusal. What is `typed` in the fields of filters is put on top
    of what the question names. What can't be answered, or asked, is said in its place.
    """
    words, notice = within_limit(question)
    talk = engine.continue_after(_leant_on(turns))
    said = _attempt(lambda: talk.ask(words, min_confidence=least, **narrowing(typed.read())))
    return _extended(turns, Turn(_next(turns), _kept(question), said, notice))


def asked_without(
    engine: Engine, turns: Sequence[Turn], chip: Chip, turn: Turn, least: float | None = None
) -> list[Turn]:
    """Ask the question of a turn again without one of its filters."""
    first = turn.again or turn.number
    before = [t for t in turns if t.number < first]
    talk = engine.continue_after(_leant_on(before))
    assert isinstance(turn.said, Answer)
    question = turn.said.question
    said = _attempt(lambda: talk.ask(question, min_confidence=least, filters=chip.rest))
    notice = UNFILTERED if chip.rest == Filters() else None
    asked = Turn(_next(turns), turn.question, said, notice, chip.rest, again=first)
    return _extended(turns, asked)


def _attempt(ask: Callable[[], Answer]) -> Answer | RagError:
    try:
        return ask()
    except RagError as error:
        return error


def _next(turns: Sequence[Turn]) -> int:
    return turns[-1].number + 1 if turns else 1


def _kept(question: str) -> str:
    return question[: render.ECHOED + 1]


def _extended(turns: Sequence[Turn], turn: Turn) -> list[Turn]:
    return [*turns, turn][-KEPT:]


def closed(turns: Sequence[Turn]) -> list[Turn]:
    """End the topic: the next question leans on nothing that was asked; the turns are kept."""
    return [*turns[:-1], replace(turns[-1], closed=True)] if turns else []


def _leant_on(turns: Sequence[Turn]) -> list[Answer]:
    """Return the answers of the topic that is not closed."""
    opening = max((i + 1 for i, turn in enumerate(turns) if turn.closed), default=0)
    return [turn.said for turn in turns[opening:] if isinstance(turn.said, Answer)]


def answered(turns: Sequence[Turn]) -> list[answers.Turn]:
    """Return the turns that have an answer, as they are exported."""
    kept, opens = [], True
    for turn in turns:
        if isinstance(turn.said, Answer):
            kept.append(answers.Turn(turn.question.strip(), turn.said, opens, turn.filters))
            opens = False
        opens = opens or turn.closed
    return kept


def messages(turns: Sequence[Turn]) -> list[Message]:
    """Give a conversation to the chat."""
    said: list[Message] = []
    for turn in turns:
        said.append(_message("user", render.question(turn.question)))
        said.append(_message("assistant", turn.html + (render.NEW_TOPIC if turn.closed else "")))
    return said


def _html(turn: Turn) -> str:
    if isinstance(turn.said, RagError):
        return render.failure(turn.said)
    return render.answer(turn.said, turn=turn.number, notice=turn.notice)


def _message(role: str, content: str) -> Message:
    return {"role": role, "content": content}


def overview(engine: Engine, turns: Sequence[Turn]) -> str:
    """Show the sources of the last answer."""
    return _overview(engine, turns[-1]) if turns else sources.EMPTY


def _overview(engine: Engine, turn: Turn) -> str:
    if isinstance(turn.said, RagError):
        return sources.EMPTY
    try:  # read anew: an answer that is kept must not keep whole articles in memory
        articles = {d.doc_id: engine.article(d.doc_id) for d in turn.said.documents}
        return sources.panel(turn.said, turn.number, articles)
    except RagError as error:  # the article is gone since
        return render.failure(error)


def chip_of(turns: Sequence[Turn], address: str) -> tuple[Turn, Chip] | None:
    """Return the filter that an address takes off and whose it is; None for what is no chip."""
    found = re.fullmatch(r"#drop-(\d{1,9})-([a-z]+(?:-\d{1,3})?)", address)
    turn = found and next((t for t in turns if t.number == int(found[1])), None)
    if found is None or turn is None or isinstance(turn.said, RagError):
        return None
    here = next((c for c in chips(turn.said.query.filters) if c.key == found[2]), None)
    return (turn, here) if here else None


_ADDRESS = re.compile(
    r"#(?:(?P<more>earlier|later)-(?P<start>\d{1,9})-(?P<end>\d{1,9})-)?"
    r"(?P<kind>src|near|all)-(?P<turn>\d{1,9})(?:-(?P<number>\d{1,3})(?:-(?P<copy>\d{1,3}))?)?"
)


_LISTED = re.compile(
    r"#(?:(?P<more>earlier|later)-(?P<start>\d{1,9})-(?P<end>\d{1,9})-)?doc-(?P<id>[0-9a-f]{32})"
)


def _listed(engine: Engine, found: re.Match[str]) -> str:
    """Show an article of the folder's list from its beginning."""
    try:
        document = engine.article(found["id"])
    except RagError as error:
        return render.failure(error)
    shown = _part(document, [], found)
    return article.view(document, [], shown, address=f"#doc-{found['id']}", quotation=None)


def _part(document: Document, marks: list[Mark], found: re.Match[str]) -> article.Window:
    """Return the part of an article to show: what an address asks for, or the first."""
    if not found["more"]:
        return article.window(document, marks)
    before = article.Window(int(found["start"]), min(int(found["end"]), document.length))
    return article.widened(document, before, later=found["more"] == "later")


def opened(engine: Engine, turns: Sequence[Turn], address: str) -> str | None:
    """Show what a mark or a link of the page leads to; None for what leads nowhere."""
    listed = _LISTED.fullmatch(address)
    if listed is not None:
        return _listed(engine, listed)
    found = _ADDRESS.fullmatch(address)
    turn = found and next((t for t in turns if t.number == int(found["turn"])), None)
    if found is None or turn is None or isinstance(turn.said, RagError):
        return None
    if found["kind"] == "all":
        return _overview(engine, turn)
    here = _target(turn.said, found["kind"], int(found["number"] or 0), int(found["copy"] or 0))
    if here is None:
        return None
    try:
        return _article(engine, turn, here, found)
    except RagError as error:
        return render.failure(error)


def _target(answer: Answer, kind: str, number: int, copy: int) -> Mark | None:
    """Return what an address speaks of: a cited sentence, or a passage that was near."""
    if kind == "near":
        hits = answer.nearest[number - 1 : number] if number else ()
        return Mark(hits[0].passage, None, here=True) if hits else None
    cited = answer.citations[number - 1 : number] if number else ()
    copies = (cited[0].sentence, *cited[0].also)[copy : copy + 1] if cited else ()
    return Mark(copies[0], number, here=True) if copies else None


def _article(engine: Engine, turn: Turn, here: Mark, found: re.Match[str]) -> str:
    assert isinstance(turn.said, Answer)
    document = engine.article(here.span.document.doc_id)
    marks = [_same(m, here) for m in marks_of(turn.said, turn.number) if _inside(m, document)]
    copied = None
    if here.number is None:
        marks.append(here)
    else:
        copied = quotation(turn.said.citations[here.number - 1])
    shown = _part(document, marks, found)
    address = f"#{found['kind']}-{turn.number}-{found['number']}-{found['copy'] or 0}"
    return article.view(document, marks, shown, address=address, quotation=copied)


def _same(mark: Mark, here: Mark) -> Mark:
    return replace(mark, here=mark.number == here.number and mark.span == here.span)


def _inside(mark: Mark, document: Document) -> bool:
    return mark.span.document.doc_id == document.doc_id
