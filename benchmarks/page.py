"""Speed and memory of the page: `python -m benchmarks.page`.

- Without options: the time from pressing Enter to the answer on the page, in a real browser, over
  the sample corpus, warm.
- `--load SECONDS`: 32 simulated users ask the real server over and over, as a browser does, each
  their own questions, while the index is rebuilt with a changed article every two minutes. Printed
  are errors, answers to another user's question, response times, and the server's memory by the
  minute.
- `--memory [QUESTIONS]`: the resident memory of `rag serve` once its page is up, while so many
  questions (100 unless given) are asked as a browser asks them, and at the end (at most 350 MB
  after 1,000); exits 1 over the limit.

Nothing leaves this machine.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from benchmarks.measuring import (
    CORPUS,
    environment,
    free_port,
    golden_questions,
    machine,
    process_cost,
    rag_command,
    resident,
    row,
)

USERS = 32
PAUSE = 3.0  # seconds that a user reads before asking again
MINUTE = 60.0  # seconds over which memory is sampled
REBUILD_EVERY = 120.0
ASKED = 40  # questions asked in the browser
SHORT_RUN = 100  # questions asked before the server's memory is read, unless given
CONVERSATION = 50  # questions after which a user begins another conversation
MEMORY_LIMIT = 350.0  # MB
QUESTIONS = (
    "what did Macron say about US support",
    "When was the Tarrel Bridge closed?",
    "How is drought measured?",
    "Who stole the clock from Corvin House?",
    "Why do the dockers walk out?",
)
USER = re.compile(r" user(\d+)-\d")  # the number of the user in a question, and in no article
COMPLETED = '"process_completed"'


def main() -> None:
    """Print the figures with their limits."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--load", type=float, metavar="SECONDS", help="put the server under load")
    parser.add_argument("--users", type=int, default=USERS, help="how many ask at once")
    parser.add_argument("--pause", type=float, default=PAUSE, help="seconds before they ask again")
    parser.add_argument(
        "--memory",
        type=int,
        nargs="?",
        const=SHORT_RUN,
        metavar="QUESTIONS",
        help="the server's memory after so many",
    )
    given, held = parser.parse_args(), True
    print(machine())
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as (address, process):
        if given.memory is not None:
            held = asyncio.run(print_memory(address, process, given.memory))
        elif given.load is None:
            print_answers(address)
        else:
            load = Load(given.load, given.users, given.pause)
            asyncio.run(print_load(address, process, Path(folder, "corpus"), load))
    sys.exit(not held)


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, int]]:
    """Run `rag serve` over a copy of the sample articles; yield its address and process id."""
    shutil.copytree(CORPUS, folder / "corpus")
    process_cost(rag_command("build", folder / "corpus", "--index", folder / "index"))
    port = free_port()
    with subprocess.Popen(
        rag_command("serve", "--index", folder / "index", "--port", str(port)),
        env=environment(),
        stdout=subprocess.PIPE,
    ) as server:
        assert server.stdout is not None
        server.stdout.readline()
        try:
            yield f"http://127.0.0.1:{port}/", server.pid
        finally:
            server.terminate()


def print_answers(address: str) -> None:
    """Time answers in a browser, from pressing Enter until the answer is on the page."""
    from playwright.sync_api import sync_playwright

    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(address)
        page.locator(".example").first.wait_for()
        times = []
        for n in range(ASKED):
            page.locator("#question textarea").fill(QUESTIONS[n % len(QUESTIONS)])
            times.append(float(page.evaluate(ENTER)))
        browser.close()
    warm = sorted(times[5:])
    print(
        f"from Enter to the answer: median {statistics.median(warm):.0f} ms, "
        f"nine of ten under {warm[9 * len(warm) // 10]:.0f} ms (limit: median under 400 ms)"
    )


# Timed inside the page, to leave out the time of the browser's driver.
ENTER = """() => new Promise((done) => {
  const answers = () => document.querySelectorAll('#chat .answer, #chat .refusal').length;
  const before = answers(), started = performance.now();
  const observer = new MutationObserver(() => {
    if (answers() > before) { observer.disconnect(); done(performance.now() - started); }
  });
  observer.observe(document.querySelector('#chat'), {childList: true, subtree: true});
  document.querySelector('#question textarea').dispatchEvent(
    new KeyboardEvent('keypress', {key: 'Enter', bubbles: true}));
})"""


@dataclass(frozen=True)
class Load:
    """Duration and number of users, and how long a user reads an answer; times in seconds."""

    seconds: float
    users: int
    pause: float


@dataclass
class Results:
    """What all users have observed so far; `mixed` counts answers to another user's question."""

    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    mixed: int = 0
    rebuilds: int = 0


