"""Names that no article quotes or mentions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag.answering.unheard_of import is_unheard_of
from rag.answering.unknown_words import is_all_strange, strange_words
from rag.engine.state import OpenIndex
from rag.index.view import IndexView
from tests.support import open_small

ARTICLES: dict[str, str | None] = {
    "a.txt": "Mayor Helga Brask opened the quay. Brask left. Dr. Tore Vik, a vet, was there. "
    "Ships of Sund waited for the pilot. The pilot was Wendell Rawlings.",
}


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IndexView]:
    """The article in a small index."""
    with OpenIndex(open_small(tmp_path_factory.mktemp("unheard"), ARTICLES)).view() as view:
        yield view


@pytest.mark.parametrize(
    ("name", "unheard"),
    [
        ("Helga Brask", False),
        ("Brask", False),
        ("brask", False),
        ("Mayor Brask", False),
        ("Olav Brask", False),  # "Brask left": it may be he
        ("Tore Vik", False),
        ("Vik", False),
        ("Olav Vik", True),
        ("Tore Brandt", True),
        ("Brandt", True),
        ("Wendell Rawlings", False),  # whose name looks like a form of a verb
        ("the mayor", False),
    ],
)
def test_who_is_unheard_of(name: str, unheard: bool, view: IndexView) -> None:
    """Nobody is mentioned by the words of others' names; a last name alone may be anybody's."""
    assert is_unheard_of(view, name) is unheard


def test_strange_words(view: IndexView) -> None:
    """Words that neither the articles nor the language have, alone or beside others."""
    words = {"gull"}.__contains__
    assert strange_words("Who is a gull and a qwfp on the quay?", view.terms, words) == ("qwfp",)
    assert is_all_strange("qwfp zxcv?", view.terms, words)
    assert is_all_strange("what is a qwfp", view.terms, words)
    for question in ("qwfp gull", "qwfp at Sund", "who is who?"):
        assert not is_all_strange(question, view.terms, words)
