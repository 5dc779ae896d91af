"""The engine over the sample articles, with the real model."""

from __future__ import annotations

import shutil
import threading
from contextlib import closing
from pathlib import Path

import pytest

import rag
from rag.config import BuildConfig
from rag.engine import Engine, build, info, open_index, shared
from rag.errors import (
    ConfigError,
    CorpusError,
    IndexCorrupt,
    IndexMismatch,
    IndexMissing,
    QuestionError,
)
from rag.index.staging import Progress
from rag.index.store import Store
from tests.paths import SAMPLE

FLAGSHIP = "what did Macron say about US support"
QUOTED = "We can’t say that if the Americans don’t join us"


def test_answers_the_flagship(engine: Engine) -> None:
    """Gives the sentence in which Macron says it, word for word, with article, date and place."""
    answer = engine.answer(FLAGSHIP)
    first = [s for c in answer.citations for s in (*c.context, c.sentence)]
    quoted = next(s for s in first if QUOTED in s.text)
    document = quoted.document
    assert document.text[quoted.start : quoted.end] == quoted.text
    assert document.title
    assert document.published


def test_every_quotation_stands_in_its_file(engine: Engine) -> None:
    """What is cited from a plain file is found at its bytes."""
    corpus = SAMPLE
    checked = 0
    for question in (FLAGSHIP, "Why was the Tarrel Bridge closed?", "What is scour?"):
        for citation in engine.answer(question, min_confidence=0).citations:
            sentence, place = citation.sentence, citation.document.places[0]
            if place.encoding is not None:
                data = (corpus / place.path).read_bytes()
                cut = data[sentence.byte_start : sentence.byte_end]
                assert cut.decode(place.encoding) == sentence.text
                checked += 1
    assert checked >= 3


def test_refuses_what_no_article_holds(engine: Engine) -> None:
    """A question on another subject has no citation and no source."""
    answer = engine.answer("How do I bake sourdough bread?")
    assert not answer.answered
    assert answer.documents == ()
    assert answer.nearest


def test_answers_the_same_twice(engine: Engine) -> None:
    """The same question has the same answer."""
    assert engine.answer(FLAGSHIP).to_dict() == engine.answer(FLAGSHIP).to_dict()


def test_is_safe_to_use_from_several_threads(engine: Engine) -> None:
    """Eight threads that ask at once all get the answer that one gets."""
    expected, got = engine.answer(FLAGSHIP).to_dict(), []
    threads = [
        threading.Thread(target=lambda: got.append(engine.answer(FLAGSHIP).to_dict()))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == [expected] * 8


@pytest.mark.parametrize("top", [0, 6, -1])
def test_top_has_a_range(engine: Engine, top: int) -> None:
    """A number of sentences outside 1 to 5 is a ConfigError."""
    with pytest.raises(ConfigError, match="use 1 to 5"):
        engine.answer(FLAGSHIP, top=top)


def test_an_empty_question_is_an_error(engine: Engine) -> None:
    """Raises QuestionError."""
    with pytest.raises(QuestionError):
        engine.answer(" ")


def test_follows_the_index(sample_index: Path, tmp_path: Path) -> None:
    """An open engine answers from what a later build made, and not from what it removed."""
    corpus = Path(shutil.copytree(SAMPLE, tmp_path / "corpus"))
    index = Path(shutil.copytree(sample_index, tmp_path / "index"))
    engine = open_index(index)
    assert "Bo Orrin" not in {s.name for s in engine.speakers()}
    (corpus / "bread.txt").write_text(
        "Bread\n\nSourdough bread is baked at 230 degrees, said Bo Orrin.\n"
    )
    report = build(corpus, index)
    assert (report.added, report.embedded) == (("bread.txt",), 1)
    question = "at how many degrees is sourdough bread baked"
    assert "230 degrees" in engine.answer(question).citations[0].sentence.text
    assert "Bo Orrin" in {s.name for s in engine.speakers()}
    (corpus / "bread.txt").unlink()
    assert build(corpus, index).removed == ("bread.txt",)
    assert not any("230" in c.sentence.text for c in engine.answer(question).citations)
    assert "Bo Orrin" not in {s.name for s in engine.speakers()}


def test_rebuild_uses_the_folder_of_the_last_build(tmp_path: Path) -> None:
    """The page's button reads the same folder again, with the model that is loaded."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.txt").write_text("Bread\n\nSourdough bread is baked at 230 degrees.\n")
    build(corpus, tmp_path / "index")
    engine = open_index(tmp_path / "index")
    (corpus / "b.txt").write_text("Rye\n\nRye bread is baked at 250 degrees.\n")
    seen: list[Progress] = []
    report = engine.rebuild(report=seen.append)
    assert report.added == ("b.txt",)
    assert [progress.stage for progress in seen] == ["reading", "embedding", "writing"]
    assert seen[1].done == seen[1].total == (corpus / "b.txt").stat().st_size


def test_rebuild_embeds_everything_again(tmp_path: Path) -> None:
    """`rebuild` makes the index anew although nothing changed."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.txt").write_text("Bread\n\nSourdough bread is baked at 230 degrees.\n")
    assert build(corpus, tmp_path / "index").embedded == 1
    assert build(corpus, tmp_path / "index").embedded == 0
    assert build(corpus, tmp_path / "index", rebuild=True).embedded == 1
    assert info(tmp_path / "index").counts.passages == 1


