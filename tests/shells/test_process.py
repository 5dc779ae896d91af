"""rag.process: what the shells set for their own process."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from unittest import mock

import pytest

from rag import process
from rag.models.threads import ENVIRONMENT


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Put back the environment and the logger, which tests share."""
    log = logging.getLogger("rag")
    handlers, level = list(log.handlers), log.level
    with mock.patch.dict(os.environ):
        yield
    log.handlers, log.level = handlers, level


def test_libraries_are_restrained() -> None:
    """The variables that libraries read when they are loaded are set."""
    for name in ENVIRONMENT:
        os.environ.pop(name, None)
    process.prepare()
    assert ENVIRONMENT.items() <= os.environ.items()


@pytest.mark.parametrize("terminal", [True, False])
def test_messages_are_lines_on_standard_error(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, terminal: bool
) -> None:
    """Warnings always, each once; what is being done in a terminal only."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    for _ in range(2):
        process.prepare()
    logging.getLogger("rag.models.exports").info("preparing a model")
    logging.getLogger("rag.models.exports").warning("cannot keep it")
    logging.getLogger("elsewhere").warning("not ours")
    shown = ["rag: preparing a model", "rag: cannot keep it"]
    lines = [line for line in capsys.readouterr().err.splitlines() if line != "not ours"]
    assert lines == shown[not terminal :]
