"""Every way to ask for somebody's words, of made-up articles, with the real model."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag.answers import Citation
from rag.config import BuildConfig
from rag.engine import Engine, build, open_index

ARTICLES = {
    "pier.txt": """Tessmouth argues over its pier

Mayor Ingrid Vell said on Monday that the pier at Tessmouth would be closed for the winter. “The
timbers are rotten and I will not gamble with the fishermen’s lives,” she said.

Vell promised to pay every stall keeper half of the winter's rent. She wants the harbour company to
pay for new timbers, and warned that a storm could take the whole pier.

Oskar Brandt, who runs the harbour company, denied that the timbers were rotten. “My own divers were
down there in June,” Brandt told reporters. He thinks that the mayor is afraid of the autumn
election.

Corvania has replied that it will not lend its dredger for the pier. The dredger was built in 1988
and lies in the port of Halm, where Corvania keeps its fleet. Its crew of eleven was sent home.
""",
    "school.txt": """Pupils of Halm to learn on Saturdays

The head of the school at Halm, Tamsin Orrel, said that lessons on Saturdays would begin in March.
“Nobody likes it, but the roof fell in and we lost three weeks,” Orrel said.

The parents' council welcomed the plan. Ferdi Vell, a carpenter, said that the new roof would hold
for fifty years.
""",
}


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The made-up articles, open."""
    folder = tmp_path_factory.mktemp("speech")
    (folder / "corpus").mkdir()
    for name, text in ARTICLES.items():
        (folder / "corpus" / name).write_text(text, "utf-8")
    build(folder / "corpus", folder / "index", config=BuildConfig(dtype="float32"))
    yield open_index(folder / "index")


def speaker_and_words(citation: Citation) -> tuple[str | None, str]:
    """Return who is said to speak, and the sentence."""
    assert citation.attribution is not None
    return citation.attribution.speaker, citation.sentence.text


@pytest.mark.parametrize(
    ("question", "speaker", "words"),
    [
        ("What did Ingrid Vell say about the timbers?", "Ingrid Vell", "timbers are rotten"),
        ("What does Brandt think about the mayor?", "Oskar Brandt", "afraid of the autumn"),
        ("What does the mayor want from the harbour company?", "Ingrid Vell", "pay for new"),
        ("What did Ingrid Vell promise the stall keepers?", "Ingrid Vell", "half of the winter"),
        ("What did Brandt deny about the timbers?", "Oskar Brandt", "denied that the timbers"),
        ("What did Ingrid Vell warn about the storm?", "Ingrid Vell", "a storm could"),
        ("Who said that the new roof would hold?", "Ferdi Vell", "fifty years"),
        ("Who denied that the timbers were rotten?", "Oskar Brandt", "denied that"),
        ("Orrel on the roof", "Tamsin Orrel", "the roof fell in"),
        ("quotes by Tamsin Orrel", "Tamsin Orrel", ""),
        ("quotes by Brandt on the divers", "Oskar Brandt", "My own divers"),
        ("Did Orrel say that lessons would begin in March?", "Tamsin Orrel", "in March"),
        ("What was Brandt's response to the claim that timbers are rotten?", "Oskar Brandt", ""),
        ("What was Corvania's response to the pier?", "Corvania", "will not lend its dredger"),
        # without a topic
        ("What did Orrel say?", "Tamsin Orrel", ""),
        ("What does Brandt think?", "Oskar Brandt", "afraid of the autumn"),
        ("what does Ingrid Vell want", "Ingrid Vell", "wants the harbour company"),
        ("What did Ingrid Vell promise?", "Ingrid Vell", "half of the winter"),
        ("What did Brandt deny?", "Oskar Brandt", "denied that the timbers"),
        ("What does Ingrid Vell warn about?", "Ingrid Vell", "a storm could"),
        ("What was Corvania's response?", "Corvania", "will not lend its dredger"),
        ("What was the reaction of Corvania?", "Corvania", "will not lend its dredger"),
    ],
)  # fmt: skip
def test_ways_to_ask_for_words(invented: Engine, question: str, speaker: str, words: str) -> None:
    """Whatever the form, the first sentence is that one's own, and says whose it is."""
    answer = invented.answer(question)
    assert answer.refusal is None
    named, text = speaker_and_words(answer.citations[0])
    assert named == speaker
    assert words in " ".join(text.split())


def test_labelled_as_quoted_or_reported(invented: Engine) -> None:
    """What stands in quotation marks is quoted, the rest reported."""
    kinds = {
        " ".join(c.sentence.text.split())[:12]: c.attribution.kind
        for c in invented.answer("quotes by Tamsin Orrel").citations
        if c.attribution
    }
    assert kinds == {"The head of ": "indirect", "“Nobody like": "direct"}


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("What did Brandt say about Saturdays?", "attribute to Brandt clearly answer this"),
        ("What did Orrel promise?", "Orrel is quoted, but with no clear promise"),
    ],
)
def test_what_one_did_not_say_is_not_answered(invented: Engine, question: str, says: str) -> None:
    """A refusal says what is missing and offers the nearest, as such."""
    answer = invented.answer(question)
    assert says in (answer.refusal or "")
    assert answer.nearest and not answer.citations


def test_two_of_one_surname_are_told_apart_by_the_first_name(invented: Engine) -> None:
    """Nobody else's words stand under a full name."""
    for name in ("Ingrid Vell", "Ferdi Vell"):
        answer = invented.answer(f"quotes by {name}")
        assert {c.attribution and c.attribution.speaker for c in answer.citations} == {name}
