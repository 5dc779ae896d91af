"""training.speech_windows: annotated articles as windows with labels."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from rag.models.model_files import default_folder
from rag.models.speech_spans import LINKS, ROLES, TAGS
from rag.models.tagger import WINDOW, cut
from rag.models.tokenization import tokenizer_of
from training.speech_windows import (
    IGNORED,
    Article,
    Attribution,
    cut_out,
    is_held_out,
    label,
    link_masks,
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


def test_contents_are_linked_to_cue_and_source(tokenizer: Tokenizer) -> None:
    """All pieces of a content belong to all pieces of its cue and source, or to [CLS]."""
    labelled = label(tokenizer, ARTICLE)
    window = cut_out(labelled, 0, len(labelled.pieces))
    linked = {
        link: {
            (words(tokenizer, window.ids[a - 1]), words(tokenizer, window.ids[b - 1]) if b else "")
            for a, b in pairs
        }
        for link, pairs in zip(LINKS, window.links, strict=True)
    }
    assert ("pay", "said") in linked["content", "cue"]
    assert ("soon", "said") in linked["content", "cue"]
    assert ("pay", "ann") in linked["content", "source"]
    assert ("said", "ann") in linked["cue", "source"]
    assert ("nobody", "") in linked["content", "source"]
    assert ("was", "") in linked["cue", "source"]
    assert ("pay", "was") not in linked["content", "cue"]


def test_what_is_outside_of_a_window_has_no_link(tokenizer: Tokenizer) -> None:
    """A content whose cue is cut off is neither linked to another one nor to [CLS]."""
    labelled = label(tokenizer, ARTICLE)
    after = int(np.searchsorted(labelled.pieces.starts, TEXT.index("“Soon")))
    window = cut_out(labelled, after, len(labelled.pieces))
    rows = {int(a) for a, _ in window.links[0]}
    assert "soon" not in {words(tokenizer, window.ids[row - 1]) for row in rows}
    assert "nobody" in {words(tokenizer, window.ids[row - 1]) for row in rows}


def test_windows_cover_an_article_once(tokenizer: Tokenizer) -> None:
    """Each piece is in one window; the borders are elsewhere the next time."""
    article = Article("b", TEXT * 40, ())
    labelled = label(tokenizer, article)
    runs = [list(training_windows(labelled, random.Random(seed))) for seed in (1, 2)]
    for run in runs:
        assert np.concatenate([w.ids for w in run]).tolist() == labelled.pieces.ids.tolist()
        assert max(len(w.ids) for w in run) <= WINDOW - 2
    assert [len(w.ids) for w in runs[0]] != [len(w.ids) for w in runs[1]]


def test_masks_mark_the_pairs(tokenizer: Tokenizer) -> None:
    """A mask is true where two positions are linked, in the window that links them."""
    labelled = label(tokenizer, ARTICLE)
    whole = cut_out(labelled, 0, len(labelled.pieces))
    masks = link_masks([cut_out(labelled, 0, 0), whole], 64)
    assert masks.shape == (len(LINKS), 2, 64, 64)
    assert not masks[:, 0].any()
    for number, pairs in enumerate(whole.links):
        assert masks[number, 1].sum() == len({tuple(pair) for pair in pairs.tolist()})
        assert masks[number, 1][tuple(pairs.T)].all()


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
