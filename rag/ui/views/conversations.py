"""The list of conversations: opened, named and deleted."""

from __future__ import annotations

from collections.abc import Sequence

from rag.engine.kept_conversations import MAX_TITLE, KeptConversation
from rag.ui.address import Address
from rag.ui.render import text
from rag.ui.views.frame import frame

ROWS = 100
NONE = "There is no conversation yet: the first question begins one."
IN_MEMORY = "They are kept until the program ends; --conversations keeps them in a folder."


def view(kept: Sequence[KeptConversation], current: str, address: Address, *, lasting: bool) -> str:
    """Return the conversations with their titles; `current` is the name of the one on the page."""
    start = address.number("start")
    shown = kept[start : start + ROWS]
    rows = "".join(_row(one, one.name == current) for one in shown)
    more = ""
    if len(kept) > start + ROWS:
        more = f'<p><a href="{text(address.replaced(start=start + ROWS))}">Older ones</a></p>'
    body = (
        '<article class="source conversations"><h2>Conversations</h2>'
        '<p class="tools"><button type="button" class="act" data-act="begin">New conversation'
        f"</button></p>{_note(kept, lasting)}<ul>{rows}</ul>{more}</article>"
    )
    return frame("Conversations", address, body)


def _note(kept: Sequence[KeptConversation], lasting: bool) -> str:
    notes = [] if kept else [NONE]
    notes += [] if lasting else [IN_MEMORY]
    return "".join(f'<p class="aside">{text(note)}</p>' for note in notes)


def _row(kept: KeptConversation, current: bool) -> str:
    name, title = text(kept.name), text(kept.title)
    questions = f"{kept.questions} question{'s' if kept.questions != 1 else ''}"
    here = " · on the page" if current else ""
    return (
        f'<li><button type="button" class="act title" data-act="resume" data-name="{name}">{title}'
        f'</button><span class="facts"><time>{kept.asked:%Y-%m-%d %H:%M} UTC</time> · {questions}'
        f'{here}</span><form class="act tools" data-act="rename" data-name="{name}">'
        f'<input name="title" maxlength="{MAX_TITLE}" value="{title}" '
        f'aria-label="Title of {title}"><button>Rename</button> '
        f'<button type="button" class="act" data-act="delete" data-name="{name}" '
        f'aria-label="Delete {title}">Delete</button></form></li>'
    )
