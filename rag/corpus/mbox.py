"""Extracts every mail of a mailbox in the mbox format (RFC 4155). Runs in the worker process."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.corpus.files import Extract, Extracts, Unreadable
from rag.corpus.mail import parse_message, read_message

_BEGIN = re.compile(rb"(?:\A|(?<=\n))From [^\n]*\n")
_QUOTED_FROM = re.compile(rb"^>(?=>*From )", re.MULTILINE)


def extract(data: bytes) -> Extracts:
    """Return the articles of a mailbox, numbered by their messages.

    Raises Unreadable if it does not begin with a message.
    """
    begins = list(_BEGIN.finditer(data))
    if not begins or data[: begins[0].start()].strip():
        raise Unreadable("is damaged (no mailbox)")
    ends = [*(match.start() for match in begins[1:]), len(data)]
    articles: list[Extract] = []
    skipped: list[tuple[int | None, str]] = []
    for number, (begin, end) in enumerate(zip(begins, ends, strict=True), 1):
        try:
            message = parse_message(_QUOTED_FROM.sub(b"", data[begin.end() : end]))
            article, missing = read_message(message)
        except Unreadable as fault:
            missing = (str(fault),)
        except Exception as fault:
            # The email package raises any exception for odd headers; the other messages are fine.
            missing = (f"is damaged ({type(fault).__name__})",)
        else:
            articles.append(replace(article, record=number))
        skipped += [(number, f"message {number} {reason}") for reason in missing]
    return Extracts(tuple(articles), tuple(skipped))