def test_other_settings_need_a_rebuild(tmp_path: Path) -> None:
    """Building with another passage size is refused, naming both, until `rebuild` says so."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.txt").write_text("Bread\n\nSourdough bread is baked at 230 degrees.\n")
    build(corpus, tmp_path / "index")
    small = BuildConfig(passage_tokens=50)
    with pytest.raises(IndexMismatch, match="passage size 200") as caught:
        build(corpus, tmp_path / "index", config=small)
    assert caught.value.expected == "passage size 50"
    build(corpus, tmp_path / "index", config=small, rebuild=True)
    assert info(tmp_path / "index").recipe.passage_tokens == 50


def test_rebuild_mends_a_damaged_database(tmp_path: Path) -> None:
    """After damage on any page of the database, `rebuild` makes the index again."""
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "a.txt").write_text("Bread\n\nSourdough bread is baked at 230 degrees.\n")
    build(corpus, index)
    whole = (index / "rag.sqlite").read_bytes()
    damaged = 0
    for page in range(1, len(whole) // 4096):
        broken = bytearray(whole)
        broken[page * 4096 : page * 4096 + 2048] = b"\xff" * 2048
        (index / "rag.sqlite").write_bytes(broken)
        damaged += is_damaged(index)
        assert build(corpus, index, rebuild=True).embedded == 1
        assert info(index).counts.documents == 1
    assert damaged > 3


def is_damaged(index: Path) -> bool:
    """Say if the database of an index is found to be damaged."""
    try:
        with closing(Store(index)) as store:
            store.check()
    except IndexCorrupt:
        return True
    return False


def test_a_damaged_index_is_kept_until_it_can_be_replaced(tmp_path: Path) -> None:
    """Rebuilding from a folder that can't be read removes nothing."""
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "rag.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(CorpusError):
        build(tmp_path / "gone", tmp_path / "index", rebuild=True)
    with pytest.raises(ConfigError, match="name it"):
        build(None, tmp_path / "index", rebuild=True)
    assert (tmp_path / "index" / "rag.sqlite").read_bytes().startswith(b"no database")


def test_an_open_engine_does_not_answer_from_another_models_vectors(tmp_path: Path) -> None:
    """After the index was made anew in another dtype, an engine that was open says so."""
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "a.txt").write_text("Bread\n\nSourdough bread is baked at 230 degrees.\n")
    build(corpus, index, config=BuildConfig(dtype="float32"))
    engine = open_index(index)
    build(corpus, index, rebuild=True)
    assert engine.answer("how hot is sourdough baked", min_confidence=0).answered
    build(corpus, index, config=BuildConfig(dtype="bfloat16"), rebuild=True)
    with pytest.raises(IndexMismatch, match="open it again") as caught:
        engine.answer("how hot is sourdough baked")
    assert "bfloat16" in caught.value.found


