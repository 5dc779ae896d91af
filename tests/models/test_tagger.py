"""rag.models.tagger: from a text to spans and links, with models that are made here."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import pairwise, product
from typing import Any, cast

import numpy as np
import pytest
from tokenizers import Tokenizer

from rag.attribution.tagged import MISSING, TaggedText
from rag.models.model_files import default_folder
from rag.models.speech_spans import (
    LINKS,
    OUTSIDE,
    ROLES,
    TAGS,
    Numbers,
    Scores,
    best_path,
    decode,
    merged_tags,
)
from rag.models.tagger import (
    LINK_SIZE,
    OVERLAP,
    TRANSITIONS,
    WINDOW,
    Tagger,
    cut,
    special_ids,
    windows,
)
from rag.models.tokenization import tokenizer_of

NONE = np.zeros((TAGS, TAGS), dtype=np.float32)  # transitions that favour nothing
TEXT = "“We will pay,” said Ann Lee.\n\nNobody asked her. Lind claimed it rains."


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    """The default model's tokenizer."""
    return tokenizer_of(default_folder())


class Random:
    """A model of random weights: tags and links depend on each word and on its neighbours."""

    def __init__(self, dimension: int) -> None:
        rng = np.random.default_rng(5)
        self.tags = rng.normal(size=(dimension, TAGS)).astype(np.float32)
        self.links = rng.normal(size=(dimension, len(LINKS) * 2 * LINK_SIZE)).astype(np.float32)
        self.lengths = list[tuple[int, int]]()
        self.metadata = {TRANSITIONS: json.dumps(NONE.tolist())}

    def run(self, names: Sequence[str], feeds: Mapping[str, Any]) -> list[Numbers]:
        """Return log probabilities and vectors, as an ONNX file does."""
        assert names == ["tags", "links"]
        words = feeds["words"]
        states = words + np.roll(words, 1, axis=1) + np.roll(words, -1, axis=1)
        logits = states @ self.tags
        self.lengths.append(words.shape[:2])
        return [logits - np.log(np.exp(logits).sum(-1, keepdims=True)), states @ self.links]


@pytest.fixture
def session() -> Random:
    """A model of random weights over vectors of 8 numbers."""
    return Random(8)


@pytest.fixture
def tagger(session: Random, tokenizer: Tokenizer) -> Tagger:
    """A tagger with random weights and random word embeddings."""
    words = np.random.default_rng(6).normal(size=(tokenizer.get_vocab_size(), 8))
    return Tagger(cast(Any, session), tokenizer, words.astype(np.float32))


def written(tokenizer: Tokenizer, text: str, **roles: str) -> list[Scores]:
    """Return scores of one window that give the named parts of a text their roles."""
    pieces = cut(tokenizer, text)
    tags = np.full((len(pieces), TAGS), -9.0, dtype=np.float32)
    tags[:, 0] = -2.0
    for role, parts in roles.items():
        for part in parts.split(" | "):
            start = text.index(part)
            inside = (pieces.starts >= start) & (pieces.ends <= start + len(part))
            tags[inside, 2 + 2 * ROLES.index(role)] = 0.0
            tags[np.flatnonzero(inside)[0], 1 + 2 * ROLES.index(role)] = 1.0
    tags -= np.log(np.exp(tags).sum(1, keepdims=True))
    links = np.zeros((len(pieces) + 1, len(LINKS), 2, LINK_SIZE), dtype=np.float16)
    return [Scores(0, len(pieces), tags, links)]


def shown(text: str, found: TaggedText) -> dict[str, list[str]]:
    """Return the words of the spans of a text."""
    spans = {"source": found.sources, "cue": found.cues, "content": found.contents}
    return {role: [text[s.start : s.end] for s in some] for role, some in spans.items()}


def test_pieces_have_the_offsets_of_the_text(tokenizer: Tokenizer) -> None:
    """Each piece is at its place in the text, and [SEP] stands between paragraphs."""
    pieces = cut(tokenizer, TEXT)
    vocabulary = [tokenizer.decode([int(i)], skip_special_tokens=False) for i in pieces.ids]
    for token, start, end in zip(vocabulary, pieces.starts, pieces.ends, strict=True):
        assert token.removeprefix("##") in ("[SEP]", TEXT[start:end].lower())
    assert vocabulary.count("[SEP]") == 1
    assert vocabulary.index("[SEP]") == vocabulary.index("nobody") - 1


