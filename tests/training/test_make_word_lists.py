"""The word lists that are made from published data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from training import make_word_lists


def test_first_names_by_the_share_of_women() -> None:
    """Names of few sources are left out; names of both genders need many bearers."""
    known = {
        "ann": [20, 900, 0.99],
        "bo": [20, 900, 0.5],
        "robin": [20, 90_000, 0.5],
        "paul": [20, 900, 0.01],
        "annn": [2, 900, 0.99],
        "x": [20, 900, 0.0],
    }
    expected = {"female": ["ann"], "male": ["paul"], "both": ["robin"]}
    assert make_word_lists.first_names(known) == expected


INDEX = [
    "  1 a licence",
    "farmer n 1 0 1 1 00000001  ",
    "source n 2 0 2 2 00000003 00000001  ",
    "team n 1 0 1 1 00000002  ",
    "orr n 1 0 1 1 00000004  ",
    "phrase n 1 0 1 1 00000003  ",
]
DATA = [
    "  1 a licence",
    "00000001 18 n 02 farmer 0 source 0 000 | who farms  ",
    "00000002 14 n 01 team 0 000 | some people  ",
    "00000003 10 n 02 phrase 0 source 0 000 | some words  ",
    "00000004 18 n 01 Orr 0 000 | a person  ",
]


def test_person_nouns_by_their_first_sense() -> None:
    """The first sense decides; groups and other senses are listed apart, and names not at all."""
    assert make_word_lists.person_nouns(INDEX, DATA) == {
        "person": ["farmer"],
        "other": ["source", "team"],
    }


def test_places_are_regions_and_large_cities() -> None:
    """Small places are left out."""
    countries, continents, states = ({"x": {"name": name}} for name in ("Holm", "Osk", "Ell"))
    cities = {
        "1": {"name": "Great Osk", "population": 200_000},
        "2": {"name": "Little Osk", "population": 200},
        "3": {"name": "Osk", "population": 200_000},
    }
    expected = {"regions": ["Ell", "Holm", "Osk"], "cities": ["Great Osk"]}
    assert make_word_lists.places(countries, continents, states, cities) == expected


def test_writes_a_list_with_the_digests_of_its_sources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file has the lists as lines of words, and the SHA-256 of each file they are from."""
    monkeypatch.setattr(make_word_lists, "OUTPUT", tmp_path)
    (tmp_path / "index.noun").write_text("\n".join(INDEX), "utf-8")
    (tmp_path / "data.noun").write_text("\n".join(DATA), "utf-8")
    make_word_lists.main(["person-nouns", str(tmp_path)])
    written = json.loads((tmp_path / "person_nouns.json").read_text("utf-8"))
    assert written["person"] == ["farmer"]
    assert written["other"] == ["source team"]
    assert [len(digest) for digest in written["sha256"]] == [64, 64]
    assert "'person': 1" in capsys.readouterr().out
