"""The documents: links lead somewhere, paths exist, and the map of modules is complete."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.paths import ROOT
from tests.project.test_layers import ALLOWED, BOTTOM, STAGES

DOCUMENTS = (
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("*.md")),
    ROOT / "benchmarks" / "README.md",
    ROOT / "index" / "README.md",
)
ARCHITECTURE = (ROOT / "docs" / "ARCHITECTURE.md").read_text("utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
SCREENS = 120  # lines that the README may have: three screens

each_document = pytest.mark.parametrize(
    "path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix()
)


def prose(path: Path) -> str:
    """Return a document without its code blocks."""
    return re.sub(r"^```.*?^```$", "", path.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)


def anchors(path: Path) -> set[str]:
    """Return the anchors of a document's headings, as they are made for Markdown on the web."""
    headings = re.findall(r"^#+ (.+)$", prose(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@each_document
def test_relative_links_lead_somewhere(path: Path) -> None:
    """The file of every relative link exists, and so does the heading that it names."""
    for link in re.findall(r"\]\(([^)\s]+)\)", prose(path)):
        if re.match(r"[a-z]+:", link):
            continue
        file, _, anchor = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@each_document
def test_documents_have_no_html(path: Path) -> None:
    """Markdown is enough: there are no tags outside of code."""
    assert re.findall(r"</?[a-zA-Z][^>]*>", re.sub(r"`[^`]*`", "", prose(path))) == []


@pytest.mark.parametrize(
    "path",
    [path for path in DOCUMENTS if path.parent.name != "benchmarks"],
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_paths_exist(path: Path) -> None:
    """Every file and folder of the project that a document names in backticks is there."""
    folders = "rag|tests|training|benchmarks|docs|tiktoken_ext"
    for named in re.findall(rf"`((?:{folders})/[\w./-]*)`", prose(path)):
        assert (ROOT / named).exists(), named


def test_versions_are_where_they_are_said_to_be() -> None:
    """Each version that CONTRIBUTING.md says to raise is set in the file it names."""
    named = re.findall(r"`(\w+_VERSION)` in `([\w./]+)`", CONTRIBUTING)
    assert len(named) == 5
    for name, file in named:
        assert re.search(rf"^{name} = \d+", (ROOT / file).read_text("utf-8"), re.M), name


def test_the_readme_fits_on_three_screens() -> None:
    """Long texts are in docs/."""
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= SCREENS


def described_modules() -> Counter[str]:
    """Return the paths of the modules in the map, each as often as it has a line."""
    found: Counter[str] = Counter()
    for section in re.split(r"^### ", ARCHITECTURE.partition("## Modules of")[2], flags=re.M)[1:]:
        folder = re.match(r"`(rag/[\w/]+/)`", section)
        prefix = folder[1] if folder else "rag/"
        found.update(f"{prefix}{name}" for name in re.findall(r"^\| `([\w.]+)` \|", section, re.M))
    return found


def test_the_map_names_every_module() -> None:
    """Each module of the package has one line, under its folder, and nothing else has one."""
    files = (file.relative_to(ROOT).as_posix() for file in (ROOT / "rag").rglob("*.py"))
    modules = {file for file in files if file.count("/") == 1 or "__init__" not in file}
    assert described_modules() == Counter(modules)


def test_the_layers_are_those_that_are_enforced() -> None:
    """The table of layers says what the test of imports allows."""
    rows = re.findall(r"^\| (`.+?) \| (.+?) \|$", ARCHITECTURE.split("## ")[2], re.M)
    stated = {}
    for parts, imports in rows:
        allowed = set(re.findall(r"`(\w+)`", imports))
        allowed |= BOTTOM if "the base" in imports else set()
        allowed |= STAGES if "the stages" in imports else set()
        for part in re.findall(r"`(?:rag/)?(\w+)(?:\.py)?`", parts):
            stated[part] = allowed
    assert stated == ALLOWED
