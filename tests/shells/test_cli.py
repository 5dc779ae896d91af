"""The `rag` command."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from rag.index.checksums import seal
from tests.command_line import Run, one_line
from tests.command_line import run as run  # a fixture

FLAGSHIP = "what did Macron say about US support"
QUOTED = "We can’t say that if the Americans don’t join us"


LOADING = "loading the model …\n"


def test_help_names_every_command(run: Run) -> None:
    """`rag --help` lists every command."""
    code, out, _ = run("--help")
    assert code == 0
    for command in ("build", "ask", "speakers", "serve", "info"):
        assert command in out


def test_asks_the_sample_articles(run: Run, sample_index: Path) -> None:
    """`rag ask` prints the numbered sentences, then the sources with date and place."""
    code, out, _ = run("ask", FLAGSHIP, "--index", sample_index)
    assert code == 0
    assert QUOTED in out
    assert "[1]" in out
    _, sources = out.split("Sources:")
    assert "2025-03-2" in sources
    assert "characters" in sources


def test_json_is_one_object(run: Run, sample_index: Path) -> None:
    """`--json` prints the documented fields, with the offsets of each quotation."""
    code, out, _ = run("ask", FLAGSHIP, "--index", sample_index, "--json")
    answer = json.loads(out)
    assert code == 0
    assert answer["question"] == FLAGSHIP
    assert answer["answered"] is True
    assert answer["refusal"] is None
    for citation in answer["citations"]:
        assert citation["end"] - citation["start"] == len(citation["text"])
        assert {"path", "title", "author", "source", "published", "probability"} <= citation.keys()


@pytest.mark.parametrize("threads", ["0", "-2", "1000"])
def test_a_number_of_threads_out_of_range(run: Run, tmp_path: Path, threads: str) -> None:
    """It is refused before anything is read."""
    code, _, err = run("build", tmp_path, "--index", tmp_path / "index", "--threads", threads)
    assert code == 2
    assert f"--threads is '{threads}': use a number from 1 to 256" in one_line(err)


def test_top_limits_the_citations(run: Run, sample_index: Path) -> None:
    """`--top 1` cites one sentence."""
    _, out, _ = run("ask", FLAGSHIP, "--index", sample_index, "--json", "--top", "1")
    assert len(json.loads(out)["citations"]) == 1


def test_a_refusal_is_exit_status_1(run: Run, sample_index: Path) -> None:
    """An unanswered question ends with status 1 and has no source."""
    code, out, _ = run("ask", "How do I bake sourdough bread?", "--index", sample_index)
    assert code == 1
    assert out.startswith("Not answered: ")
    assert "Sources:" not in out


def test_min_confidence_moves_the_threshold(run: Run, sample_index: Path) -> None:
    """At `--min-confidence 1` every question is refused."""
    code, _, _ = run("ask", FLAGSHIP, "--index", sample_index, "--min-confidence", "1")
    assert code == 1


@pytest.mark.parametrize(
    ("question", "says"),
    [("", "empty"), ("  ", "empty"), ("?", "no word"), ("x" * 1_000_000, "1,000,000 characters")],
)
def test_a_rejected_question(run: Run, sample_index: Path, question: str, says: str) -> None:
    """An empty or overlong question is one clear line and exit status 2."""
    code, _, err = run("ask", question, "--index", sample_index)
    assert code == 2
    assert says in one_line(err)


@pytest.mark.parametrize("option", [["--top", "0"], ["--top", "6"], ["--min-confidence", "2"]])
def test_a_setting_out_of_range(run: Run, sample_index: Path, option: list[str]) -> None:
    """A setting out of range is one clear line and exit status 2."""
    code, _, err = run("ask", FLAGSHIP, "--index", sample_index, *option)
    assert code == 2
    assert "use" in one_line(err)


@pytest.mark.parametrize("command", [["ask", FLAGSHIP], ["info"], ["serve"]])
def test_without_an_index_the_error_names_the_build_command(
    run: Run, tmp_path: Path, command: list[str]
) -> None:
    """Without an index every command says how to build one."""
    code, _, err = run(*command, "--index", tmp_path / "nowhere")
    assert code == 2
    assert "rag build" in one_line(err)
    assert not (tmp_path / "nowhere").exists()


def test_a_missing_folder(run: Run, tmp_path: Path) -> None:
    """A missing corpus folder is one clear line, and no index is created."""
    code, _, err = run("build", tmp_path / "gone", "--index", tmp_path / "index")
    assert code == 2
    assert "gone" in one_line(err)
    assert not (tmp_path / "index").exists()


def test_an_empty_folder_is_refused(run: Run, sample_index: Path, tmp_path: Path) -> None:
    """Building from an empty folder is an error, and the index answers as before."""
    index = Path(shutil.copytree(sample_index, tmp_path / "index"))
    (tmp_path / "empty").mkdir()
    code, _, err = run("build", tmp_path / "empty", "--index", index)
    assert code == 2
    error = one_line(err.removeprefix(LOADING))
    assert "no article that can be read" in error or "holds none" in error
    assert QUOTED in run("ask", FLAGSHIP, "--index", index)[1]


def test_another_folder_needs_replace(run: Run, sample_index: Path, tmp_path: Path) -> None:
    """A folder with none of the indexed files replaces them only with `--replace`."""
    index = Path(shutil.copytree(sample_index, tmp_path / "index"))
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.txt").write_text("Bread\n\nSourdough bread is baked at 230 degrees.\n")
    code, _, err = run("build", other, "--index", index)
    assert code == 2
    assert err.startswith(LOADING)
    assert "--replace" in one_line(err.removeprefix(LOADING))
    assert run("build", other, "--index", index, "--replace")[0] == 0
    assert (
        "230 degrees" in run("ask", "at how many degrees is sourdough baked", "--index", index)[1]
    )


def test_skipped_files_are_listed(run: Run, tmp_path: Path) -> None:
    """A file that does not match its ending is listed with the reason; others are indexed."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "good.txt").write_text("Bread\n\nSourdough bread is baked at 230 degrees.\n")
    (corpus / "bad.pdf").write_text("this is no PDF")
    (corpus / "bad.txt").write_bytes(b"\x89PNG\r\n\x00\x00")
    code, out, _ = run("build", corpus, "--index", tmp_path / "index")
    assert code == 0
    assert "2 skipped" in out
    assert "skipped bad.pdf: " in out
    assert "skipped bad.txt: " in out
    again = run("build", corpus, "--index", tmp_path / "index")[1]
    assert "3 unchanged, 2 skipped" in again
    assert "0 embedded" in again