async def print_load(address: str, process: int, corpus: Path, load: Load) -> None:
    """Let users ask for a while, and print the results."""
    results, end = Results(), time.monotonic() + load.seconds
    limits = httpx.Limits(max_connections=4 * load.users)
    async with httpx.AsyncClient(base_url=address, timeout=60, limits=limits) as client:
        handlers = await find_handlers(client)
        users = [use(client, handlers["ask"], n, load, results, end) for n in range(load.users)]
        rebuilds = rebuild(client, handlers["rebuild"], corpus, results, end)
        others = asyncio.gather(*users, rebuilds)
        minutes = await memory(process, end)
        await others
    times = sorted(results.times)
    print(
        f"{load.users} users, {load.seconds:.0f} s, {results.rebuilds} rebuilds: "
        f"{len(times)} answers, {len(results.errors)} errors, {results.mixed} mixed (limit: none); "
        f"median {statistics.median(times):.2f} s, 99 % under "
        f"{times[99 * len(times) // 100]:.2f} s (limit: 2 s), "
        f"slowest {times[-1]:.2f} s\n"
        f"memory by the minute, in MB: {' '.join(f'{size:.0f}' for size in minutes)} "
        "(limit: no growth once conversations have their maximum length)"
    )
    for error in results.errors[:3]:
        print(f"  {error}")


async def print_memory(address: str, process: int, count: int) -> bool:
    """Ask golden questions, one after the other, and print the server's memory by the fifth."""
    questions, sizes = golden_questions(), [resident(process)]
    marks = {round(count * fifth / 5) for fifth in range(1, 6)}
    async with httpx.AsyncClient(base_url=address, timeout=60) as client:
        (await client.get("/")).raise_for_status()
        asks, name = (await find_handlers(client))["ask"], None
        for n in range(count):
            number, turn = divmod(n, CONVERSATION)
            data = [None, name if turn else None, questions[n % len(questions)]]
            name = (await call(client, asks, f"user-{number}", [*data, 0.05, "", "", [], None]))[2]
            if n + 1 in marks:
                sizes.append(resident(process))
    return row(
        f"the server's memory (RSS) after {count} questions",
        f"{sizes[-1]:.0f} MB ({' '.join(f'{size:.0f}' for size in sizes)})",
        f"at most {MEMORY_LIMIT:.0f} MB",
        held=sizes[-1] <= MEMORY_LIMIT,
    )


async def find_handlers(client: httpx.AsyncClient) -> dict[str, int]:
    """Return the number of each named event of the page."""
    config = (await client.get("config")).json()
    return {each["api_name"]: each["id"] for each in config["dependencies"]}


async def use(
    client: httpx.AsyncClient, ask: int, number: int, load: Load, results: Results, end: float
) -> None:
    """Simulate one user: ask, check that the answer is to this question, wait, ask again."""
    session, asked, name = f"user-{number}", 0, None
    await asyncio.sleep(load.pause * number / load.users)
    while time.monotonic() < end:
        question = f"{QUESTIONS[(number + asked) % len(QUESTIONS)]} user{number}-{asked}"
        started = time.monotonic()
        try:
            data = await call(client, ask, session, [None, name, question, 0.05, "", "", [], None])
        except (httpx.HTTPError, RuntimeError) as error:
            results.errors.append(repr(error))
        else:
            results.times.append(time.monotonic() - started)
            asked, name = asked + 1, data[2]  # the conversation's name, which a browser sends back
            page = json.dumps(data)
            own = question in page and page.count('"role": "user"') == min(asked, 50)
            others = set(map(int, USER.findall(page))) - {number}
            results.mixed += not own or not others.isdisjoint(range(load.users))
        await asyncio.sleep(load.pause)


async def call(client: httpx.AsyncClient, handler: int, session: str, data: list[Any]) -> Any:
    """Trigger an event of the page and return its final output."""
    event = {"fn_index": handler, "session_hash": session, "data": data}
    joined = await client.post("gradio_api/queue/join", json=event)
    joined.raise_for_status()
    query = {"session_hash": session}
    async with client.stream("GET", "gradio_api/queue/data", params=query) as events:
        async for line in events.aiter_lines():
            if COMPLETED in line[:80]:  # parsing other lines would take time from the server
                message = json.loads(line.removeprefix("data:"))
                if not message["success"]:
                    raise RuntimeError(str(message["output"]))
                return message["output"]["data"]
    raise RuntimeError("the server ended without an answer")


async def rebuild(
    client: httpx.AsyncClient, handler: int, corpus: Path, results: Results, end: float
) -> None:
    """Change an article and rebuild, every two minutes."""
    while time.monotonic() + 10 < end:
        text = f"The harbour of Ostrand was dredged {results.rebuilds + 1} times, the master said."
        (corpus / "harbour.txt").write_text(text, encoding="utf-8")
        try:
            await call(client, handler, "builder", [])
            results.rebuilds += 1
        except (httpx.HTTPError, RuntimeError) as error:
            results.errors.append(f"rebuild: {error!r}")
        await asyncio.sleep(max(0.0, min(REBUILD_EVERY, end - time.monotonic())))


async def memory(process: int, end: float) -> list[float]:
    """Return the median of the server's memory in each whole minute until the end, in MB."""
    minutes = []
    while time.monotonic() + MINUTE <= end:
        sizes = []
        for _ in range(int(MINUTE)):
            await asyncio.sleep(1)
            sizes.append(resident(process))
        minutes.append(statistics.median(sizes))
    return minutes


if __name__ == "__main__":
    main()
