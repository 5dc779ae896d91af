"""Calls of the endpoint /ask with the first arguments only, as a program without gradio makes them.

Gradio wants all arguments of `call/ask` and names no mistake in them, nor in those of
`call/v2/ask`. This middleware checks them, and adds the defaults.
"""

from __future__ import annotations

import json
from collections.abc import MutableMapping
from dataclasses import asdict, astuple, fields
from typing import Any

from pydantic import TypeAdapter, ValidationError

from rag.json_faults import first_error
from rag.ui import ask_request
from rag.ui.ask_request import AskRequest
from rag.ui.guard import App, Receive, Scope, Send, reject

PATH = "/gradio_api/call/ask"
NAMED_PATH = "/gradio_api/call/v2/ask"  # takes the arguments by their names
EXAMPLES = {
    PATH: f'{{"data": ["{ask_request.EXAMPLE}"]}}',
    NAMED_PATH: f'{{"question": "{ask_request.EXAMPLE}"}}',
}
_NAMES = [field.name for field in fields(AskRequest)]
_REQUEST = TypeAdapter(AskRequest)


class ShortCalls:
    """An ASGI middleware that completes the arguments of `call/ask` and `call/v2/ask`."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, a call with all its arguments, or reject it with the reason."""
        if scope["type"] != "http" or scope["method"] != "POST" or scope["path"] not in EXAMPLES:
            await self._app(scope, receive, send)
            return
        try:
            complete = completed if scope["path"] == PATH else completed_named
            body = complete(await _body(receive))
        except ValueError as error:
            await reject(422, f"{error}: send for example {EXAMPLES[scope['path']]}", send)
            return
        headers = [(k, v) for k, v in scope["headers"] if k != b"content-length"]
        headers.append((b"content-length", str(len(body)).encode()))
        await self._app({**scope, "headers": headers}, _Replayed(body, receive), send)


def completed(body: bytes) -> bytes:
    """Return the body of a call with a value for each argument.

    Raises ValueError for one without a question, and for a wrong or a superfluous argument.
    """
    given = _read(body)
    data = given.get("data") if isinstance(given, dict) else None
    if not isinstance(data, list) or not data:
        raise ValueError("the body has no list “data” with a question")
    if len(data) > len(_NAMES):
        raise ValueError(f"“data” has {len(data)} values: at most {len(_NAMES)} are arguments")
    request = _checked(dict(zip(_NAMES, data, strict=False)))
    return json.dumps({**given, "data": list(astuple(request))}).encode()


def completed_named(body: bytes) -> bytes:
    """Return the body of a call that names its arguments; raises what `completed` does."""
    return json.dumps(asdict(_checked(_read(body)))).encode()


def _read(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise ValueError("the body is not JSON") from None


def _checked(given: Any) -> AskRequest:
    try:
        return _REQUEST.validate_json(json.dumps(given))
    except ValidationError as error:
        raise ValueError(first_error(error)) from None


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
