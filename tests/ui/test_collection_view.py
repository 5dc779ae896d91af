"""The views of the collection and of citations, and the acts on the collection."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rag.collection.pinned import Collection
from rag.engine import Engine
from rag.errors import ConfigError, QuestionError
from rag.types import Span
from rag.ui.address import Address, read
from rag.ui.collection_acts import changed
from rag.ui.views import cite, collection
from tests.support import HashEmbedder, build_small, open_small, write_articles
from tests.ui_support import HOSTILE, Elements

FIRE = (
    "Title: Fire & smoke\nAuthor: Ann Lee\nSource: The Post\nDate: 2025-03-27\n\n"
    "It burned. It fell."
)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """An engine over two articles, one of markup."""
    store = open_small(
        tmp_path, {"fire.txt": FIRE, "odd.txt": "A line.\n\n" + "\n\n".join(HOSTILE)}
    )
    return Engine(store, HashEmbedder())


def place(engine: Engine, words: str, path: str = "fire.txt") -> dict[str, str]:
    """Return the values of a pin button at some words."""
    start = engine.article_at(path).text.index(words)
    return {"path": path, "at": f"{start}-{start + len(words)}"}


def pinned(engine: Engine, *words: str, path: str = "fire.txt") -> Collection:
    """Return a collection of these words."""
    made = Collection()
    for some in words:
        made = changed(engine, made, "pin", place(engine, some, path))
    return made


def address(query: str) -> Address:
    """Return the address of a query string."""
    found = read(query)
    assert found is not None
    return found


def test_the_collection_is_shown_in_its_order(engine: Engine) -> None:
    """Each quotation has its words, citation, article, note, and buttons that name it."""
    both = pinned(engine, "It fell.", "It burned.")
    both = changed(engine, both, "note", {"key": both.quotations[0].key, "note": "a\n<b>"})
    html = collection.view(engine, address("?view=collection&style=mla"), both)
    words = Elements(html).words
    assert words.index("“It fell.” (Lee, par. ") < words.index("“It burned.” (Lee, par. ")
    assert (
        "&#10;a&#10;&lt;b&gt;</textarea>" in html and 'href="?view=collection&amp;style=apa' in html
    )
    assert "?view=article&amp;path=fire.txt&amp;at=" in html
    assert html.count('data-act="remove"') == 2 and html.count(" disabled>") == 2
    assert html.count('<form class="act" data-act="note"') == 2
    for format_name in collection.NAMES:
        name, text = collection.export(engine, address("?view=collection"), both, format_name)
        assert name == f"quotations.{format_name}" and "It fell." in text


SPEECH = (
    "“The fire was set on purpose,” said Fire Chief Dora Voss on Monday. "
    "The hall burned for hours. Mayor Carl Orr said that the town would rebuild the hall."
)


def test_words_pinned_by_their_place_have_their_speaker(tmp_path: Path) -> None:
    """A part of somebody's words, or their sentence, is labelled; more than that is not."""
    store = open_small(tmp_path, {"hall.txt": SPEECH})
    engine = Engine(store, HashEmbedder())
    for words, label in (
        ("set on purpose", "Dora Voss (quoted)"),
        (
            "“The fire was set on purpose,” said Fire Chief Dora Voss on Monday.",
            "Dora Voss (quoted)",
        ),
        ("the town would rebuild the hall", "Carl Orr (reported)"),
        ("The hall burned for hours.", ""),
        (SPEECH[: SPEECH.index("Mayor") - 1], ""),
        (SPEECH, ""),
    ):
        (one,) = pinned(engine, words, path="hall.txt").quotations
        assert (words, one.speaker) == (words, label)


def test_a_speaker_whom_the_index_does_not_bear_out_is_named_as_such(tmp_path: Path) -> None:
    """A program's label is compared whenever it is shown, and is no speaker in any export."""
    engine = Engine(open_small(tmp_path, {"hall.txt": SPEECH}), HashEmbedder())
    (right,) = pinned(engine, "set on purpose", path="hall.txt").quotations
    for speaker, holds in ((right.speaker, True), ("Carl Orr (quoted)", False), ("", True)):
        made = Collection((replace(right, speaker=speaker),))
        (checked,) = engine.check(made)
        assert (checked.speaker_holds, checked.speaker) == (holds, speaker if holds else "")
        html = collection.view(engine, address("?view=collection"), made)
        assert ("no longer borne out" in html) is not holds
        assert (f'<p class="speaker">{speaker}</p>' in html) is (holds and bool(speaker))
        for file_format in ("md", "html", "ris", "json", "csv"):
            _, text = collection.export(engine, address("?view=collection"), made, file_format)
            assert ("no longer borne out" in text) is not holds


def test_an_empty_collection_says_how_to_fill_it(engine: Engine) -> None:
    """Nothing is offered to be saved."""
    html = collection.view(engine, address("?view=collection&from=9"), Collection())
    assert "Nothing is pinned yet" in html and "<button" not in html


