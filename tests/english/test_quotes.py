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
        (
            "'It was cheap,' said Ana. 'The actors' union knew,' she added.",
            ["'It was cheap,'", "'The actors' union knew,'"],
        ),
        ("‘Is it over?’ asked Col. ‘Nobody’s said.’", ["‘Is it over?’", "‘Nobody’s said.’"]),
        ("the 'wets', and the miners' union", ["'wets'"]),
        ("a 'dry' town, and 'another,' he said", ["'dry'", "'another,'"]),
        ("“He told me, ‘Never,’ and left,” she said", ["“He told me, ‘Never,’ and left,”"]),
        ("He told me, ‘Never,’ and left,", ["‘Never,’"]),
        ("'She said \"no\" to me,' he said", ["'She said \"no\" to me,'"]),
        ("the teachers' pay, the '90s and rock 'n roll don't end", []),
        ("'Never closed in single marks", []),
        ("", []),
    ],
)
def test_quotations(text: str, expected: list[str]) -> None:
    """Marks of any style are paired; a quotation that is never closed ends with the paragraph."""
    assert [text[q.start : q.end] for q in find_quotes(text, 0, len(text))] == expected
