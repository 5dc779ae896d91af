"""Finding words in passages and listing articles, with filters, orders and pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import rag
from rag.engine import Engine, articles
from rag.errors import ConfigError, CorpusError, QuestionError
from rag.index.store import Store
from rag.present import printable
from rag.search_results import articles_text, hits_text, matches_text
from tests.support import HashEmbedder, build_small, jsonl, write_articles

SAID = "“The old bridge is safe,” Ann Lee said."
COURIER = {"source": "Courier"}
RECORDS = [
    {"text": "The bridge is old.", "title": "Zebra", "published": "2025-01-01", **COURIER},
    {"text": SAID, "title": "élan", "source": "Gazette", "published": "2025-03-01"},
    {"text": "An old mill, no bridge, and a bridge again.", "title": "Mill", "author": "Bo Orr"},
    {"text": "The mill is closed.", "title": "Alpha", "published": "2025-02-01", **COURIER},
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four articles in a file of records, and one in a text of its own."""
    folder = tmp_path_factory.mktemp("listings")
    files: dict[str, str | None] = {"a.jsonl": jsonl(*RECORDS), "sub/note.txt": "Oak and elm."}
    build_small(write_articles(folder / "corpus", files), folder / "index")
    return folder / "index"


@pytest.fixture(scope="module")
def engine(index: Path) -> Engine:
    """Return an engine without a model."""
    return Engine(Store(index), HashEmbedder())


def titles(found: rag.Matches | rag.Articles) -> list[str | None]:
    """Return the titles of what was found, in order."""
    if isinstance(found, rag.Articles):
        return [d.title for d in found.documents]
    return [m.passage.document.title for m in found.matches]


def test_every_passage_with_all_words_is_found(engine: Engine) -> None:
    """Passages have all words, in any order and form; their number and places are known."""
    found = engine.find("bridges old")
    assert found.total == 3 and set(titles(found)) == {"Zebra", "élan", "Mill"}
    for match in found.matches:
        assert {span.text for span in match.spans} == {"bridge", "old"}
    assert engine.find("bridge mill").total == 1


def test_a_phrase_stands_together(engine: Engine) -> None:
    """Words in quotation marks are found one after the other only."""
    assert titles(engine.find('"old bridge"')) == ["élan"]
    assert engine.find('"bridge old"').total == 0


def test_pages_together_are_all_matches(engine: Engine) -> None:
    """One passage at a time, each match comes once, and the number of all stays."""
    whole = engine.find("bridge")
    for order in ("best", "newest"):
        pages = [engine.find("bridge", order=order, top=1, offset=n) for n in range(4)]
        assert {page.total for page in pages} == {3}
        assert sorted(str(t) for p in pages for t in titles(p)) == sorted(map(str, titles(whole)))


def test_the_newest_come_first_and_the_undated_last(engine: Engine) -> None:
    """The order follows the dates of the articles."""
    assert titles(engine.find("bridge", order="newest")) == ["élan", "Zebra", "Mill"]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"published_from": date(2025, 2, 1)}, ["élan"]),
        ({"published_to": date(2025, 2, 1)}, ["Zebra"]),
        ({"sources": ["courier"]}, ["Zebra"]),
        ({"speaker": "Lee"}, ["élan"]),
        ({"speaker": "Lee", "sources": ["Courier"]}, []),
    ],
)
def test_filters_choose_passages(
    engine: Engine, filters: dict[str, Any], expected: list[str]
) -> None:
    """Dates and outlets are those of the article; the speaker is quoted in the passage."""
    found = engine.find("bridge", **filters)
    assert titles(found) == expected and found.total == len(expected)


def test_filters_choose_the_nearest_passages(engine: Engine) -> None:
    """None of the passages of other outlets, or that do not quote the speaker, is near."""
    assert [h.passage.text for h in engine.search("bridge", speaker="Lee")] == [SAID]
    courier = engine.search("bridge", sources=["Courier"], published_from=date(2025, 1, 15))
    assert [h.passage.document.title for h in courier] == ["Alpha"]


def test_a_named_speaker_is_quoted_in_passages_that_are_near(engine: Engine) -> None:
    """The name in the question does not replace the filter."""
    near = engine.search("what did Ann Lee say about the mill", speaker="Ann Lee")
    assert [hit.passage.text for hit in near] == [SAID]


