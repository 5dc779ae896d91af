"""The command `rag speakers`."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from tests.command_line import Run, one_line
from tests.command_line import run as run  # a fixture


def test_lists_the_speakers(run: Run, sample_index: Path) -> None:
    """`rag speakers` lists the speakers, the most frequent first."""
    code, out, _ = run("speakers", "--index", sample_index)
    assert code == 0
    assert out.splitlines()[0].startswith("Emmanuel Macron: ")
    assert any(line.startswith("Ingrid Soley: ") for line in out.splitlines())


def test_lists_the_quotations_of_a_speaker(run: Run, sample_index: Path) -> None:
    """`rag speakers NAME` prints every quotation with its source, as text, JSON and CSV."""
    code, out, _ = run("speakers", "Macron", "--index", sample_index)
    assert code == 0
    assert "won’t do anything,” — Emmanuel Macron (quoted)" in out
    rows = json.loads(run("speakers", "Macron", "--json", "--index", sample_index)[1])
    assert "Emmanuel Macron" in {row["speaker"] for row in rows}
    assert all("Emmanuel Macron" in row["speaker"] for row in rows)
    table = list(
        csv.DictReader(run("speakers", "Macron", "--csv", "--index", sample_index)[1].splitlines())
    )
    assert [row["text"] for row in table] == [row["text"] for row in rows]


def test_the_statements_of_a_speaker_are_filtered_and_ordered(run: Run, sample_index: Path) -> None:
    """`rag speakers NAME` takes words, dates and an order; `--markdown` prints citations."""
    options = ("--from", "2025-04", "--order", "newest", "--json", "--index", sample_index)
    rows = json.loads(run("speakers", "Macron", *options)[1])
    days = [row["published"] for row in rows]
    assert rows and days == sorted(days, reverse=True) and days[-1] >= "2025-04-01"
    told = ("speakers", "Macron", "--words", "act on its own", "--index", sample_index)
    assert "Europe must be ready to act on its own" in run(*told)[1]
    assert "veto" not in run(*told)[1]
    assert run(*told, "--markdown")[1].startswith("# Emmanuel Macron: ")
    nothing = run("speakers", "Macron", "--words", "zebra", "--index", sample_index)
    assert nothing[:2] == (0, "no statement matches\n")


def test_speakers_are_filtered_and_ordered(run: Run, sample_index: Path) -> None:
    """`rag speakers` takes the same options; each speaker has outlets and dates."""
    rows = json.loads(run("speakers", "--order", "name", "--json", "--index", sample_index)[1])
    names = [row["speaker"] for row in rows]
    assert names == sorted(names, key=str.casefold) and len(names) > 20
    (macron,) = (row for row in rows if row["speaker"] == "Emmanuel Macron")
    assert macron["first"] < macron["last"] and macron["sources"][0]["articles"] > 1
    found = run("speakers", "--words", "macr", "--csv", "--index", sample_index)[1]
    table = list(csv.DictReader(found.splitlines()))
    assert table[0]["speaker"] == "Emmanuel Macron"
    assert all("Macron" in row["speaker"] for row in table)
    code, _, err = run("speakers", "--order", "best", "--index", sample_index)
    assert code == 2 and "the order is 'best'" in one_line(err)
    assert "exclude each other" in one_line(run("speakers", "--csv", "--json")[2])


def test_an_unknown_speaker_is_one_line(run: Run, sample_index: Path) -> None:
    """An unknown name is an error that suggests the nearest one."""
    code, _, err = run("speakers", "Macorn", "--index", sample_index)
    assert code == 2
    assert "“Emmanuel Macron”" in one_line(err)
