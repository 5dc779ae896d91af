"""The views of people and of one person's statements."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rag.engine import Engine
from rag.index.store import Store
from rag.ui.address import Address, link, read
from rag.ui.views import all_people, export_view, open_view, person
from tests.support import HashEmbedder, jsonl, open_small
from tests.ui_support import HOSTILE, Elements

RECORDS: list[dict[str, Any]] = [
    {
        "title": "The bridge",
        "source": "Courier",
        "published": "2025-03-02",
        "text": "Ann Lee said: “The bridge leaks.” Bo Orr said that it held.",
    },
    {
        "title": "Prices",
        "source": "Gazette",
        "published": "2025-01-05",
        "text": "“Prices rose,” said Lee. “They fell,” said José Vane.",
    },
]


def opened(store: Store) -> Engine:
    """Return an engine without a reader."""
    return Engine(store, HashEmbedder())


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An engine over two articles."""
    store = open_small(tmp_path_factory.mktemp("people"), {"a.jsonl": jsonl(*RECORDS)})
    yield opened(store)
    store.close()


def shown(engine: Engine, view: str, **values: object) -> str:
    """Return the HTML of a view at the address that its link has."""
    address = read(link(view, **values))
    assert address is not None
    return open_view(engine, address)


def saved(engine: Engine, file_format: str, view: str, **values: object) -> tuple[str, str]:
    """Return name and text of the file of a view."""
    address = read(link(view, **values))
    assert address is not None
    file = export_view(engine, address, file_format)
    assert file is not None
    return file


def test_everybody_is_listed_with_counts_outlets_and_dates(engine: Engine) -> None:
    """A row has the name, which opens the statements, the counts, the outlets, the last date."""
    html = shown(engine, "people")
    assert html.index("Ann Lee") < html.index("Bo Orr") < html.index("José Vane")
    (row,) = (row for row in html.split("<tr>") if "Ann Lee" in row)
    assert 'href="?view=person&amp;name=Ann+Lee"' in row
    assert "<td>2</td><td>2</td><td>2</td>" in row
    assert "Courier, Gazette" in row and "2025-03-02" in row and "since <time>2025-01-05" in row
    assert "3 people" in html


def test_people_are_searched_filtered_and_sorted(engine: Engine) -> None:
    """Words, dates and outlets leave people out, and are kept in the links to their statements."""
    assert "1 person" in shown(engine, "people", words="jose")
    march = shown(engine, "people", **{"from": "2025-03", "to": "2025-03"})
    assert "2 people" in march and "José" not in march
    assert "name=Ann+Lee&amp;from=2025-03&amp;to=2025-03" in march
    by_name = shown(engine, "people", order="name")
    assert 'aria-sort="ascending">Person' in by_name
    assert 'href="?view=people&amp;order=latest"' in by_name
    assert "Nobody like this is quoted" in shown(engine, "people", words="zed")


def test_a_value_that_cannot_be_is_one_line(engine: Engine) -> None:
    """A date that is none, an unknown outlet or person: the form stays, and a line says why."""
    for values, said in (
        ({"from": "soon"}, "the first day is 'soon'"),
        ({"source": "Nowhere"}, "no article in this index is from “Nowhere”"),
    ):
        for view, more in (("people", {}), ("person", {"name": "Lee"})):
            html = shown(engine, view, **more, **values)
            assert Elements(html).words.count(said) == 1
            assert "<form" in html and "<table" not in html and "<figure" not in html
    assert "nobody called “Zed” speaks" in Elements(shown(engine, "person", name="Zed")).words
    assert "nobody called “” speaks" in Elements(shown(engine, "person")).words


def test_unknown_orders_and_pages_are_the_first(engine: Engine) -> None:
    """An address with an unknown order or page shows what there is."""
    html = shown(engine, "people", order="best", offset=10_000)
    assert html.count("<tr>") == 4
    assert "2 statements" in shown(engine, "person", name="Lee", order="best", offset="x")
    assert "2 statements" in shown(engine, "person", name="Lee", offset=10_000)


def test_a_statement_is_word_for_word_in_its_sentence(engine: Engine) -> None:
    """Each has its words, the sentence around them, its label, its cue, and opens its article."""
    html = shown(engine, "person", name="Orr")
    assert '<span class="context">Bo Orr said </span>' in html
    assert '<span class="cited">that it held</span><span class="context">.</span>' in html
    words = Elements(html).words
    assert "— Bo Orr (reported) · “said”" in words and "The bridge" in words
    start = str(RECORDS[0]["text"]).index("that it held")
    place = f"path=a.jsonl&amp;record=1&amp;at={start}-{start + 12}"
    assert html.count(f'href="?view=article&amp;{place}"') == 2