def test_a_missing_index_is_said(tmp_path: Path) -> None:
    """Raises IndexMissing with the command that builds one."""
    with pytest.raises(IndexMissing, match="rag build"):
        open_index(tmp_path)


def test_the_package_keeps_an_index_open(sample_index: Path) -> None:
    """`rag.answer` loads an index once and answers from it."""
    assert rag.answer(FLAGSHIP, index=sample_index).answered
    assert shared(sample_index) is shared(str(sample_index))


def test_examples_are_answered(engine: Engine) -> None:
    """Every example question has an answer."""
    examples = engine.examples()
    assert 1 <= len(examples) <= 4
    assert all(engine.answer(question).answered for question in examples)


def test_all_the_words_of_one(engine: Engine) -> None:
    """ "Quotes by X" cites what X said, and nobody else, though no topic is named."""
    answer = engine.answer("quotes by Klara Venn")
    assert answer.refusal is None
    assert {c.attribution.speaker for c in answer.citations if c.attribution} == {"Klara Venn"}
    assert all(c.attribution for c in answer.citations)


@pytest.mark.parametrize(
    ("question", "speaker"),
    [
        ("Who said that the river has taken the gravel away?", "Amara Whitlock"),
        ("Who called the promise worthless?", "Joss Carrick"),
        ("Who promised that no household would be cut off?", "Celia Ortega-Byrne"),
        ("What was Soley's response to Haddow's accusation?", "Ingrid Soley"),
        ("Did Soley say that the bridge would be closed for 14 weeks?", "Ingrid Soley"),
        ("Soley on the bridge", "Ingrid Soley"),
        ("What has Rennick said about cows?", "Tobias Rennick"),
    ],
)
def test_ways_to_ask_for_words(engine: Engine, question: str, speaker: str) -> None:
    """However it is asked, the first citation is that one's own and says so."""
    citation = engine.answer(question).citations[0]
    assert citation.attribution is not None
    assert citation.attribution.speaker == speaker


@pytest.mark.parametrize(
    ("question", "speaker"),
    [
        ("Did Macron say anything about drought?", "Macron"),
        ("What did Haddow say about the price of water?", "Haddow"),
        ("What did the mayor of Oskerby say about the bridge?", "“the mayor of Oskerby”"),
    ],
)
def test_one_who_is_not_quoted_on_it(engine: Engine, question: str, speaker: str) -> None:
    """Says so and offers the nearest passages, rather than another's words."""
    answer = engine.answer(question)
    assert not answer.citations and answer.nearest
    assert f"attribute to {speaker} clearly answer this" in (answer.refusal or "")


def test_a_rebuild_keeps_the_settings_of_another_process(tmp_path: Path) -> None:
    """An open engine rebuilds with the settings that a later build chose, not with its own."""
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "bread.txt").write_text("Sourdough bread is baked at 230 degrees.\n")
    build(corpus, index)
    engine = open_index(index)
    build(corpus, index, config=BuildConfig(passage_tokens=64), rebuild=True)
    (corpus / "rye.txt").write_text("Rye bread is baked at 210 degrees.\n")
    assert engine.rebuild().embedded == 1
    assert open_index(index).info().recipe.passage_tokens == 64


def test_a_list_of_outlets_is_no_string(engine: Engine) -> None:
    """A single string where a list belongs is refused, and so is a speaker without a name."""
    with pytest.raises(ConfigError, match="use a list of outlets"):
        engine.answer("Who shut the bridge?", sources="Oskerby Courier")
    with pytest.raises(ConfigError, match="the speaker is empty"):
        engine.answer("Who shut the bridge?", speaker=" ")
