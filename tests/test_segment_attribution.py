"""Who said what, read from made-up news in all its habits."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.corpus import parse
from rag.segment.attribution import AttributionSpan, attribute
from rag.segment.sentences import split_sentences

SAMPLE = Path(__file__).parent.parent / "corpus"


def said(text: str) -> list[AttributionSpan]:
    """Return the attributions of a text."""
    return attribute(text, split_sentences(text))


def pairs(text: str) -> list[tuple[str | None, str]]:
    """Return speaker and content of each, in the order of the text."""
    found = sorted(said(text), key=lambda a: (a.start, a.end))
    return [(a.speaker, text[a.start : a.end]) for a in found]


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
        ("Said Lee: “It leaks.”", [("Lee", "“It leaks.”")]),
        # in the middle
        (
            "“It leaks,” said Ann Lee, “and it creaks.”",
            [("Ann Lee", "“It leaks,”"), ("Ann Lee", "“and it creaks.”")],
        ),
        (
            "The bridge, some experts warn, would hardly stand a flood.",
            [
                ("some experts", "The bridge"),
                ("some experts", "would hardly stand a flood"),
            ],
        ),
        # according to
        ("According to Ann Lee, it leaked.", [("Ann Lee", "it leaked.")]),
        ("It leaked, according to Ann Lee.", [("Ann Lee", "It leaked")]),
        # organisations, documents, offices
        ("The Water Ministry said it leaked.", [("Water Ministry", "it leaked")]),
        ("The report said it leaked.", [("The report", "it leaked")]),
        ("A spokesman for Ann Lee said it leaked.", [("A spokesman for Ann Lee", "it leaked")]),
        ("Ann Lee’s aides said it leaked.", [("Ann Lee’s aides", "it leaked")]),
        ("“It leaks,” a Lee aide said.", [("a Lee aide", "“It leaks,”")]),
        # mixed
        ("Ann Lee called it “a sieve” on Monday.", [("Ann Lee", "it “a sieve” on Monday")]),
        # beside what was done, and as a noun
        ("Ann Lee left, saying it leaked.", [("Ann Lee", "it leaked")]),
        ("Nobody heard Ann Lee’s claim that it leaked.", [("Ann Lee", "it leaked")]),
        # one in another
        (
            "Ann Lee said that Piers Haddow had promised to pay.",
            [("Ann Lee", "Piers Haddow had promised to pay"), ("Piers Haddow", "to pay")],
        ),
        (
            "Ann Lee said it leaked, but Piers Haddow denied that it did.",
            [("Ann Lee", "it leaked"), ("Piers Haddow", "it did")],
        ),
        # a name under a quotation
        ("“It leaks and it creaks.” — Ann Lee", [("Ann Lee", "“It leaks and it creaks.”")]),
    ],
)
def test_habits_of_news(text: str, expected: list[tuple[str, str]]) -> None:
    """Finds speaker and content wherever news puts them."""
    assert pairs(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The bridge leaked.",
        "The report was about a bridge.",
        "The “bridge” leaked.",
        "It was said that the bridge leaked.",
        "The bridge is said to leak.",
        "Ann Lee was told that it leaked.",
        "Ann Lee has not said that it leaked.",
        "The statement by the council is long.",
        "Ann Lee added three apples.",
    ],
)
def test_words_that_look_like_speech(text: str) -> None:
    """Nouns, passives, denied speech, words in quotation marks as a term: nobody says anything."""
    assert said(text) == []


def test_a_quotation_goes_on_without_a_cue() -> None:
    """After "she said", a quotation in the same paragraph is hers, too."""
    text = "“It leaks,” said Ann Lee. “It creaks as well, and badly.”"
    assert [a for a, _ in pairs(text)] == ["Ann Lee", "Ann Lee"]


def test_a_quotation_over_paragraphs() -> None:
    """A quotation that opens anew at each paragraph is one speaker's to its end."""
    text = "Ann Lee said: “It leaks.\n\n“It creaks as well.\n\n“And it is old.”"
    assert [a for a, _ in pairs(text)] == ["Ann Lee"] * 3


def test_a_quotation_that_nobody_is_named_for_is_unresolved() -> None:
    """It is found, and given to nobody."""
    (found,) = said("The day was long. “Nobody told us that it would leak like this.”")
    assert (found.speaker, found.form) == (None, "none")


def test_headlines() -> None:
    """A headline that begins with a name and a colon is what that one said."""
    text = "Lee: bridge must close\n\nAnn Lee was there on Monday, and she did not stay."
    assert pairs(text)[0] == ("Ann Lee", "bridge must close")


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("President Ann Lee came. Lee said it leaked.", "Ann Lee"),
        ("Ann Lee came. Ms Lee said it leaked.", "Ann Lee"),
        ("President Ann Lee came. The president said it leaked.", "Ann Lee"),
        ("Ann Lee, the mayor, came. “It leaks,” the mayor said.", "Ann Lee"),
        ("Ann Lee came with Piers Lee. Lee said it leaked.", "Lee"),
        ("Ann Lee came with Piers Lee. Mr Lee said it leaked.", "Lee"),
        ("Mrs Ann Lee came with Mr Piers Lee. Mr Lee said it leaked.", "Piers Lee"),
        ("President Ann Lee met President Bo Orr. The president said it leaked.", "The president"),
    ],
)
def test_one_person_under_several_names(text: str, speaker: str) -> None:
    """Titles, last names and offices lead to the full name, unless two could be meant."""
    assert pairs(text)[-1][0] == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Anna Lee said it leaked. She added that it creaked.", "Anna Lee"),
        ("Anna Lee met Peter Orr. She said it leaked.", "Anna Lee"),
        ("Anna Lee met Peter Orr. He said it leaked.", "Peter Orr"),
        ("Paul Lee met Peter Orr. He said it leaked.", None),
        ("Peter Orr said it leaked. Paul Lee stood beside Peter Orr. He added that it creaked.",
         "Peter Orr"),
        ("He said it leaked.", None),
        ("Anna Lee came. He said it leaked.", None),
        ("Peter Orr lives in Honolulu. “It leaks,” he said.", "Peter Orr"),
        ("“Ask Paul Orr,” said Peter Lee. He added that it leaked.", "Peter Lee"),
        ("They said it leaked.", None),
    ],
)  # fmt: skip
def test_pronouns(text: str, speaker: str | None) -> None:
    """A pronoun is who spoke last or the only one who fits; where two may be meant, nobody."""
    assert pairs(text)[-1][0] == speaker


