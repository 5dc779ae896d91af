"""training.speech_windows: annotated articles as windows with labels."""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from rag.models.model_files import default_folder
from rag.models.speech_spans import ROLES, TAGS
from rag.models.tagger import WINDOW, cut
from rag.models.tokenization import tokenizer_of
from training.speech_windows import (
    IGNORED,
    Article,
    Attribution,
    Window,
    cut_out,
    is_held_out,
    label,
    read_articles,
    tag_transitions,
    training_windows,
)

TEXT = "“We will pay,” said Ann Oskerby. “Soon.”\n\nIt was said that nobody knew."


def span(part: str, start: int = 0) -> tuple[int, int]:
    """Return where a part of the text is."""
    place = TEXT.index(part, start)
    return place, place + len(part)


ARTICLE = Article(
    "a",
    TEXT,
    (
        Attribution(
            (span("Ann Oskerby"),), (span("said"),), (span("“We will pay,”"), span("“Soon.”"))
        ),
        Attribution((), (span("was said"),), (span("that nobody knew"),)),
    ),
)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    """The default model's tokenizer."""
    return tokenizer_of(default_folder())


def words(tokenizer: Tokenizer, ids: object) -> str:
    """Return the words of ids."""
    return tokenizer.decode([int(i) for i in np.atleast_1d(np.array(ids))])


def test_spans_become_tags(tokenizer: Tokenizer) -> None:
    """The first word of a span has its own tag; of a word only the first piece has one."""
    labelled = label(tokenizer, ARTICLE)
    for number, role in enumerate(ROLES):
        begins = labelled.tags == 1 + 2 * number
        inside = (labelled.tags == 2 + 2 * number) | begins
        expected = [s for a in ARTICLE.attributions for s in a.spans(role)]
        starts = [(int(place)) for place in labelled.pieces.starts[begins]]
        assert starts == sorted(start for start, _ in expected)
        for start in labelled.pieces.starts[inside]:
            assert any(a <= start < b for a, b in expected)
    later = ~labelled.pieces.first
    assert later.any()
    assert set(labelled.tags[later]) == {IGNORED}


def parts(tokenizer: Tokenizer, window: Window) -> list[dict[str, list[str]]]:
    """Return for each attribution the words of each role, "" for one that it does not have."""
    found = defaultdict[int, dict[str, list[str]]](lambda: defaultdict(list))
    for number, role, start, end in window.spans.tolist():
        shown = words(tokenizer, window.ids[start - 1 : end - 1]) if start else ""
        found[number][ROLES[role]].append(shown)
    return [dict(found[number]) for number in sorted(found)]


def test_a_window_has_the_parts_of_each_attribution(tokenizer: Tokenizer) -> None:
    """All spans of a role stand with their attribution; [CLS] stands for a role that is missing."""
    labelled = label(tokenizer, ARTICLE)
    first, second = parts(tokenizer, cut_out(labelled, 0, len(labelled.pieces)))
    assert first["source"] == ["ann oskerby"] and first["cue"] == ["said"]
    assert [re.sub(r"\W+", " ", some).strip() for some in first["content"]] == [
        "we will pay",
        "soon",
    ]
    assert second == {"source": [""], "cue": ["was said"], "content": ["that nobody knew"]}


def test_what_is_outside_of_a_window_is_not_missing(tokenizer: Tokenizer) -> None:
    """A content whose cue is cut off is not linked to [CLS] in its place."""
    labelled = label(tokenizer, ARTICLE)
    after = int(np.searchsorted(labelled.pieces.starts, TEXT.index("“Soon")))
    first, second = parts(tokenizer, cut_out(labelled, after, len(labelled.pieces)))
    assert list(first) == ["content"]
    assert second["source"] == [""]


def test_windows_cover_an_article_once(tokenizer: Tokenizer) -> None:
    """Each piece is in one window; the borders are elsewhere the next time."""
    article = Article("b", TEXT * 40, ())
    labelled = label(tokenizer, article)
    runs = [list(training_windows(labelled, random.Random(seed))) for seed in (1, 2)]
    for run in runs:
        assert np.concatenate([w.ids for w in run]).tolist() == labelled.pieces.ids.tolist()
        assert max(len(w.ids) for w in run) <= WINDOW - 2
    assert [len(w.ids) for w in runs[0]] != [len(w.ids) for w in runs[1]]


def test_transitions_favour_what_is_annotated(tokenizer: Tokenizer) -> None:
    """A content goes on, a cue follows a source; what never occurs is disfavoured."""
    labelled = label(tokenizer, ARTICLE)
    follows = tag_transitions([labelled] * 10, 0.5)
    assert follows.shape == (TAGS, TAGS)
    assert follows[6, 6] > 0 > follows[0, 6]
    np.testing.assert_allclose(tag_transitions([labelled] * 10, 1.0), 2 * follows, rtol=1e-5)


def test_an_article_of_ten_is_held_out() -> None:
    """The name alone decides, about one time in ten."""
    held = sum(is_held_out(Article(str(n), "", ())) for n in range(1_000))
    assert 70 < held < 130
    assert is_held_out(Article("1", "x", ())) == is_held_out(Article("1", "y", ()))


def test_a_file_is_read(tmp_path: Path) -> None:
    """Spans are pairs of offsets in code points."""
    file = tmp_path / "news.json"
    attribution = {"source": [[0, 2]], "cue": [[3, 4]], "content": [[5, 6], [7, 8]]}
    document = {"id": "a", "text": "ab c d e", "attributions": [attribution]}
    file.write_text(json.dumps({"documents": [document]}), "utf-8")
    (article,) = read_articles(file)
    assert article.attributions[0].content == ((5, 6), (7, 8))


def test_labels_use_the_pieces_of_the_program(tokenizer: Tokenizer) -> None:
    """Training and tagging cut a text in the same way."""
    pieces = label(tokenizer, ARTICLE).pieces
    assert pieces.ids.tolist() == cut(tokenizer, TEXT).ids.tolist()
