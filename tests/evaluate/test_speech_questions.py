"""Reading the attribution format, and judging what was found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rag.errors import CorpusError
from rag.evaluate.speech_questions import (
    Said,
    Speeches,
    evaluate,
    last_name,
    measure_attributions,
    read_speeches,
    said_by,
)
from rag.evaluate.squad import place
from rag.types import Attribution, Document, Span

TEXT = "Mayor Ann Lee said the bridge is safe. Bob Cole said the bridge is old."
DATA: dict[str, Any] = {
    "documents": [{"id": "a", "text": TEXT}],
    "questions": [
        {
            "question": "What did Lee say about the bridge?",
            "speaker": "Lee",
            "topic": "the bridge",
            "gold": [{"doc": "a", "spans": [[19, 37]]}],
        }
    ],
    "attributions": [
        {"doc": "a", "speaker": "Lee", "source": ["Mayor Ann Lee"], "spans": [[19, 37]]},
        {"doc": "a", "speaker": None, "source": ["Bob Cole"], "spans": [[53, 70]]},
    ],
}


def write(path: Path, data: Any) -> Path:
    """Write a value as JSON."""
    path.write_text(json.dumps(data), "utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("Trump", "trump"),
        ("Rep. Jim Jordan (R-Ohio), an oversight panel member,", "jordan"),
        ("Hillary Clinton, a longtime member of the Senate", "clinton"),
        ("NYPD Commissioner James O’Neill", "o'neill"),
        ("Douglas Holtz-Eakin", "holtz-eakin"),
        ("The Trump campaign", "campaign"),
        ("Kall -- co-editor of Debating The Donald --", "kall"),
        ("Tulsa police’s", "police"),
        ("Representative Ann B. Lee of Oskerby", "lee"),
        ("Secretary of State Ann Lee", "lee"),
        ("a man of Oskerby", "oskerby"),
        ("", ""),
    ],
)
def test_last_name(name: str, last: str) -> None:
    """The last word of a name is compared, without what describes it."""
    assert last_name(name) == last


def test_who_said_it_is_found_by_last_name() -> None:
    """Spans are those of the same last name, in each document apart."""
    cole, lee = frozenset({"cole"}), frozenset({"lee"})
    said = [
        Said(0, lee, [(1, 2)], True, False),
        Said(1, lee, [(3, 4)], True, False),
        Said(1, lee, [(5, 6)], True, False),
        Said(0, cole, [(7, 8)], True, False),
    ]
    assert said_by("Ann LEE", said) == {0: [(1, 2)], 1: [(3, 4), (5, 6)]}
    assert said_by("Nobody", said) == {}


@pytest.mark.parametrize(
    ("speaker", "source", "names"),
    [
        ("Lee", ["the mayor"], {"lee"}),
        ("Lee", ["a Clinton spokesman"], {"lee"}),
        (None, ["Bob Cole"], {"cole"}),
        (None, ["Ann Lee", "Bob Cole"], {"lee", "cole"}),
        (None, [], set()),
    ],
)
def test_whom_an_attribution_names(
    tmp_path: Path, speaker: str | None, source: list[str], names: set[str]
) -> None:
    """The resolved speaker, or, where there is none, whoever the source's words name."""
    said = DATA["attributions"][0] | {"speaker": speaker, "source": source}
    speeches = read_speeches(write(tmp_path / "a.json", DATA | {"attributions": [said]}))
    assert speeches.attributions[0].speakers == names


@pytest.mark.parametrize(
    ("speaker", "strict", "marked"),
    [("Bo Cole", 1.0, 1.0), ("Ann Lee", 0.0, 1.0), ("Bo Orr", 0.0, 0.0)],
)
def test_the_resolved_name_judges_and_the_marked_words_only_where_a_key_says_so(
    speaker: str, strict: float, marked: float
) -> None:
    """Who stands in the marked words is wrong, but for the keys that end with "_as_marked"."""
    said = Said(0, frozenset({"cole"}), [(0, 9)], True, False, frozenset({"lee"}))
    document = Document.from_text("“It’s old,” Cole’s aide Lee said.", place(0, 0))
    held = Attribution(Span(document, 0, 9), speaker, "name", "said", "direct")
    figures = measure_attributions([held], Speeches([document.text], [], [said]))
    for key in ("direct_precision", "direct_recall", "speaker_precision", "speaker_recall"):
        assert (figures[key], figures[f"{key}_as_marked"]) == (strict, marked)


@pytest.mark.parametrize(
    ("part", "change", "says"),
    [
        ("documents", {"text": 5}, ".text is not a string"),
        ("documents", {"text": " "}, ".text is empty"),
        ("questions", {"speaker": None}, ".speaker is not a string"),
        ("questions", {"gold": [{"doc": "b", "spans": []}]}, ".gold[0].doc names no document: b"),
        ("questions", {"gold": [{"doc": "a", "spans": [[5, 5]]}]}, ".gold[0].spans[0] is not a"),
        ("questions", {"gold": [{"doc": "a", "spans": [[0, 99]]}]}, ".gold[0].spans[0] is not a"),
        ("questions", {"gold": [{"doc": "a", "spans": [[0, "9"]]}]}, ".gold[0].spans[0] is not a"),
        ("attributions", {"spans": 3}, ".spans is not a list"),
        ("attributions", {"speaker": 3}, ".speaker is not a string"),
        ("attributions", {"source": ["x", 3]}, ".source[1] is not a string"),
    ],
)
def test_the_first_fault_is_named_with_its_place(
    tmp_path: Path, part: str, change: dict[str, Any], says: str
) -> None:
    """A file that is not in the format is refused with the path to what is wrong."""
    file = write(tmp_path / "bad.json", DATA | {part: [DATA[part][0] | change]})
    with pytest.raises(CorpusError) as refused:
        evaluate(file)
    assert str(refused.value).startswith(
        f"{file} is not in the attribution format: {part}[0]{says}"
    )
    assert "\n" not in str(refused.value)


def test_a_part_that_is_missing(tmp_path: Path) -> None:
    """All three lists must be there."""
    with pytest.raises(CorpusError, match="attributions is missing"):
        evaluate(write(tmp_path / "bad.json", {k: DATA[k] for k in ("documents", "questions")}))


def test_two_documents_of_one_id(tmp_path: Path) -> None:
    """Spans could mean either of them, so that is a fault."""
    data = DATA | {"documents": DATA["documents"] * 2}
    with pytest.raises(CorpusError, match=r"documents\[1\]\.id stands twice: a"):
        evaluate(write(tmp_path / "bad.json", data))


def test_a_file_without_questions(tmp_path: Path) -> None:
    """Nothing to measure is said, not measured as zero."""
    with pytest.raises(CorpusError, match="holds no question"):
        evaluate(write(tmp_path / "empty.json", DATA | {"questions": []}))
