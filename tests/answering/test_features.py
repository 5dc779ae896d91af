"""The numbers that sentences are judged by."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from rag.answering.features import NAMES, QUESTION_NAMES, Features, features, inverse_frequency
from rag.answering.retrieve import retrieve
from rag.engine.state import OpenIndex
from rag.index.store import Store
from rag.index.terms import TermIndex
from rag.question.understand import understand
from tests.support import hash_vector, open_small

ARTICLES: dict[str, str | None] = {
    "pier.txt": (
        "Pier found hollow\n\n"
        "Ann Lee inspected the pier in May 1936. It was hollow, she said.\n\n"
        "Is the pier safe? Some 212 people cross the bridge each day."
    ),
    "other.txt": "Bread\n\nThe bakers of Oskerby sell bread, cakes and bridge rolls to Ann Lee.",
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A small index."""
    return open_small(tmp_path_factory.mktemp("small"), ARTICLES)


def describe(store: Store, question: str) -> tuple[dict[str, dict[str, float]], Features]:
    """Return the features by sentence and name, and as they are."""
    query = understand(question)
    with OpenIndex(store).view() as view:
        made = features(query, retrieve(view, query, hash_vector(question)), view.terms)
    rows = {
        row.sentence.text: dict(zip(NAMES, values.tolist(), strict=True))
        for row, values in zip(made.rows, made.values, strict=True)
    }
    return rows, made


def test_has_a_row_for_each_sentence_and_a_column_for_each_name(store: Store) -> None:
    """Every sentence of every passage found is described, without a missing number."""
    rows, made = describe(store, "pier")
    assert made.values.shape == (len(made.rows), len(NAMES))
    assert made.question.shape == (len(QUESTION_NAMES),)
    assert np.isfinite(made.values).all()
    assert np.isfinite(made.question).all()
    assert len(rows) == 7


def test_a_number_is_offered_or_lacking(store: Store) -> None:
    """Of a question of how many, a sentence with a number offers one and the others lack it."""
    rows, _ = describe(store, "How many people cross the bridge?")
    assert rows["Some 212 people cross the bridge each day."]["lacks_amount"] == 0
    assert rows["It was hollow, she said."]["lacks_amount"] == 1


def test_a_question_of_no_kind_lacks_nothing(store: Store) -> None:
    """Where no kind of answer is asked for, no sentence lacks it."""
    rows, _ = describe(store, "what did Ann Lee say about the pier")
    assert {row["lacks_amount"] + row["lacks_other"] for row in rows.values()} == {0}


def test_coverage_is_the_weighted_share_of_terms(store: Store) -> None:
    """A sentence with every term covers 1, one without any 0."""
    rows, _ = describe(store, "people cross bridge")
    assert rows["Some 212 people cross the bridge each day."]["coverage"] == pytest.approx(1)
    assert rows["It was hollow, she said."]["coverage"] == 0


def test_near_coverage_looks_at_the_neighbours(store: Store) -> None:
    """A sentence is credited with the terms of those beside it in its passage."""
    rows, _ = describe(store, "inspected 1936")
    assert rows["It was hollow, she said."]["coverage"] == 0
    assert rows["It was hollow, she said."]["near_coverage"] == pytest.approx(1)


def test_speech_is_told_from_mention(store: Store) -> None:
    """What she said counts as speech, and a sentence about her as mention."""
    rows, _ = describe(store, "what did Ann Lee say about the pier")
    assert rows["It was hollow, she said."]["speech"] > 0
    assert rows["Ann Lee inspected the pier in May 1936."]["mention"] == 1
    assert rows["Is the pier safe?"]["speech"] == rows["Is the pier safe?"]["mention"] == 0


def test_what_others_say_is_no_sign_that_one_spoke_of_it(tmp_path: Path) -> None:
    """For the confidence, only words of others right beside it let a speech be on the topic."""
    said = "Bo Berg said the quay was sinking. Many came. Ann Lee said prices would rise."
    store = open_small(tmp_path, {"a.txt": said})
    columns = [NAMES.index(name) for name in ("near_coverage", "passage_coverage", "missing")]
    for asked, expected in (("Ann Lee", [0, 0, 1]), ("Bo Berg", [1, 1, 0])):
        _, made = describe(store, f"What did {asked} say about the quay?")
        (own,) = (i for i, row in enumerate(made.rows) if row.text.startswith(asked))
        assert made.topical[own, columns].tolist() == expected


def test_headings_are_known(store: Store) -> None:
    """A title is a heading, and a sentence is none."""
    rows, _ = describe(store, "pier")
    assert rows["Pier found hollow"]["heading"] == 1
    assert rows["It was hollow, she said."]["heading"] == 0


def test_a_term_of_no_article_counts_as_unknown(store: Store) -> None:
    """The share of unknown terms is 0 for known words, 1 for a word that stands nowhere."""
    unknown = QUESTION_NAMES.index("unknown")
    assert describe(store, "pier")[1].question[unknown] == 0
    assert describe(store, "zebra")[1].question[unknown] == 1


def test_inverse_frequency_is_lucenes() -> None:
    """ln(1 + (N - n + .5) / (n + .5)), for n of N passages with the term."""
    terms = TermIndex.build([(1, "pier"), (2, "pier bridge"), (3, "bread")])
    assert inverse_frequency(terms, "pier") == pytest.approx(math.log(1 + 1.5 / 2.5))
    assert inverse_frequency(terms, "zebra") == pytest.approx(math.log(1 + 3.5 / 0.5))
