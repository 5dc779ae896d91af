"""Quotations in a paragraph."""

from __future__ import annotations

import pytest

from rag.english.quotes import find_quotes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“A,” she said, “b.”", ["“A,”", "“b.”"]),
        ('"A," she said, "b."', ['"A,"', '"b."']),
        ('"A mixed pair,” he said', ['"A mixed pair,”']),
        ("''Doubled,'' he said", ["''Doubled,''"]),
        ("«Là,» dit-il", ["«Là,»"]),
        ("“Never closed.", ["“Never closed."]),
        ("“One “in” another”", ["“One “in” another”"]),
        ("“One “in another”", ["“One “in another”"]),
        ("”Set by mistake,” she said", ["”Set by mistake,”"]),
        ('It is 6" long', []),
        ("no marks, it's plain", []),
        ("”closed first", []),
        ("", []),
    ],
)
def test_quotations(text: str, expected: list[str]) -> None:
    """Marks of any style are paired; a quotation that is never closed ends with the paragraph."""
    assert [text[q.start : q.end] for q in find_quotes(text, 0, len(text))] == expected
