"""rag.corpus.pdf: lines become paragraphs; unreadable files are refused with a reason."""

from __future__ import annotations

import io
import time
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter

from rag.corpus.files import Facts, Unreadable
from rag.corpus.pdf import article_of, extract
from rag.corpus.pdf_words import Word
from rag.types import Place

FIRST = "The leaders of France met on Monday to talk about sending"
LAST = "troops to Ukraine."


def make_pdf(*pages: list[str], properties: str = "") -> bytes:
    """Return a PDF of pages of lines; `properties` is PDF syntax."""
    return assemble(make_objects(*pages, properties=properties))


def make_objects(*pages: list[str], properties: str = "") -> list[str]:
    """Return the objects of such a file."""
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        f"<<{properties}>>",
    ]
    for number, lines in enumerate(pages):
        shown = " ".join(f"({line}) Tj T*" for line in lines)
        stream = f"BT /F1 12 Tf 14 TL 40 700 Td {shown} ET"
        resources = "/Resources<</Font<</F1 3 0 R>>>>/MediaBox[0 0 600 800]"
        objects.append(f"<</Type/Page/Parent 2 0 R{resources}/Contents {6 + 2 * number} 0 R>>")
        objects.append(f"<</Length {len(stream)}>>stream\n{stream}\nendstream")
    return objects


def make_placed_pdf(*pages: Sequence[tuple[Any, ...]], matrix: str = "1 0 0 1 0 0") -> bytes:
    """Return a PDF of pages of lines, each at x and y, and in a size if one is given."""
    objects = make_objects(*([] for _ in pages))
    for number, lines in enumerate(pages):
        shown = " ".join(
            f"/F1 {size[0] if size else 10} Tf 1 0 0 1 {x} {y} Tm ({text}) Tj"
            for x, y, text, *size in lines
        )
        stream = f"q {matrix} cm BT {shown} ET Q"
        objects[5 + 2 * number] = f"<</Length {len(stream)}>>stream\n{stream}\nendstream"
    return assemble(objects)


def assemble(objects: list[str]) -> bytes:
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{content}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    trailer = f"trailer\n<</Size {size}/Root 1 0 R/Info 4 0 R>>\nstartxref\n{len(data)}\n%%EOF"
    return data + f"xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode()


