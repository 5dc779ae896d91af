"""What fits and what judges is kept apart: no file, and no question, does both."""

from __future__ import annotations

import ast
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.paths import DATA, ROOT

MODULES = sorted((ROOT / "training").rglob("*.py"))
JUDGING_FOLDERS = ("tests", "benchmarks")
# Files of the evaluation, which are not part of the repository.
EVALUATION = {"attribution_dev.json", "wiki_dev.json"}
GOLDEN_FIT = ROOT / "training" / "golden_fit.jsonl"
WRITTEN = ROOT / "training" / "written_questions.jsonl"
DEVELOPMENT = sorted((ROOT / "benchmarks" / "data").glob("dialogues_dev*.jsonl"))
JUDGING = [DATA / "dialogues.jsonl", DATA / "dialogues_unseen.jsonl"]
WHOLE = DATA / "dialogues_whole.jsonl"
FITTING = 85  # of the 256 values of a digest's first byte: a third of the questions


def lines(path: Path) -> list[dict[str, str]]:
    """Return the objects of a file of JSON Lines."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def folded(text: str) -> str:
    """Return a question in lower case, without punctuation: variants of it are equal."""
    return " ".join(re.findall(r"\w+", text.lower()))


def judging_names(tree: ast.AST) -> Iterator[str]:
    """Yield what a module imports from, or names in, a folder or file that judges."""
    files = {path.name for path in DATA.iterdir()} | EVALUATION
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            imported = [node.module or ""]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            words = re.split(r"[^\w.]+", node.value)
            yield from (word for word in words if word in files)
            names_folder = re.search(rf"\b({'|'.join(JUDGING_FOLDERS)})(?=/|\\|$)", node.value)
            yield from [node.value] if names_folder else []
            continue
        else:
            continue
        yield from (name for name in imported if name.split(".")[0] in JUDGING_FOLDERS)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_training_names_no_file_that_judges(path: Path) -> None:
    """No module that fits imports from, or names a path in, `tests/` or `benchmarks/`."""
    assert list(judging_names(ast.parse(path.read_text("utf-8")))) == []


@pytest.mark.parametrize(
    "code",
    [
        "import tests.support",
        "from benchmarks.dialogues import ROOT",
        'open("tests/data/x.jsonl")',
        'ROOT / "tests" / "data"',
        'f"{folder}/golden.jsonl"',
        'DATA / "dialogues_unseen.jsonl"',
        'data / "attribution_dev.json"',
    ],
)
def test_the_scan_finds_what_it_forbids(code: str) -> None:
    """Imports, paths, parts of paths and the names of judging files are found."""
    assert list(judging_names(ast.parse(code)))


def test_the_digest_of_a_golden_question_decides_its_file() -> None:
    """A question fits if the first byte of its SHA-256 is below 85, and judges otherwise."""
    for path in (GOLDEN_FIT, DATA / "golden.jsonl"):
        for case in lines(path):
            digest = hashlib.sha256(case["question"].encode("utf-8")).digest()
            assert (digest[0] < FITTING) == (path == GOLDEN_FIT), case["question"]


def test_no_question_both_fits_and_judges() -> None:
    """No golden question that fits is asked, alone or as a follow-up, by a file that judges."""
    fitting = {folded(case["question"]) for case in lines(GOLDEN_FIT)}
    judging = {
        folded(case["question"]) for path in (DATA / "golden.jsonl", WHOLE) for case in lines(path)
    }
    judging |= {folded(case["then"]) for path in JUDGING for case in lines(path)}
    assert fitting and not fitting & judging


def test_no_dialogue_both_develops_and_judges() -> None:
    """Rules and constants were not made with a dialogue of a file that judges."""

    def pairs(paths: list[Path]) -> set[tuple[str, str]]:
        return {
            (folded(case["question"]), folded(case["then"]))
            for path in paths
            for case in lines(path)
        }

    assert len(DEVELOPMENT) == 2
    assert not pairs(DEVELOPMENT) & pairs(JUDGING)


def test_shipped_weights_are_fitted_on_the_fitting_questions() -> None:
    """`weights.json` records the digest of the file of golden questions that it was fitted on."""
    weights = json.loads((ROOT / "rag" / "answering" / "weights.json").read_text("utf-8"))
    assert set(weights["data"]) == {
        "squadshifts_reddit.json",
        "squadshifts_amazon_reviews.json",
        "attribution_train.json",
        GOLDEN_FIT.name,
    }
    digest = hashlib.sha256(GOLDEN_FIT.read_bytes()).hexdigest()
    assert weights["data"][GOLDEN_FIT.name] == digest


@pytest.mark.parametrize("card", ["answering/trust.json", "models/reader.json"])
def test_what_ships_is_fitted_on_the_written_questions(card: str) -> None:
    """The card records the digest of the file of written questions that it was fitted on."""
    data = json.loads((ROOT / "rag" / card).read_text("utf-8"))["data"]
    digest = hashlib.sha256(WRITTEN.read_bytes()).hexdigest()
    assert data[WRITTEN.name] == digest and not set(data) & EVALUATION
