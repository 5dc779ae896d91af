"""The table of layers in the design, held by reading every import in the package."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.paths import ROOT
from tests.support import build_small, write_articles

PACKAGE = ROOT / "rag"

BOTTOM = {
    "errors",
    "json_faults",
    "whole_file",
    "types",
    "config",
    "present",
    "hits",
    "answers",
    "conversation_export",
    "copied_quotation",
    "statements",
    "search_results",
    "english",
    "citing",
    "export_page",
}
STAGES = {"corpus", "segment", "attribution", "index", "question", "answering", "models"}

# What each part may import, besides itself. `cli` starts `ui`; the other shells don't know of
# each other. `rag/__init__.py` is the surface: it knows `engine` and `index` only inside functions
# and for types.
ALLOWED = {
    "errors": set[str](),
    "json_faults": set[str](),
    "whole_file": set[str](),
    "config": {"errors"},
    "types": set[str](),
    "english": {"errors", "types"},
    "present": {"types"},
    "hits": {"types", "present"},
    "answers": {"types", "present", "hits"},
    "export_page": {"present", "citing"},
    "conversation_export": {"types", "present", "answers", "citing", "export_page"},
    "copied_quotation": {"types", "present", "answers"},
    "statements": {"errors", "types", "present"},
    "search_results": {"types", "present", "hits", "answers"},
    "citing": {"errors", "types", "english", "present", "answers", "copied_quotation"},
    "corpus": BOTTOM,
    "segment": BOTTOM,
    "attribution": BOTTOM | {"segment"},
    "index": BOTTOM | {"corpus", "segment"},
    "question": BOTTOM | {"index"},
    "answering": BOTTOM | {"index", "question"},
    "models": BOTTOM | {"attribution", "index"},
    "cluster": BOTTOM | {"corpus", "index"},
    "collection": BOTTOM | {"segment", "index"},
    "engine": BOTTOM | STAGES | {"cluster", "collection"},
    "progress_bar": {"index"},
    "process": {"errors", "models"},
    "ray_option": set[str](),
    "evaluate": BOTTOM | STAGES | {"engine", "progress_bar", "shell_options"},
    "ui": BOTTOM | STAGES | {"engine", "cluster", "collection"},
    "speakers_command": BOTTOM | {"engine", "question", "shell_options"},
    "shell_chat": {"errors", "answers", "conversation_export", "engine"},
    "shell_options": set[str](),
    "shell_search": BOTTOM | {"question", "engine", "shell_options"},
    "citing_commands": BOTTOM | {"collection", "engine", "index", "shell_options"},
    "cli": BOTTOM
    | STAGES
    | {
        *("collection", "engine", "process", "progress_bar", "ray_option", "shell_chat"),
        *("shell_options", "shell_search", "speakers_command", "citing_commands", "evaluate", "ui"),
    },
    "__init__": BOTTOM | {"collection", "engine", "index"},
}

# Heavy libraries, and the only places that import them.
ONLY_IN = {
    "faiss": ("rag/index/vectors.py",),
    "sentence_transformers": ("rag/models/",),
    "transformers": ("rag/models/",),
    "torch": ("rag/models/",),
    "onnxruntime": ("rag/models/",),
    "huggingface_hub": ("rag/models/",),
    "tantivy": ("rag/index/terms.py", "rag/english/analyzer.py"),
    "tiktoken": ("rag/segment/tokens.py",),
    "gradio": ("rag/ui/", "app.py"),
    "ray": ("rag/cluster/", "rag/ui/replicas.py"),
    "pyarrow": ("rag/cluster/",),
}

MODULES = sorted(PACKAGE.rglob("*.py"))


def imports(file: Path) -> Iterator[str]:
    """Yield every module that a file names in an import; `from rag import x` as `rag.x`."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0 and node.module, f"{file}: a relative import"
            if node.module == "rag":
                yield from (f"rag.{alias.name}" for alias in node.names)
            else:
                yield node.module


def part(file: Path) -> str:
    """Return the part of the package that a file belongs to, as `ALLOWED` names it."""
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("file", MODULES, ids=lambda f: f.relative_to(ROOT).as_posix())
def test_a_module_imports_only_what_stands_below_it(file: Path) -> None:
    """Imports go down the table, never up and never to a sibling."""
    own = part(file)
    used = {name.split(".")[1] for name in imports(file) if name.startswith("rag.")}
    assert used - {own} <= ALLOWED[own]


def test_the_table_names_what_there_is() -> None:
    """Every part of the package stands in the table, and nothing else does."""
    assert {part(file) for file in MODULES} == set(ALLOWED)


@pytest.mark.parametrize("file", MODULES, ids=lambda f: f.relative_to(ROOT).as_posix())
def test_nothing_imports_the_root_from_inside(file: Path) -> None:
    """Modules are imported, never the package's own root, nor a name that it defines."""
    for name in imports(file):
        if name == "rag" or name.startswith("rag."):
            path = ROOT.joinpath(*name.split("."))
            assert name != "rag"
            assert path.is_dir() or path.with_suffix(".py").is_file(), name


