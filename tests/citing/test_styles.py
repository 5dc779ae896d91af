"""References and citations in APA, Chicago and MLA, against the forms that the handbooks give."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rag.answers import Citation
from rag.citing.cited import STYLES, Bibliography, cite
from rag.errors import ConfigError
from rag.types import Attribution, Document, Place, Sentence, Span

TEXT = "Before. “No more smoke,” said Lee. It fell."
SAID = Span(Document.from_text(TEXT, Place("a.txt")), 8, 24)


def article(title: str | None = "Council votes to shut the mill", **facts: Any) -> Document:
    """Return an article of three sentences."""
    place = Place("a.txt", pages=facts.pop("pages", ()))
    return Document.from_text(TEXT, place, title=title, **facts)


FULL = article(
    author="Ann Lee and Bo Orr",
    source="The Courier",
    url="https://courier.example/mill",
    published=date(2025, 3, 27),
)


def quoted(document: Document, style: str) -> str:
    """Return the quotation of the last sentence, of paragraph 4."""
    return cite(Sentence(document, 35, 43, 4, False), style).quotation


@pytest.mark.parametrize(
    ("style", "reference", "quotation"),
    [
        (
            "apa",
            "Lee, A., & Orr, B. (2025, March 27). Council votes to shut the mill. The Courier. "
            "https://courier.example/mill",
            "“It fell.” (Lee & Orr, 2025, para. 4)",
        ),
        (
            "chicago",
            "Lee, Ann, and Bo Orr. 2025. “Council Votes to Shut the Mill.” The Courier, March 27. "
            "https://courier.example/mill.",
            "“It fell.” (Lee and Orr 2025, para. 4)",
        ),
        (
            "mla",
            "Lee, Ann, and Bo Orr. “Council Votes to Shut the Mill.” The Courier, 27 Mar. 2025, "
            "https://courier.example/mill.",
            "“It fell.” (Lee and Orr, par. 4)",
        ),
    ],
)
def test_an_article_with_all_facts(style: str, reference: str, quotation: str) -> None:
    """Authors, title, outlet, date and address stand in the order and form of the style."""
    made = cite(Sentence(FULL, 35, 43, 4, False), style)
    assert (made.reference, made.quotation) == (reference, quotation)
    assert made.quotation.endswith(made.in_text)
    assert made.place == "a.txt, characters 35 to 43, paragraph 4"


@pytest.mark.parametrize(
    ("style", "reference", "quotation"),
    [
        (
            "apa",
            "Council votes to shut the mill. (n.d.). The Courier.",
            "“It fell.” (“Council Votes to Shut the Mill,” n.d., para. 4)",
        ),
        (
            "chicago",
            "The Courier. n.d. “Council Votes to Shut the Mill.”",
            "“It fell.” (The Courier, n.d., para. 4)",
        ),
        (
            "mla",
            "“Council Votes to Shut the Mill.” The Courier.",
            "“It fell.” (“Council Votes to Shut the Mill,” par. 4)",
        ),
    ],
)
def test_without_author_and_date(style: str, reference: str, quotation: str) -> None:
    """The title, in Chicago the outlet, comes first; the date is "n.d.", and left out in MLA."""
    document = article(source="The Courier")
    assert cite(document, style).reference == reference
    assert quoted(document, style) == quotation


@pytest.mark.parametrize("style", STYLES)
def test_without_any_facts(style: str) -> None:
    """The file describes an article without a title; nothing is doubled or left dangling."""
    made = cite(article(None), style).reference
    assert made.startswith(("[Article in the file a.txt].", "Article in the file a.txt."))
    assert ".." not in made and " ." not in made and "None" not in made


@pytest.mark.parametrize(
    ("style", "reference"),
    [
        ("apa", "Reuters. (2024, May 1). Who won?"),
        ("chicago", "Reuters. 2024. “Who Won?” May 1."),
        ("mla", "“Who Won?” Reuters, 1 May 2024."),
    ],
)
def test_an_outlet_as_author_is_named_once(style: str, reference: str) -> None:
    """An agency that is author and outlet is not repeated; no full stop follows another mark."""
    document = article("Who won?", author="Reuters", source="Reuters", published=date(2024, 5, 1))
    assert cite(document, style).reference == reference


@pytest.mark.parametrize(
    ("style", "authors", "short"),
    [
        ("apa", "van der Berg, J.-P., Jr., Marsh, A., & Colley, R. J. (2024", "(van der Berg et"),
        ("chicago", "van der Berg, Jean-Paul, Jr., Ann Marsh, and R. J. Colley. 2024", "(van der"),
        ("mla", "van der Berg, Jean-Paul, Jr., et al. “", "(van der Berg et al., par. 4)"),
    ],
)
def test_three_authors(style: str, authors: str, short: str) -> None:
    """Particles stay with the last name, titles are dropped, and the text says "et al."."""
    byline = "By Jean-Paul van der Berg Jr., Dr. Ann Marsh and R. J. Colley"
    document = article("Wells", author=byline, source="Post", published=date(2024, 5, 1))
    assert cite(document, style).reference.startswith(authors)
    assert short in quoted(document, style)


@pytest.mark.parametrize("name", ["The sample desk", "Reuters Staff", "Associated Press", "AFP"])
def test_organisations_are_not_inverted(name: str) -> None:
    """A desk, a staff or an agency has no first name."""
    assert cite(article(author=name), "mla").reference.startswith(f"{name}. “")


@pytest.mark.parametrize(
    ("style", "at"), [("apa", "2025, pp. 1–2)"), ("chicago", "2025, 1–2)"), ("mla", "Orr 1–2)")]
)
def test_a_pdf_file_is_cited_by_its_pages(style: str, at: str) -> None:
    """Pages take the place of the paragraph, in the form of the style."""
    document = article(author="Ann Lee and Bo Orr", published=date(2025, 1, 1), pages=(0, 40))
    assert quoted(document, style).endswith(at)
    first = cite(Sentence(document, 0, 7, 1, False), "apa")
    assert first.in_text == "(Lee & Orr, 2025, p. 1)"


@pytest.mark.parametrize("style", STYLES)
def test_the_words_are_unchanged(style: str) -> None:
    """Words get a pair of quotation marks, unless they have marks, which stay and are completed."""
    said = Attribution(SAID, "Lee", "name", "said", "direct")
    assert cite(said, style).quotation.startswith("“No more smoke,” (")
    whole = Span(SAID.document, 0, 34)
    assert cite(whole, style).quotation.startswith(f"{whole.text} (")
    part = Span(SAID.document, 9, 34)
    assert cite(part, style).quotation.startswith(f"“… {part.text} (")
    middle = Citation(Sentence(SAID.document, 8, 34, 1, False), 0.9, attribution=said)
    assert cite(middle, style).quotation.startswith("“No more smoke,” said Lee. (")


@pytest.mark.parametrize("style", STYLES)
def test_marks_inside_a_title_are_single(style: str) -> None:
    """Chicago and MLA put titles in marks, and make the title's own ones single."""
    made = cite(article("“Enough”, says mayor"), style).reference
    assert ("“‘Enough’, Says Mayor.”" in made) == (style != "apa")
    assert ("“Enough”, says mayor." in made) == (style == "apa")