@pytest.mark.parametrize(
    ("text", "breaks"),
    [
        ("One.\nTwo.", 1),
        ("One\ntwo.", 0),
        ("One\n \ntwo.", 1),
        ("“One”\nTwo.\n\n\nThree.\n", 2),
        ("\n\nOne.\n\n", 0),
        ("", 0),
        ("\n", 0),
    ],
)
def test_paragraphs_end_at_blank_lines_and_after_sentences(
    tokenizer: Tokenizer, text: str, breaks: int
) -> None:
    """A line break in the middle of a sentence ends no paragraph; nor does one at an end."""
    pieces = cut(tokenizer, text)
    assert int((pieces.ids == special_ids(tokenizer)[1]).sum()) == breaks


def test_only_the_first_piece_of_a_word_is_first(tokenizer: Tokenizer) -> None:
    """A rare name is one word of several pieces."""
    pieces = cut(tokenizer, "Said Oskerby.")
    assert len(pieces) > 3
    assert pieces.first.tolist() == [True, True, *[False] * (len(pieces) - 3), True]


@pytest.mark.parametrize("pieces", [0, 1, WINDOW - 2, WINDOW - 1, 1_000, 12_345])
def test_windows_cover_a_text_and_overlap(pieces: int) -> None:
    """Windows begin at the start, end at the end, fit the model, and share enough pieces."""
    found = windows(pieces)
    covered = {i for start, end in found for i in range(start, end)}
    assert covered == set(range(pieces))
    assert all(end - start <= WINDOW - 2 for start, end in found)
    assert len({end - start for start, end in found}) <= 1
    for (_, end), (start, _) in pairwise(found):
        assert end - start >= OVERLAP


def test_the_spans_of_a_text() -> None:
    """What the scores mark is found, in each role, with its place in the text."""
    tokenizer = tokenizer_of(default_folder())
    scores = written(
        tokenizer,
        TEXT,
        source="Ann Lee | Lind",
        cue="said | claimed",
        content="“We will pay,” | it rains",
    )
    found = decode(cut(tokenizer, TEXT), scores, NONE)
    assert shown(TEXT, found) == {
        "source": ["Ann Lee", "Lind"],
        "cue": ["said", "claimed"],
        "content": ["“We will pay,”", "it rains"],
    }
    assert all(0.5 < span.probability <= 1 for span in found.contents)


def test_adjacent_spans_stay_apart(tokenizer: Tokenizer) -> None:
    """A word that probably begins a span ends the one before it."""
    text = "Stop. Go on. He said."
    scores = written(tokenizer, text, content="Stop. | Go on.")
    found = decode(cut(tokenizer, text), scores, NONE)
    assert shown(text, found)["content"] == ["Stop.", "Go on."]


def test_a_word_is_never_cut(tokenizer: Tokenizer) -> None:
    """All pieces of a word have the role of the first one."""
    text = "Said Oskerbyfeld."
    scores = written(tokenizer, text, source="Osk")
    assert shown(text, decode(cut(tokenizer, text), scores, NONE))["source"] == ["Oskerbyfeld"]


def test_the_bias_widens_what_is_found(tokenizer: Tokenizer) -> None:
    """A role that is less probable than none is found with a bias, and only then."""
    text = "He said no."
    scores = written(tokenizer, text, cue="said")
    scores[0].tags[:] = np.log(0.01)
    scores[0].tags[:, 0] = np.log(0.6)
    scores[0].tags[1, 3] = np.log(0.3)
    pieces = cut(tokenizer, text)
    assert not decode(pieces, scores, NONE).cues
    assert shown(text, decode(pieces, scores, NONE, bias=1.0))["cue"] == ["said"]


def test_the_best_path_is_the_best_of_all() -> None:
    """The path has the highest sum of all sequences in which later words follow their span's."""
    rng = np.random.default_rng(7)
    chances = rng.normal(size=(4, TAGS)).astype(np.float32) * 3
    transitions = rng.normal(size=(TAGS, TAGS)).astype(np.float32)

    def total(path: Sequence[int]) -> float:
        for before, tag in pairwise((OUTSIDE, *path)):
            if tag % 2 == 0 and tag != OUTSIDE and before not in (tag, tag - 1):
                return -np.inf
        own = sum(float(chances[word, tag]) for word, tag in enumerate(path))
        return own + sum(float(transitions[a, b]) for a, b in pairwise(path))

    for words in (1, 4):
        best = max(product(range(TAGS), repeat=words), key=total)
        assert best_path(chances[:words], transitions).tolist() == list(best)
    assert best_path(np.zeros((0, TAGS), dtype=np.float32), NONE).tolist() == []


def test_a_single_word_does_not_split_a_span(tokenizer: Tokenizer) -> None:
    """Within a content, a word that seems to be in no role belongs to it all the same."""
    text = "He said the old bridge is closed."
    scores = written(tokenizer, text, content="the old bridge is closed")
    place = cut(tokenizer, text).starts.tolist().index(text.index("bridge"))
    scores[0].tags[place] = np.log([0.6, 0.02, 0.03, 0.02, 0.03, 0.02, 0.28])
    found = decode(cut(tokenizer, text), scores, NONE)
    assert shown(text, found)["content"] == ["the old bridge is closed"]


