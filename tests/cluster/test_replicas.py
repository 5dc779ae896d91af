"""The endpoint /ask as replicas of Ray Serve, which follow commits and may be killed.

Needs the extra `ray`; without it these tests are skipped.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import socket
import threading
import time
import urllib.error
import urllib.request
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("ray", reason="the extra 'ray' is not installed")

from rag import engine as engines
from rag.cluster.session import require_usable
from rag.engine import open_index
from rag.ui.server_settings import Serving
from tests.paths import SAMPLE

with warnings.catch_warnings(action="ignore"):  # of ray.serve, which are not this program's
    from rag.ui.replicas import READY_PATH, replicated

pytestmark = pytest.mark.filterwarnings("ignore")  # those of ray are not this program's

CLIENTS = 8
SECONDS = float(os.environ.get("RAG_LOAD_SECONDS", "20"))  # of load; a replica dies in the middle
QUESTIONS = ("What did Macron say about US support?", "How do I bake bread?", "Who is the mayor?")
PASSWORD = "a secret word"
PROCESS = b"ServeReplica:rag:Replica"


@pytest.fixture(scope="module")
def index(sample_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample index, which a test may change."""
    return shutil.copytree(sample_index, tmp_path_factory.mktemp("served") / "index")


@pytest.fixture(scope="module")
def serving(index: Path) -> Iterator[Serving]:
    """Two replicas of that index, at an address with a password."""
    require_usable("local")
    made = Serving(port=free_port(), ray="local", replicas=2, password=PASSWORD)
    with replicated(index, made):
        yield made


def free_port() -> int:
    """Return a port that is free at the moment, as is the next one."""
    with socket.create_server(("127.0.0.1", 0)) as first:
        return int(first.getsockname()[1]) - 1


def send(serving: Serving, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
    """Return the status and the JSON of a response; a POST if there is a body."""
    port = serving.endpoint_port
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {PASSWORD}", **headers}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data, headers)
    try:
        with urllib.request.urlopen(request, timeout=120) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def replica_processes() -> list[int]:
    """Return the processes of the replicas, by the title that Ray gives them."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if PROCESS in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def test_the_answers_are_those_of_an_open_index(serving: Serving, sample_index: Path) -> None:
    """The endpoint returns the fields of `Answer.to_dict`, and is ready with this generation."""
    engine = open_index(sample_index)
    for question in QUESTIONS:
        expected = json.loads(json.dumps(engine.answer(question, top=2).to_dict()))
        assert send(serving, "/ask", {"question": question, "top": 2}) == (200, expected)
    assert send(serving, READY_PATH) == (200, {"generation": 1})


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"question": ""}, "empty"),
        ({"question": "who?", "top": 9}, "top is 9: use 1 to 5"),
        ({"question": "who?", "topp": 1}, "topp"),
        ({}, "question"),
    ],
)
def test_a_wrong_request(serving: Serving, body: Any, says: str) -> None:
    """It is answered with status 422, and one line that says what is wrong."""
    status, answer = send(serving, "/ask", body)
    assert status == 422
    assert says in answer["error"]


def test_requests_that_are_not_allowed(serving: Serving) -> None:
    """A wrong password, another site, another host and another path get no answer."""
    asked = {"question": QUESTIONS[0]}
    assert send(serving, "/ask", asked, Authorization="Bearer wrong")[0] == 401
    assert send(serving, "/ask", asked, Origin="http://evil.example")[0] == 403
    assert send(serving, "/ask", asked, Host="evil.example")[0] == 403
    assert send(serving, "/ask/other", asked)[0] == 404
    assert send(serving, "/ask")[0] == 405


def test_no_request_fails_when_a_replica_is_killed(serving: Serving, index: Path) -> None:
    """Under load a build commits, and then one of the replicas is killed.

    All requests are answered, each from one of the two states, and those sent after the commit from
    the second.
    """
    before = answers(serving)
    replies: list[tuple[str, float, tuple[int, Any]]] = []
    over = threading.Event()

    def ask_on(client: int) -> None:
        for count in itertools.count(client):
            question = QUESTIONS[count % len(QUESTIONS)]
            sent = time.monotonic()
            replies.append((question, sent, send(serving, "/ask", {"question": question})))
            if over.is_set():
                return

    with ThreadPoolExecutor(CLIENTS) as pool:
        asking = [pool.submit(ask_on, client) for client in range(CLIENTS)]
        begun = time.monotonic()
        try:
            time.sleep(SECONDS / 4)
            add_article(index)
            committed = time.monotonic()
            time.sleep(max(0.0, begun + SECONDS / 2 - committed))
            processes = replica_processes()
            os.kill(processes[0], signal.SIGKILL)
            time.sleep(SECONDS / 2)
        finally:
            over.set()
        for future in asking:
            future.result()
    after = answers(serving)
    print(f"{len(replies)} requests in {time.monotonic() - begun:.0f} s")
    assert len(processes) == 2
    assert before != after
    for question, sent, reply in replies:
        assert reply == after[question] or (reply == before[question] and sent < committed)


def answers(serving: Serving) -> dict[str, tuple[int, Any]]:
    """Return the reply to each of the questions."""
    return {question: send(serving, "/ask", {"question": question}) for question in QUESTIONS}


def add_article(index: Path) -> None:
    """Build the index again with one article more."""
    corpus = index.with_name("corpus")
    shutil.copytree(SAMPLE, corpus)
    article = "The mayor of Halden Bay is Rosa Linden, a former teacher of mathematics.\n"
    (corpus / "mayor.txt").write_text(article, "utf-8")
    engines.build(corpus, index, replace=True)
