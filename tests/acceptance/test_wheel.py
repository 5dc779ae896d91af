"""Promise: the package works as it is installed from a wheel, away from its checkout.

A checkout has every data file, so the tests of an editable install never notice one that a wheel
lacks. Here a wheel is built, installed into an environment of its own, and asked there.

That environment installs nothing but the wheel. The dependencies (2 GB, over a minute) are those of
the environment that runs the tests: a `.pth` file puts their folder on the path. Python reads no
`.pth` files in a folder that is added in this way, so an editable install of the checkout in that
folder stays out of reach, and every module of `rag` that is loaded must come from the wheel.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.paths import ROOT, SAMPLE

PACKAGES = ("rag", "tiktoken_ext")
METADATA = ("pyproject.toml", "README.md", "LICENSE", "NOTICE")
ARTICLE = "europe/macron-presses-europe.txt"

ASK = """
import json, sys
import rag, rag.cli, tiktoken_ext.rag_encodings
answer = rag.answer("what did Macron say about US support", index="index")
own = [sys.modules[name].__file__ for name in sys.modules if name.split(".")[0] == "rag"]
encoding = sys.modules["tiktoken_ext.rag_encodings"].__file__
print(json.dumps({"answer": answer.to_dict(), "modules": [*own, encoding]}))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of a copy of the sources: setuptools leaves folders where it builds, and reuses them.

    Built without isolation, so that nothing is fetched: setuptools is a requirement of the tests.
    """
    source = tmp_path_factory.mktemp("source")
    for package in PACKAGES:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / package, source / package, ignore=ignored)
    for name in METADATA:
        shutil.copy(ROOT / name, source)
    output = tmp_path_factory.mktemp("wheel")
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--quiet"]
    _run(sys.executable, "-m", "pip", "wheel", *options, "--wheel-dir", output, source, cwd=output)
    (built,) = output.iterdir()
    return built


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment outside the checkout with the wheel, and the dependencies of this one."""
    folder = tmp_path_factory.mktemp("installed") / "env"
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    python = _program(folder, "python")
    options = ["--no-deps", "--no-index", "--quiet"]
    _run(sys.executable, "-m", "pip", "--python", python, "install", *options, wheel, cwd=folder)
    base = {"base": str(folder), "platbase": str(folder)}
    site_packages = Path(sysconfig.get_path("purelib", "venv", base))
    dependencies = dict.fromkeys([sysconfig.get_path("purelib"), sysconfig.get_path("platlib")])
    (site_packages / "dependencies.pth").write_text("\n".join(dependencies), encoding="utf-8")
    return folder


def _program(environment: Path, name: str) -> Path:
    """Return the path of a program of an environment."""
    return environment / (f"Scripts/{name}.exe" if os.name == "nt" else f"bin/{name}")


def _run(*command: str | Path, cwd: Path) -> str:
    """Run a program without the variables that lead to the checkout; return what it prints."""
    hidden = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
    variables = {name: value for name, value in os.environ.items() if name not in hidden}
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env=variables, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def test_the_wheel_holds_every_file_of_the_packages(wheel: Path) -> None:
    """The wheel holds all modules, data files and licences, and nothing else of the checkout."""
    with zipfile.ZipFile(wheel) as archive:
        content = set(archive.namelist())
    expected = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    inside = {name for name in content if ".dist-info/" not in name}
    assert {Path(name).suffix for name in expected} >= {".sql", ".json", ".onnx"}
    assert inside == expected
    licences = {Path(name).name for name in content if ".dist-info/licenses/" in name}
    assert licences == {"LICENSE", "NOTICE"}


def test_an_installed_wheel_builds_and_answers(environment: Path, tmp_path: Path) -> None:
    """Its command builds an index, its `rag.answer` quotes the article, with its own modules."""
    article = tmp_path / "news" / Path(ARTICLE).name
    article.parent.mkdir()
    shutil.copy(SAMPLE / ARTICLE, article)
    _run(_program(environment, "rag"), "build", "news", cwd=tmp_path)
    shown = json.loads(_run(_program(environment, "python"), "-c", ASK, cwd=tmp_path))
    text = article.read_text(encoding="utf-8")
    assert shown["answer"]["answered"]
    assert all(citation["text"] in text for citation in shown["answer"]["citations"])
    assert len(shown["modules"]) > 30
    outside = [path for path in shown["modules"] if not Path(path).is_relative_to(environment)]
    assert outside == []
