"""Who said what, in invented news that follows the conventions of real news."""

from __future__ import annotations

import re

import pytest

from rag.attribution.linking import attribute
from rag.attribution.spans import AttributionSpan
from rag.corpus import parse
from rag.segment.sentences import split_sentences
from tests.paths import DATA, SAMPLE
from tests.support import shipped_tagger

QUOTATIONS = DATA / "sample_quotations.tsv"


def said(text: str) -> list[AttributionSpan]:
    """Return the attributions of a text."""
    return attribute(text, split_sentences(text), shipped_tagger())


def pairs(text: str) -> list[tuple[str | None, str]]:
    """Return the speaker and content of each attribution, in the order of the text.

    Contents are given without the conjunction and the marks at their ends.
    """
    found = sorted(said(text), key=lambda a: (a.start, a.end))
    contents = [text[a.start : a.end].removeprefix("that ").rstrip(".") for a in found]
    return [(a.speaker, content) for a, content in zip(found, contents, strict=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the speaker before the words
        ("Ann Lee said the bridge was safe.", [("Ann Lee", "the bridge was safe")]),
        ("Ann Lee has repeatedly warned that it leaks.", [("Ann Lee", "it leaks")]),
        ("Ann Lee said: “It leaks.”", [("Ann Lee", "“It leaks.”")]),
        ("Ann Lee told reporters on Monday, “It leaks.”", [("Ann Lee", "“It leaks.”")]),
        ("Ann Lee told the court that it leaked.", [("Ann Lee", "it leaked")]),
        ("Ann Lee, the mayor, said that it leaked.", [("Ann Lee", "it leaked")]),
        ("On Monday, Ann Lee, 45, said it leaked.", [("Ann Lee", "it leaked")]),
        ("Mayor Ann Lee promised to mend it.", [("Ann Lee", "to mend it")]),
        ("Ann Lee is once again denying that it leaked.", [("Ann Lee", "it leaked")]),
        # and after them
        ("“It leaks,” said Ann Lee.", [("Ann Lee", "“It leaks,”")]),
        ("“It leaks,” Ann Lee said on Monday.", [("Ann Lee", "“It leaks,”")]),
        ('"It leaks," Ann Lee, 45, said.', [("Ann Lee", '"It leaks,"')]),
        ("“It leaks,” Ann Lee told reporters in Oskerby.", [("Ann Lee", "“It leaks,”")]),
        ("“Does it leak?” asked Ann Lee.", [("Ann Lee", "“Does it leak?”")]),
        ("The bridge was safe, Ann Lee said.", [("Ann Lee", "The bridge was safe")]),
        ("The bridge was safe, said Ann Lee.", [("Ann Lee", "The bridge was safe")]),
        ("“It leaks,” Ann Lee said as she left.", [("Ann Lee", "“It leaks,”")]),
        ("“It leaks,” Ann Lee told men after a talk that was long.", [("Ann Lee", "“It leaks,”")]),
        ("“It leaks,” Ann Lee said quietly.", [("Ann Lee", "“It leaks,”")]),
        ("“It leaks,” said its warden, Ann Lee.", [("Ann Lee", "“It leaks,”")]),
        ("“It leaks,” said 80-year-old Ann Lee.", [("Ann Lee", "“It leaks,”")]),
        # with a time, a place, a hearer
        ("Ann Lee said this week that it leaked.", [("Ann Lee", "it leaked")]),
        ("Ann Lee said there was a leak.", [("Ann Lee", "there was a leak")]),
        ("Ann Lee told “Good Morning” that it leaked.", [("Ann Lee", "it leaked")]),
        ("Ann Lee urged them to mend it.", [("Ann Lee", "them to mend it")]),
        ("Theresa May has long said that it leaked.", [("Theresa May", "it leaked")]),
        ("Ann Lee’s team says it leaks.", [("Ann Lee’s team", "it leaks")]),
        # the name after what he is, and what he is after the name
        ("The mayor, Ann Lee, said it leaked.", [("Ann Lee", "it leaked")]),
        (
            "Ann Lee, the engineer, said a pier, No. 2, leaked.",
            [("Ann Lee", "a pier, No. 2, leaked")],
        ),
        # two who speak together
        ("Ann Lee and Bo Orr say it leaks.", [("Ann Lee and Bo Orr", "it leaks")]),
        # as somebody said
        ("As Ann Lee said, the bridge leaks.", [("Ann Lee", "the bridge leaks")]),
        ("The bridge leaks, as Ann Lee pointed out.", [("Ann Lee", "The bridge leaks")]),
        ("She’s promising that it won’t leak.", [(None, "it won’t leak")]),
        # in the middle
        (
            "“It leaks,” said Ann Lee, “and it creaks.”",
            [("Ann Lee", "“It leaks,”"), ("Ann Lee", "“and it creaks.”")],
        ),
        (
            "The bridge, some experts warn, would hardly stand a flood.",
            [("some experts", "The bridge"), ("some experts", "would hardly stand a flood")],
        ),
        # according to
        ("According to Ann Lee, it leaked.", [("Ann Lee", "it leaked")]),
        ("It leaked, according to Ann Lee.", [("Ann Lee", "It leaked")]),
        (
            "According to a new report by Ann Lee, it leaked.",
            [("a new report by Ann Lee", "it leaked")],
        ),
        ("According to a report, it leaked.", [("a report", "it leaked")]),
        ("It leaked, according to a letter Ann Lee sent in May.", [("Ann Lee", "It leaked")]),
        ("The clerks answer that it leaked.", [("The clerks", "it leaked")]),
        # a member of a group, and its heads
        (
            "Some clerks, among them Ann Lee, said it leaked.",
            [("Some clerks, including Ann Lee", "it leaked")],
        ),
        (
            "The clerks, with Ann Lee of Oskerby and Bo Orr at their head, said it leaked.",
            [("The clerks, including Ann Lee and Bo Orr", "it leaked")],
        ),
        ("Ann Lee and other clerks said it leaked.", [("Ann Lee and other clerks", "it leaked")]),
        (
            "Ann Lee of the Water Ministry and others have said it leaked.",
            [("Ann Lee and others", "it leaked")],
        ),
        ("It is disputed, with some clerks warning that it leaks.", [("some clerks", "it leaks")]),
        ("It is disputed, with Ann Lee warning that it leaks.", [("Ann Lee", "it leaks")]),
        # a clause with "who" before the verb
        (
            "Ann Lee, who has called it a sieve, said that it leaked.",
            [("Ann Lee", "it leaked")],
        ),
        (
            "The clerks who are planning the pier, with Ann Lee at their head, say it leaks.",
            [("The clerks, including Ann Lee", "it leaks")],
        ),
        # organisations, documents, offices
        ("The Water Ministry said it leaked.", [("Water Ministry", "it leaked")]),
        ("The report said it leaked.", [("The report", "it leaked")]),
        ("A spokesman for Ann Lee said it leaked.", [("A spokesman for Ann Lee", "it leaked")]),
        ("Ann Lee’s aides said it leaked.", [("Ann Lee’s aides", "it leaked")]),
        ("“It leaks,” a Lee aide said.", [("a Lee aide", "“It leaks,”")]),
        # mixed
        ("Ann Lee called it “a sieve” on Monday.", [("Ann Lee", "it “a sieve”")]),
        # a participle, and a noun
        ("Moved by the flood, Ann Lee came, promising to pay.", [("Ann Lee", "to pay")]),
        (
            "“It leaks,” Ann Lee said, cutting off a man who asked about it.",
            [("Ann Lee", "“It leaks,”")],
        ),
        # a statement inside another
        (
            "Ann Lee said that Piers Haddow, the owner, had promised to pay for a new bridge.",
            [
                ("Ann Lee", "Piers Haddow, the owner, had promised to pay for a new bridge"),
                ("Piers Haddow", "to pay for a new bridge"),
            ],
        ),
        (
            "Ann Lee said it leaked, but Piers Haddow denied that it did.",
            [("Ann Lee", "it leaked"), ("Piers Haddow", "it did")],
        ),
        # a name under a quotation
        ("“It leaks and it creaks.” — Ann Lee", [("Ann Lee", "“It leaks and it creaks.”")]),
    ],
)
def test_conventions_of_news(text: str, expected: list[tuple[str, str]]) -> None:
    """Speaker and content are found wherever news puts them."""
    assert pairs(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The bridge leaked.",
        "Ann Lee answered the telephone.",
        "Nobody saw Ann Lee’s threat to the bridge.",
        "The report was about a bridge.",
        "The “bridge” leaked.",
        "It was said that the bridge leaked.",
        "The bridge is said to leak.",
        "Ann Lee was told that it leaked.",
        "Ann Lee has not said that it leaked.",
        "The statement by the council is long.",
        "Ann Lee added three apples.",
        "The bridge, the demands that came with it, and the rest.",
        "Logistics support at sea and in the air was bad.",
        "A wall for the countries that supported it stood there.",
    ],
)
def test_words_that_look_like_speech(text: str) -> None:
    """Nouns, passives, negated speech and terms in quotation marks are attributed to nobody."""
    assert [found.speaker for found in said(text) if found.speaker] == []


