"""Conversations that are resumed from what was saved."""

from __future__ import annotations

import json
from dataclasses import replace

from rag.engine import Engine
from rag.engine.saved_conversation import Failed
from rag.present import as_filters
from rag.types import Filters


def test_a_question_that_fails_when_resumed_is_not_lost(engine: Engine) -> None:
    """It is in `asked` with the reason and is saved again; the answers around it are one topic."""
    talk = engine.conversation()
    talk.ask("Who opposes the hospital merger?", min_confidence=0.1)
    saved = json.loads(json.dumps(talk.to_dict()))
    asked = saved["turns"][0]
    gone = as_filters(Filters(sources=("The Gone Gazette",)))
    lost = {**asked, "filters": gone, "top": 2}
    saved["turns"] = [lost, {**asked, "opens": False}, {**lost, "opens": False}]
    again = engine.conversation(saved)
    assert again.to_dict() == saved
    assert [turn.question for turn in again.asked] == [asked["question"]] * 3
    first, answered, last = again.asked
    assert isinstance(first, Failed) and "The Gone Gazette" in str(first.error)
    assert isinstance(last, Failed) and last.filters is not None and last.top == 2
    assert again.turns == (replace(answered, opens=True),)  # the topic begins with its first answer
    assert (
        again.ask("what did she say?").query.speaker == talk.ask("what did she say?").query.speaker
    )
