"""rag.corpus.mail, mbox and mhtml: texts and facts of mails, mailboxes and saved pages."""

from __future__ import annotations

from datetime import date

import pytest

from rag.corpus import mail, mbox, mhtml
from rag.corpus.files import Facts, Unreadable

HEADERS = """From: Ewa Lind <ewa@mill.example>
To: desk@paper.example
Subject: Fwd: The mill is sold
Date: Mon, 07 Apr 2025 23:30:00 -0400
"""
PLAIN = f"""{HEADERS}Content-Type: text/plain; charset="utf-8"

The mill is sold.

“We were not asked,” said Ewa Lind.
"""
MIXED = f"""{HEADERS}Content-Type: multipart/mixed; boundary="X"
MIME-Version: 1.0

--X
Content-Type: text/html; charset="iso-8859-1"
Content-Transfer-Encoding: quoted-printable

<html><head><style>p {{color: red}}</style></head><body><div style=3D"display:none">Preview</div>
<p>The caf=E9 is <b>shut</b>.</p><p>It opens<br>in May.</p></body></html>
--X
Content-Type: application/pdf; name="map.pdf"
Content-Disposition: attachment; filename="map.pdf"
Content-Transfer-Encoding: base64

AAAA
--X--
"""


def test_a_plain_mail() -> None:
    """The text is the body; subject, sender and the sender's own day are its facts."""
    (article,) = mail.extract(PLAIN.encode()).articles
    assert article.text == "The mill is sold.\n\n“We were not asked,” said Ewa Lind.\n"
    assert article.facts == Facts(
        title="The mill is sold", author="Ewa Lind", published=date(2025, 4, 7)
    )


def test_a_mail_of_html() -> None:
    """Without plain text the HTML is read, what it hides is not, and attachments are named."""
    found = mail.extract(MIXED.encode())
    assert found.articles[0].text == "The café is shut.\n\nIt opens\nin May."
    reason = "has an attachment that is not read, “map.pdf”: save it as a file"
    assert found.skipped == ((None, reason),)


def test_a_sender_that_is_no_person() -> None:
    """The name of an office is the outlet."""
    data = PLAIN.replace("Ewa Lind <", "City of Arle Press Office <")
    facts = mail.extract(data.encode()).articles[0].facts
    assert (facts.author, facts.source) == (None, "City of Arle Press Office")


def test_an_unknown_charset() -> None:
    """A body whose stated charset does not exist is decoded like a text file."""
    found = mail.extract(PLAIN.replace('"utf-8"', '"x-nowhere"').encode())
    assert "“We" in found.articles[0].text


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"just words", r"^is damaged \(no mail\)$"), (HEADERS.encode() + b"\n", r"^holds no text$")],
)
def test_files_that_are_no_mail(data: bytes, reason: str) -> None:
    """Bytes without headers, and mails without text, are refused."""
    with pytest.raises(Unreadable, match=reason):
        mail.extract(data)


def test_a_mailbox() -> None:
    """Each message is an article; one that cannot be read is named, and costs no other."""
    second = PLAIN.replace("The mill", ">From the mill, it")
    empty = f"{HEADERS}\n"
    data = "".join(f"From a@b Mon Apr  7 2025\n{m}\n" for m in (PLAIN, empty, second, MIXED))
    found = mbox.extract(data.encode())
    assert [article.record for article in found.articles] == [1, 3, 4]
    assert found.articles[1].text.startswith("From the mill, it is sold.")
    empty_one, attachment = found.skipped
    assert empty_one == (2, "message 2 holds no text")
    assert attachment[0] == 4 and attachment[1].startswith("message 4 has an attachment")


def test_a_file_that_is_no_mailbox() -> None:
    """A mailbox begins with a message."""
    with pytest.raises(Unreadable, match=r"^is damaged \(no mailbox\)$"):
        mbox.extract(PLAIN.encode())


SAVED = """From: <Saved by Blink>
Snapshot-Content-Location: https://paper.example/mill
Subject: The mill
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="B"

--B
Content-Type: {kind}; charset="utf-8"
Content-Transfer-Encoding: quoted-printable

<html><head><title>The mill is sold</title></head><body><nav>Home Sport</nav><article>
<h1>The mill is sold</h1><p>The council has sold the old mill to a bank for four million.</p>
<p>=E2=80=9CWe were not asked,=E2=80=9D said Ewa Lind, who rents a workshop there.</p>
</article></body></html>
--B--
"""


def test_a_saved_page() -> None:
    """The article of the page is read, its address is that of the page, nobody its author."""
    (article,) = mhtml.extract(SAVED.format(kind="text/html").encode()).articles
    assert "“We were not asked,” said Ewa Lind" in article.text
    assert "Sport" not in article.text
    assert article.facts.url == "https://paper.example/mill"
    assert (article.facts.title, article.facts.author) == ("The mill is sold", None)


def test_a_saved_file_without_a_page() -> None:
    """A saved picture is no page."""
    with pytest.raises(Unreadable, match=r"^holds no page$"):
        mhtml.extract(SAVED.format(kind="image/png").encode())


FORWARD = f"""From: Al Orr <al@x.example>
Subject: see below
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="F"

--F
Content-Type: text/plain

{{own}}
--F
Content-Type: message/rfc822

{PLAIN}
--F--
"""


def test_a_message_that_only_forwards_another() -> None:
    """Where a message has no text of its own, the one attached to it is the article."""
    (article,) = mail.extract(FORWARD.format(own="").encode()).articles
    assert article.text.startswith("The mill is sold.")
    assert (article.facts.title, article.facts.author) == ("The mill is sold", "Ewa Lind")


def test_a_forwarded_message_is_named() -> None:
    """A message attached to one with a text is named, since it is not read."""
    found = mail.extract(FORWARD.format(own="Please look at this today.").encode())
    assert found.articles[0].text.strip() == "Please look at this today."
    assert found.skipped[0][1].startswith("has an attachment that is not read, “message/rfc822”")


def test_a_wrong_byte_in_a_mail() -> None:
    """One wrong byte in UTF-8 costs its letter alone, and is a doubt."""
    (article,) = mail.extract(PLAIN.encode().replace(b"mill", b"m\xffll")).articles
    assert "“We were not asked,” said Ewa Lind." in article.text
    assert str(article.doubt).startswith("has lost ")
