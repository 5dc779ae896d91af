"""Calls of the endpoint /ask with the first arguments only, as a program without gradio makes them.

Gradio wants all arguments of `call/ask` and names no mistake in them. This middleware checks them,
and adds the defaults.
"""

from __future__ import annotations

import json
from collections.abc import MutableMapping
from dataclasses import astuple, fields
from typing import Any

from pydantic import TypeAdapter, ValidationError

from rag.json_faults import first_error
from rag.ui.guard import App, Receive, Scope, Send, reject
from rag.ui.programs import AskRequest

PATH = "/gradio_api/call/ask"
EXAMPLE = '{"data": ["what did Macron say about US support"]}'
_NAMES = [field.name for field in fields(AskRequest)]
_REQUEST = TypeAdapter(AskRequest)


class ShortCalls:
    """An ASGI middleware that completes the arguments of `call/ask`."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, a call with all its arguments, or reject it with the reason."""
        if scope["type"] != "http" or scope["method"] != "POST" or scope["path"] != PATH:
            await self._app(scope, receive, send)
            return
        try:
            body = completed(await _body(receive))
        except ValueError as error:
            await reject(422, f"{error}: send for example {EXAMPLE}", send)
            return
        headers = [(k, v) for k, v in scope["headers"] if k != b"content-length"]
        headers.append((b"content-length", str(len(body)).encode()))
        await self._app({**scope, "headers": headers}, _Replayed(body, receive), send)


def completed(body: bytes) -> bytes:
    """Return the body of a call with a value for each argument.

    Raises ValueError for one without a question, and for a wrong or a superfluous argument.
    """
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        raise ValueError("the body is not JSON") from None
    data = given.get("data") if isinstance(given, dict) else None
    if not isinstance(data, list) or not data:
        raise ValueError("the body has no list “data” with a question")
    if len(data) > len(_NAMES):
        raise ValueError(f"“data” has {len(data)} values: at most {len(_NAMES)} are arguments")
    try:
        request = _REQUEST.validate_json(json.dumps(dict(zip(_NAMES, data, strict=False))))
    except ValidationError as error:
        raise ValueError(first_error(error)) from None
    return json.dumps({**given, "data": list(astuple(request))}).encode()


async def _body(receive: Receive) -> bytes:
    """Return the whole body of a request, whose length the guard has limited."""
    parts, more = [], True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        more = message["type"] == "http.request" and message.get("more_body", False)
    return b"".join(parts)


class _Replayed:
    """Receives a body that was read already, then what comes after it."""

    def __init__(self, body: bytes, receive: Receive) -> None:
        self._body: bytes | None = body
        self._receive = receive

    async def __call__(self) -> MutableMapping[str, Any]:
        body, self._body = self._body, None
        if body is None:
            return await self._receive()
        return {"type": "http.request", "body": body, "more_body": False}
