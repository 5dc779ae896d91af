"""Settings as plain values, used by `rag.engine` and the shells; stages take plain arguments."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rag.errors import ConfigError

DEFAULT_INDEX = Path("index")
DEFAULT_CORPUS = Path("corpus")

# The encoder takes at most 256 word pieces: 0.2 % of passages of 200 tokens exceed that, but 30 %
# of passages of 240.
PASSAGE_TOKENS = 200

MAX_QUESTION_LENGTH = 2_000  # code points; a longer text is an article, not a question


@dataclass(frozen=True, slots=True)
class BuildConfig:
    """How an index is built. All settings are recorded in the index and applied to questions.

    `model` is None for the weights that are installed with this package, else the folder of a
    sentence-transformers model, or its name if it is in the local cache. `dtype` is "auto",
    "float32" or "bfloat16"; "auto" is bfloat16 where the processor supports it. `encoding` is the
    tiktoken encoding that counts tokens; `passage_tokens` is the maximum size of a passage in
    tokens.
    """

    model: str | None = None
    dtype: str = "auto"
    encoding: str = "rag_news_32k"
    passage_tokens: int = PASSAGE_TOKENS

    def __post_init__(self) -> None:
        if self.dtype not in ("auto", "float32", "bfloat16"):
            raise ConfigError(f"dtype is {self.dtype!r}: use 'auto', 'float32' or 'bfloat16'")
        if not 16 <= self.passage_tokens <= 2_000:
            raise ConfigError(f"passage_tokens is {self.passage_tokens}: use 16 to 2000")


@dataclass(frozen=True, slots=True)
class AskConfig:
    """How a question is answered.

    `top` is the maximum number of sentences that an answer cites (1 to 5). `min_confidence`
    (0 to 1) is the confidence below which the answer is a refusal; None stands for the threshold
    that was fitted with the scorer.
    """

    top: int = 3
    min_confidence: float | None = None

    @classmethod
    def of(cls, top: int | None, min_confidence: float | None) -> AskConfig:
        """Return the settings given, with defaults where None is. Raises ConfigError."""
        return cls(min_confidence=min_confidence) if top is None else cls(top, min_confidence)

    def __post_init__(self) -> None:
        if isinstance(self.top, bool) or not isinstance(self.top, int) or not 1 <= self.top <= 5:
            raise ConfigError(f"top is {self.top}: use 1 to 5")
        if self.min_confidence is not None and not 0 <= self.min_confidence <= 1:
            raise ConfigError(f"min_confidence is {self.min_confidence}: use 0 to 1")
