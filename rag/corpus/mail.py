"""Extracts the text of a mail: plain text, or else HTML. Runs in the worker process.

The subject is the title, and the name of the sender the author, or the outlet if it is no person's.
Attachments are named, and not read. Whole lines of the text are kept, those quoted from other mails
included.
"""

from __future__ import annotations

import re
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime

from rag.corpus.bylines import byline_names
from rag.corpus.charset import wrong_letters
from rag.corpus.decode import browser_encoding, decode
from rag.corpus.files import Extract, Extracts, Facts, Unreadable
from rag.corpus.markup import markup_text
from rag.corpus.metadata import clean, facts, from_text, prefer

_FORWARDED = re.compile(r"(?:(?:re|fwd?|aw|wg|tr|rv)\s*:\s*)+", re.IGNORECASE)
_HTML = re.compile(r"\s*<(?:!doctype|html|body|div|p|table)\b", re.IGNORECASE)


def extract(data: bytes) -> Extracts:
    """Return the article of a mail, and what is not read of it. Raises Unreadable without text."""
    article, missing = read_message(parse_message(data))
    return Extracts((article,), tuple((None, reason) for reason in missing))


def parse_message(data: bytes) -> EmailMessage:
    """Return a message. Raises Unreadable for bytes that do not begin with its headers."""
    message = message_from_bytes(data, policy=policy.default)
    if not message.keys():
        raise Unreadable("is damaged (no mail)")
    return message


def read_message(message: EmailMessage) -> tuple[Extract, tuple[str, ...]]:
    """Return the article of a message, and why parts of it are not read.

    Raises Unreadable if it has no text.
    """
    text, guess = _body(message)
    if not text.strip():
        forwarded = _forwarded(message)
        if forwarded is None:
            raise Unreadable("holds no text")
        return read_message(forwarded)
    missing = tuple(
        f"has an attachment that is not read, “{name}”: save it as a file"
        for name in _names(message)
    )
    doubt = guess or wrong_letters(text)
    return Extract(text, prefer(_stated(message), from_text(text)), doubt=doubt), missing


def _forwarded(message: EmailMessage) -> EmailMessage | None:
    """Return the first message that is attached to another, or None."""
    parts = (part for part in message.walk() if part.get_content_type() == "message/rfc822")
    inner = (part.get_payload(0) for part in parts if part.is_multipart())
    return next((found for found in inner if isinstance(found, EmailMessage)), None)


def _body(message: EmailMessage) -> tuple[str, str | None]:
    """Return the text of a message, and the doubt about its encoding."""
    for kind in ("plain", "html"):
        part = message.get_body((kind,))
        text, guess = decoded_part(part) if isinstance(part, EmailMessage) else ("", None)
        if kind == "html" or _HTML.match(text):
            text = markup_text(text)
        if text.strip():
            return text.replace("\r\n", "\n").replace("\r", "\n"), guess
    return "", None


def decoded_part(part: EmailMessage) -> tuple[str, str | None]:
    """Return the text of a part, decoded as it states, or else as any text file.

    The second value says which encoding was guessed, None if none was.
    """
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return "", None
    try:
        charset = browser_encoding(part.get_content_charset("utf-8"))
        return data.decode(charset).replace("\0", ""), None
    except (LookupError, UnicodeError):
        pass
    try:
        decoded = decode(data)
    except Unreadable:  # single bytes of UTF-8 are wrong, and become U+FFFD
        return data.decode("utf-8", "replace").replace("\0", ""), None
    return decoded.text, decoded.guess


def _names(message: EmailMessage) -> list[str]:
    """Return the names of a message's attachments, without those of pictures within its text."""
    return [
        clean(part.get_filename()) or part.get_content_type()
        for part in message.walk()
        if part.get_content_disposition() == "attachment"
        or part.get_content_type() == "message/rfc822"
        or (part.get_filename() and "content-id" not in part)
    ]


def _stated(message: EmailMessage) -> Facts:
    sender = clean(parseaddr(str(message.get("from", "")))[0])
    author = byline_names(sender) if sender else None
    subject = _FORWARDED.sub("", str(message.get("subject", "")), count=1)
    return facts(
        title=subject,
        author=author,
        source=None if author or (sender and "@" in sender) else sender,
        published=message_date(message),
    )


def message_date(message: EmailMessage) -> date | None:
    """Return the day of a message, in the time zone of its sender."""
    try:
        return parsedate_to_datetime(str(message.get("date", ""))).date()
    except ValueError:
        return None
