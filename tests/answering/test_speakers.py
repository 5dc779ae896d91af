"""Who speaks in the articles."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.answering.namesakes import is_unclear, namesakes
from rag.answering.speakers import collect_quotations, count_speakers
from rag.attribution import attach
from rag.attribution.spans import AttributionSpan
from rag.engine import Engine
from rag.english.speaker_names import shared_last_names
from rag.errors import QuestionError
from rag.index.store import Store
from rag.present import quotations_text
from rag.types import SpeakerCount
from tests.support import open_small

ARTICLES: dict[str, str | None] = {
    "a.txt": "Ann Lee said: “It leaks.” She added that it creaked.",
    "b.txt": "“It is old,” said Lee. A guard said so.",
    "c.txt": "Bo Orr said it was new. Then Bo Orr said it was good.",
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The articles in a small index."""
    return open_small(tmp_path_factory.mktemp("speakers"), ARTICLES)


def test_counts(store: Store) -> None:
    """Each speaker is counted once for each stretch of speech; a last name joins its full name."""
    assert count_speakers(store)[:2] == [
        SpeakerCount("Ann Lee", quoted=2, reported=1, articles=2),
        SpeakerCount("Bo Orr", quoted=0, reported=2, articles=1),
    ]


def test_quotations_of_one(store: Store) -> None:
    """All that one said, by article and place."""
    texts = [a.content.text for a in collect_quotations(store, "Lee")]
    assert texts == ["“It leaks.”", "that it creaked", "“It is old,”"]


def test_a_noun_of_several_articles_is_no_one_speaker(tmp_path: Path) -> None:
    """ "The company" is another in each article: it is not listed, but found."""
    articles: dict[str, str | None] = {
        "a.txt": "The company said it leaked. The guard said it was late.",
        "b.txt": "The company said it was new.",
    }
    small = open_small(tmp_path, articles)
    assert [count.name for count in count_speakers(small)] == ["The guard"]
    assert len(collect_quotations(small, "the company")) == 2


def test_a_title_with_a_last_name_finds_who_is_counted(tmp_path: Path) -> None:
    """ "Commissioner Lee" of one article, who is Ann Lee, is found by that name, too."""
    articles: dict[str, str | None] = {
        "a.txt": "Commissioner Ann Lee said it leaked. Bo Lee said it was late.",
        "b.txt": "Commissioner Lee said it was new.",
    }
    small = open_small(tmp_path, articles)
    assert [count.name for count in count_speakers(small)] == ["Ann Lee", "Bo Lee"]
    assert len(collect_quotations(small, "Commissioner Lee")) == 2


def test_kinds_of_speech_are_kept_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A denial is listed as one; what another tells of somebody is not counted as quoted."""
    text = "Cy Ames denied that it burned. “The mayor told me: ‘Run!’” said Di Voss."
    found = [
        AttributionSpan(15, 29, "Cy Ames", "name", "denied", "indirect"),
        AttributionSpan(31, 58, "Di Voss", "name", "said", "direct"),
        AttributionSpan(51, 57, "the mayor", "role", "told", "direct", told_by="Di Voss"),
    ]
    monkeypatch.setattr(attach, "attribute", lambda *_: found)
    small = open_small(tmp_path, {"a.txt": text})
    listed = [quotations_text(collect_quotations(small, n)) for n in ("Ames", "the mayor")]
    assert [lines.splitlines()[0] for lines in listed] == [
        "that it burned — denied by Cy Ames (reported)",
        "‘Run!’ — the mayor, as told by Di Voss",
    ]
    counts = {c.name: (c.quoted, c.reported) for c in count_speakers(small)}
    assert counts == {"Cy Ames": (0, 1), "Di Voss": (1, 0), "the mayor": (0, 1)}


def test_an_unknown_name_is_an_error_that_offers_the_nearest(store: Store) -> None:
    """Nobody of that name speaks: the nearest names are offered."""
    with pytest.raises(QuestionError, match=r"nobody called “Orrr” .* “Bo Orr”"):
        collect_quotations(store, "Orrr")


def test_a_last_name_that_several_have_is_nobody_in_full() -> None:
    """ "Lee" may be either Lee where two speak; a middle initial makes no second one."""
    shared = shared_last_names(
        ["Ann Lee", "Piers Lee", "Bo Orr", "Bo B. Orr", "Lee", "the old Lee"]
    )
    assert shared == {"lee"}
    assert is_unclear("Ann Lee", "Lee", shared)
    assert not is_unclear("Lee", "Lee", shared)
    assert not is_unclear("Ann Lee", "Ann Lee", shared)
    assert not is_unclear("Bo Orr", "Orr", shared)
    assert not is_unclear("Ann Lee", None, shared)


def test_namesakes() -> None:
    """Those whom a last name may mean are named, if they are several."""
    said = ["Ann Lee", "Piers Lee", "Lee", "Bo Orr"]
    assert namesakes("Lee", said) == ["Ann Lee", "Piers Lee"]
    assert namesakes("Ann Lee", said) == namesakes("Orr", said) == namesakes("?", said) == []


def test_an_index_without_speech(tmp_path: Path) -> None:
    """Nobody speaks where nothing is said."""
    assert count_speakers(open_small(tmp_path, {"a.txt": "The bridge is old."})) == []


def test_a_person_is_more_than_a_name(engine: Engine) -> None:
    """Who is named in full somewhere is a person; who never speaks is none."""
    with engine.index.view() as view:
        assert view.speakers.is_person("Haddow") and view.speakers.is_person("Piers Haddow")
        assert not view.speakers.is_person("Schoharie")
