"""Layouts of hostile articles: markup, addresses and control characters are shown as text."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from rag.answers import REFUSED, Answer, Citation
from rag.present import escape, printable
from rag.types import Document, Place
from tests.present_support import answered, document, refused, rendered, sentence

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](https://evil.example/a.png)",
    "[click](javascript:alert(1))",
    "https://evil.example/ and <https://evil.example/>",
    "# heading",
    "1. list",
    "- list",
    "> quote",
    "*bold* _it_ **b** __b__ ~~s~~ `code` ``` fence",
    "a     b",
    "a | b\n--- | ---\nc | d",
    "&amp; &#60;b&#62; &copy;",
    "\\*not\\* \\",
    "$x^2$ \\(y\\) [^1] :smile:",
    "line\n\n# heading\n\n<div>",
    "[1]: https://evil.example/",
    "===\n---\n***",
    "a  \nb\\\nc",
]


def inline(answer: Answer) -> list[str]:
    """Render an answer's Markdown; return the types of its nodes."""
    parser = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable(
        ["table", "strikethrough"]
    )
    tokens = parser.parse(answer.to_markdown())
    return [t.type for t in tokens] + [c.type for t in tokens for c in t.children or []]


def cite(words: str) -> Answer:
    """Return an answer with `words` in every part that an article can fill."""
    clean = " ".join(words.split())
    found = Document.from_text(
        words, Place("a.txt"), title=clean, author=clean, source=clean, url=clean
    )
    whole = sentence(found, 0, found.length)
    return answered(Citation(whole, 0.9, context=(whole,), also=(whole,)))


@pytest.mark.parametrize("words", HOSTILE)
def test_markdown_of_hostile_text_is_text(words: str) -> None:
    """Rendered, an article's words make only text nodes, and appear unchanged."""
    plain = inline(cite("Plain words."))
    assert inline(cite(words)) == plain
    assert printable(words).strip() in rendered(cite(words))


@pytest.mark.parametrize("words", HOSTILE)
def test_markdown_of_a_hostile_refusal_is_text(words: str) -> None:
    """The words of the question and the nearest titles in a refusal are text too."""
    title = " ".join(words.split())
    plain = inline(refused(document(title="Plain words"), refusal="plain"))
    assert inline(refused(document(title=title), refusal=words)) == plain


@pytest.mark.parametrize(
    ("url", "followed"),
    [
        ("https://courier.example/?a=1&b=2#c", True),
        ("HTTP://courier.example/(1)", True),
        ("https://courier.example/%E2%80%AE", False),
        ("javascript:alert(1)", False),
        ("https://a.example/ b", False),
        ("https://a.example/><img src=x>", False),
        ("https://a.example/\n# b", False),
        ("https://a.example/`b`", False),
        ("https://аpple.example/", False),
    ],
)
def test_only_a_plain_address_is_a_link(url: str, followed: bool) -> None:
    """An address of plain characters is a link to itself; any other value is text."""
    article = Document.from_text("It is so.", Place("a.txt"), url=url)
    markdown = answered(Citation(sentence(article, 0, 9), 0.9)).to_markdown()
    tokens = [c for t in MarkdownIt("commonmark").parse(markdown) for c in t.children or []]
    links = [t.attrs["href"] for t in tokens if t.type == "link_open"]
    assert len(links) == followed and not any(t.type == "html_inline" for t in tokens)
    assert printable(url) in "".join(t.content for t in tokens)


@pytest.mark.parametrize(
    "code",
    [
        *(0x00, 0x07, 0x08, 0x1B, 0x7F, 0x9B, 0xAD, 0x61C, 0x180E, 0x200B, 0x200D, 0x200E, 0x200F),
        *(0x202A, 0x202E, 0x2060, 0x2066, 0x2069, 0xFEFF, 0xE0001, 0xE0041),
    ],
)
def test_hidden_characters_are_shown(code: int) -> None:
    """Control, bidirectional and zero-width characters are visible marks in text and Markdown."""
    mark = f"⟨U+{code:04X}⟩"
    assert printable(f"a{chr(code)}b") == f"a{mark}b"
    answer = cite(f"before{chr(code)}after")
    for layout in (str(answer), answer.to_markdown()):
        assert chr(code) not in layout
    assert f"before{mark}after" in str(answer)
    assert answer.to_dict()["citations"][0]["text"] == f"before{chr(code)}after"


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\t", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_line_ends_are_folded(end: str) -> None:
    """An article cannot begin a new line in the printed text."""
    answer = answered(Citation(sentence(document(f"a{end}[9] b"), 0, 5), 0.9))
    assert not any(line.startswith("[9]") for line in str(answer).splitlines())
    assert len(str(answer).splitlines()) == 6


@pytest.mark.parametrize("text", ["naïve café", "“quoted” — said", "北京 Киев", "😀 👍🏽", "a b"])
def test_visible_characters_stay(text: str) -> None:
    """Letters, marks and emoji of any script are printed as they are."""
    assert printable(text) == text
    assert escape(text) == text


@pytest.mark.parametrize(
    ("words", "escaped"),
    [
        ("Lee, A. (2025): “No!” - he's 50% & more, don't.", None),
        ("1. No", "1\\. No"),
        ("- No", "\\- No"),
        ("a*b_c", "a\\*b\\_c"),
        ("&copy; & co", "\\&copy; & co"),
        ("No -- no ... no", "No \\-- no \\... no"),
        ("https://a.example :smile:", "https\\://a.example \\:smile:"),
    ],
)
def test_only_what_markdown_reads_is_escaped(words: str, escaped: str | None) -> None:
    """Punctuation that means nothing to Markdown stays as it is, so that exports can be read."""
    assert escape(words) == (escaped or words)


def test_a_refusal_cannot_move_the_cursor() -> None:
    """Control characters in a refusal are made visible too."""
    assert "\x1b" not in str(refused(refusal="nothing on \x1b[2J"))
    assert str(refused(refusal="a\nSources:")).startswith(f"{REFUSED}: a Sources:")