def test_each_piece_is_tagged_where_it_has_most_context() -> None:
    """Of two windows the one whose end is farther away counts; ends of the text are no ends."""
    tags = [np.full((6, TAGS), value, dtype=np.float32) for value in (1.0, 2.0)]
    links = np.zeros((7, len(LINKS), 2, LINK_SIZE), dtype=np.float16)
    scores = [Scores(0, 6, tags[0], links), Scores(3, 9, tags[1], links)]
    assert merged_tags(9, scores)[:, 0].tolist() == [1, 1, 1, 1, 1, 2, 2, 2, 2]


def test_contents_are_linked_to_their_cues_and_sources(tokenizer: Tokenizer) -> None:
    """A content is linked to the span whose vectors agree with its own, and else to none."""
    scores = written(
        tokenizer,
        TEXT,
        source="Ann Lee | Lind",
        cue="said | claimed",
        content="“We will pay,” | it rains",
    )
    pieces = cut(tokenizer, TEXT)
    for number, role in enumerate(("cue", "source")):
        for direction, part in (
            (0, "“We will pay,”"),
            (1, "it rains"),
            (0, {"cue": "said", "source": "Ann Lee"}[role]),
        ):
            start = TEXT.index(part)
            rows = np.flatnonzero((pieces.starts >= start) & (pieces.ends <= start + len(part)))
            side = 0 if part in ("“We will pay,”", "it rains") else 1
            scores[0].links[1 + rows, number, side, direction] = 4.0
        scores[0].links[0, number, 1, 1] = 4.0  # [CLS]: no counterpart
    found = decode(pieces, scores, NONE)
    for links in (found.cue_of_content, found.source_of_content):
        assert [max(one, key=one.__getitem__) for one in links] == [0, MISSING]
    for links in (found.cue_of_content, found.source_of_content, found.source_of_cue):
        assert [sum(one.values()) for one in links] == pytest.approx([1.0] * len(links), abs=1e-3)


def test_of_equal_links_the_nearer_is_more_probable(tokenizer: Tokenizer) -> None:
    """Where the vectors do not decide, the distance does."""
    text = "Ann Lee waved. “We will pay,” said Bo Orr."
    scores = written(tokenizer, text, source="Ann Lee | Bo Orr", content="“We will pay,”")
    (links,) = decode(cut(tokenizer, text), scores, NONE).source_of_content
    assert links[1] > links[0]


def test_random_scores_give_well_formed_spans(tagger: Tagger) -> None:
    """Spans are in order, within the text, and cut no word; the links of each sum to 1."""
    text = TEXT + " Oskerby asked whether 7,000 people would come." * 80
    (found,) = tagger.tag([text])
    for spans in (found.sources, found.cues, found.contents):
        assert spans
        places = [place for span in spans for place in (span.start, span.end)]
        assert places == sorted(places)
        assert places[-1] <= len(text)
        for span in spans:
            assert 0 < span.probability <= 1
            for edge in (span.start, span.end):
                assert not text[max(0, edge - 1) : edge + 1].isalpha() or edge in (0, len(text))
    assert len(found.source_of_content) == len(found.contents)
    assert len(found.source_of_cue) == len(found.cues)
    for one in (*found.source_of_content, *found.source_of_cue):
        assert sum(one.values()) == pytest.approx(1, abs=1e-3)
        assert set(one) <= {MISSING, *range(len(found.sources))}


def test_texts_do_not_influence_each_other(tagger: Tagger, session: Random) -> None:
    """A text has the same spans alone and among others; no window is longer than the limit."""
    texts = [TEXT * n for n in (1, 30, 0, 3, 60)]
    together = list(tagger.tag(texts))
    for text, found in zip(texts, together, strict=True):
        (alone,) = tagger.tag([text])
        assert shown(text, alone) == shown(text, found)
        for one, other in zip(alone.cue_of_content, found.cue_of_content, strict=True):
            assert one == pytest.approx(other, abs=1e-3)
    assert all(length <= WINDOW for _, length in session.lengths)


@pytest.mark.parametrize("text", ["", " \n\n ", "é", "日本語のテキスト。" * 50, "x" * 3_000])
def test_any_text_can_be_tagged(tagger: Tagger, text: str) -> None:
    """Texts without words, in another language, or of one long word raise nothing."""
    (found,) = tagger.tag([text])
    assert len(found.cue_of_content) == len(found.contents)
