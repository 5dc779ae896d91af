"""The descriptions of the arguments of /ask, in the schemas that programs read."""

from __future__ import annotations

from rag.ui.ask_request import argument_schemas, in_words


def test_every_argument_is_described() -> None:
    """Each has a description with an example; ranges and the form of dates are stated."""
    schemas = argument_schemas()
    assert next(iter(schemas)) == "question" and len(schemas) == 7
    assert all(schema["description"] and schema["examples"] for schema in schemas.values())
    assert "1 to 5" in in_words(schemas["top"]) and "0 to 1" in in_words(schemas["min_confidence"])
    assert "'2025-04-05'" in in_words(schemas["published_from"])
