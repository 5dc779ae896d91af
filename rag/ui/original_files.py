"""The files of the articles, for the page: an ASGI middleware that serves them at one path.

Only files that an article of the index was read from are served, and none of them runs: texts are
shown as plain text, PDF files in the browser's viewer, and all other files are downloaded.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import anyio.to_thread
from starlette.responses import FileResponse, PlainTextResponse, Response

from rag.engine import Engine
from rag.errors import RagError
from rag.types import Place
from rag.ui.guard import ORIGINAL_PATH, App, Receive, Scope, Send

LOGIN_CHECK = "/gradio_api/login_check"  # the page's own answer to whether a request may see it

_TEXTS = frozenset(
    ".txt .md .markdown .jsonl .ndjson .json .csv .tsv .eml .mbox .vtt .srt .rss .atom .xml".split()
)
# What the web calls some of Python's codecs.
_CHARSETS = {"cp1252": "windows-1252", "mac_roman": "macintosh", "utf-8-sig": "utf-8"}
_NOTHING = "default-src 'none'; frame-ancestors 'none'"


def original_link(place: Place, offset: int = 0) -> str:
    """Return the link to the file of an article; that to a PDF opens its page of an offset."""
    page = place.page(offset)
    return f"{ORIGINAL_PATH}?{urlencode({'path': place.path})}" + (f"#page={page}" if page else "")


class Originals:
    """An ASGI middleware that serves the files of the articles, and passes on other requests.

    It stands behind the guard, and asks the page itself whether a request has logged in.
    """

    def __init__(self, app: App, engine: Engine) -> None:
        self._app = app
        self._engine = engine

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a file, or refuse it with a line that says why."""
        if scope["type"] != "http" or scope["path"] != ORIGINAL_PATH:
            await self._app(scope, receive, send)
            return
        if scope["method"] not in ("GET", "HEAD"):
            response: Response = PlainTextResponse("only GET is allowed", 405)
        elif not await self._may_see(scope, receive):
            response = PlainTextResponse("log in to the page first", 401)
        else:
            response = await anyio.to_thread.run_sync(self._response, scope)
        await response(scope, receive, send)

    async def _may_see(self, scope: Scope, receive: Receive) -> bool:
        """Return whether the page lets a request in, by its cookies."""
        status = 0

        async def note(message: MutableMapping[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]

        asked = {
            **scope,
            "method": "GET",
            "path": LOGIN_CHECK,
            "raw_path": LOGIN_CHECK.encode(),
            "query_string": b"",
        }
        await self._app(asked, receive, note)
        return status == 200

    def _response(self, scope: Scope) -> Response:
        path = dict(parse_qsl(scope["query_string"].decode("latin-1"))).get("path", "")
        try:
            return _served(self._engine.original(path), self._charset(path))
        except RagError as error:
            return PlainTextResponse(str(error), 404)

    def _charset(self, path: str) -> str:
        """Return the character set of a file of one article, UTF-8 for other files."""
        try:
            places = self._engine.article_at(path).places
        except RagError:
            return "utf-8"
        encoding = next((p.encoding for p in places if p.path == path), None) or "utf-8"
        return _CHARSETS.get(encoding.lower(), encoding)


def _served(file: Path, charset: str) -> Response:
    """Return the response with a file, so that nothing in it can run."""
    ending = file.suffix.lower()
    # A sandbox would switch the viewer of PDF files off.
    policy = _NOTHING if ending == ".pdf" else f"sandbox; {_NOTHING}"
    media, disposition = "application/octet-stream", "attachment"
    if ending in _TEXTS:
        media, disposition = f"text/plain; charset={charset}", "inline"
    elif ending == ".pdf":
        media, disposition = "application/pdf", "inline"
    return FileResponse(
        file,
        media_type=media,
        filename=file.name,
        content_disposition_type=disposition,
        headers={
            "content-security-policy": policy,
            "cross-origin-resource-policy": "same-origin",
            "cache-control": "no-store",
        },
    )
