"""The files of the articles, served by a middleware: which ones, to whom, and how."""

from __future__ import annotations

import asyncio
import http.client
import zipfile
from collections.abc import MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from rag.engine import Engine
from rag.index.store import Store
from rag.types import Place
from rag.ui.original_files import LOGIN_CHECK, Originals, original_link
from tests.corpus.test_pdf import make_placed_pdf
from tests.support import HashEmbedder, build_small, write_articles

PAGE = "<title>News</title><article><p>The mayor opened the bridge.<script>alert(1)</script>"


@dataclass
class Response:
    """What was sent for a request."""

    status: int
    headers: dict[str, str]
    body: bytes


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Return an engine over a folder of several formats, and files that are no articles."""
    folder = tmp_path_factory.mktemp("originals")
    files: dict[str, str | None] = {
        "a note.txt": "Ann Lee wrote.",
        "page.html": PAGE + "</p></article>",
        "image.svg": "<svg onload='alert(1)'/>",
    }
    corpus = write_articles(folder / "in", files)
    (corpus / "old.txt").write_bytes("The café is shut.".encode("cp1252"))
    (corpus / "report.pdf").write_bytes(make_placed_pdf([(72, 700, "The ferry is late.")]))
    with zipfile.ZipFile(corpus / "all.zip", "w") as archive:
        archive.writestr("inner/b.txt", "Bo Orr wrote.")
    (folder / "secret.txt").write_text("secret")
    build_small(corpus, folder / "index")
    (corpus / "later.txt").write_text("Not in the index.")
    return Engine(Store(folder / "index"), HashEmbedder())


def get(engine: Engine, path: str, *, method: str = "GET", login: int = 200) -> Response:
    """Request the file of a path from a page that answers its login check with a status."""
    sent: list[MutableMapping[str, Any]] = []

    async def page(scope: Any, receive: Any, send: Any) -> None:
        status = login if scope["path"] == LOGIN_CHECK else 418
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b"page"})

    async def receive() -> MutableMapping[str, Any]:
        await asyncio.Event().wait()  # the browser stays
        raise AssertionError

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    asked, _, query = path.partition("?")
    scope = {
        "type": "http",
        "path": asked,
        "query_string": query.encode(),
        "method": method,
        "headers": [],
    }
    with ThreadPoolExecutor(1) as pool:  # own event loop: the browser's may be running here
        work = Originals(page, engine)(scope, receive, send)
        pool.submit(lambda: asyncio.run(_awaited(work))).result()
    headers = {k.decode(): v.decode() for k, v in sent[0]["headers"]}
    return Response(sent[0]["status"], headers, b"".join(m.get("body", b"") for m in sent[1:]))


async def _awaited(work: Any) -> None:
    await work


def file(path: str) -> str:
    """Return the address of a file."""
    return f"/original?path={quote(path)}"


def test_a_text_is_shown_as_plain_text(engine: Engine) -> None:
    """Its bytes come unchanged, in its character set, inside a sandbox."""
    found = get(engine, file("a note.txt"))
    assert (found.status, found.body) == (200, b"Ann Lee wrote.")
    assert found.headers["content-type"] == "text/plain; charset=utf-8"
    assert found.headers["content-disposition"].startswith("inline")
    assert found.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert found.headers["cross-origin-resource-policy"] == "same-origin"
    old = get(engine, file("old.txt"))
    assert old.headers["content-type"] == "text/plain; charset=windows-1252"


def test_a_page_never_runs(engine: Engine) -> None:
    """HTML is downloaded as bytes, and would be in a sandbox if it were shown."""
    found = get(engine, file("page.html"))
    assert found.status == 200
    assert found.headers["content-type"] == "application/octet-stream"
    assert found.headers["content-disposition"] == 'attachment; filename="page.html"'
    assert found.headers["content-security-policy"].startswith("sandbox")


def test_a_pdf_is_shown(engine: Engine) -> None:
    """The browser's viewer shows it; its link opens the page of a place."""
    found = get(engine, file("report.pdf"))
    assert found.headers["content-type"] == "application/pdf"
    assert found.headers["content-disposition"].startswith("inline")
    place = Place("b/re port.pdf", pages=(0, 100))
    assert original_link(place, 120) == "/original?path=b%2Fre+port.pdf#page=2"
    assert original_link(Place("a.txt")) == "/original?path=a.txt"


