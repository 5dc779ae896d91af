"""Whom pronouns refer to."""

from __future__ import annotations

import pytest

from rag.attribution.linking import attribute
from rag.attribution.people import find_people
from rag.attribution.pronouns import Discourse
from rag.segment.sentences import split_sentences
from tests.support import shipped_tagger


def last_speaker(text: str) -> str | None:
    """Return the speaker of the last attribution of a text."""
    found = attribute(text, split_sentences(text), shipped_tagger())
    return max(found, key=lambda a: (a.start, a.end)).speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Anna Lee said it leaked. She added that it creaked.", "Anna Lee"),
        ("Anna Lee met Peter Orr. She said it leaked.", "Anna Lee"),
        ("Anna Lee met Peter Orr. He said it leaked.", "Peter Orr"),
        ("Paul Lee met Peter Orr. He said it leaked.", None),
        ("Peter Orr said it leaked. Paul Lee stood beside Peter Orr. He said it creaked.", None),
        ("Paul Lee spoke of Peter Orr’s bridge. He said it leaked.", "Paul Lee"),
        ("Paul Lee wrote to the brother of Peter Orr. He said it leaked.", "Paul Lee"),
        ("“It leaks,” said Paul Lee. It was the bridge of Peter Orr. He said it creaked.", None),
        ("Paul Lee said Peter Orr had left. He added that it leaked.", "Paul Lee"),
        ("They called Paul. He said it leaked.", "Paul"),
        ("Its manager, Lin Orr, came. He said it leaked.", "Lin Orr"),
        ("Ann Lee spoke in Oskerby. Oskerby slept. She said it leaked.", "Ann Lee"),
        ("She said the bridge of Anna Lee leaked. She said it creaked.", None),
        ("He said it leaked.", None),
        ("Anna Lee came. He said it leaked.", None),
        ("Peter Orr lives in Honolulu. “It leaks,” he said.", "Peter Orr"),
        ("“Ask Paul Orr,” said Peter Lee. He added that it leaked.", "Peter Lee"),
        ("They said it leaked.", None),
        ("Some clerks said it leaked. It says that it creaks.", None),
        ("Older people said it leaked. It says that it creaks.", None),
        ("The network said it leaked. It says that it creaks.", "The network"),
        ("Oskerby denied it. Terry Vale said it leaked. She added that it creaked.", "Terry Vale"),
        ("The police chief came. He said it leaked.", "the police chief"),
        ("“It leaks,” said Bo Cole. It is Jane Orr’s, with Ann Lee, who paid, asking for it. "
         "She said it leaked.", None),
        ("“It leaks,” said Bo Cole. It is old, with Ann Lee, who paid, defending it. "
         "She said it leaked.", "Ann Lee"),
        ("“It leaks,” said Ada Cole. It was built with Ann Lee, who paid. She said it fell.", None),
        ("Some clerks said it leaked. They said that it creaked.", "Some clerks"),
    ],
)  # fmt: skip
def test_pronouns(text: str, speaker: str | None) -> None:
    """A pronoun refers to the last speaker or the only compatible person; else to nobody."""
    assert last_speaker(text) == speaker


def test_a_pronoun_refers_back_three_sentences_at_most() -> None:
    """Of two people who are named further back neither is the antecedent."""
    said = "Maud Orr left. Anna Lee came. It was late. It was dark. She said it leaked."
    assert last_speaker(said) == "Anna Lee"
    assert last_speaker(said.replace("It was dark.", "It was dark. It was cold.")) is None


def test_one_use_of_a_pronoun_fixes_the_gender() -> None:
    """Whoever was "he" once is not "she" later."""
    text = "Then Lin Orr, the mayor, came. He said it leaked. She said it creaked."
    assert last_speaker(text) is None


def test_the_discourse_returns_the_subject_of_a_sentence() -> None:
    """The subject is the name that a sentence begins with, or whom its first pronoun means."""
    text = "Anna Lee came. She met Bo Orr."
    discourse = Discourse(find_people(text, headings=[], quotations=[]))
    assert discourse.end_sentence(0, 14, None) == "Anna Lee"
    assert discourse.resolve_singular("female", 15) == "Anna Lee"
    assert discourse.end_sentence(15, len(text), None) == "Anna Lee"