def test_an_index_of_another_model(run: Run, sample_index: Path, tmp_path: Path) -> None:
    """An index with another model's vectors is an error that names both models."""
    index = Path(shutil.copytree(sample_index, tmp_path / "index"))
    import sqlite3

    with sqlite3.connect(index / "rag.sqlite") as rows:
        recipe = json.loads(
            rows.execute("SELECT value FROM meta WHERE key = 'recipe'").fetchone()[0]
        )
        recipe["embedder"]["digest"] = "0" * 64
        rows.execute("UPDATE meta SET value = ? WHERE key = 'recipe'", [json.dumps(recipe)])
        seal(rows)
    rows.close()
    code, _, err = run("ask", FLAGSHIP, "--index", index)
    assert code == 2
    assert "0" * 64 in one_line(err)
    assert "rag build --rebuild" in err


def test_info_describes_the_index(run: Run, sample_index: Path) -> None:
    """`rag info` prints the number of articles and files, and the model."""
    code, out, _ = run("info", "--index", sample_index)
    assert code == 0
    assert "20 articles from 16 files" in out
    assert "all-MiniLM-L6-v2" in out


def test_chat_follows_up_and_exports(
    run: Run, sample_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Follow-ups are resolved, and the exported file has the conversation."""
    typed = iter([FLAGSHIP, "what about air defence?", "exit"])
    monkeypatch.setattr("builtins.input", lambda prompt: next(typed))
    code, out, _ = run("chat", "--index", sample_index, "--export", tmp_path / "talk.json")
    exported = json.loads((tmp_path / "talk.json").read_text("utf-8"))
    assert code == 0 and QUOTED in out
    assert [a["question"] for a in exported] == [FLAGSHIP, "what about air defence?"]
    assert exported[1]["query"]["speaker"] == "Macron"


def test_filters_on_the_command_line(run: Run, sample_index: Path) -> None:
    """Dates and outlets restrict the citations, and are printed with the answer."""
    options = ["--from", "2025-05", "--to", "2025-05-14", "--source", "the Courier", "--json"]
    _, out, _ = run("ask", "What will the bridge repair cost?", "--index", sample_index, *options)
    asked = json.loads(out)
    assert asked["query"]["published_from"] == "2025-05-01"
    assert asked["query"]["published_to"] == "2025-05-14"
    assert {c["source"] for c in asked["citations"]} == {"Oskerby Courier"}


@pytest.mark.parametrize("date", ["last week", "2025-02-30", "03/04/2025", ""])
def test_an_invalid_date_is_one_line(run: Run, sample_index: Path, date: str) -> None:
    """The error has the invalid date and the valid formats."""
    code, _, err = run("ask", "What?", "--index", sample_index, "--from", date)
    assert code == 2
    assert err == f"rag: --from is {date!r}: use a date like 2025-04-05, 2025-04 or 2025\n"


def test_speaker_restricts_the_citations(run: Run, sample_index: Path) -> None:
    """`--speaker` cites only this person's words."""
    code, out, _ = run(
        "ask", "people who drive to the quarry", "--speaker", "Odile Brandt", "--json",
        "--index", sample_index, "--min-confidence", "0.01",
    )  # fmt: skip
    assert code == 0
    speakers = [citation["attribution"]["speaker"] for citation in json.loads(out)["citations"]]
    assert speakers
    assert set(speakers) == {"Odile Brandt"}


def test_the_status_of_verify_tells_what_differs(run: Run, tmp_path: Path) -> None:
    """Status is 0 in sync, 1 for a changed folder, 2 for damage; a saved answer has its own."""
    corpus, index, saved = tmp_path / "news", tmp_path / "index", tmp_path / "answer.json"
    corpus.mkdir()
    article = corpus / "a.txt"
    article.write_text("The river took the gravel away from the pier in May.", "utf-8")
    assert run("build", corpus, "--index", index)[0] == 0
    assert run("verify", "--index", index)[0] == 0
    saved.write_text(run("ask", "what took the gravel", "--json", "--index", index)[1], "utf-8")
    assert run("verify", "--answer", saved, "--index", index)[0] == 0
    article.write_text("So: the river took the gravel away from the pier in May.", "utf-8")
    assert run("verify", "--answer", saved, "--index", index)[0] == 4
    article.write_text("News. The river took the gravel away from the pier in May.", "utf-8")
    assert run("verify", "--answer", saved, "--index", index)[0] == 3
    article.unlink()
    assert run("verify", "--answer", saved, "--index", index)[0] == 5
    (corpus / "b.txt").write_text("Other news.", "utf-8")
    code, out, _ = run("verify", "--index", index)
    assert (code, "a.txt: is indexed, and no longer there" in out) == (1, True)
    saved.write_text("{", "utf-8")
    code, _, err = run("verify", "--answer", saved, "--index", index)
    assert (code, "is not JSON" in one_line(err)) == (2, True)
    next(index.glob("*.faiss")).unlink()
    code, _, err = run("verify", "--index", index)
    assert (code, "missing or damaged" in one_line(err)) == (2, True)


def test_a_dry_run_writes_nothing(run: Run, tmp_path: Path) -> None:
    """`rag build --dry-run` prints what a build would do and creates no index."""
    corpus, index = tmp_path / "news", tmp_path / "index"
    corpus.mkdir()
    (corpus / "a.txt").write_text("The river took the gravel away.", "utf-8")
    code, out, _ = run("build", corpus, "--index", index, "--dry-run")
    assert (code, out.splitlines()[0]) == (0, "would add a.txt")
    assert not index.exists()


def test_export_and_import(run: Run, sample_index: Path, tmp_path: Path) -> None:
    """An imported index answers like the original; a second import is an error of one line."""
    saved, index = tmp_path / "index.zip", tmp_path / "new"
    assert run("export", saved, "--index", sample_index)[0] == 0
    assert run("import", saved, "--index", index)[0] == 0
    asked = [run("ask", FLAGSHIP, "--index", where)[1] for where in (sample_index, index)]
    assert asked[0] == asked[1]
    code, _, err = run("import", saved, "--index", index)
    assert (code, "holds an index already" in one_line(err)) == (2, True)
