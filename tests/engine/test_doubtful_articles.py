"""rag.engine.doubtful_articles: what to check in the articles of an index."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.engine import doubts
from rag.engine.doubtful_articles import Doubt, is_english
from tests.corpus.test_pdf import make_placed_pdf
from tests.support import build_small, jsonl, write_articles

TEXT = (
    "The council has sold the old mill to a bank for four million crowns, and it was not asked "
    "whether the workers of the mill agree with that or not."
)
GERMAN = (
    "Der Rat hat die alte M\u00fchle am Montag an eine Bank verkauft, und niemand hat die Arbeiter "
    "gefragt, ob sie damit einverstanden sind oder lieber bleiben wollen."
)
WRONG = "holds letters that were converted wrongly: “\u00c3\u00a9”"
FULL = {"title": "The mill", "source": "Courier", "published": "2025-04-07"}


def test_every_kind_of_doubt(tmp_path: Path) -> None:
    """What is missing, odd, foreign, or there twice is named with its file and record."""
    articles: dict[str, str | None] = {
        "full.jsonl": jsonl({"text": TEXT, **FULL}),
        "few.jsonl": jsonl({"text": TEXT + " It rained.", **FULL, "source": None}),
        "foreign.jsonl": jsonl({"text": GERMAN, **FULL}, {"text": "Too short.", **FULL}),
        "letters.jsonl": jsonl({"text": f"{TEXT} The caf\u00c3\u00a9 is shut.", **FULL}),
        "copy/full.jsonl": jsonl({"text": TEXT, **FULL}),
        "bare.txt": TEXT.lower() + "\n",
    }
    write_articles(tmp_path / "in", articles)
    build_small(tmp_path / "in", tmp_path / "index")
    found = doubts(tmp_path / "index")
    assert found.articles == 6
    assert found.doubtful == (
        Doubt("bare.txt", ("no date", "no title", "no outlet")),
        Doubt("copy/full.jsonl, line 1", ("more than once in the folder: full.jsonl, line 1",)),
        Doubt("few.jsonl, line 1", ("no outlet",)),
        Doubt("foreign.jsonl, line 1", ("not in English",)),
        Doubt("foreign.jsonl, line 2", ("nearly empty",)),
        Doubt("letters.jsonl, line 1", (WRONG,)),
    )
    shown = str(found).splitlines()
    assert shown[0] == "6 of 6 articles give reason for doubt"
    assert "  2: no outlet" in shown
    assert shown[-2] == f"letters.jsonl, line 1: {WRONG}"
    assert shown[-1].endswith(f"can be corrected in {tmp_path / 'in.corrections.csv'}")


def test_versions_of_one_article(tmp_path: Path) -> None:
    """Articles of one address in several files are named, but not those of one file."""
    address = "https://courier.example/mill"
    articles: dict[str, str | None] = {
        "page.jsonl": jsonl({"text": TEXT, **FULL, "url": address}),
        "print.jsonl": jsonl({"text": TEXT.replace("four", "five"), **FULL, "url": address}),
        "live.jsonl": jsonl(
            {"text": TEXT, **FULL, "url": f"{address}/live"},
            {"text": f"{TEXT} It rained.", **FULL, "url": f"{address}/live"},
        ),
    }
    write_articles(tmp_path / "in", articles)
    build_small(tmp_path / "in", tmp_path / "index")
    assert doubts(tmp_path / "index").doubtful == (
        Doubt("page.jsonl, line 1", ("perhaps a version of another: print.jsonl, line 1",)),
        Doubt("print.jsonl, line 1", ("perhaps a version of another: page.jsonl, line 1",)),
    )


def test_a_doubtful_order_is_kept_and_reported(tmp_path: Path) -> None:
    """A build names the file, and the index keeps the reason."""
    left = [
        "The ferry leaves at nine",
        "No bus x",
        "The tram leaves at ten",
        "No boat x",
        "No van x",
    ]
    lines = [(x, 700 - 13 * n, line) for n, line in enumerate(left) for x in (40, 300)]
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.pdf").write_bytes(make_placed_pdf(lines))
    reason = "the order of the columns on page 1 is uncertain"
    assert f"doubtful a.pdf: {reason}" in str(build_small(tmp_path / "in", tmp_path / "index"))
    assert f"doubtful a.pdf: {reason}" in str(build_small(tmp_path / "in", tmp_path / "index"))
    (doubt,) = doubts(tmp_path / "index").doubtful
    assert doubt.reasons[0] == reason


@pytest.mark.parametrize(
    ("text", "english"),
    [
        (TEXT, True),
        (GERMAN, False),
        ("De raad heeft de oude molen aan een bank verkocht en is in de was van het water", False),
        ("Le maire a dit lundi que le pont resterait ferm\u00e9 et on y est content", False),
    ],
)
def test_languages(text: str, english: bool) -> None:
    """English has more of its frequent words than its neighbours have of them."""
    assert is_english(text.lower().split()) == english
