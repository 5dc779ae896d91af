"""Extracts every mail of a mailbox in the mbox format (RFC 4155). Runs in the worker process."""

from __future__ import annotations

import re

from rag.corpus.files import Extract, Facts, Unreadable
from rag.corpus.mail import parse_message, read_message

_BEGIN = re.compile(rb"(?:\A|(?<=\n))From [^\n]*\n")
_QUOTED_FROM = re.compile(rb"^>(?=>*From )", re.MULTILINE)


def extract(data: bytes) -> list[Extract]:
    """Return the articles of a mailbox, numbered by their messages; unreadable ones say why.

    Raises Unreadable if it does not begin with a message.
    """
    begins = list(_BEGIN.finditer(data))
    if not begins or data[: begins[0].start()].strip():
        raise Unreadable("is damaged (no mailbox)")
    ends = [*(match.start() for match in begins[1:]), len(data)]
    return [
        _message(number, _QUOTED_FROM.sub(b"", data[begin.end() : end]))
        for number, (begin, end) in enumerate(zip(begins, ends, strict=True), 1)
    ]


def _message(number: int, data: bytes) -> Extract:
    try:
        article = read_message(parse_message(data))
    except Unreadable as fault:
        reason = f"message {number} {fault}"
    except Exception as fault:
        # The email package raises any exception for odd headers; the other messages are fine.
        reason = f"message {number} is damaged ({type(fault).__name__})"
    else:
        missing = tuple(f"message {number} {reason}" for reason in article.missing)
        return Extract(article.text, article.facts, number, missing=missing)
    return Extract("", Facts(), number, missing=(reason,))
