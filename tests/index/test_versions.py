"""rag.index.versions: of an article and its AMP or print version, the longer text is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.engine import doubts, info
from rag.index.store import Store
from rag.index.verify import verify
from rag.index.versions import is_contained, states_no_more
from tests.support import build_small, contents

ADDRESS = "https://bay.example/weir"
BODY = "<p>The weir was opened on Monday, said Olga Rehn.</p><p>“It holds,” she said.</p>"
FULL = f"{BODY}<p>The old weir broke in the spring of last year, after a night of rain.</p>"


def page(body: str, title: str = "The weir", day: str | None = "2025-07-01") -> str:
    """Return a page that states the address of the article."""
    date = f'<meta property="article:published_time" content="{day}">' if day else ""
    return (
        f'<html><head><link rel="canonical" href="{ADDRESS}"><title>{title}</title>{date}'
        f'<meta property="og:site_name" content="Bay Post"></head>'
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    )


def write(folder: Path, **files: str | None) -> Path:
    """Write pages by their names without ending; None removes one."""
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        if text is None:
            (folder / f"{name}.html").unlink()
        else:
            (folder / f"{name}.html").write_text(text, "utf-8")
    return folder


def paths(index: Path) -> list[str]:
    """Return the paths of all articles that are visible."""
    return [document.path for document in Store(index).documents()]


def test_the_longer_text_is_kept(tmp_path: Path) -> None:
    """The shorter one is left out, named everywhere, and its path leads to the longer one."""
    corpus = write(tmp_path / "in", amp=page(BODY), weir=page(FULL), other=page("<p>Rain.</p>"))
    report = build_small(corpus, tmp_path / "index")
    assert paths(tmp_path / "index") == ["other.html", "weir.html"]
    assert (report.documents, report.versions) == (2, ("amp.html",))
    assert "left out amp.html: a longer article of the same address has all" in str(report)
    store = Store(tmp_path / "index")
    kept = store.document_at("amp.html", None)
    assert kept is not None
    assert kept.path == "weir.html"
    (version,) = info(tmp_path / "index").versions
    assert (version.path, version.kept.path) == ("amp.html", "weir.html")
    assert "left out: amp.html: weir.html has all of its text" in str(info(tmp_path / "index"))
    reasons = {d.where: d.reasons for d in doubts(tmp_path / "index").doubtful}
    assert "a version of it is left out: amp.html" in reasons["weir.html"]
    assert verify(store, corpus).differences == ()


def test_a_version_comes_back(tmp_path: Path) -> None:
    """Without the longer article the shorter one is visible again, and nothing is embedded anew."""
    corpus = write(tmp_path / "in", amp=page(BODY), weir=page(FULL))
    build_small(corpus, tmp_path / "index")
    again = build_small(corpus, tmp_path / "index")
    assert (again.embedded, again.unchanged, again.versions) == (0, 2, ("amp.html",))
    write(corpus, weir=None)
    without = build_small(corpus, tmp_path / "index")
    assert (without.embedded, without.versions) == (0, ())
    assert paths(tmp_path / "index") == ["amp.html"]
    write(corpus, weir=page(FULL))
    build_small(corpus, tmp_path / "index")
    build_small(corpus, tmp_path / "fresh")
    assert contents(tmp_path / "index") == contents(tmp_path / "fresh")


@pytest.mark.parametrize(
    "shorter",
    [
        page(BODY.replace("Monday", "Sunday")),  # corrected later
        page(BODY, day="2025-07-02"),
        page(f"{BODY}<p>It cost four million crowns in all.</p>"),
        page("<p>“It holds,” she said.</p><p>The weir was opened on Monday, said Olga Rehn.</p>"),
    ],
)
def test_what_could_be_lost_stays(tmp_path: Path, shorter: str) -> None:
    """Another sentence, date or order: both are articles, each named as a doubt of the other."""
    corpus = write(tmp_path / "in", amp=shorter, weir=page(FULL))
    assert build_small(corpus, tmp_path / "index").versions == ()
    assert paths(tmp_path / "index") == ["amp.html", "weir.html"]
    found = doubts(tmp_path / "index").doubtful
    assert "perhaps a version of another: weir.html" in found[0].reasons


def test_other_addresses_are_other_articles(tmp_path: Path) -> None:
    """Agency copy that two papers print stays two articles."""
    corpus = write(tmp_path / "in", one=page(BODY).replace("/weir", "/dam"), two=page(FULL))
    assert build_small(corpus, tmp_path / "index").versions == ()


@pytest.mark.parametrize(
    ("shorter", "contained"),
    [
        ("A ship sank.\n\nTwo died.", True),
        ("A ship sank. Two died.\nPhoto: Ada Pell, taken at dawn on the day after.", True),
        ("A ship sank.\nShare\nTwo died.", True),
        ("A ship sank.\n“Share!”\nTwo died.", False),
        ("A ship sank. Two di", False),
        ("ship sank. Two died.", True),
        ("hip sank. Two died.", False),
        ("Two died.\nA ship sank.", False),
        ("Share", False),
    ],
)
def test_containment(shorter: str, contained: bool) -> None:
    """Lines stand in the longer text as whole words and in order; labels may be missing."""
    assert is_contained(shorter, "A ship sank.\nTwo died.\nIt was old.") == contained


def test_facts() -> None:
    """A fact that only the shorter article states would be lost; another date contradicts."""
    full = {"title": "W | Bay Post", "author": "A", "source": "B", "published": "2025-07-01"}
    assert states_no_more({**full, "title": "W", "author": None}, full)
    assert not states_no_more(full, {**full, "author": None})
    assert not states_no_more({**full, "published": "2025-07-02"}, full)