@pytest.mark.parametrize("words", HOSTILE)
def test_articles_and_notes_add_no_elements(engine: Engine, words: str) -> None:
    """Markup of an article or a note is text in both views."""
    plain = pinned(engine, "A line.", path="odd.txt")
    odd = pinned(engine, words, path="odd.txt")
    odd = changed(engine, odd, "note", {"key": odd.quotations[0].key, "note": words})
    shown = address("?view=collection")
    expected = Elements(collection.view(engine, shown, plain)).tags
    assert Elements(collection.view(engine, shown, odd)).tags == expected
    at = [place(engine, some, "odd.txt")["at"] for some in ("A line.", words)]
    tags = [
        Elements(cite.view(engine, address(f"?view=cite&path=odd.txt&at={one}"))).tags for one in at
    ]
    assert tags[0] == tags[1]


def test_words_that_changed_are_not_shown(engine: Engine, tmp_path: Path) -> None:
    """Their article is named; the quotation, its citation and copy buttons are gone."""
    one = pinned(engine, "It fell.")
    write_articles(tmp_path / "corpus", {"fire.txt": FIRE.replace("fell", "stood")})
    build_small(tmp_path / "corpus", tmp_path / "index")
    html = collection.view(engine, address("?view=collection"), one)
    assert "It fell." not in html and "No longer in the article" in html
    assert "data-copy" not in html and 'data-act="remove"' in html


def test_long_collections_come_in_parts(engine: Engine) -> None:
    """At most `ROWS` quotations are checked and shown, with links to the others."""
    text = engine.article_at("fire.txt")
    many = Collection()
    for end in range(2, 18):
        for start in range(min(end - 1, 6)):
            many = many.pin(Span(text, start, end))
    assert len(many) > collection.ROWS
    first = collection.view(engine, address("?view=collection"), many)
    assert first.count("<li ") == collection.ROWS and "Quotations after 50" in first
    last = collection.view(engine, address("?view=collection&from=50"), many)
    assert last.count("<li ") == len(many) - collection.ROWS and "Quotations before 51" in last
    beyond = collection.view(engine, address("?view=collection&from=999999"), many)
    assert beyond.count("<li ") == last.count("<li ")


def test_acts_change_the_collection(engine: Engine) -> None:
    """Pinning twice keeps one; moving, noting and removing name a quotation by its key."""
    both = pinned(engine, "It fell.", "It burned.", "It fell.")
    fell, burned = both.quotations
    assert changed(engine, both, "move", {"key": fell.key, "by": "1"}).quotations == (burned, fell)
    assert changed(engine, both, "move", {"key": fell.key, "by": "-1"}) == both
    assert changed(engine, both, "remove", {"key": fell.key}).quotations == (burned,)


@pytest.mark.parametrize(
    ("act", "values", "message"),
    [
        ("pin", {"path": "none.txt", "at": "0-3"}, "no article of the file"),
        ("pin", {"path": "fire.txt", "record": "x", "at": "0-3"}, "its record is no number"),
        ("pin", {"path": "fire.txt", "at": "3-2"}, "no words at this place"),
        ("pin", {"path": "fire.txt", "at": "0-99999"}, "no words at this place"),
        ("pin", {"path": "fire.txt", "at": "٣-٤"}, "no words at this place"),
        ("pin", {}, "no article of the file"),
        ("remove", {"key": "x"}, "no such quotation"),
        ("forge", {}, "no such button"),
    ],
)
def test_acts_of_strangers_are_refused(
    engine: Engine, act: str, values: dict[str, str], message: str
) -> None:
    """Whatever the browser sends is either done or one line."""
    with pytest.raises((QuestionError, ConfigError), match=message):
        changed(engine, Collection(), act, values)


def test_a_place_is_cited_in_every_style(engine: Engine) -> None:
    """The style asked for comes first; each has quotation and reference to copy."""
    at = place(engine, " It fell.")["at"]
    shown = address(f"?view=cite&path=fire.txt&at={at}&style=chicago")
    html = cite.view(engine, shown)
    words = Elements(html).words
    assert words.index("Lee, Ann. 2025.") < words.index("Lee, A. (2025, March 27)")
    assert 'data-copy="“It fell.” (Lee 2025, para. ' in html
    assert html.count('class="copy"') == 6
    assert "“Fire &amp; Smoke.” <em>The Post</em>, March 27." in html
    name, entry = cite.export(engine, shown, "ris")
    assert name.startswith("lee2025fire-") and entry.startswith("TY  - NEWS")


def test_an_article_is_cited_as_a_whole(engine: Engine) -> None:
    """Without a place, the citation in the text takes the place of the quotation."""
    html = cite.view(engine, address("?view=cite&path=fire.txt&style=unknown"))
    assert 'data-copy="(Lee, 2025)"' in html and "blockquote" not in html
    with pytest.raises(QuestionError):
        cite.view(engine, address("?view=cite&path=fire.txt&at=9-8"))
