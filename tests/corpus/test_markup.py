"""rag.corpus.markup: HTML of an article, as plain text."""

from __future__ import annotations

import pytest

from rag.corpus import parse
from rag.corpus.files import Unreadable
from rag.corpus.markup import markup_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (
            "<p>One <b>bold</b> word.</p><p>Two&nbsp;&amp; three.</p>",
            "One bold word.\n\nTwo & three.",
        ),
        ("One.<br>Two.<br/>Three.", "One.\nTwo.\nThree."),
        ("<div>One.<p>Two.</p>Three.</div>", "One.\n\nTwo.\n\nThree."),
        ("<p>One.</p><script>var a</script><button>Share</button><p>Two.</p>", "One.\n\nTwo."),
        ("<p>One.</p><p hidden>No.</p><p style='display:none'>No.</p>", "One."),
        ("One <title>No.</title>", "One"),
        ("<p>He said <q>no, <q>never</q></q>.</p>", "He said “no, ‘never’”."),
        ("<p>She asked <q><b>why</b> not</q> twice.</p>", "She asked “why not” twice."),
        ("<!-- x --><p>One.</p>", "One."),
    ],
)
def test_blocks_are_paragraphs(html: str, text: str) -> None:
    """Each block is a paragraph, q elements get their marks, what is no text is left out."""
    assert markup_text(html) == text


def test_markup_that_is_nested_too_deeply() -> None:
    """Markup with too many levels is refused, since half of it would be lost."""
    with pytest.raises(Unreadable, match="is nested too deeply"):
        markup_text("<div>" * 5000 + "x")


@pytest.mark.parametrize("markup", ["", "<p></p>", "<!-- x -->", "<script>var a</script>"])
def test_markup_without_text(markup: str) -> None:
    """Markup without a text gives none."""
    assert markup_text(markup) == ""


def test_a_record_without_text_in_its_markup() -> None:
    """A record of empty markup is skipped with its reason."""
    (skipped,) = parse("a.jsonl", b'{"text": "<p></p>"}').skipped
    assert skipped.reason == "line 1 holds no text in its markup"


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
    assert document.text == "One.\n\nTwo."