def test_a_quotation_without_a_cue_continues_the_speech_before() -> None:
    """After "she said", the next quotation in the same paragraph is hers, too."""
    text = "“It leaks,” said Ann Lee. “It creaks as well, and badly.” “Yes.” It is “safe”."
    found = pairs(text)
    assert {speaker for speaker, _ in found} == {"Ann Lee"}
    assert "“Yes.”" in found[-1][1]


def test_speech_continues_after_an_action_of_the_speaker() -> None:
    """A sentence about what the speaker does may stand between two quotations."""
    text = "“It leaks,” said Ann Lee. She paused. “It creaks as well, and badly.”"
    assert [a for a, _ in pairs(text)] == ["Ann Lee", "Ann Lee"]


def test_a_cue_with_a_colon_introduces_the_next_paragraph() -> None:
    """ "Ann Lee said:" at the end of a paragraph is the cue of the quotation under it."""
    assert pairs("Ann Lee said:\n\n“It leaks, and it creaks.”") == [
        ("Ann Lee", "“It leaks, and it creaks.”")
    ]


def test_a_heading_takes_no_speaker_from_the_paragraph_before() -> None:
    """A heading in quotation marks is not attributed to the last speaker."""
    text = "# Day\n\n“It leaks,” said Ann Lee.\n\n## “Nobody told us that”\n\nThe day was long."
    (document,) = parse("day.md", text.encode()).documents
    assert [a for a, _ in pairs(document.text)] == ["Ann Lee", None]


