"""Dropped files: only articles, under safe names, never overwriting another file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rag.ui.uploads import MAX_BYTES, MAX_NAME, add_files, safe_name
from tests.ui_server import PASSWORD, answers, ask, watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Return the folder of uploads and the folder of articles."""
    (tmp_path / "arrived").mkdir()
    (tmp_path / "corpus").mkdir()
    return tmp_path / "arrived", tmp_path / "corpus"


def test_an_article_is_put_into_the_folder(folders: tuple[Path, Path]) -> None:
    """The file is copied byte for byte, and the upload is removed."""
    arrived, corpus = folders
    (arrived / "rain.txt").write_bytes(b"It rained.\r\n")
    assert add_files([arrived / "rain.txt"], corpus) == ["rain.txt: added"]
    assert (corpus / "rain.txt").read_bytes() == b"It rained.\r\n"
    assert list(arrived.iterdir()) == []


def test_no_file_is_overwritten(folders: tuple[Path, Path]) -> None:
    """An existing file does not change, nor does the target of an existing link."""
    arrived, corpus = folders
    (corpus / "rain.txt").write_text("old")
    if sys.platform != "win32":
        (corpus / "link.txt").symlink_to(arrived.parent / "outside.txt")
    for name in ("rain.txt", "link.txt"):
        (arrived / name).write_text("new")
        assert "was not changed" in add_files([arrived / name], corpus)[0]
    assert (corpus / "rain.txt").read_text() == "old"
    assert not (arrived.parent / "outside.txt").exists()


def test_only_articles_are_taken(folders: tuple[Path, Path]) -> None:
    """Other endings and overlarge files are rejected with the reason, and removed."""
    arrived, corpus = folders
    (arrived / "run.exe").write_text("x")
    with open(arrived / "large.txt", "wb") as large:
        large.truncate(MAX_BYTES + 1)
    outcomes = add_files(sorted(arrived.iterdir()), corpus)
    assert "larger than 20 MB" in outcomes[0] and "ends in .exe" in outcomes[1]
    assert list(corpus.iterdir()) == [] and list(arrived.iterdir()) == []


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.txt",
        "..\\..\\a.txt",
        ".hidden.txt",
        "/abs.txt",
        "a\x00b.txt",
        "\u202etxt.exe.txt",
        "~$lock.docx",
        "x" * 500 + ".txt",
        "con\n.txt",
        "#a#.txt",
    ],
)
def test_a_name_stays_in_the_folder(name: str) -> None:
    """Whatever a file is called, its safe name is a visible file in that folder."""
    safe = safe_name(name)
    assert "/" not in safe and "\\" not in safe and safe.isprintable()
    assert not safe.startswith((".", "~", "#")) and safe.endswith((".txt", ".docx"))
    assert len(safe) <= MAX_NAME and "\u202e" not in safe


def test_a_file_dropped_on_the_page_is_quoted_after_a_rebuild(
    browser: Browser, open_address: str, tmp_path: Path
) -> None:
    """With uploads switched on, a dropped file is quoted after a rebuild."""
    text = "The Ombersley windmill was sold to Hetty Arkwright for nine shillings in June."
    (tmp_path / "windmill.txt").write_text(text, encoding="utf-8")
    with watched(browser, open_address, PASSWORD) as page:
        page.locator("#folder button").first.click()
        page.locator("#dropped input[type=file]").set_input_files(tmp_path / "windmill.txt")
        page.locator("#status", has_text="windmill.txt: added").wait_for()
        page.locator("#rebuild").click()
        page.locator("#status .done").wait_for()
        page.locator("#views a", has_text="Articles").click()
        page.locator("#sources td", has_text="windmill.txt").wait_for()
        ask(page, "Who bought the Ombersley windmill?")
        assert text in answers(page).locator(".cited").all_inner_texts()
