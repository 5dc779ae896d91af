"""rag.index.recipe: the settings of an index, and refusing other settings."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rag.errors import IndexMismatch
from rag.index.embedding import EmbedderInfo
from rag.index.recipe import Recipe, require_same

RECIPE = Recipe(EmbedderInfo("model", "d" * 64, 384, "mean", "bfloat16"), "enc", 200, 3, 8)

CHANGES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("schema 99", {"schema": 99}, {}),
    ("model other", {}, {"name": "other"}),
    ("model digest eee", {}, {"digest": "eee"}),
    ("dimension 768", {}, {"dimension": 768}),
    ("pooling cls", {}, {"pooling": "cls"}),
    ("dtype float32", {}, {"dtype": "float32"}),
    ("token encoding cl100k_base", {"encoding": "cl100k_base"}, {}),
    ("passage size 100", {"passage_tokens": 100}, {}),
    ("sentence splitter 4", {"splitter": 4}, {}),
    ("attribution rules 1", {"attribution": 1}, {}),
]


def changed(values: dict[str, Any], model: dict[str, Any]) -> Recipe:
    """Return the recipe with other values or another model."""
    return replace(RECIPE, embedder=replace(RECIPE.embedder, **model), **values)


def test_json_round_trip() -> None:
    """A recipe read from its JSON is the same, edition included."""
    recipe = replace(RECIPE, edition=7)
    assert Recipe.from_json(recipe.to_json()) == recipe


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", "{}", '{"embedder": 1}', '{"embedder": {}}', '{"embedder": {"x": 1}}'],
)
def test_other_json_is_no_recipe(text: str) -> None:
    """Any other text raises ValueError of one line."""
    with pytest.raises(ValueError) as caught:
        Recipe.from_json(text)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("change", "model", "message"),
    [
        ({"unknown": 1}, {}, r"^unknown: "),
        ({"splitter": "3"}, {}, r"^splitter: should be a whole number$"),
        ({}, {"unknown": 1}, r"^embedder\.unknown: "),
        ({}, {"dimension": 384.5}, r"^embedder\.dimension: should be a whole number$"),
    ],
)
def test_a_wrong_setting_is_named(
    change: dict[str, Any], model: dict[str, Any], message: str
) -> None:
    """An unknown setting or a wrong type raises ValueError that names its place."""
    values = json.loads(RECIPE.to_json())
    values |= {**change, "embedder": values["embedder"] | model}
    with pytest.raises(ValueError, match=message):
        Recipe.from_json(json.dumps(values))


@pytest.mark.parametrize(("shown", "values", "model"), CHANGES, ids=[c[0] for c in CHANGES])
def test_every_setting_changes_the_digest(
    shown: str, values: dict[str, Any], model: dict[str, Any]
) -> None:
    """Recipes that differ in any setting have different digests."""
    assert changed(values, model).digest != RECIPE.digest
    assert len(RECIPE.digest) == 32


def test_editions_have_different_digests() -> None:
    """Each rebuild with the same settings has another digest, and thus separate rows."""
    second = RECIPE.next_edition(RECIPE)
    third = RECIPE.next_edition(second)
    assert len({RECIPE.digest, second.digest, third.digest}) == 3


@pytest.mark.parametrize(("shown", "values", "model"), CHANGES, ids=[c[0] for c in CHANGES])
def test_a_mismatch_names_both_values(
    shown: str, values: dict[str, Any], model: dict[str, Any]
) -> None:
    """Any other setting is refused in one line with both values and the rebuild command."""
    with pytest.raises(IndexMismatch) as error:
        require_same(changed(values, model), RECIPE, Path("some/index"))
    raised = error.value
    assert raised.found == shown
    assert raised.expected != shown
    assert raised.expected.rsplit(" ", 1)[0] == shown.rsplit(" ", 1)[0]
    for words in (raised.found, raised.expected, "rag build --rebuild --index some/index"):
        assert words in str(raised)
    assert "\n" not in str(raised)


def test_the_same_recipe_is_accepted() -> None:
    """The edition is not compared: it does not affect how rows are built."""
    require_same(replace(RECIPE, edition=4), RECIPE, Path("index"))


@pytest.mark.parametrize(("name", "kept"), [("passage_tokens", True), ("splitter", False)])
def test_only_a_setting_can_be_left_out(name: str, kept: bool) -> None:
    """The message offers to leave a setting out; of a version there is none to leave out."""
    changed: dict[str, Any] = {name: 99}
    other = replace(RECIPE, **changed)
    with pytest.raises(IndexMismatch) as caught:
        require_same(RECIPE, other, Path("index"))
    assert "run 'rag build --rebuild --index index'" in str(caught.value)
    assert ("leave the setting out" in str(caught.value)) is kept
