"""rag.config: invalid settings raise ConfigError when they are created."""

from __future__ import annotations

import dataclasses

import pytest

from rag.config import AskConfig, BuildConfig
from rag.errors import ConfigError
from rag.segment.tokens import ENCODING


@pytest.mark.parametrize("dtype", ["auto", "float32", "bfloat16"])
def test_dtypes(dtype: str) -> None:
    """All three data types are accepted."""
    assert BuildConfig(dtype=dtype).dtype == dtype


@pytest.mark.parametrize("dtype", ["", "float16", "int8", "BFLOAT16"])
def test_other_dtypes_are_rejected(dtype: str) -> None:
    """The message has the value and the valid ones."""
    with pytest.raises(ConfigError, match=f"'{dtype}': use 'auto', 'float32' or 'bfloat16'"):
        BuildConfig(dtype=dtype)


@pytest.mark.parametrize("tokens", [16, 200, 2_000])
def test_passage_sizes(tokens: int) -> None:
    """The range includes both ends."""
    assert BuildConfig(passage_tokens=tokens).passage_tokens == tokens


@pytest.mark.parametrize("tokens", [-1, 0, 15, 2_001])
def test_other_passage_sizes_are_rejected(tokens: int) -> None:
    """The message has the value and the range."""
    with pytest.raises(ConfigError, match=f"{tokens}: use 16 to 2000"):
        BuildConfig(passage_tokens=tokens)


@pytest.mark.parametrize("top", [0, 6, -1])
def test_top_is_one_to_five(top: int) -> None:
    """An answer cites one to five sentences."""
    with pytest.raises(ConfigError, match=f"{top}: use 1 to 5"):
        AskConfig(top=top)
    assert [AskConfig(top=n).top for n in (1, 5)] == [1, 5]


@pytest.mark.parametrize("least", [-0.1, 1.1, float("nan")])
def test_min_confidence_is_a_probability(least: float) -> None:
    """A confidence is between 0 and 1, or None for the fitted threshold."""
    with pytest.raises(ConfigError, match="use 0 to 1"):
        AskConfig(min_confidence=least)
    assert [AskConfig(min_confidence=n).min_confidence for n in (0, 1, None)] == [0, 1, None]


def test_the_default_encoding_is_the_bundled_one() -> None:
    """With the defaults, counting tokens downloads nothing."""
    assert BuildConfig().encoding == ENCODING


def test_settings_are_frozen() -> None:
    """Settings cannot be changed."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        BuildConfig().dtype = "float32"  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        AskConfig().top = 1  # type: ignore[misc]
