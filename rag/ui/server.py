"""The page's server: what it lets in, and how long it runs."""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import gradio as gr
from starlette.middleware import Middleware

from rag.engine import Engine
from rag.ui import programs
from rag.ui.guard import LOOPBACK, Guard, Open
from rag.ui.page import build_page
from rag.ui.serving import Serving
from rag.ui.style import CSS, theme
from rag.ui.uploads import MAX_BYTES

SESSIONS = 500  # conversations that are kept in memory; the oldest give way


def run(engine: Engine, serving: Serving) -> None:
    """Serve the page of an engine until it is interrupted."""
    page = build_page(
        engine, _feedback_file(engine, serving), api=serving.api, uploads=serving.uploads
    )
    address = start(page, engine, serving)
    engine.examples()  # what the first answers load is loaded before anybody waits for it
    print(f"rag: the page is at {address} (stop it with Ctrl+C)", flush=True)
    page.block_thread()


def start(page: gr.Blocks, engine: Engine, serving: Serving) -> str:
    """Begin to serve a page and return its address."""
    opened = Open(
        hosts=LOOPBACK if serving.loopback else None,
        api=serving.api,
        uploads=MAX_BYTES if serving.uploads else 0,
        password=serving.password,
    )
    tools, lifespan = _tools(engine) if serving.mcp else (None, None)
    _, address, _ = page.launch(
        server_name=serving.host,
        server_port=serving.port,
        share=False,
        quiet=True,
        prevent_thread_lock=True,
        footer_links=["api"] if serving.api else [],
        ssr_mode=False,
        max_file_size=max(opened.uploads, 1),  # bytes
        state_session_capacity=SESSIONS,
        auth=_password(serving.password) if serving.password else None,
        auth_message="Any name will do; the password is the one that the server was started with.",
        app_kwargs={
            "middleware": [Middleware(Guard, opened=opened, tools=tools)],
            "lifespan": lifespan,
        },
        theme=theme(),
        css=CSS,
    )
    return str(address)


def _feedback_file(engine: Engine, serving: Serving) -> Path:
    """Return where thumbs are written: beside the index, unless it was said."""
    return serving.feedback or engine.info().folder.resolve().parent / "feedback.jsonl"


def _password(password: str) -> Callable[[str, str], bool]:
    """Return what checks a password, in a time that tells nothing of it."""
    return lambda name, given: hmac.compare_digest(given.encode(), password.encode())


def _tools(engine: Engine) -> tuple[Any, Any]:
    """Return the handler of the MCP tools, and what must run as long as the server does."""
    from mcp.server.transport_security import TransportSecuritySettings

    server = programs.tools(engine)
    # The guard has checked who asks before anything comes here.
    unguarded = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    server.streamable_http_app(json_response=True, transport_security=unguarded)
    manager = server.session_manager

    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[None]:
        async with manager.run():
            yield

    return manager.handle_request, lifespan
