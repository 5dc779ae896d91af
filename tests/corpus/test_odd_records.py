"""Malformed JSON, tables, pages and names: a sample of `benchmarks/faults.py files`."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings

from rag.corpus import parse
from tests.faults.inputs import check_file
from tests.faults.odd_records import record_files


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(record_files)
def test_any_file_is_parsed_or_skipped(file: tuple[str, bytes]) -> None:
    """Any bytes give articles whose sentences are slices of them, or a reason of one line."""
    check_file(file)


@pytest.mark.parametrize(
    ("path", "piece", "start", "end"),
    [
        ("a.json", b'{"text": "It rained."},', b"[", b"{}]"),
        ("a.json", b'[[],[{"a":', b"", b""),
        ("a.csv", b'"It rained, ""and rained"".",\n', b"text,x\n", b""),
        ("a.csv", b'"', b"text\n", b""),
        ("a.csv", b",", b"text\n", b""),
        ("a.txt", b"\xd2It\xd5s\xd3 ", b"", b""),
        ("a.txt", b"a\0", b"", b""),
        ("a.txt", b"BC-A-", b"", b""),
        ("a.md", b"a.", b"+++\n", b"a = 1\n+++\n"),
        ("a.md", b'"a":', b"{", b"1}"),
        ("a.html", b"<q>", b"<article>", b""),
        ("a.html", b"<div class=post><time datetime=2025-06-24>x</time><p>y", b"", b""),
        ("a.html", b"<h2><a href=/>The mayor left.</a></h2>", b"<main>", b""),
        ("a.html", b"<aside>", b"", b"<h1>x</h1>"),
        ("2025-06-27" * 40 + "/a.txt", b"x", b"", b""),
    ],
)
def test_processor_time_is_bounded(path: str, piece: bytes, start: bytes, end: bytes) -> None:
    """Forty kilobytes of one thing are read at once, in the child process, too."""
    data = start + piece * (40_000 // len(piece)) + end
    before = time.process_time()
    parsed = parse(path, data)
    assert parsed.documents or parsed.skipped
    assert not any("takes more than" in skipped.reason for skipped in parsed.skipped)
    assert time.process_time() - before < 5
