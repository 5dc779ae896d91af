"""People with their outlets and dates, and the statements of one: filtered, ordered, by pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rag.answering.speakers import Speakers, attributions_in, collect_attributions
from rag.errors import ConfigError, IndexStoreError, QuestionError
from rag.index.store import Store
from rag.statements import Person
from rag.types import Filters, SourceCount
from tests.support import jsonl, open_small


def record(text: str, source: str | None = None, day: str | None = None) -> dict[str, Any]:
    """Return a record of a .jsonl file."""
    return {"text": text, "source": source, "published": day}


RECORDS = [
    record("Ann Lee said: “The bridge leaks.” Bo Orr said that it held.", "Courier", "2025-03-02"),
    record("“Prices rose,” said Lee. “They fell,” said José Vane.", "Gazette", "2025-01-05"),
    record("The storm passed. “All bridges are old,” Ann Lee said.", "Courier", "2025-04-01"),
    record("“No date is here,” said Ann Lee.", None, None),
]
MARCH = Filters(published_from=date(2025, 3, 1), published_to=date(2025, 3, 31))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """An index of four articles in one state."""
    small = open_small(tmp_path_factory.mktemp("people"), {"a.jsonl": jsonl(*RECORDS)})
    with small.snapshot():
        yield small


@pytest.fixture(scope="module")
def speakers(store: Store) -> Speakers:
    """The speakers of the four articles."""
    return Speakers(store)


def said(speakers: Speakers, filters: Filters = Filters(), **options: Any) -> list[str]:  # noqa: B008
    """Return the words of Ann Lee."""
    found = speakers.statements("Ann Lee", filters, **options)
    return [one.attribution.content.text.strip("“”,.") for one in found.statements]


def test_a_person_has_outlets_and_dates(speakers: Speakers) -> None:
    """Statements are counted, outlets by their articles, the most frequent first."""
    assert speakers.people("", Filters(), "statements")[0] == Person(
        "Ann Lee",
        quoted=4,
        reported=0,
        articles=4,
        sources=(SourceCount("Courier", 2), SourceCount("Gazette", 1)),
        first=date(2025, 1, 5),
        last=date(2025, 4, 1),
    )


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("statements", ["Zoe Hart", "Ann Lee", "Bo Orr"]),
        ("name", ["Ann Lee", "Bo Orr", "Zoe Hart"]),
        ("latest", ["Bo Orr", "Ann Lee", "Zoe Hart"]),
    ],
)
def test_people_in_order(tmp_path: Path, order: Any, names: list[str]) -> None:
    """By number of statements, then name; by name; by the last date, none last."""
    records = [
        record("“It leaks,” said Ann Lee.", "Courier", "2025-03-02"),
        record("“It holds,” said Bo Orr.", "Courier", "2025-03-03"),
        record("“It snowed,” said Zoe Hart.\n\n“It rained,” said Zoe Hart."),
    ]
    small = open_small(tmp_path, {"a.jsonl": jsonl(*records)})
    with small.snapshot():
        assert [p.name for p in Speakers(small).people("", Filters(), order)] == names


def test_people_are_found_by_words_of_their_names(speakers: Speakers) -> None:
    """Words that begin those of a name find it, in any order, case and accents."""
    found = {
        words: [p.name for p in speakers.people(words, Filters(), "name")]
        for words in ("lee", "LE an", "jose", "van", "ane", "?")
    }
    assert found["lee"] == found["LE an"] == ["Ann Lee"]
    assert found["jose"] == found["van"] == ["José Vane"]
    assert (found["ane"], len(found["?"])) == ([], 3)


def test_people_of_an_outlet_and_a_period(speakers: Speakers) -> None:
    """Only statements of these articles count; who has none is left out."""
    (lee, orr) = speakers.people("", MARCH, "statements")
    assert (lee.name, lee.quoted, lee.last) == ("Ann Lee", 1, date(2025, 3, 2))
    assert (orr.name, orr.reported, orr.sources) == ("Bo Orr", 1, (SourceCount("Courier", 1),))
    found = speakers.people("", Filters(sources=("gazette",)), "name")
    assert [p.name for p in found] == ["Ann Lee", "José Vane"]
    early = speakers.people("", Filters(published_to=date(2025, 2, 1)), "name")
    assert [p.name for p in early] == ["Ann Lee", "José Vane"]


def test_statements_in_order(speakers: Speakers) -> None:
    """By article; newest and oldest first, without a date last."""
    by_article = ["The bridge leaks", "Prices rose", "All bridges are old", "No date is here"]
    first, second, third, undated = by_article
    assert said(speakers) == by_article
    assert said(speakers, order="newest") == [third, first, second, undated]
    assert said(speakers, order="oldest") == [second, first, third, undated]


def test_statements_by_pages(speakers: Speakers) -> None:
    """A page begins at its offset; the total is that of all pages."""
    assert said(speakers, offset=1, top=2) == ["Prices rose", "All bridges are old"]
    assert said(speakers, offset=4, top=2) == []
    assert speakers.statements("Ann Lee", Filters(), offset=1, top=2).total == 4
    assert said(speakers, words="bridge", offset=1, top=1) == ["All bridges are old"]
    assert speakers.statements("Ann Lee", Filters(), words="bridge", top=1).total == 2


def test_statements_by_words(speakers: Speakers) -> None:
    """All words occur, in any form, in the statement or the sentence that it is in."""
    assert said(speakers, words="bridges") == ["The bridge leaks", "All bridges are old"]
    assert said(speakers, words="OLD bridge") == ["All bridges are old"]
    assert said(speakers, words="said bridge old") == ["All bridges are old"]
    assert said(speakers, words="storm") == []


def test_statements_of_an_outlet_and_a_period(speakers: Speakers) -> None:
    """Filters restrict the statements, and never the counts of the person."""
    assert said(speakers, MARCH) == ["The bridge leaks"]
    assert said(speakers, Filters(sources=("Gazette",))) == ["Prices rose"]
    found = speakers.statements("Lee", Filters(published_from=date(2026, 1, 1)))
    assert (found.total, found.person.name, found.person.quoted) == (0, "Ann Lee", 4)


def test_a_statement_has_its_sentence(speakers: Speakers) -> None:
    """The sentence of the words stands beside them, whole, with its paragraph."""
    (found,) = speakers.statements("Orr", Filters()).statements
    assert found.attribution.content.text == "that it held"
    assert [s.text for s in found.sentences] == ["Bo Orr said that it held."]
    assert found.paragraph == 1


def test_settings_out_of_range_are_errors(speakers: Speakers) -> None:
    """Unknown orders, outlets and names, ranges that end too early, and pages before the first."""
    with pytest.raises(ConfigError, match="the order is 'best': use one of article, newest"):
        speakers.statements("Lee", Filters(), order="best")  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match="use one of statements, name, latest"):
        speakers.people("", Filters(), "newest")  # type: ignore[arg-type]
    with pytest.raises(QuestionError, match="no article in this index is from “Nowhere”"):
        speakers.people("", Filters(sources=("Nowhere",)), "name")
    with pytest.raises(QuestionError, match="nobody called “Zed”"):
        speakers.statements("Zed", Filters())
    with pytest.raises(ConfigError, match="ends before it begins"):
        said(speakers, Filters(None, date(2025, 3, 1), date(2025, 2, 1)))
    for offset, top in ((-1, 1), (0, 0)):
        with pytest.raises(ConfigError, match="no statements from"):
            said(speakers, offset=offset, top=top)


def test_only_passages_of_the_page_are_read(
    speakers: Speakers, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page of two statements reads the passages of two, however many there are."""
    read: list[int] = []
    passages = store.passages

    def recorded(ids: Any) -> Any:
        read.extend(ids)
        return passages(ids)

    monkeypatch.setattr(store, "passages", recorded)
    assert len(said(speakers, top=2)) == len(read) == 2


def test_the_statements_in_one_article(store: Store) -> None:
    """Each of the article's attributions, in order, and no other's; an unknown article fails."""
    everything = collect_attributions(store)
    for document in store.documents():
        own = attributions_in(store, document.doc_id)
        assert own == [a for a in everything if a.content.document == document]
        assert own == sorted(own, key=lambda a: a.content.start)
    with pytest.raises(IndexStoreError):
        attributions_in(store, "0" * 32)


def test_words_that_two_passages_share_are_one_statement(tmp_path: Path) -> None:
    """A quotation over two passages is returned once, whole, with the sentences of both."""
    words = "The water rose all night and nobody in the harbour slept at all before the morning. "
    long = f"“{words}Then {words}Then {words}It was {words.strip()}” said Ann Lee."
    small = open_small(tmp_path, {"a.txt": long})
    with small.snapshot():
        (found,) = Speakers(small).statements("Lee", Filters()).statements
        assert len(small.passage_ids()) > 1
    assert found.attribution.content.text.count("harbour") == 4
    assert sum("harbour" in s.text for s in found.sentences) == 4
