"""Malformed articles and questions: a sample of `benchmarks/faults.py`."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from rag.corpus import parse
from rag.engine import Engine
from tests.faults.inputs import (
    check_document,
    check_file,
    check_question,
    counted_work,
    parsed_files,
    plain_files,
    questions,
    tiny_engine,
)
from tests.faults.odd_archives import archive_files, check_archive

QUICK = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@QUICK
@given(plain_files)
def test_any_text_file_is_parsed_or_skipped(file: tuple[str, bytes]) -> None:
    """Any bytes are parsed verbatim or skipped with a reason."""
    check_file(file)


@settings(QUICK, max_examples=120)
@given(parsed_files)
def test_any_file_of_a_format_is_parsed_or_skipped(file: tuple[str, bytes]) -> None:
    """A damaged, truncated or wrongly named file of any format is parsed or skipped."""
    check_file(file)


@settings(QUICK, max_examples=80)
@given(file=archive_files)
def test_any_archive_is_read_or_skipped(
    tmp_path_factory: pytest.TempPathFactory, file: tuple[str, bytes]
) -> None:
    """Any archive, damaged or with odd members, is read within its limits or skipped."""
    check_archive(tmp_path_factory.mktemp("archive"), file)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An engine without a model."""
    return tiny_engine(tmp_path_factory.mktemp("tiny"))


@QUICK
@given(question=questions)
def test_any_question_is_answered_or_refused(tiny: Engine, question: str) -> None:
    """Any question gives an answer, a refusal or a QuestionError, and no other exception."""
    check_question(tiny, question)


@settings(QUICK, max_examples=25)
@given(question=questions)
def test_any_question_can_be_embedded(engine: Engine, question: str) -> None:
    """The real model accepts any question."""
    check_question(engine, question)


def test_the_check_distinguishes_invalid_questions(tiny: Engine) -> None:
    """The check returns True for an answered question and False for an invalid one."""
    assert check_question(tiny, "Is the bridge shut?")
    assert not check_question(tiny, " ")
    assert not check_question(tiny, "?" * 3000)


@pytest.mark.parametrize("piece", ["word", "The bridge is shut. ", "one two, ", "\n\n\n", "a\n\n"])
def test_segmentation_takes_linear_time(piece: str) -> None:
    """For four times the text at most about four times the characters are tokenized."""
    small, large = (counted_work("x. " + piece * n) for n in (4_000, 16_000))
    assert large <= 4.4 * small + 1000


def test_a_word_of_a_megabyte(tmp_path: Path) -> None:
    """A megabyte without a space is split without losses."""
    data = b"x" * 2**20
    (document,) = parse("a.txt", data).documents
    check_document(document, data)
