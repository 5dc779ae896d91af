"""A conversation in the shell: questions from standard input, answers on standard output."""

from __future__ import annotations

import sys
from pathlib import Path

from rag.answers import Answer, as_text
from rag.conversation_export import FORMATS
from rag.engine import Conversation
from rag.errors import ConfigError, RagError


def require_writable(export: Path) -> None:
    """Raise ConfigError for a file that a conversation cannot be written to."""
    if _form(export) not in FORMATS:
        raise ConfigError(f"--export is {export}: its name must end with .md, .html or .json")
    if not export.parent.is_dir():
        raise ConfigError(f"cannot write {export}: there is no folder {export.parent}")


def chat(conversation: Conversation, export: Path | None) -> None:
    """Ask what is typed until an empty line, then write the conversation to `export`.

    Raises ConfigError if that cannot be written.
    """
    while question := _next_question():
        try:
            print(f"{shown(conversation.ask(question))}\n")
        except RagError as error:
            print(f"rag: {error}", file=sys.stderr)
    if export is not None:
        try:
            export.write_text(FORMATS[_form(export)](conversation.turns), "utf-8")
        except OSError as error:
            raise ConfigError(f"cannot write {export}: {error.strerror}") from error


def shown(answer: Answer) -> str:
    """Return an answer for standard output: a terminal shows the words that answer in bold."""
    return as_text(answer, emphasis=sys.stdout.isatty())


def _form(export: Path) -> str:
    return export.suffix.removeprefix(".")


def _next_question() -> str:
    """Return the next question typed; "" at the end of the conversation."""
    try:
        typed = input("> ").strip()
    except EOFError:
        return ""
    return "" if typed == "exit" else typed
