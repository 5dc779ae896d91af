"""The arguments of the endpoint /ask and of the tool `ask`, described once for all programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from pydantic import ConfigDict, Field, TypeAdapter

from rag.config import MAX_QUESTION_LENGTH

EXAMPLE = "what did Macron say about US support"

# Ranges are described only: the engine checks them, and its messages are the same everywhere.
Question = Annotated[
    str,
    Field(
        description=f"The question in plain English. Only its first {MAX_QUESTION_LENGTH:,} "
        "characters are used.",
        examples=[EXAMPLE],
    ),
]
Top = Annotated[
    int,
    Field(
        description="The maximum number of sentences to cite.",
        examples=[1],
        json_schema_extra={"minimum": 1, "maximum": 5},
    ),
]
MinConfidence = Annotated[
    float | None,
    Field(
        description="The confidence below which the answer is a refusal; unless given, the fitted "
        "threshold.",
        examples=[0.5],
        json_schema_extra={"minimum": 0, "maximum": 1},
    ),
]
Speaker = Annotated[
    str | None,
    Field(description="The person whose words alone are cited.", examples=["Emmanuel Macron"]),
]
PublishedFrom = Annotated[
    str | None,
    Field(
        description="Only articles published on or after this ISO date: a day, a month or a year.",
        examples=["2025-04-05", "2025-04", "2025"],
    ),
]
PublishedTo = Annotated[
    str | None,
    Field(
        description="Only articles published on or before this ISO date; of a month or a year, "
        "the last day.",
        examples=["2025-04-05", "2025-04", "2025"],
    ),
]
Outlets = Annotated[
    list[str] | None,
    Field(description="Only articles of these outlets.", examples=[["The Sentinel"]]),
]


@dataclass(frozen=True, slots=True)
class AskRequest:
    """The arguments of the endpoint; values of other types are refused."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)

    question: Question
    top: Top = 3
    min_confidence: MinConfidence = None
    speaker: Speaker = None
    published_from: PublishedFrom = None
    published_to: PublishedTo = None
    sources: Outlets = None


def argument_schemas() -> dict[str, dict[str, Any]]:
    """Return the JSON schema of each argument by its name, in their order."""
    described: dict[str, dict[str, Any]] = TypeAdapter(AskRequest).json_schema()["properties"]
    return described


def in_words(schema: dict[str, Any]) -> str:
    """Return the description of an argument with its range and its examples."""
    parts = [schema["description"]]
    if "maximum" in schema:
        parts.append(f"{schema['minimum']} to {schema['maximum']}.")
    return f"{' '.join(parts)} For example {' or '.join(map(repr, schema['examples']))}."
