"""Layouts of an answer as JSON, text and Markdown."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from rag.answers import NEAREST, Answer, Citation, Turn, as_markdown, confidence_label
from rag.conversation_export import as_html
from rag.present import as_csv, attribution_row, quotations_text
from rag.types import (
    Attribution,
    Correction,
    Document,
    Filters,
    Place,
    Query,
    Span,
    SpeechAct,
    SpeechKind,
)
from tests.present_support import CITED, FULL, TEXT, answered, document, refused, rendered, sentence

SPAN_KEYS = {
    "text",
    "start",
    "end",
    "path",
    "record",
    "page",
    "copies",
    "title",
    "author",
    "source",
    "url",
    "published",
}


def test_json_has_the_documented_keys() -> None:
    """The dictionary has exactly the documented keys, at every level."""
    found = CITED.to_dict()
    assert set(found) == {
        "question",
        "answered",
        "confidence",
        "refusal",
        "unsupported",
        "short",
        "notes",
        "citations",
        "nearest",
        "query",
    }
    assert set(found["query"]) == {
        "text",
        "shown",
        "corrections",
        "terms",
        "topic",
        "in_cited",
        *("speaker", "published_from", "published_to", "sources", "other_than"),
    }
    citation = found["citations"][0]
    assert set(citation) == SPAN_KEYS | {
        "paragraph",
        "probability",
        "attribution",
        "context",
        "also",
        "begins_inside_quotation",
        "answer",
        "answer_start",
        "answer_end",
    }
    placed = SPAN_KEYS | {"paragraph"}
    assert set(citation["context"][0]) == set(citation["also"][0]) == placed
    assert set(refused(FULL).to_dict()["nearest"][0]) == SPAN_KEYS | {"score", "nearest"}


def test_an_article_in_two_files_cites_both() -> None:
    """Text and JSON name every file that has the article."""
    places = (Place("a.txt"), Place("wire/b.jsonl", record=4))
    twice = replace(Document.from_text("It rained.", places[0]), places=places)
    answer = answered(Citation(sentence(twice, 0, 10), 0.9))
    assert "a.txt, paragraph" in str(answer)
    assert "(the same article: wire/b.jsonl, line 4)" in str(answer)
    copies = answer.to_dict()["citations"][0]["copies"]
    assert copies == [{"path": "wire/b.jsonl", "record": 4}]


def test_a_search_of_only_the_cited_articles_is_noted() -> None:
    """Text, Markdown and JSON note that a follow-up searched only the articles cited before."""
    near = replace(CITED, query=replace(CITED.query, in_cited=True))
    assert str(near).startswith("Only the articles cited before.\n")
    assert near.to_markdown().startswith("Only the articles cited before.\n")
    assert near.to_dict()["notes"] == ["Only the articles cited before."]
    assert near.to_dict()["query"]["in_cited"] is True and CITED.to_dict()["notes"] == []


def test_json_has_the_values() -> None:
    """Values are plain: offsets in code points, dates as YYYY-MM-DD, None where unknown."""
    found = CITED.to_dict()
    assert (found["question"], found["answered"], found["refusal"]) == ("why?", True, None)
    assert (found["confidence"], found["nearest"]) == (0.8765, [])
    assert found["query"] == {
        "text": "why?",
        "shown": "why?",
        "corrections": [],
        "terms": ["bridg"],
        "speaker": "Lee",
        "topic": "bridges",
        "in_cited": False,
        "published_from": None,
        "published_to": None,
        "sources": [],
        "other_than": [],
    }
    first = found["citations"][0]
    assert first | {"context": 0, "also": 0} == {
        "text": "She was not amused.",
        "start": 21,
        "end": 40,
        "path": "b.jsonl",
        "record": 3,
        "page": None,
        "copies": [],
        "title": "Bridge shut",
        "author": "Ann Lee",
        "source": "Courier",
        "url": "https://courier.example/1",
        "published": "2025-05-14",
        "paragraph": 2,
        "probability": 0.8765,
        "attribution": {
            "speaker": "Ann Lee",
            "form": "name",
            "cue": "said",
            "kind": "indirect",
            "act": "said",
            "told_by": None,
            "label": "Ann Lee (reported)",
            "start": 25,
            "end": 39,
        },
        "begins_inside_quotation": False,
        "answer": None,
        "answer_start": None,
        "answer_end": None,
        "context": 0,
        "also": 0,
    }
    assert first["context"][0]["text"] == "The bridge was shut."
    assert first["also"][0]["path"] == "news/a.txt"
    assert found["citations"][1]["title"] is None


def test_json_of_a_refusal() -> None:
    """A refusal has no citations, its reason, and the nearest passages with scores."""
    found = refused(FULL).to_dict()
    assert (found["answered"], found["citations"]) == (False, [])
    assert found["refusal"] == "no article says so"
    assert [(n["text"], n["score"]) for n in found["nearest"]] == [(TEXT, 1.2346)]


@pytest.mark.parametrize("answer", [CITED, refused(FULL), refused()])
def test_json_round_trip(answer: Answer) -> None:
    """The dictionary survives a round trip through JSON unchanged."""
    assert json.loads(json.dumps(answer.to_dict())) == answer.to_dict()


def test_text_numbers_its_citations() -> None:
    """The text has each sentence with its number, then exactly the cited sources."""
    assert str(CITED) == (
        "(context: The bridge was shut.) She was not amused. — Ann Lee (reported) [1]\n"
        "Something else. [2]\n"
        "\n"
        "Confidence high (88 %)\n"
        "Sources:\n"
        "  [1] Bridge shut, Ann Lee, Courier, 2025-05-14\n"
        "      b.jsonl, line 3, paragraph 2, characters 21 to 40\n"
        "  [1] a.txt\n"
        "      news/a.txt, paragraph 2, characters 16 to 36\n"
        "  [2] a.txt\n"
        "      news/a.txt, paragraph 2, characters 0 to 15"
    )


def test_text_of_a_refusal_lists_no_source() -> None:
    """A refusal is labelled, and its passages are called nearest, not sources."""
    assert str(refused()) == "Not answered: no article says so"
    shown = str(refused(FULL))
    assert shown.splitlines()[:3] == ["Not answered: no article says so", "", f"{NEAREST}:"]
    assert "Bridge shut" in shown
    assert "Sources" not in shown and "[1]" not in shown
    assert "Sources" not in refused(FULL).to_markdown()


def test_a_long_nearest_passage_is_cut_visibly() -> None:
    """A nearest passage is cut to 160 characters, with an ellipsis."""
    shown = str(refused(document("word " * 100))).splitlines()[-1].strip()
    assert len(shown) == 160
    assert shown.endswith("…")


def test_the_nearest_sentence_is_shown_whole() -> None:
    """The sentence of a nearest passage that comes nearest to an answer is shown instead of it."""
    of = document("It rained. The pier was hollow, Ann Lee said, and nobody had looked.")
    refusal = refused(of)
    (near,) = refusal.nearest
    last = replace(near, nearest=sentence(of, 11, of.length))
    lines = str(replace(refusal, nearest=(last,))).splitlines()
    assert lines[-1].strip() == "The pier was hollow, Ann Lee said, and nobody had looked."
    assert refusal.to_dict()["nearest"][0]["nearest"] is None


@pytest.mark.parametrize(
    ("level", "words"),
    [
        (1, "high (100 %)"),
        (0.8, "high (80 %)"),
        (0.79, "fair (79 %)"),
        (0.5, "fair (50 %)"),
        (0.49, "low (49 %)"),
        (0, "low (0 %)"),
    ],
)
def test_confidence_in_words(level: float, words: str) -> None:
    """The word follows from the number."""
    assert confidence_label(answered(Citation(sentence(FULL, 0, 20), level), level=level)) == words


def test_markdown_has_a_whole_citation_for_each_quotation() -> None:
    """A footnote has speaker, article, address and places; the first number can be set."""
    words = rendered(CITED)
    assert "(context: The bridge was shut.) She was not amused. — Ann Lee (reported) [^1]" in words
    assert (
        "[^1]: Ann Lee (reported) in Bridge shut, Ann Lee, Courier, 2025-05-14, "
        "https://courier.example/1, b.jsonl, line 3, paragraph 2, characters 21 to 40; "
        "the same in a.txt, news/a.txt, paragraph 2, characters 16 to 36"
    ) in words
    assert "[^2]: a.txt, news/a.txt, paragraph 2, characters 0 to 15" in words
    later = as_markdown(CITED, 7)
    assert later.count("[^7]") == later.count("[^8]") == 2 and "[^1]" not in later


CORRECTED = Query("who is Lee?", ("lee",), corrections=(Correction("Lew", "Lee"),))


@pytest.mark.parametrize("answer", [CITED, refused(FULL)])
def test_a_corrected_word_is_noted_first(answer: Answer) -> None:
    """Before the answer come the question as understood and the corrected word; JSON has both."""
    corrected = replace(answer, query=CORRECTED)
    assert str(corrected).startswith(
        "Understood as: who is Lee?\nNo article has “Lew”: read as “Lee”.\n"
    )
    assert corrected.to_markdown().startswith("No article has “Lew”: read as “Lee”.\n")
    assert corrected.to_dict()["query"]["corrections"] == [["Lew", "Lee"]]


def test_the_speaker_follows_the_quotation() -> None:
    """The speaker follows the quotation; an unresolved one is labelled so."""
    assert "was not amused. — Ann Lee (reported) [1]" in str(CITED)
    assert "— Ann Lee (reported)" in CITED.to_markdown().replace("\\—", "—")
    unknown = Attribution(Span(FULL, 25, 39), None, "pronoun", "said", "direct")
    shown = str(answered(replace(CITED.citations[0], attribution=unknown)))
    assert "— speaker not resolved (quoted) [1]" in shown


@pytest.mark.parametrize(
    ("act", "kind", "told_by", "label"),
    [
        ("said", "direct", None, "Ann Lee (quoted)"),
        ("said", "mixed", None, "Ann Lee (quoted)"),
        ("said", "indirect", None, "Ann Lee (reported)"),
        ("asked", "indirect", None, "asked by Ann Lee (reported)"),
        ("promised", "direct", None, "promised by Ann Lee (quoted)"),
        ("thinks", "indirect", None, "Ann Lee (thinks or wants)"),
        ("denied", "indirect", None, "denied by Ann Lee (reported)"),
        ("opposed", "indirect", None, "Ann Lee (“cue”)"),
        ("said", "direct", "Bo Orr", "Ann Lee, as told by Bo Orr"),
        ("thinks", "indirect", "Bo Orr", "Ann Lee (thinks or wants), as told by Bo Orr"),
        ("denied", "indirect", "Bo Orr", "denied by Ann Lee, as told by Bo Orr"),
    ],
)
def test_the_label_tells_what_words_are_to_their_speaker(
    act: SpeechAct, kind: SpeechKind, told_by: str | None, label: str
) -> None:
    """Every layout and row labels words alike: a denial as one, hearsay with who tells it."""
    said = Attribution(Span(FULL, 25, 39), "Ann Lee", "name", "cue", kind, act, told_by)
    answer = answered(replace(CITED.citations[0], attribution=said))
    assert f"was not amused. — {label} [1]" in str(answer)
    assert f"[^1]: {label} in Bridge shut" in rendered(answer)
    assert answer.to_dict()["citations"][0]["attribution"]["label"] == label
    assert quotations_text([said]).startswith(f"was not amused — {label}\n")
    assert attribution_row(said)["label"] == label
    assert f",{label}," in as_csv([attribution_row(said)]).replace('"', "")


def test_a_denial_by_nobody_known_is_one_too() -> None:
    """Where the speaker is not resolved, the words are still labelled as denied."""
    said = Attribution(Span(FULL, 25, 39), None, "pronoun", "denied", "indirect", "denied")
    shown = str(answered(replace(CITED.citations[0], attribution=said)))
    assert "— denied, speaker not resolved (reported) [1]" in shown


def test_an_ellipsis_stands_before_the_rest_of_a_quotation() -> None:
    """What begins inside a quotation has an ellipsis before it; the quoted text is unchanged."""
    rest = replace(CITED.citations[1], begins_inside_quotation=True)
    assert "\n… Something else. [1]\n" in "\n" + str(answered(rest))
    assert "… Something else." in rendered(answered(rest))
    assert answered(rest).to_dict()["citations"][0]["text"] == "Something else."
    assert answered(rest).to_dict()["citations"][0]["begins_inside_quotation"] is True
    with_context = replace(CITED.citations[0], begins_inside_quotation=True)
    assert "(context: … The bridge was shut.) She was" in str(answered(with_context))
    assert "(context: … The bridge was shut.) She was" in as_html(
        [Turn("why?", answered(with_context))]
    )


def test_the_nearest_passage_may_go_on_with_a_quotation() -> None:
    """An ellipsis tells so, before the passage of a refusal."""
    refusal = refused(FULL)
    (near,) = refusal.nearest
    goes_on = replace(refusal, nearest=(replace(near, begins_inside_quotation=True),))
    assert "      … The bridge was shut." in str(goes_on)
    assert "      The bridge was shut." in str(refusal)


def test_excluded_speakers_are_noted() -> None:
    """A question about other people's words has a note with the people left out."""
    query = replace(CITED.query, filters=Filters(other_than=("Ann Lee", "Bo Orr")))
    assert replace(CITED, query=query).to_dict()["notes"] == [
        "Only words of people other than Ann Lee and Bo Orr."
    ]


def test_csv_has_no_formulas() -> None:
    """A cell that a spreadsheet would take for a formula gets an apostrophe."""
    assert as_csv([{"a": "=1+1", "b": 2}]).splitlines() == ["a,b", "'=1+1,2"]
    assert as_csv([]) == ""