def test_works_that_are_cited_alike_are_told_apart() -> None:
    """The same authors and year get letters in the order of the titles, in MLA the title."""
    facts = {"author": "Ann Lee", "published": date(2025, 1, 1)}
    later, first = article("Wells", **facts), article("Acres", **facts)
    other = article("Other", author="Bo Orr", published=date(2025, 1, 1))
    apa = Bibliography([later, first, other], "apa")
    assert [apa.cite(d).in_text for d in (first, later, other)] == [
        "(Lee, 2025a)",
        "(Lee, 2025b)",
        "(Orr, 2025)",
    ]
    assert [one.reference for one in apa.references()] == [
        "Lee, A. (2025a, January 1). Acres.",
        "Lee, A. (2025b, January 1). Wells.",
        "Orr, B. (2025, January 1). Other.",
    ]
    mla = Bibliography([later, first, other], "mla")
    assert mla.cite(first).in_text == "(Lee, “Acres”)"
    assert mla.cite(other).in_text == "(Orr)"


def test_markup_in_facts_is_text() -> None:
    """The outlet is in italics and the address a link; markup and controls of articles are text."""
    made = cite(article("<b>x</b> *y* \u202e", source="A_b_<i>", url="javascript:alert(1)"))
    assert made.reference_html == (
        "&lt;b&gt;x&lt;/b&gt; *y* ⟨U+202E⟩. (n.d.). <em>A_b_&lt;i&gt;</em>. javascript:alert(1)"
    )
    linked = cite(FULL)
    assert '<a href="https://courier.example/mill" rel="noreferrer">' in linked.reference_html
    assert linked.reference_markdown.endswith("*The Courier*. <https://courier.example/mill>")


def test_an_unknown_style_is_refused() -> None:
    """The message names the styles that there are."""
    with pytest.raises(ConfigError, match="there is no style “harvard”: use apa, chicago or mla"):
        cite(FULL, "harvard")
