"""What `import rag` promises; a change here is a change for everybody who uses the package."""

from __future__ import annotations

import importlib
import inspect
import types
from collections.abc import Callable
from typing import Any

import pytest

import rag
from rag import errors
from rag import types as values

NAMES = [
    "Answer",
    "Articles",
    "Attribution",
    "Citation",
    "ClusterError",
    "ConfigError",
    "CorpusError",
    "Correction",
    "Document",
    "EmbedderError",
    "Filters",
    "Hit",
    "IndexCorrupt",
    "IndexLocked",
    "IndexMismatch",
    "IndexMissing",
    "IndexStoreError",
    "Match",
    "Matches",
    "Passage",
    "Person",
    "Place",
    "Query",
    "QuestionError",
    "RagError",
    "Reading",
    "Sentence",
    "SentenceInContext",
    "SourceCount",
    "Span",
    "SpeakerCount",
    "Statement",
    "Statements",
    "Turn",
    "answer",
    "build",
    "find",
    "info",
    "open",
    "people",
    "quotations",
    "speakers",
]


def test_the_names_are_pinned() -> None:
    """`rag.__all__` is this list, and every name in it exists."""
    assert rag.__all__ == NAMES
    assert all(hasattr(rag, name) for name in NAMES)


def test_every_error_is_public() -> None:
    """Whatever the package raises on purpose can be caught by its name in `rag`."""
    classes = inspect.getmembers(errors, inspect.isclass)
    raised = {name for name, value in classes if issubclass(value, errors.RagError)}
    assert raised <= set(rag.__all__)


def test_every_value_of_an_answer_is_public() -> None:
    """The classes that an answer is made of can be named from `rag`; bodies are an inner matter."""
    classes = inspect.getmembers(values, inspect.isclass)
    own = {name for name, value in classes if value.__module__ == "rag.types"}
    assert own - {"Body", "StringBody"} <= set(rag.__all__)


def test_answer_is_the_function_whatever_is_imported() -> None:
    """The stage `rag.answer` never hides the function of that name."""
    for module in (
        "rag.engine",
        "rag.answering",
        "rag.answering.compose",
        "rag.question.understand",
    ):
        importlib.import_module(module)
    from rag.answering.compose import compose

    assert isinstance(compose, types.FunctionType)
    assert isinstance(rag.answer, types.FunctionType)


@pytest.mark.parametrize(
    ("function", "parameters"),
    [
        (rag.build, "(corpus=None, index=index, **options)"),
        (rag.open, "(index=index, *, reader=None)"),
        (
            rag.answer,
            "(question, *, index=index, top=None, min_confidence=None, speaker=None, "
            "published_from=None, published_to=None, sources=None, filters=None)",
        ),
        (rag.find, "(words, index=index, **options)"),
        (rag.info, "(index=index)"),
        (rag.speakers, "(index=index)"),
        (rag.people, "(words=, index=index, **options)"),
        (rag.quotations, "(name, index=index, **options)"),
    ],
)
def test_parameters_are_pinned(function: Callable[..., Any], parameters: str) -> None:
    """The functions take these parameters, in this order, with these defaults."""
    found = inspect.signature(function)
    plain = [p.replace(annotation=inspect.Parameter.empty) for p in found.parameters.values()]
    shown = [f"{p.name}={p.default}" if p.default is not p.empty else str(p) for p in plain]
    if any(p.kind is p.KEYWORD_ONLY for p in plain):
        first = next(i for i, p in enumerate(plain) if p.kind is p.KEYWORD_ONLY)
        shown.insert(first, "*")
    assert f"({', '.join(shown)})" == parameters
