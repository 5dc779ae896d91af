"""Middleware in front of the page's server that rejects requests the page does not need.

Any site that the user visits can reach a server on this machine: by cross-origin posts, and by a
host name that it makes point here (DNS rebinding). Gradio itself serves files and proxies requests.
Only the paths, hosts and origins that the page needs are let through.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
MAX_BODY = 1_000_000  # bytes of a request; a question of 2,000 characters has at most 24,000
MCP_PATH = "/mcp"
ORIGINAL_PATH = "/original"

_PAGE = frozenset(
    "/ /config /theme.css /favicon.ico /robots.txt /manifest.json /login /logout".split()
) | {ORIGINAL_PATH}
_ASSETS = ("/assets/", "/static/", "/svelte/")
_EVENTS = frozenset(
    "queue/join queue/data run/predict startup-events theme.css login_check user app_id cancel "
    "reset".split()
)
_API = ("info", "openapi.json", "call/", "run/", "api/")
_UPLOADS = frozenset({"upload", "upload_progress"})
_PREFIX = "/gradio_api/"

# Even if an article got markup into the page, nothing is loaded from or sent to other hosts.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)


@dataclass(frozen=True, slots=True)
class Access:
    """What is let through besides the page; `hosts` are the host names allowed, None for any.

    `programs` are paths of endpoints for programs, which send a password as a bearer token.
    """

    hosts: frozenset[str] | None = LOOPBACK
    programs: frozenset[str] = frozenset()
    api: bool = False
    uploads: int = 0  # maximum bytes of an uploaded file, 0 for no uploads
    password: str | None = None


class Guard:
    """An ASGI middleware that rejects what `Access` does not allow."""

    def __init__(self, app: App, access: Access, tools: App | None = None) -> None:
        self._app = app
        self._tools = tools
        offered = access.programs if tools is None else access.programs | {MCP_PATH}
        self._rules = Rules(replace(access, programs=offered))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or reject it with a line that says why."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            rejection = self._rules.rejection(scope)
            if rejection is not None:
                await reject(*rejection, send)
            elif scope["path"] == MCP_PATH and self._tools is not None:
                await self._tools(scope, receive, send)
            else:
                await self._app(scope, receive, _with_headers(send))


class Rules:
    """Decides which requests `Access` allows."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def rejection(self, scope: Scope) -> tuple[int, str] | None:
        """Return status and reason of a rejection, None for an allowed request."""
        headers = {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}
        path, host = scope["path"], headers.get("host", "")
        if self._access.hosts is not None and _host_name(host) not in self._access.hosts:
            return 403, "this host name is not allowed"
        if scope["method"] not in ("GET", "HEAD") and not _same_origin(headers, host):
            return 403, "requests from other sites are not allowed"
        if not self._allowed(path):
            return 404, "not found"
        if _too_large(headers, self._max_body(path)):
            return 413, "the request is too large"
        if path in self._access.programs and not self._has_token(headers):
            return 401, "the password is required as a bearer token"
        return None

    def _allowed(self, path: str) -> bool:
        if path in _PAGE or path.startswith(_ASSETS):
            return ".." not in path
        if path in self._access.programs:
            return True
        event = path.removeprefix(_PREFIX) if path.startswith(_PREFIX) else ""
        return (
            event in _EVENTS
            or event.startswith("heartbeat/")
            or (bool(self._access.uploads) and event in _UPLOADS)
            or (self._access.api and event.startswith(_API))
        )

    def _max_body(self, path: str) -> int:
        uploading = path == f"{_PREFIX}upload"
        return MAX_BODY + (self._access.uploads if uploading else 0)

    def _has_token(self, headers: dict[str, str]) -> bool:
        if self._access.password is None:
            return True
        given = headers.get("authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), self._access.password.encode())


def _host_name(host: str) -> str:
    """Return the host name in a Host header, without the port; "" if it is malformed."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _same_origin(headers: dict[str, str], host: str) -> bool:
    """Return whether a request comes from this page, or from a program without an origin."""
    if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        return False
    origin = headers.get("origin")
    return origin is None or origin in (f"http://{host}", f"https://{host}")


def _too_large(headers: dict[str, str], limit: int) -> bool:
    """Return whether a body is larger than `limit` bytes, or of unknown length."""
    length = headers.get("content-length", "0")
    return "transfer-encoding" in headers or not length.isdigit() or int(length) > limit


def _with_headers(send: Send) -> Send:
    async def sending(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *_HEADERS]
        await send(message)

    return sending


async def reject(status: int, reason: str, send: Send) -> None:
    """Answer a request with a status and one line that says why."""
    body = reason.encode()
    headers: Iterable[tuple[bytes, bytes]] = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
