"""What a sentence reports."""

from __future__ import annotations

import pytest

from rag.attribution.contents import Contents
from rag.attribution.words import MASK, read_words
from rag.english.lexicon import VERBS


@pytest.mark.parametrize(
    ("sentence", "contents"),
    [
        ("Lee said it fell.", ["it fell"]),
        ("Lee said on Monday that it fell.", ["it fell"]),
        ("Lee told the men in Oskerby that it fell.", ["it fell"]),
        ("Lee asked about it.", []),
        ("####, Lee said.", ["####"]),
        ("####, Lee said on Monday, ####.", ["####", "####"]),
        ("It fell, Lee said.", ["It fell"]),
        ("It, Lee said on Monday, would fall soon.", ["It", "would fall soon"]),
        ("The bridge, Lee said on Monday, a grey day.", ["The bridge"]),
        ("As Lee said, the bridge fell.", ["the bridge fell"]),
        ("Asked if it fell, Lee said, ####", ["####"]),
        ("Lee found a bridge.", []),
        ("Lee found that it fell.", ["it fell"]),
    ],
)
def test_contents(sentence: str, contents: list[str]) -> None:
    """The quotations or the clause before or after the verb, without times and hearers."""
    words = read_words(sentence.replace("#", MASK))
    verb = next(i for i, word in enumerate(words) if i and words[i - 1].text == "Lee")
    found = Contents(words).contents(verb, (verb - 1, verb), VERBS[words[verb].low])
    assert [sentence[a:b] for a, b in found] == contents
