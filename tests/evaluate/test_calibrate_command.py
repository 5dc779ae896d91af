"""`rag calibrate` on the command line, with the real model."""

from __future__ import annotations

import json
from pathlib import Path

from rag import engine as engines
from rag.ui.render import about
from tests.evaluate.evaluate_support import PARAGRAPHS, Run, one_line
from tests.evaluate.evaluate_support import calibrate as calibrate  # a fixture
from tests.evaluate.evaluate_support import index as index  # a fixture

REFUSED = "Who won the chess championship in Reykjavik?"
ANSWERED = [question for _, questions in PARAGRAPHS for question in questions]


def questions_file(path: Path, times: int) -> Path:
    """Write the four questions of the paragraphs, and one to refuse, several times."""
    lines = [{"question": q, "answer": a} for q, a in (*ANSWERED, (REFUSED, ""))] * times
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    return path


def test_calibrating_an_index(calibrate: Run, tmp_path: Path, index: Path) -> None:
    """The figures are printed, plots are drawn, and the index and the page name the calibration."""
    file, plots = questions_file(tmp_path / "q.jsonl", 4), tmp_path / "plots"
    code, out, _ = calibrate(file, "--index", index, "--risk", "0.2", "--plots", plots)
    assert code == 0
    assert "  coverage " in out and "  risk " in out and "100%" in out
    assert all(p.read_bytes().startswith(b"\x89PNG") for p in plots.iterdir())
    assert len(list(plots.iterdir())) == 2
    info = engines.info(index)
    assert "calibrated by 20 questions to a risk of 0.2, threshold" in str(info)
    assert "calibrated by 20 questions" in about(info)
    opened = engines.open_index(index)
    assert info.calibration and opened.threshold == info.calibration.threshold
    code, out, _ = calibrate(file, "--index", index, "--json")
    values = json.loads(out)
    assert code == 0 and values["risk"] == 0.1
    assert values["answered_wrongly"] <= 0.1 and 0 < values["coverage"] <= 1
    code, _, _ = calibrate("--reset", "--index", index)
    assert code == 0 and "calibrated" not in str(engines.info(index))


def test_too_few_questions_or_no_file(calibrate: Run, tmp_path: Path, index: Path) -> None:
    """The error is one line that says how many questions are needed, or that a file is."""
    file = questions_file(tmp_path / "q.jsonl", 1)
    code, _, err = calibrate(file, "--index", index)
    assert code == 2 and "has 5 questions" in err and "at least 9" in one_line(err)
    wrongs: list[list[str | Path]] = [[], [file, "--reset"]]
    for wrong in wrongs:
        code, _, err = calibrate(*wrong, "--index", index)
        assert code == 2 and "--reset" in one_line(err)
    code, _, err = calibrate("--reset", "--index", tmp_path / "nowhere")
    assert code == 2 and "rag build" in one_line(err)