def test_nearest_passages_come_in_pages(engine: Engine) -> None:
    """The second page goes on where the first ends."""
    whole = [hit.passage.text for hit in engine.search("bridge", top=4)]
    halves = [*engine.search("bridge", top=2), *engine.search("bridge", top=2, offset=2)]
    assert [hit.passage.text for hit in halves] == whole


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda e: e.find(" … "), QuestionError),
        (lambda e: e.find("word " * 1_000), QuestionError),
        (lambda e: e.find("bridge", speaker="Nobody"), QuestionError),
        (lambda e: e.find("bridge", sources=["Herald"]), QuestionError),
        (lambda e: e.find("bridge", order="worst"), ConfigError),
        (lambda e: e.find("bridge", top=-1), ConfigError),
        (
            lambda e: e.find(
                "bridge", published_from=date(2025, 2, 1), published_to=date(2025, 1, 1)
            ),
            ConfigError,
        ),
        (lambda e: e.search("bridge", speaker="Nobody"), QuestionError),
        (lambda e: e.articles(sort="color"), ConfigError),
        (lambda e: e.articles(offset=-1), ConfigError),
        (lambda e: e.articles(sources=["Herald"]), QuestionError),
        (lambda e: e.occurrences(e.documents()[0], ""), QuestionError),
        (lambda e: e.original("b.jsonl"), QuestionError),
        (lambda e: e.original("../index/rag.sqlite"), QuestionError),
    ],
)
def test_what_cannot_be_searched_is_refused(
    engine: Engine, call: Callable[[Engine], Any], error: type[Exception]
) -> None:
    """An error names what is wrong."""
    with pytest.raises(error):
        call(engine)


def test_articles_are_sorted(engine: Engine) -> None:
    """Each order is the one of its column; letter case and accents do not count."""
    assert titles(engine.articles(sort="title")) == ["Alpha", "élan", "Mill", None, "Zebra"]
    dated = ["Zebra", "Alpha", "élan"]
    assert titles(engine.articles(sort="date"))[:3] == dated
    assert titles(engine.articles(sort="date", descending=True))[:3] == dated[::-1]
    assert titles(engine.articles(sort="outlet"))[:3] == ["Zebra", "Alpha", "élan"]
    assert titles(engine.articles(sort="length", descending=True))[0] == "Mill"
    assert titles(engine.articles(sort="path"))[-1] is None


def test_articles_are_searched_and_filtered(engine: Engine) -> None:
    """All words, or parts of them, stand in title, author, outlet or path."""
    assert titles(engine.articles("ELAN")) == ["élan"]
    assert titles(engine.articles("cour zebra")) == ["Zebra"]
    assert titles(engine.articles("orr")) == ["Mill"]
    assert titles(engine.articles("sub/note")) == [None]
    assert engine.articles("%").total == 0
    assert titles(engine.articles(published_from=date(2025, 2, 15))) == ["élan"]
    assert engine.articles(sources=["Gazette"]).total == 1
    assert set(titles(engine.articles(doubtful=True))) == {"Mill", None}


def test_articles_come_in_pages(engine: Engine) -> None:
    """Of five articles the second pair and the number of all are returned."""
    found = engine.articles(sort="title", top=2, offset=2)
    assert (found.total, titles(found)) == (5, ["Mill", None])


def test_an_original_is_a_file_of_the_folder(engine: Engine, index: Path) -> None:
    """The file of an article is given; the texts are where they were read from."""
    file = engine.original("sub/note.txt")
    assert file == (index.parent / "corpus/sub/note.txt").resolve()


def test_an_original_that_is_gone_or_leads_out_is_refused(tmp_path: Path) -> None:
    """A file that was deleted, or replaced by a link out of the folder, is not given."""
    folder = write_articles(tmp_path / "in", {"a.txt": "One.", "b.txt": "Two."})
    build_small(folder, tmp_path / "index")
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "a.txt").unlink()
    (folder / "b.txt").unlink()
    (folder / "b.txt").symlink_to(tmp_path / "secret.txt")
    engine = Engine(Store(tmp_path / "index"), HashEmbedder())
    for path, reason in (("a.txt", "no longer"), ("b.txt", "leads out")):
        with pytest.raises(CorpusError, match=reason):
            engine.original(path)


def test_results_are_printed_and_written(engine: Engine, index: Path) -> None:
    """Text has numbers, words in bold and sources; JSON has the places of the words."""
    found = rag.find('"old bridge"', index)
    assert matches_text(found, emphasis=True) == (
        '1 passage has "old bridge"\n\n'
        "[1] “The \x1b[1mold bridge\x1b[0m is safe,” Ann Lee said.\n"
        "    élan, Gazette, 2025-03-01\n"
        f"    a.jsonl, line 2, characters 0 to {len(SAID)}"
    )
    (row,) = found.to_dict()["passages"]
    assert row["matched"] == [{"start": 5, "end": 15}]
    assert str(rag.find("zebra", index)) == "No passage has “zebra”"
    some = matches_text(engine.find("bridge", top=1, offset=1))
    assert some.startswith("3 passages have “bridge”; shown: 2 to 2\n\n[2] ")
    near = hits_text(engine.search("bridge", top=1, offset=2), first=3)
    assert "\n\n[3] " in near and hits_text([]) == "no passage is near"
    listed = articles("alpha", index)
    assert articles_text(listed) == (
        "1 article\nAlpha, Courier, 2025-02-01\n    a.jsonl, line 4, 19 characters"
    )
    assert listed.to_dict()["articles"][0]["record"] == 4


def test_control_characters_of_articles_are_shown(tmp_path: Path) -> None:
    """An article cannot move the cursor of a terminal that lists it."""
    trap = "The bridge \x1b[2J is shut."
    build_small(write_articles(tmp_path / "in", {"a.txt": trap}), tmp_path / "index")
    assert printable(trap) in str(rag.find("bridge", tmp_path / "index"))
