"""What pyproject.toml declares is what the code imports, and what constraints.txt pins."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import SLOW, SLOW_FOLDERS, TESTS
from tests.paths import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
OPTIONAL = PROJECT["optional-dependencies"]
PROVIDERS = packages_distributions()
OWN = {"app", "benchmarks", "make", "rag", "tests", "tiktoken_ext", "training"}


def requirements(*extras: str) -> Iterator[Requirement]:
    """Yield the requirements of the package with these extras, those that extras name included."""
    for line in (*PROJECT["dependencies"], *(line for name in extras for line in OPTIONAL[name])):
        requirement = Requirement(line)
        if requirement.name == PROJECT["name"]:
            yield from (Requirement(line) for name in requirement.extras for line in OPTIONAL[name])
        else:
            yield requirement


def distributions(files: Iterable[Path]) -> set[str]:
    """Return the distributions that files import, wherever in a file, by their canonical names."""
    modules = set[str]()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                modules.add(node.module.partition(".")[0])
    others = modules - OWN - set(sys.stdlib_module_names)
    # An extra that is not installed provides a module of its own name.
    return {
        canonicalize_name(name) for module in others for name in PROVIDERS.get(module, [module])
    }


@pytest.mark.parametrize(
    ("folder", "extras"),
    [
        ("rag", ("watch", "plots", "mcp", "ocr", "ray")),
        ("tests", ("test", "ray")),
        ("benchmarks", ("test", "ray")),
        ("training", ("test",)),
    ],
)
def test_what_is_imported_is_declared(folder: str, extras: tuple[str, ...]) -> None:
    """No import relies on a package that is installed only because another package needs it."""
    declared = {canonicalize_name(requirement.name) for requirement in requirements(*extras)}
    assert distributions((ROOT / folder).rglob("*.py")) - declared == set()


def test_every_requirement_is_pinned_to_a_version_that_meets_it() -> None:
    """constraints.txt holds one exact version of each requirement, within the declared range."""
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = dict(line.split("==") for line in lines if not line.startswith("#"))
    versions = {canonicalize_name(name): version for name, version in pins.items()}
    for requirement in requirements("test", "ray"):
        version = versions[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), requirement


def test_torch_may_be_another_build() -> None:
    """Any PyTorch of the range meets the requirement, a GPU build as well as a CPU build."""
    (torch,) = (requirement for requirement in requirements() if requirement.name == "torch")
    for version in ("2.6.0", "2.13.0+cpu", "2.13.0+cu130", "2.99.0+rocm7.1"):
        assert torch.specifier.contains(version)


def test_the_slow_tests_exist() -> None:
    """Whoever renames a slow test renames it in the list of tests/conftest.py, too."""
    assert all((TESTS / folder).is_dir() for folder in SLOW_FOLDERS)
    for entry in SLOW:
        file, _, name = entry.partition("::")
        source = (TESTS / file).read_text("utf-8")
        assert re.search(rf"^def {name or 'test_'}", source, re.MULTILINE), entry
