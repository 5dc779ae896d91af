"""What a sentence reports."""

from __future__ import annotations

import pytest

from rag.attribution.contents import contents_before, find_contents
from rag.attribution.subjects import Subject
from rag.attribution.words import MASK, split_words
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
    """Contents are the quotations or the clause around the verb, without times and hearers."""
    words = split_words(sentence.replace("#", MASK))
    cue = next(i for i, word in enumerate(words) if i and words[i - 1].text == "Lee")
    subject = Subject(cue - 1, cue, phrase=cue - 1)
    found = find_contents(words, cue, VERBS[words[cue].low], subject, None)
    assert [sentence[a:b] for a, b in found] == contents


def test_contents_of_a_relative_clause_end_before_the_main_verb() -> None:
    """ "Lee, who called it old, left" reports "it old"."""
    sentence = "Lee, who called it old, has left."
    subject = Subject(0, 1, phrase=0, relative=True)
    found = find_contents(split_words(sentence), 3, VERBS["called"], subject, None)
    assert [sentence[a:b] for a, b in found] == ["it old"]


def test_contents_before_a_cue_begin_after_the_statement_before() -> None:
    """In "Orr said it fell, and it leaked, Lee said" only "it leaked" is Lee's."""
    sentence = "Orr said it fell, and it leaked, Lee said."
    ((start, end),) = contents_before(split_words(sentence), 9, (0, 1))
    assert sentence[start:end] == "and it leaked"
