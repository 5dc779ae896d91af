"""training.speech_noise: changed articles, in which the spans are still at their words."""

from __future__ import annotations

import random

import pytest

from training import speech_noise
from training.speech_noise import edited, noisy
from training.speech_windows import Article, Attribution

TEXT = (
    "“We can’t pay,” said Mayor Ann Lee. “Soon.”\n\n"
    "Lee claimed that Bo Orr’s “plan” fails.\n\nOrr asked why."
)


def span(part: str) -> tuple[int, int]:
    """Return where a part of the text is first."""
    return TEXT.index(part), TEXT.index(part) + len(part)


ARTICLE = Article(
    "a",
    TEXT,
    (
        Attribution((span("Mayor Ann Lee"),), (span("said"),), (span("“We can’t pay,”"),)),
        Attribution((span("Bo Orr"),), (span("asked"),), (span("why"),)),
    ),
)


def parts(article: Article) -> list[tuple[str, str, str]]:
    """Return the words of each attribution's spans."""
    return [
        tuple(" ".join(article.text[a:b] for a, b in s) for s in (x.source, x.cue, x.content))  # type: ignore[misc]
        for x in article.attributions
    ]


def test_spans_move_with_the_text() -> None:
    """What is inserted at the edges of a span is outside of it, what is inserted inside is not."""
    start, end = span("Mayor Ann Lee")
    edits = [(start, start, "["), (start, start + 6, ""), (end, end, "](x)"), (0, 1, "<<")]
    changed = edited(ARTICLE, edits)
    assert "said [Ann Lee](x). " in changed.text
    assert parts(changed)[0] == ("Ann Lee", "said", "<<We can’t pay,”")
    assert parts(changed)[1] == ("Bo Orr", "asked", "why")


def test_a_span_without_text_is_left_out() -> None:
    """A source whose words are removed is no source."""
    start, end = span("Bo Orr")
    assert edited(ARTICLE, [(start, end, "")]).attributions[1].source == ()


@pytest.mark.parametrize("seed", range(8))
def test_marks_are_exchanged(seed: int) -> None:
    """All double marks get another style, in pairs; apostrophes stay."""
    changed = edited(ARTICLE, speech_noise.exchanged_marks(ARTICLE, random.Random(seed)))
    opening = changed.text[0]
    closing = {"“": "”", '"': '"', "‘": "’", "'": "'"}[opening]
    assert parts(changed)[0][2] == f"{opening}We can’t pay,{closing}"
    assert f"{opening}plan{closing} fails" in changed.text


def test_names_are_exchanged_everywhere() -> None:
    """A person has the same new name in all places; titles and other words stay."""
    changed = edited(ARTICLE, speech_noise.exchanged_names(ARTICLE, random.Random(3)))
    assert "Lee" not in changed.text and "Orr" not in changed.text
    title, _, last = parts(changed)[0][0].split()
    assert title == "Mayor"
    assert f"{last} claimed that {parts(changed)[1][0]}’s “plan” fails" in changed.text


def test_links_are_put_around_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """The source is the name alone, without the marks of the link."""
    monkeypatch.setattr(speech_noise, "IN_LINK", 1.0)
    changed = edited(ARTICLE, speech_noise.markdown_links(ARTICLE, random.Random(0)))
    assert "[Mayor Ann Lee](https://www." in changed.text
    assert parts(changed) == parts(ARTICLE)


def test_closing_marks_are_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening marks and apostrophes stay."""
    monkeypatch.setattr(speech_noise, "LOST", 1.0)
    changed = edited(ARTICLE, speech_noise.lost_marks(ARTICLE, random.Random(0)))
    assert changed.text == TEXT.replace("”", "")
    assert parts(changed)[0][2] == "“We can’t pay,"


def test_paragraphs_are_joined(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blank lines become one line break or a space."""
    monkeypatch.setattr(speech_noise, "JOINED", 1.0)
    changed = edited(ARTICLE, speech_noise.joined_paragraphs(ARTICLE, random.Random(0)))
    assert "\n\n" not in changed.text
    assert changed.text.split() == TEXT.split()
    assert parts(changed) == parts(ARTICLE)


def test_the_seed_decides() -> None:
    """The same seed gives the same changes, and some seeds change something."""
    texts = [noisy(ARTICLE, random.Random(seed)).text for seed in range(20)]
    assert texts == [noisy(ARTICLE, random.Random(seed)).text for seed in range(20)]
    assert TEXT in texts
    assert len(set(texts)) > 8