def encrypt(data: bytes, password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(password, "owner", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def test_lines_become_paragraphs() -> None:
    """Lines are joined; a headline, a byline or a short last line ends its paragraph."""
    data = make_pdf(["Leaders meet in Paris", "By Jane Doe", FIRST, LAST, FIRST, LAST])
    article = extract(data)
    paragraph = f"{FIRST} {LAST}"
    assert article.text == f"Leaders meet in Paris\n\nBy Jane Doe\n\n{paragraph}\n\n{paragraph}"
    assert article.facts == Facts(title="Leaders meet in Paris", author="Jane Doe")


def test_a_sentence_continues_on_the_next_page() -> None:
    """Page numbers are not part of a sentence."""
    assert extract(make_pdf([FIRST, "1"], [LAST, "- 2 -"])).text == f"{FIRST} {LAST}"


def test_divided_words_are_joined() -> None:
    """A hyphen that divides a word at the end of a line is left out, one of the word's own kept."""
    lines = [
        "The mayor signed the agree-",
        "ment on Monday after a well-",
        "known lawyer had read it.",
    ]
    text = "The mayor signed the agreement on Monday after a well-known lawyer had read it."
    assert extract(make_pdf(lines)).text == text


def test_a_long_paragraph_takes_linear_time() -> None:
    """The time is linear in the length of the text."""
    letters = [f"{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(80)]
    began = time.process_time()
    text = extract(make_pdf(*[[f"{FIRST} {page}"] * 50 for page in letters])).text
    assert text == " ".join(f"{FIRST} {page}" for page in letters for _ in range(50))
    assert time.process_time() - began < 8


@pytest.mark.parametrize(
    ("others", "published"), [("July 4, 2025", date(2025, 7, 4)), ("July 5, 2025", None)]
)
def test_a_date_in_running_heads(others: str, published: date | None) -> None:
    """The date of the issue, among other words of the running head, counts if there is but one."""
    pages = [
        [
            (50, 760, f"The Courier, Vol. 9, {day}"),
            (50, 700, "The council has met."),
            (50, 300, word),
        ]
        for day, word in (("July 4, 2025", "One."), (others, "Two."), (others, "Three."))
    ]
    assert extract(make_placed_pdf(*pages)).facts.published == published


def test_running_lines_are_left_out() -> None:
    """Heads, feet and page numbers are in no sentence; a date in the head is the article's."""
    head, foot = "The Daily News | June 17, 2025 | Page {}", "All rights reserved {}"
    one = [(40, 760, head.format(1)), (40, 720, FIRST), (40, 30, foot.format(1))]
    two = [(40, 760, head.format(2)), (40, 720, LAST), (40, 30, foot.format(2))]
    article = extract(make_placed_pdf(one, two))
    assert article.text == f"{FIRST} {LAST}"
    assert article.facts.published == date(2025, 6, 17)


def test_heads_of_odd_and_even_pages() -> None:
    """What stands in the place of a running head on other pages is left out, too."""
    heads, lines = ["The Daily News", "Monday", "The Daily News"], [FIRST, "more", LAST]
    pages = [[(40, 760, head), (40, 700, line)] for head, line in zip(heads, lines, strict=True)]
    assert extract(make_placed_pdf(*pages)).text == f"{FIRST} more {LAST}"


def test_pages_that_are_all_the_same() -> None:
    """What fills every page is the text."""
    assert extract(make_pdf([FIRST, LAST], [FIRST, LAST])).text.startswith(f"{FIRST} {LAST}")


HEADLINE = "The council of Arle sells its old mill to a bank from the capital"
LEFT = [
    "The council has sold the old mill to",
    "a bank for four million crowns, which",
    "nobody had expected. “We were not",
    "asked,” said Ewa Lind, who rents a",
    "workshop in the mill.",
]
RIGHT = [
    "Mayor Jon Falk defended the sale on",
    "Friday. “The money pays for a new",
    "school,” he said. His opponents want",
    "the vote repeated, since two members",
    "of the council were away.",
]


@pytest.mark.parametrize("order", ["by columns", "by rows", "from the bottom"])
def test_columns_are_read_one_after_the_other(order: str) -> None:
    """However a file draws two columns, they are read from left to right under their headline."""
    left = [(40, 700 - 13 * n, line) for n, line in enumerate(LEFT)]
    right = [(300, 700 - 13 * n, line) for n, line in enumerate(RIGHT)]
    drawn = [
        (40, 740, HEADLINE),
        *left,
        *right,
    ]
    if order == "by rows":
        drawn.sort(key=lambda line: -line[1])
    elif order == "from the bottom":
        drawn.reverse()
    article = extract(make_placed_pdf(drawn))
    assert article.text.split("\n\n") == [HEADLINE, " ".join(LEFT), " ".join(RIGHT)]
    assert article.doubt is None


def test_columns_of_uneven_lines_are_doubtful() -> None:
    """Two columns that look like a table of words are named as doubtful, with their page."""
    left = ["The ferry leaves at nine", "No bus", "The tram leaves at ten", "No boat", "No van"]
    right = ["It costs four crowns a day", "Ask us", "It is free for all children", "Go on", "So"]
    rows = [
        (x, 700 - 13 * n, f"{word} in town")
        for n, row in enumerate(zip(left, right, strict=True))
        for x, word in zip((40, 300), row, strict=True)
    ]
    rows = [
        (x, y, text if len(text) > 24 else text.replace(" in town", " x")) for x, y, text in rows
    ]
    doubt = extract(make_placed_pdf(rows)).doubt
    assert doubt == "the order of the columns on page 1 is uncertain"


def test_a_page_of_thousands_of_lines() -> None:
    """A drawing full of letters and lines is read in seconds, as one column of doubtful order."""
    letters = [(x, 790 - y * 0.25, "A B", 0.25) for y in range(3000) for x in (40, 60, 300)]
    began = time.process_time()
    assert extract(make_placed_pdf(letters)).doubt is not None
    assert time.process_time() - began < 8


def test_a_table_is_read_row_by_row() -> None:
    """Cells of a word or two are no columns of text."""
    rows = [(x, 700 - 13 * n, f"cell {n}{x}") for n in range(6) for x in (40, 200, 360)]
    text = extract(make_placed_pdf(rows)).text
    assert "cell 040 cell 0200 cell 0360" in text


def test_the_pages_of_a_text() -> None:
    """Each page begins where its first words are, inside a paragraph that continues from before."""
    article = extract(make_pdf([FIRST], [], [LAST, "The end came soon."]))
    assert article.pages == (0, len(FIRST) + 1, len(FIRST) + 1)
    place = Place("a.pdf", pages=article.pages)
    assert [place.page(offset) for offset in (0, len(FIRST), len(FIRST) + 1)] == [1, 1, 3]


def test_drop_caps() -> None:
    """A large initial over two lines belongs to the first of them."""
    data = make_placed_pdf(
        [
            (40, 676, "T", 36),
            (64, 690, "he leaders met on Monday to talk"),
            (64, 676, "about the ferry."),
        ]
    )
    assert extract(data).text == "The leaders met on Monday to talk about the ferry."


def test_text_that_runs_upwards() -> None:
    """A page that is printed sideways is read like any other; a stamp across a page is not."""
    sideways = make_placed_pdf([(40, 700, FIRST), (40, 686, LAST)], matrix="0 1 -1 0 800 0")
    assert extract(sideways).text == f"{FIRST} {LAST}"


def test_ligatures_and_broken_characters() -> None:
    """Ligatures become letters, soft hyphens and controls are removed, lone surrogates marked."""
    shown = "The o\ufb03ce of\x01 the\u00ad re\ufb01nery \ud83d."
    words = [Word(word, 9.0 * n, 9.0 * n + 6, 700, 12) for n, word in enumerate(shown.split())]
    assert article_of([words]).text == "The office of the refinery \ud83d."


def test_properties_that_the_article_confirms() -> None:
    """Title and author of the file are used if the text confirms them, its date never."""
    stated = "/Title(Leaders meet in Paris.)/Author(Jane Doe)/CreationDate(D:20250327)"
    data = make_pdf(["Leaders meet in Paris.", "A report by Jane Doe", "", FIRST, LAST],
                    properties=stated)  # fmt: skip
    assert extract(data).facts == Facts(title="Leaders meet in Paris.", author="Jane Doe")


def test_the_dates_of_a_timeline() -> None:
    """A date between paragraphs is not that of the article; one above them is."""
    entry = ["March 5, 2025", FIRST, LAST]
    assert extract(make_pdf(["How it began", FIRST, LAST, *entry])).facts.published is None
    above = extract(make_pdf(["How it began", "April 7, 2025", FIRST, LAST, *entry])).facts
    assert above.published == date(2025, 4, 7)


def test_properties_of_an_office() -> None:
    """Properties that a word processor filled in are not used."""
    stated = "/Title(Microsoft Word - draft.doc)/Author(John Roe)/CreationDate(D:20250327)"
    assert extract(make_pdf([FIRST, LAST], properties=stated)).facts == Facts()


def test_a_file_with_a_password() -> None:
    """A file that requires a password is refused as encrypted."""
    with pytest.raises(Unreadable, match=r"^is encrypted$"):
        extract(encrypt(make_pdf([FIRST, LAST]), "secret"))


def test_a_file_that_anyone_may_open() -> None:
    """A file that is only protected against changes is parsed."""
    assert extract(encrypt(make_pdf([FIRST, LAST]), "")).text == f"{FIRST} {LAST}"


def test_a_scan() -> None:
    """A file of pages without text is refused, with the likely reason."""
    with pytest.raises(Unreadable, match=r"^holds no text \(a scan\?\)$"):
        extract(make_pdf([], []))