def test_of_a_file_in_an_archive_the_archive_is_given(engine: Engine) -> None:
    """Nothing is unpacked: the archive is downloaded."""
    found = get(engine, file("all.zip/inner/b.txt"))
    assert found.headers["content-disposition"] == 'attachment; filename="all.zip"'


@pytest.mark.parametrize(
    "path",
    [
        *("../secret.txt", "a/../../secret.txt", "/etc/passwd", "..%2fsecret.txt", "secret.txt"),
        *("later.txt", "image.svg", "all.zip", "", ".", "a note.txt\0", "A NOTE.TXT", "\\secret"),
    ],
)
def test_no_other_file_is_given(engine: Engine, path: str) -> None:
    """A path out of the folder, or of a file that is no article of the index, is not found."""
    found = get(engine, file(path))
    assert found.status == 404 and b"the index has no article of the file" in found.body
    assert found.headers["content-type"].startswith("text/plain")


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    """An article that was replaced by a link is refused, also if a folder above it was."""
    corpus = write_articles(tmp_path / "in", {"a.txt": "One.", "sub/b.txt": "Two."})
    build_small(corpus, tmp_path / "index")
    outside = write_articles(tmp_path / "out", {"a.txt": "secret", "b.txt": "secret"})
    for inner, target in (("a.txt", "a.txt"), ("sub/b.txt", "b.txt")):
        (corpus / inner).unlink()
        if inner == "a.txt":
            (corpus / inner).symlink_to(outside / target)
    (corpus / "sub").rmdir()
    (corpus / "sub").symlink_to(outside)
    engine = Engine(Store(tmp_path / "index"), HashEmbedder())
    for path in ("a.txt", "sub/b.txt"):
        found = get(engine, file(path))
        assert found.status == 404 and b"secret" not in found.body


def test_what_took_the_place_of_an_article_is_not_given(tmp_path: Path) -> None:
    """A link to a file that is no article, and a file in place of a folder, are refused."""
    texts: dict[str, str | None] = {"b.txt": "Bo Orr wrote.", "sub/c.txt": "Cy Dunn wrote."}
    corpus = write_articles(tmp_path / "in", texts)
    build_small(corpus, tmp_path / "index")
    (corpus / ".hidden").write_text("secret")
    for path in ("b.txt", "sub/c.txt"):
        (corpus / path).unlink()
    (corpus / "b.txt").symlink_to(corpus / ".hidden")
    (corpus / "sub").rmdir()
    (corpus / "sub").write_text("secret")
    changed = Engine(Store(tmp_path / "index"), HashEmbedder())
    for path in ("b.txt", "sub/c.txt"):
        assert get(changed, file(path)).status == 404


def test_only_who_may_see_the_page_gets_files(engine: Engine) -> None:
    """The page's login check decides; without it no file and no path is told of."""
    for path in ("a note.txt", "none.txt"):
        found = get(engine, file(path), login=401)
        assert (found.status, found.body) == (401, b"log in to the page first")


def test_other_requests_are_passed_on(engine: Engine) -> None:
    """Only the path of files is answered, and only to GET."""
    assert get(engine, "/").status == 418
    assert get(engine, "/original/?path=a").status == 418
    assert get(engine, file("a note.txt"), method="POST").status == 405
    head = get(engine, file("a note.txt"), method="HEAD")
    assert (head.status, head.body) == (200, b"")


def test_the_server_gives_files_to_its_own_page_alone(address: str, open_address: str) -> None:
    """The real page serves them; with a password a request without its cookie gets none."""
    path = file("europe/macron-presses-europe.txt")
    assert request(address, path) == 200
    assert request(address, path, host="evil.example") == 403
    assert request(open_address, path) == 401


def request(address: str, path: str, host: str | None = None) -> int:
    """Return the status of a request to a server."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 0, timeout=60)
    try:
        connection.request("GET", path, headers={"host": host} if host else {})
        return connection.getresponse().status
    finally:
        connection.close()
