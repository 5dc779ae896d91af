"""Who is meant by the noun of an office or a relation."""

from __future__ import annotations

import pytest

from rag.attribution.linking import attribute
from rag.attribution.people import find_people
from rag.attribution.pronouns import Discourse
from rag.attribution.resolver import resolve_speaker
from rag.segment.sentences import split_sentences
from tests.support import shipped_tagger


def last_speaker(text: str) -> str | None:
    """Return the speaker of the last attribution of an article."""
    found = attribute(text, split_sentences(text), shipped_tagger())
    return max(found, key=lambda a: (a.start, a.end)).speaker


def resolved(text: str, source: str) -> str | None:
    """Return who is meant by the last occurrence of a source, as the sentences before are read."""
    discourse = Discourse(find_people(text, headings=[], quotations=[]))
    start = text.rindex(source)
    for sentence in split_sentences(text[:start].rpartition(". ")[0] + "."):
        discourse.end_sentence(sentence.start, sentence.end, None)
    return resolve_speaker(discourse, (start, start + len(source))).name


@pytest.mark.parametrize(
    ("text", "source", "name"),
    [
        ("Mayor Ann Lee came. In Holm, the mayor went.", "the mayor", "Ann Lee"),
        ("Mayor Ann Lee met Vice Mayor Bo Orr. Then the mayor went.", "the mayor", "Ann Lee"),
        ("Mayor Ann Lee met Vice Mayor Bo Orr. Then the vice mayor went.", "the vice mayor",
         "Bo Orr"),
        ("Former Mayor Ann Lee came. Then the mayor went.", "the mayor", "the mayor"),
        ("Sen. Ann Lee came. Then the senator went.", "the senator", "Ann Lee"),
        ("Sen. Ann Lee met Sen. Bo Orr. Then the senators went.", "the senators", "the senators"),
        ("Ann Lee, a baker, came. Then the baker went.", "the baker", "Ann Lee"),
        ("Baker Ann Lee came. Then the mayor went.", "the mayor", "the mayor"),
        ("Mayor Ann Lee came. Then the Holm mayor went.", "the Holm mayor", "Ann Lee"),
        ("Mayor Ann Lee came. It was late. Then the Holm mayor went.", "the Holm mayor",
         "the Holm mayor"),
        ("Mayor Ann Lee met Bo Orr. Then the Holm mayor went.", "the Holm mayor", "the Holm mayor"),
        ("Mayor Ann Lee came. Then the mayor of Holm went.", "the mayor of Holm",
         "the mayor of Holm"),
        ("Mayor Ann Lee of Holm met Bo Orr. Mayor Cy Venn slept. It rained. It rained. It rained. "
         "Mayor Ann Lee ate. Then the mayor went.", "the mayor", "Ann Lee"),
    ],
)  # fmt: skip
def test_the_holder_of_an_office(text: str, source: str, name: str) -> None:
    """An office is that of its only holder, or of the only one just named; else it stays open."""
    assert resolved(text, source) == name


@pytest.mark.parametrize(
    ("text", "source", "name"),
    [
        ("Paul Lee came. Then his deputy went.", "his deputy", "Paul Lee’s deputy"),
        ("Paul Lee came. His deputy, Paola Orr, ate. Paul Lee sat. Then his deputy went.",
         "his deputy", "Paola Orr"),
        ("It rained. Then his deputy went.", "his deputy", None),
        ("It rained. Then their deputy went.", "their deputy", None),
    ],
)  # fmt: skip
def test_a_relation(text: str, source: str, name: str | None) -> None:
    """ "His deputy" is never the person whose deputy it is, and nobody if that is unclear."""
    assert resolved(text, source) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mayor Andrea Corti left. His deputy, Paola Nardi, stays.\n\n“I am tired,” he said.",
         "Andrea Corti"),
        ("The farmer came. “It leaks,” she said.", "the farmer"),
        ("Ohio denied it. “It leaks,” said widow Terry Vale. She added, “It creaks.”",
         "Terry Vale"),
        ("The spokesman came. “It leaks,” she said.", "the spokesman"),
        ("The lake rose. “It leaks,” she said.", None),
        ("First lady Anna Lee came. Then Captain Bo Lee spoke. Lee said it leaked.", "Lee"),
        ("Anna Lee met Paul Lee. It rained. It poured. It froze. Paul Lee spoke. "
         "Lee said it leaked.", "Paul Lee"),
    ],
)  # fmt: skip
def test_who_is_meant_in_an_article(text: str, name: str | None) -> None:
    """Neither a place, nor a relation, nor a namesake takes the words of another."""
    assert last_speaker(text) == name
