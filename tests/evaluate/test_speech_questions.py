"""Parsing the attribution format, and judging what was found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rag.errors import CorpusError
from rag.evaluate.speech_questions import (
    AnnotatedSpeech,
    SpeechData,
    evaluate,
    last_name,
    measure_attributions,
    read_speech_file,
    spans_of_speaker,
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
        ("Joseph R. Lee Jr.", "lee"),
        ("a man of Oskerby", "oskerby"),
        ("", ""),
    ],
)
def test_last_name(name: str, last: str) -> None:
    """The last word of a name is compared, without descriptions after it."""
    assert last_name(name) == last


def test_spans_are_found_by_last_name() -> None:
    """Spans of the same last name are collected for each document."""
    cole, lee = frozenset({"cole"}), frozenset({"lee"})
    speech = [
        AnnotatedSpeech(0, lee, [(1, 2)], True, False),
        AnnotatedSpeech(1, lee, [(3, 4)], True, False),
        AnnotatedSpeech(1, lee, [(5, 6)], True, False),
        AnnotatedSpeech(0, cole, [(7, 8)], True, False),
    ]
    assert spans_of_speaker("Ann LEE", speech) == {0: [(1, 2)], 1: [(3, 4), (5, 6)]}
    assert spans_of_speaker("Nobody", speech) == {}


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
def test_right_speakers_of_an_attribution(
    tmp_path: Path, speaker: str | None, source: list[str], names: set[str]
) -> None:
    """The right speaker is the resolved one, or else anyone named in the source's words."""
    speech = DATA["attributions"][0] | {"speaker": speaker, "source": source}
    data = read_speech_file(write(tmp_path / "a.json", DATA | {"attributions": [speech]}))
    assert data.attributions[0].speakers == names


@pytest.mark.parametrize(
    ("speaker", "strict", "marked"),
    [("Bo Cole", 1.0, 1.0), ("Ann Lee", 0.0, 1.0), ("Bo Orr", 0.0, 0.0)],
)
def test_names_in_the_marked_words_are_right_only_for_keys_as_marked(
    speaker: str, strict: float, marked: float
) -> None:
    """A name in the marked words is wrong, except for the keys that end with "_as_marked"."""
    speech = AnnotatedSpeech(0, frozenset({"cole"}), [(0, 9)], True, False, frozenset({"lee"}))
    document = Document.from_text("“It’s old,” Cole’s aide Lee said.", place(0, 0))
    indexed = Attribution(Span(document, 0, 9), speaker, "name", "said", "direct")
    figures = measure_attributions([indexed], SpeechData([document.text], [], [speech]))
    for key in ("direct_precision", "direct_recall", "speaker_precision", "speaker_recall"):
        assert (figures[key], figures[f"{key}_as_marked"]) == (strict, marked)


@pytest.mark.parametrize(
    ("part", "change", "says"),
    [
        ("documents", {"text": 5}, ".text: should be a string"),
        ("documents", {"text": " "}, ".text: is empty"),
        ("questions", {"speaker": None}, ".speaker: should be a string"),
        (
            "questions",
            {"gold": [{"doc": "b", "spans": []}]},
            ".gold[0].doc: no document has the id 'b'",
        ),
        (
            "questions",
            {"gold": [{"doc": "a", "spans": [[5, 5]]}]},
            ".gold[0].spans[0]: should be [start",
        ),
        (
            "questions",
            {"gold": [{"doc": "a", "spans": [[0, 99]]}]},
            ".gold[0].spans[0]: should be [start",
        ),
        (
            "questions",
            {"gold": [{"doc": "a", "spans": [[0, "9"]]}]},
            ".gold[0].spans[0][1]: should be a whole",
        ),
        (
            "questions",
            {"gold": [{"doc": "a", "spans": [[1]]}]},
            ".gold[0].spans[0]: has too few items",
        ),
        ("attributions", {"doc": "b"}, ".doc: no document has the id 'b'"),
        ("attributions", {"spans": 3}, ".spans: should be a list"),
        ("attributions", {"speaker": 3}, ".speaker: should be a string"),
        ("attributions", {"source": ["x", 3]}, ".source[1]: should be a string"),
    ],
)
def test_the_first_error_is_named_with_its_place(
    tmp_path: Path, part: str, change: dict[str, Any], says: str
) -> None:
    """A file that is not in the format is rejected with the path to the error."""
    file = write(tmp_path / "bad.json", DATA | {part: [DATA[part][0] | change]})
    with pytest.raises(CorpusError) as refused:
        evaluate(file)
    assert str(refused.value).startswith(
        f"{file} is not in the attribution format: {part}[0]{says}"
    )
    assert "\n" not in str(refused.value)


def test_a_missing_list(tmp_path: Path) -> None:
    """All three lists are required."""
    with pytest.raises(CorpusError, match="attributions: is missing"):
        evaluate(write(tmp_path / "bad.json", {k: DATA[k] for k in ("documents", "questions")}))


def test_two_documents_of_one_id(tmp_path: Path) -> None:
    """An id that two documents share is ambiguous, and an error."""
    data = DATA | {"documents": DATA["documents"] * 2}
    with pytest.raises(CorpusError, match=r"documents\[1\]\.id: 'a' occurs twice"):
        evaluate(write(tmp_path / "bad.json", data))


def test_a_file_without_questions(tmp_path: Path) -> None:
    """A file without a question is an error, not a share of zero."""
    with pytest.raises(CorpusError, match="holds no question"):
        evaluate(write(tmp_path / "empty.json", DATA | {"questions": []}))