@pytest.mark.parametrize(
    ("path", "quotation", "speaker"),
    [
        ("europe/macron-presses-europe.txt", "“We can’t say that if", "Emmanuel Macron"),
        ("local/tarrel-bridge-shut.md", "“Nobody wants to be", "Ingrid Soley"),
        ("local/tarrel-bridge-shut.md", "“But I was shown", "Ingrid Soley"),
        ("local/tarrel-bridge-shut.md", "“The river has taken", "Amara Whitlock"),
        ("local/tarrel-bridge-shut.md", "“We’ll know more,”", "Amara Whitlock"),
        ("local/tarrel-bridge-shut.md", "“when the water drops", "Amara Whitlock"),
        ("local/tarrel-bridge-shut.md", "“Those reports sat", "Piers Haddow"),
        ("local/tarrel-bridge-shut.md", "“The divers should", "Piers Haddow"),
        ("local/tarrel-bridge-shut.md", "“I open at six", "Odile Brandt"),
        ("local/tarrel-bridge-shut.md", "“There are no people.”", "Odile Brandt"),
        ("environment/calder-flats-water-prices.md", '"I know what I', "Celia Ortega-Byrne"),
        ("environment/calder-flats-water-prices.md", '"But a lake', "Celia Ortega-Byrne"),
        ("environment/calder-flats-water-prices.md", '"People ask me', "Ruth Delacroix"),
        ("environment/calder-flats-water-prices.md", "\"I'm an engineer", "Ruth Delacroix"),
        ("environment/calder-flats-water-prices.md", '"Fix the pipes', "Hal Brewster"),
        ("environment/calder-flats-water-prices.md", "\"You don't raise", "Hal Brewster"),
        ("environment/calder-flats-water-prices.md", '"The price isn', "Walt Iverson"),
        ("environment/calder-flats-water-prices.md", '"At any price', "Walt Iverson"),
        ("sport/brackwater-town-loss.md", '"I have put my hand', "Desmond Achterberg"),
        ("sport/brackwater-town-loss.md", '"We have cut the wage', "Fiona Stanhill"),
        ("sport/brackwater-town-loss.md", "\"You can't sign", "Gareth Oduya"),
        ("sport/brackwater-town-loss.md", '"We were told', "Priya Lindqvist"),
        ("sport/brackwater-town-loss.md", '"Bring a friend,"', "Priya Lindqvist"),
        ("transport/harrowick-second-tram-line.md", "“We drilled", "Oluwaseun Tennant"),
        ("transport/harrowick-second-tram-line.md", "“The first line", "Beth Garrity"),
        ("transport/harrowick-second-tram-line.md", "“My barber", "Harold Pym"),
        ("transport/harrowick-second-tram-line.md", "“He’s asked me", "Harold Pym"),
        ("transport/harrowick-second-tram-line.md", "“I won’t promise", "Klara Venn"),
    ],
)
def test_quotations_of_the_sample_articles(path: str, quotation: str, speaker: str) -> None:
    """Every quotation of the sample articles has its speaker."""
    (document,) = parse(path, (SAMPLE / path).read_bytes()).documents
    text = document.text
    found = [a.speaker for a in said(text) if text[a.start : a.end].startswith(quotation)]
    assert found == [speaker]


def test_no_quotation_of_the_sample_has_a_wrong_speaker() -> None:
    """All direct quotations of the sample go to one who is named there, or to nobody."""
    named = set()
    for path in sorted(SAMPLE.rglob("*.*")):
        for document in parse(path.relative_to(SAMPLE).as_posix(), path.read_bytes()).documents:
            text = document.text
            quotations = [a for a in said(text) if a.kind == "direct"]
            assert all(a.speaker is None or a.speaker in text for a in quotations)
            named |= {a.speaker for a in quotations if a.speaker}
    assert "Emmanuel Macron" in named
    assert len(named) > 15


TEXTS = st.text(st.sampled_from("ab AB.,?!:;\n“”\"’'—-() said she Lee told that,"), max_size=300)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(TEXTS)
def test_any_text(text: str) -> None:
    """Whatever the text, contents are stretches of it that are not empty."""
    for found in said(text):
        assert 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize(
    "piece",
    [
        "“",
        '"',
        "x",
        "said ",
        "Lee ",
        "he said, ",
        "“A,” she said. ",
        "Ann Lee said that Piers Orr said that ",
        ", , ",
        "昨日、市長は橋が危ないと述べた。",
        "Der Minister sagte, das sei falsch. ",
    ],
)
def test_time_is_linear(piece: str) -> None:
    """Twice the text takes about twice the time, whatever it is made of."""

    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        sentences = split_sentences(text)
        started = time.perf_counter()
        attribute(text, sentences)
        return time.perf_counter() - started

    small = min(seconds(50_000) for _ in range(3))
    assert seconds(200_000) < 10 * small + 0.2
