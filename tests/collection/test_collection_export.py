"""A collection against an index, and its exports."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from rag.collection.collection_export import FORMATS, GONE, Laid, as_html, as_markdown, as_text
from rag.collection.pinned import Collection
from rag.engine.collected import check_stored
from rag.errors import ConfigError
from rag.index.store import Store
from rag.index.verify import State
from rag.types import Document, Span
from tests.support import build_small, open_small, write_articles

ON = date(2026, 3, 7)
FIRE = "Title: Fire\nAuthor: Ann Lee\nSource: The Post\nDate: 2025-03-27\n\n{}It burned. It fell.\n"
WELLS = "# Wells\n\n=1+1 is a sum. The <b>well</b> is *dry*.\n"


def span_of(document: Document, words: str) -> Span:
    """Return the place of some words in an article."""
    start = document.text.index(words)
    return Span(document, start, start + len(words))


@pytest.fixture
def built(tmp_path: Path) -> tuple[Path, Store, Collection]:
    """A folder of two articles, its index, and a collection of three quotations of them."""
    store = open_small(tmp_path, {"fire.txt": FIRE.format(""), "wells.md": WELLS})
    fire, wells = (store.document_at(name, None) for name in ("fire.txt", "wells.md"))
    assert fire and wells
    collection = Collection().pin(span_of(wells, "=1+1 is a sum."), "-2\nnotes & <i>")
    collection = collection.pin(span_of(fire, "It fell."))
    return tmp_path / "corpus", store, collection.pin(span_of(wells, "The <b>well</b> is *dry*."))


def rebuilt(folder: Path, store: Store, articles: dict[str, str | None]) -> Store:
    """Return the index of the folder with some of its articles changed."""
    write_articles(folder, articles)
    build_small(folder, store.folder)
    return Store(store.folder)


def test_each_quotation_is_found_in_the_articles(
    built: tuple[Path, Store, Collection],
) -> None:
    """Unchanged articles have all quotations where they were pinned, with their paragraph."""
    _, store, collection = built
    checked = check_stored(collection, store)
    assert [one.state for one in checked] == [State.VERBATIM] * 3
    assert [one.span and one.span.text for one in checked] == [
        one.text for one in collection.quotations
    ]
    assert Laid(checked).cited(checked[1]).in_text.startswith("(Lee, 2025, para. ")


def test_what_changed_is_not_quoted(built: tuple[Path, Store, Collection]) -> None:
    """Words that moved are found again; changed and gone ones are named, and never quoted."""
    folder, store, collection = built
    later: dict[str, str | None] = {
        "fire.txt": FIRE.format("Smoke rose first. "),
        "wells.md": "# Wells\n\nAll is well.\n",
    }
    laid = Laid(check_stored(collection, rebuilt(folder, store, later)))
    assert [one.state for one in laid.checked] == [State.CHANGED, State.MOVED, State.CHANGED]
    (moved,) = laid.held
    assert moved.span is not None and moved.span.text == "It fell."
    for name, written in FORMATS.items():
        text = written(laid)
        assert "a sum" not in text and "*dry*" not in text, name
        assert "It fell." in text, name
    assert GONE in as_text(laid) and "no longer in the article: Wells" in as_text(laid)
    gone = rebuilt(folder, store, {"wells.md": None})
    states = [one.state for one in check_stored(collection, gone)]
    assert states == [State.GONE, State.MOVED, State.GONE]


def test_an_article_under_another_name_is_found(built: tuple[Path, Store, Collection]) -> None:
    """A file that was renamed is the same article."""
    folder, store, collection = built
    later = rebuilt(folder, store, {"wells.md": None, "springs.md": WELLS})
    checked = check_stored(collection, later)
    assert [one.state for one in checked] == [State.VERBATIM] * 3
    assert checked[0].span is not None and checked[0].span.document.path == "springs.md"


def test_a_page_shows_markup_as_text(built: tuple[Path, Store, Collection]) -> None:
    """HTML and Markdown have title, date, quotations, notes and references, and no other markup."""
    _, store, collection = built
    laid = Laid(check_stored(collection, store), "mla")
    page = as_html(laid, on=ON)
    assert "<h1>Collected quotations</h1>" in page and "Exported on March 7, 2026" in page
    assert "“The &lt;b&gt;well&lt;/b&gt; is *dry*.”" in page and "<b>" not in page
    assert "Note: -2 notes &amp; &lt;i&gt;" in page
    assert "<em>The Post</em>, 27 Mar. 2025." in page
    tokens = MarkdownIt().parse(as_markdown(laid, on=ON))
    plain = ["".join(c.content for c in t.children or []) for t in tokens if t.type == "inline"]
    assert plain[:2] == ["Collected quotations", "Exported on March 7, 2026"]
    assert any(text.startswith("“The <b>well</b> is *dry*.” (“Wells,” par. ") for text in plain)
    assert plain[-3:] == [
        "References (MLA)",
        "Lee, Ann. “Fire.” The Post, 27 Mar. 2025.",
        "“Wells.”",
    ]


def test_rows_have_every_fact(built: tuple[Path, Store, Collection]) -> None:
    """CSV and JSON have the words and their place; CSV makes cells that would run text."""
    _, store, collection = built
    laid = Laid(check_stored(collection, store))
    rows = list(csv.DictReader(io.StringIO(FORMATS["csv"](laid))))
    assert [row["text"] for row in rows] == [
        "'=1+1 is a sum.",
        "It fell.",
        "The <b>well</b> is *dry*.",
    ]
    assert rows[0]["note"] == "'-2\nnotes & <i>"
    assert (rows[1]["author"], rows[1]["published"]) == ("Ann Lee", "2025-03-27")
    values = json.loads(FORMATS["json"](laid))
    assert values["title"] == "Collected quotations" and values["style"] == "apa"
    assert [row["text"] for row in values["quotations"]] == [
        one.text for one in collection.quotations
    ]
    assert len(values["references"]) == 2


@pytest.mark.parametrize(("name", "entry"), [("bib", "\n@misc{"), ("ris", "\r\nTY  - NEWS")])
def test_reference_managers_get_quotations_as_notes(
    built: tuple[Path, Store, Collection], name: str, entry: str
) -> None:
    """Each article has one entry, with its quotations and the user's notes."""
    _, store, collection = built
    text = FORMATS[name](Laid(check_stored(collection, store)))
    assert ("\n" + text).replace("@article", "@misc").replace("\nTY", "\r\nTY").count(entry) == 2
    assert "“It fell.” (Lee, 2025, para. " in text
    assert "“=1+1 is a sum.” (“Wells,” n.d., para. " in text


def test_an_empty_collection_and_an_unknown_style() -> None:
    """Every format of an empty collection is written; an unknown style is refused."""
    assert as_text(Laid([])) == "the collection is empty"
    assert all(isinstance(written(Laid([])), str) for written in FORMATS.values())
    with pytest.raises(ConfigError, match="there is no style “bibtex”"):
        Laid([], "bibtex")