def test_statements_are_ordered_and_filtered(engine: Engine) -> None:
    """The newest is first unless another order is asked for; filters and words leave some out."""
    newest = shown(engine, "person", name="Ann Lee")
    assert newest.index("bridge leaks") < newest.index("Prices rose")
    oldest = shown(engine, "person", name="Ann Lee", order="oldest")
    assert oldest.index("Prices rose") < oldest.index("bridge leaks")
    assert "Prices rose" not in shown(engine, "person", name="Ann Lee", words="leaking bridges")
    assert "leaks" not in shown(engine, "person", name="Ann Lee", source="Gazette")
    assert "No statement matches" in shown(engine, "person", name="Ann Lee", words="zebra")


def test_denials_are_set_apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What somebody denies is labelled so, and looks different."""
    from rag.attribution import attach
    from rag.attribution.spans import AttributionSpan

    found = [AttributionSpan(15, 29, "Cy Ames", "name", "denied", "indirect")]
    monkeypatch.setattr(attach, "attribute", lambda *_: found)
    html = shown(
        opened(open_small(tmp_path, {"a.txt": "Cy Ames denied that it burned."})),
        "person",
        name="Ames",
    )
    assert 'class="quotes against"' in html
    assert "denied by Cy Ames (reported)" in html


def test_all_people_and_statements_are_saved(engine: Engine) -> None:
    """Files have everything of the address, not only its page; CSV begins with a mark."""
    name, written = saved(engine, "csv", "people", words="lee")
    assert name == "people.csv" and written.startswith("\ufeffspeaker,")
    (row,) = csv.DictReader(io.StringIO(written.removeprefix("\ufeff"), newline=""))
    assert (row["speaker"], row["sources"]) == ("Ann Lee", "Courier (1); Gazette (1)")
    name, written = saved(engine, "json", "person", name="Ann Lee", offset=20)
    assert name == "ann-lee.json"
    assert [r["text"] for r in json.loads(written)] == ["“The bridge leaks.”", "“Prices rose,”"]
    assert saved(engine, "md", "person", name="Lee")[1].startswith("# Ann Lee: 2 statements")
    name, written = saved(engine, "csv", "person", name="Lee", source="Courier")
    assert name == "ann-lee.csv" and "The bridge leaks" in written and "rose" not in written
    assert json.loads(saved(engine, "json", "people")[1])[0]["speaker"] == "Ann Lee"
    assert saved(engine, "md", "people")[1].startswith("| speaker |")


def test_long_lists_are_sent_by_pages(tmp_path: Path) -> None:
    """A page has a bounded number of rows, and a link to the next one."""
    names = [f"Ann {a}{b}" for a in "BCDFGHKLMN" for b in ("ames", "orr", "lind", "voss", "rill")]
    names += ["Bo Stahl"] * (all_people.PAGE - len(names) + person.PAGE + 1)
    records = [{"text": f"“It was {n} then,” said {name}."} for n, name in enumerate(names)]
    many = opened(open_small(tmp_path, {"a.jsonl": jsonl(*records)}))
    first, second = (shown(many, "people", offset=offset) for offset in (0, all_people.PAGE))
    assert (first.count("<tr>"), second.count("<tr>")) == (all_people.PAGE + 1, 2)
    assert 'rel="next"' in first and 'rel="prev"' in second and 'rel="next"' not in second
    said = shown(many, "person", name="Bo Stahl")
    assert said.count("<figure") == person.PAGE and "26 statements; shown: 1 to 25" in said
    assert 'href="?view=person&amp;name=Bo+Stahl&amp;offset=25"' in said


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_of_an_article_or_address_becomes_an_element(tmp_path: Path, words: str) -> None:
    """Markup in titles, outlets, texts and addresses is shown as text."""

    def article(trap: str) -> dict[str, str | None]:
        record = {**RECORDS[0], "title": trap, "source": trap, "author": trap}
        return {"a.jsonl": jsonl({**record, "text": f"Ann Lee said: “It {trap} leaks.” It did."})}

    hostile = opened(open_small(tmp_path / "hostile", article(words)))
    plain = opened(open_small(tmp_path / "plain", article("T")))
    assert Elements(shown(hostile, "people")).tags == Elements(shown(plain, "people")).tags
    named = [Elements(shown(e, "person", name="Ann Lee")) for e in (hostile, plain)]
    assert named[0].tags == named[1].tags and words in named[0].words
    for view in ("people", "person"):
        asked = [
            open_view(
                plain, Address(view, tuple((n, v) for n in ("name", "words", "order", "from")))
            )
            for v in (words, "T")
        ]
        assert Elements(asked[0]).tags == Elements(asked[1]).tags