def module_name(file: Path) -> str:
    """Return the dotted name of a file of the package."""
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def test_no_files_import_each_other() -> None:
    """No circle of files: whichever imports count, in functions and for types, too."""
    named = {module_name(file): file for file in MODULES}
    below = {
        name: {used for used in resolved(file, set(named)) if used != name}
        for name, file in named.items()
    }
    while leaves := [name for name, used in below.items() if not used & below.keys()]:
        for name in leaves:
            del below[name]
    assert sorted(below) == []


def resolved(file: Path, modules: set[str]) -> Iterator[str]:
    """Yield the modules of the package that a file imports; `from x import y` may name `x.y`."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in modules else node.module


def test_no_two_modules_share_a_name() -> None:
    """A file is found by its name alone."""
    names = Counter(file.stem for file in MODULES if file.stem != "__init__")
    assert [name for name, count in names.items() if count > 1] == []


def test_no_two_test_files_share_a_name() -> None:
    """Pytest imports test files by their names alone."""
    names = Counter(file.name for file in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("library", ONLY_IN)
def test_heavy_libraries_are_imported_in_one_place(library: str) -> None:
    """Each heavy library is behind one module, or one folder."""
    users = {
        file.relative_to(ROOT).as_posix()
        for file in (*MODULES, ROOT / "app.py")
        if any(name.split(".")[0] == library for name in imports(file))
    }
    assert users and all(user.startswith(ONLY_IN[library]) for user in users)


def test_only_the_shells_know_the_settings() -> None:
    """The settings are unpacked at the top: stages take plain values, not config objects."""
    users = {
        part(file)
        for file in MODULES
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "rag.config"
        if {"BuildConfig", "AskConfig"} & {alias.name for alias in node.names}
    }
    assert users <= {"engine", "evaluate", "ui", "cli"}


HEAVY = (
    *("torch", "faiss", "gradio", "sentence_transformers", "transformers", "tantivy", "numpy"),
    "ray",
)
HELP = """
import sys
from rag.cli import main
sys.argv = ["rag", "--help"]
try:
    main()
except SystemExit as end:
    assert not end.code
"""


def loaded_by(code: str, libraries: Sequence[str], *arguments: Path | str) -> list[str]:
    """Run code in a separate process; return which of some libraries it loaded."""
    shown = f"\nimport sys; print('loaded:', *(n for n in {libraries!r} if n in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code + shown, *arguments], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1].split()[1:]


@pytest.mark.parametrize("code", ["import rag", HELP], ids=["import rag", "rag --help"])
def test_nothing_heavy_is_loaded_before_it_is_needed(code: str) -> None:
    """`import rag` and `rag --help` load none of the libraries that take seconds."""
    assert loaded_by(code, HEAVY) == []


# What only building, serving and evaluating need. The library of a parser belongs to its child
# process.
NOT_FOR_ASKING = (
    *("torch", "transformers", "sentence_transformers", "sklearn", "scipy", "pandas", "gradio"),
    *("trafilatura", "lxml", "pypdfium2", "docx", "ir_measures", "matplotlib", "watchfiles"),
    *("ray", "pyarrow"),
)
ONLY_FOR_BUILDING = ("filelock", "tiktoken")
ASKING = """
import sys
from pathlib import Path
import numpy as np
from rag.engine import Engine, open_index, shared  # the last two import rag.models
from rag.index.store import Store

class Embedder:
    def embed_question(self, question):
        return np.eye(64, dtype=np.float32)[0]
    def is_word(self, word):
        return False

engine = Engine(Store(Path(sys.argv[1])), Embedder())
print(engine.answer("what did Ingrid Soley say about the bridge"))
conversation = engine.conversation()
conversation.ask("who opened the bridge")
print(conversation.ask("when?"))
"""
WITHOUT_MODEL = """
import sys
from rag import engine
print(engine.info(sys.argv[1]), engine.speakers(sys.argv[1]))
print(engine.quotations("Ingrid Soley", sys.argv[1]))
"""
PAGE = "import rag.ui, rag.ui.server_settings"
BUILDING = """
import sys
from pathlib import Path
from tests.support import build_small
print(build_small(Path(sys.argv[1]).parent / "in", Path(sys.argv[1])))
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small index of plain text and Markdown."""
    folder = tmp_path_factory.mktemp("imports")
    said = "Ingrid Soley opened the bridge on Monday. “The bridge is safe,” Ingrid Soley said.\n"
    write_articles(folder / "in", {"a.txt": said, "b.md": "# Ferries\n\nThe ferry was late.\n"})
    build_small(folder / "in", folder / "index")
    return folder / "index"


@pytest.mark.parametrize(
    ("code", "libraries"),
    [
        (ASKING, NOT_FOR_ASKING + ONLY_FOR_BUILDING),
        (WITHOUT_MODEL, NOT_FOR_ASKING + ONLY_FOR_BUILDING + ("faiss",)),
        (PAGE, NOT_FOR_ASKING + ONLY_FOR_BUILDING),
        (BUILDING, NOT_FOR_ASKING),
    ],
    ids=["asking", "rag info and rag speakers", "the page before it is served", "building"],
)
def test_each_use_loads_only_its_libraries(
    code: str, libraries: tuple[str, ...], index: Path
) -> None:
    """A question waits for no library that only building, serving or evaluating needs.

    Reading .txt and .md loads no parser of other formats. Loading a model is not tested here.
    """
    assert loaded_by(code, libraries, index) == []
