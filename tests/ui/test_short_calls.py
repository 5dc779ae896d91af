"""Calls of /ask with the first arguments only: completed, or refused with the reason."""

from __future__ import annotations

import json

import pytest

from rag.ui.short_calls import completed, completed_named


def test_missing_arguments_get_their_defaults() -> None:
    """One argument is enough; those that are given, and other fields, stay as they are."""
    whole = json.loads(completed(b'{"data": ["Why?"], "session_hash": "s"}'))
    assert whole == {"data": ["Why?", 3, None, None, None, None, None], "session_hash": "s"}
    given = ["Why?", 1, 0.5, "Soley", "2025", None, ["The Sentinel"]]
    assert json.loads(completed(json.dumps({"data": given}).encode()))["data"] == given


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("x", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("{}", "no list “data” with a question"),
        ('{"data": []}', "no list “data” with a question"),
        ('{"data": "Why?"}', "no list “data”"),
        ('{"data": [7]}', "question"),
        ('{"data": ["Why?", "3"]}', "top"),
        ('{"data": ["Why?", 1, null, null, null, null, null, 1]}', "8 values"),
    ],
)
def test_a_wrong_call_is_named(body: str, reason: str) -> None:
    """The reason names what is wrong, so that the caller need not guess."""
    with pytest.raises(ValueError, match=reason):
        completed(body.encode())


def test_arguments_by_name() -> None:
    """A question is enough; without one, or with an unknown or a wrong argument, it is refused."""
    whole = json.loads(completed_named(b'{"question": "Why?", "top": 1}'))
    assert (whole["question"], whole["top"], whole["sources"]) == ("Why?", 1, None)
    for body, reason in (
        ("{}", "question: is missing"),
        ('{"question": null}', "question: should be a string"),
        ('{"question": "Why?", "limit": 1}', "limit"),
        ("[]", "should be an object"),
        ("x", "not JSON"),
    ):
        with pytest.raises(ValueError, match=reason):
            completed_named(body.encode())
