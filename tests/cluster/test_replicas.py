"""The endpoint /ask as replicas of Ray Serve, one of which is killed under load.

Needs the extra `ray`; without it these tests are skipped.
"""

from __future__ import annotations

import json
import os
import signal
import socket
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

from rag.cluster.session import require_usable
from rag.engine import open_index
from rag.ui.server_settings import Serving

with warnings.catch_warnings(action="ignore"):  # of ray.serve, which are not this program's
    from rag.ui.replicas import READY_PATH, replicated

pytestmark = pytest.mark.filterwarnings("ignore")  # those of ray are not this program's

CLIENTS = 8
SECONDS = float(
    os.environ.get("RAG_LOAD_SECONDS", "20")
)  # of load, in the middle of which one dies
QUESTIONS = ("What did Macron say about US support?", "How do I bake bread?", "Who is the mayor?")
PASSWORD = "a secret word"
PROCESS = b"ServeReplica:rag:Replica"


@pytest.fixture(scope="module")
def serving(sample_index: Path) -> Iterator[Serving]:
    """Two replicas of the sample index, at an address with a password."""
    require_usable("local")
    made = Serving(port=free_port(), ray="local", replicas=2, password=PASSWORD)
    with replicated(sample_index, made):
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


def test_no_request_fails_when_a_replica_is_killed(serving: Serving) -> None:
    """Under load one of the replicas is killed: all requests are answered, and all alike."""
    expected = {q: send(serving, "/ask", {"question": q}) for q in QUESTIONS}
    ends = time.monotonic() + SECONDS

    def ask_on(client: int) -> int:
        count = 0
        while time.monotonic() < ends:
            question = QUESTIONS[(client + count) % len(QUESTIONS)]
            assert send(serving, "/ask", {"question": question}) == expected[question]
            count += 1
        return count

    with ThreadPoolExecutor(CLIENTS) as pool:
        asking = [pool.submit(ask_on, client) for client in range(CLIENTS)]
        time.sleep(SECONDS / 2)
        before = replica_processes()
        os.kill(before[0], signal.SIGKILL)
        counts = [future.result() for future in asking]
    print(f"{sum(counts)} requests")
    assert len(before) == 2
    assert all(counts)