def test_a_quotation_over_paragraphs() -> None:
    """A quotation with an opening mark in each paragraph has one speaker to its end."""
    text = "Ann Lee said: “It leaks.\n\n“It creaks as well.\n\n“And it is old.”"
    assert [a for a, _ in pairs(text)] == ["Ann Lee"] * 3


def test_a_quotation_without_a_speaker_is_unresolved() -> None:
    """It is found, and its speaker is None."""
    (found,) = said("The day was long. “Nobody told us that it would leak like this.”")
    assert (found.speaker, found.form) == (None, "none")


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Secretary of State Ann B. Lee said it leaked.", "Ann B. Lee"),
        ("President Ann Lee came. Lee said it leaked.", "Ann Lee"),
        ("Ann Lee came. Ms Lee said it leaked.", "Ann Lee"),
        ("President Ann Lee came. The president said it leaked.", "Ann Lee"),
        ("Ann Lee, the mayor, came. “It leaks,” the mayor said.", "Ann Lee"),
        ("Ann Lee came with Piers Lee. Lee said it leaked.", "Lee"),
        ("Karl Lee came with Piers Lee. Mr Lee said it leaked.", "Lee"),
        ("Mrs Ann Lee came with Mr Piers Lee. Mr Lee said it leaked.", "Piers Lee"),
        ("Ann Lee, a council engineer, came. The council said it leaked.", "The council"),
        ("President Ann Lee met President Bo Orr. The president said it leaked.", "The president"),
    ],
)
def test_one_person_under_several_names(text: str, speaker: str) -> None:
    """Titles, last names and offices resolve to the full name, unless two people fit."""
    assert pairs(text)[-1][0] == speaker


def test_every_quotation_of_the_sample_has_its_speaker() -> None:
    """Every quotation of the sample articles is attributed to its speaker.

    The list gives the first words of each quotation and the speaker; "-" is a heading that names
    nobody.
    """
    found = []
    for path in sorted(SAMPLE.rglob("*.*")):
        name = path.relative_to(SAMPLE).as_posix()
        for document in parse(name, path.read_bytes()).documents:
            spans = sorted(said(document.text), key=lambda a: a.start)
            quoted = [a for a in spans if a.kind != "indirect"]
            found += [(name, *_quoted(document.text[a.start : a.end], a.speaker)) for a in quoted]
    assert found == listed_quotations()


def _quoted(content: str, speaker: str | None) -> tuple[str, str]:
    first = re.search(r"[“\"].*", content, re.DOTALL)
    assert first is not None
    return " ".join(first[0].split()[:4]), speaker or "-"


def listed_quotations() -> list[tuple[str, str, str]]:
    """Return the expected rows: article, first words, speaker."""
    path, rows = "", []
    for line in QUOTATIONS.read_text("utf-8").splitlines():
        if line.startswith("# "):
            path = line[2:]
        else:
            words, speaker = line.split("\t")
            rows.append((path, words, speaker))
    return rows
