"""rag.corpus.fragment: HTML of an article, as plain text."""

from __future__ import annotations

import pytest

from rag.corpus import parse
from rag.corpus.files import Unreadable
from rag.corpus.fragment import plain_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (
            "<p>One <b>bold</b> word.</p><p>Two&nbsp;&amp; three.</p>",
            "One bold word.\nTwo & three.",
        ),
        ("One.<br>Two.<br/>Three.", "One.\nTwo.\nThree."),
        ("<div>One.<p>Two.</p>Three.</div>", "One.\nTwo.\nThree."),
        ("<p>One.</p><script>var a</script><button>Share</button><p>Two.</p>", "One.\nTwo."),
        ("<p>He said <q>no, <q>never</q></q>.</p>", "He said “no, ‘never’”."),
        ("<p>She asked <q><b>why</b> not</q> twice.</p>", "She asked “why not” twice."),
        ("<!-- x --><p>One.</p>", "One."),
    ],
)
def test_blocks_are_lines(html: str, text: str) -> None:
    """Each block is a line, q elements get their marks, and what is no text is left out."""
    assert plain_text(html) == text


@pytest.mark.parametrize(
    ("html", "reason"),
    [("<p></p>", "holds no text in its markup"), ("<div>" * 5000 + "x", "is nested too deeply")],
)
def test_markup_without_text(html: str, reason: str) -> None:
    """Markup without a text, or with too many levels, is refused."""
    with pytest.raises(Unreadable, match=reason):
        plain_text(html)


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("a.jsonl", b'{"text": "<p>One.</p><p>Two.</p>"}'),
        ("a.json", b'[{"text": "<p>One.</p><p>Two.</p>"}]'),
        ("a.csv", b"text\n<p>One.</p><p>Two.</p>\n"),
    ],
)
def test_records_with_markup(path: str, data: bytes) -> None:
    """The texts of records are read without their markup, in each format."""
    (document,) = parse(path, data).documents
    assert document.text == "One.\nTwo."
