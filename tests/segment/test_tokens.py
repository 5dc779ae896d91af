"""The token encoding: it loads from the package alone, is lossless and merges correctly."""

# Typographic marks and other scripts are what this is about:

from __future__ import annotations

import json
import socket
from itertools import pairwise
from pathlib import Path

import pytest
import regex  # type: ignore[import-untyped]  # it has no types, and comes with tiktoken
import tiktoken
import tiktoken.registry
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import ConfigError
from rag.segment.tokens import ENCODING, token_counter
from tiktoken_ext import rag_encodings

ARTICLE = (
    "European leaders are “intensifying” their discussions, Ms. Doe said on 6 January 2026.\n\n"
    "“We can’t say that if the Americans don’t join us, we won’t do anything,” he said — twice.\n"
    "\tДа, 可以, naïve café 😀 <|endoftext|>   $3.5m"
)


@pytest.fixture
def unloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make tiktoken forget, for one test, that it has loaded the encoding."""
    token_counter()
    monkeypatch.delitem(tiktoken.registry.ENCODINGS, ENCODING)


@pytest.mark.usefixtures("unloaded")
def test_loads_without_network_or_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The encoding opens no connection and leaves no copy in tiktoken's cache."""

    def refuse(*arguments: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    assert token_counter()(["He said."]) == [3]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("unloaded")
def test_damaged_ranks_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ranks whose SHA-256 differs from the recorded one are refused, with a remedy."""
    monkeypatch.setattr(rag_encodings, "SHA256", "0" * 64)
    with pytest.raises(ConfigError, match=r"damaged.*install"):
        token_counter()


def test_unknown_encoding() -> None:
    """An unknown encoding raises one line that names it and what to choose instead."""
    with pytest.raises(ConfigError, match=r"'no_such'.*'rag_news_32k'") as caught:
        token_counter("no_such")
    assert "\n" not in str(caught.value)


def test_encoding_that_cannot_be_downloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """An encoding that would have to be downloaded is refused without a network."""

    def download() -> None:
        raise ConnectionError("no route to host")

    constructors = tiktoken.registry.ENCODING_CONSTRUCTORS
    assert constructors is not None
    monkeypatch.setitem(constructors, "far_away", download)
    with pytest.raises(ConfigError, match=r"'far_away'.*download"):
        token_counter("far_away")


def test_counts_each_text() -> None:
    """There is a count for each text, in order; an empty text has no tokens."""
    count = token_counter()
    assert count([]) == []
    assert count(["", "He", "He said", "He said."]) == [0, 1, 2, 3]


def test_special_tokens_are_only_text() -> None:
    """Control tokens of other models are counted like any other text."""
    assert token_counter()(["<|endoftext|>"])[0] > 1


def test_article_text_has_few_tokens() -> None:
    """A token stands for about four characters of English prose."""
    prose = ARTICLE.partition("\t")[0]
    assert 3.5 < len(prose) / token_counter()([prose])[0] < 6


def test_every_byte_has_a_rank() -> None:
    """Any text can be encoded, and the ranks are the integers from zero."""
    ranks = rag_encodings.rag_news_32k()["mergeable_ranks"]
    assert sorted(ranks.values()) == list(range(32_768))
    assert all(bytes([byte]) in ranks for byte in range(256))


@given(st.text())
def test_decoding_restores_the_text(text: str) -> None:
    """Nothing is lost or normalized."""
    encoding = tiktoken.get_encoding(ENCODING)
    assert encoding.decode(encoding.encode_ordinary(text)) == text


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(st.sampled_from(ARTICLE.split(" "))).map(" ".join)))
def test_merges_follow_the_definition(text: str) -> None:
    """Tokens equal those of a plain byte-pair encoding: the lowest rank is merged first."""
    arguments = rag_encodings.rag_news_32k()
    ranks = arguments["mergeable_ranks"]
    pieces = regex.findall(arguments["pat_str"], text)
    expected = [ranks[token] for piece in pieces for token in merged(piece.encode(), ranks)]
    assert tiktoken.get_encoding(ENCODING).encode_ordinary(text) == expected


def merged(piece: bytes, ranks: dict[bytes, int]) -> list[bytes]:
    parts = [bytes([byte]) for byte in piece]
    while candidates := [
        (ranks[first + second], at)
        for at, (first, second) in enumerate(pairwise(parts))
        if first + second in ranks
    ]:
        at = min(candidates)[1]
        parts[at : at + 2] = [parts[at] + parts[at + 1]]
    return parts


def squad(folder: Path, name: str, *paragraphs: str) -> Path:
    data = [{"paragraphs": [{"context": paragraph} for paragraph in paragraphs]}]
    path = folder / name
    path.write_text(json.dumps({"data": data}), encoding="utf-8")
    return path


def test_training_is_deterministic(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same files give the same ranks, byte by byte, and frequent pairs are merged."""
    training = pytest.importorskip("training.train_tokenizer")
    path = squad(tmp_path, "a.json", ARTICLE * 20, "He said that she said so. " * 20)
    outputs = [tmp_path / "one", tmp_path / "two"]
    for output in outputs:
        training.main([str(path), "--tokens=400", f"--output={output}", f"--heldout={path}"])
    first, second = (output.read_bytes() for output in outputs)
    assert first == second
    assert len(first.splitlines()) == 400
    assert b"IHNhaWQ= " in first  # " said"
    assert "characters a token" in capsys.readouterr().out


def test_training_names_a_missing_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A missing training file is named in the message, and nothing is written."""
    training = pytest.importorskip("training.train_tokenizer")
    output = tmp_path / "ranks"
    with pytest.raises(SystemExit):
        training.main([str(tmp_path / "none.json"), "--output", str(output)])
    assert "none.json" in capsys.readouterr().err
    assert not output.exists()
