"""The page's server: page, guard and tools put together, and run until interrupted."""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import gradio as gr
from starlette.middleware import Middleware

from rag.engine import Engine
from rag.ui import programs
from rag.ui.guard import LOOPBACK, Access, Guard
from rag.ui.original_files import Originals
from rag.ui.page import build_page
from rag.ui.page_settings import PageSettings
from rag.ui.server_settings import Serving
from rag.ui.short_calls import ShortCalls
from rag.ui.style import CSS, theme
from rag.ui.uploads import MAX_BYTES

SESSIONS = 500  # browser sessions whose state gradio keeps; beyond it, the oldest are dropped


def run(engine: Engine, serving: Serving) -> None:
    """Serve the page of an engine until it is interrupted."""
    page = build_page(engine, page_settings(engine, serving))
    address = start(page, engine, serving)
    engine.examples()  # warms up models and caches before the first question
    print(f"rag: the page is at {address} (stop it with Ctrl+C)", flush=True)
    if serving.endpoint:
        print(f"rag: programs ask at {serving.endpoint}", flush=True)
    page.block_thread()


def start(page: gr.Blocks, engine: Engine, serving: Serving) -> str:
    """Start to serve a page in the background; return its address."""
    access = Access(
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
        max_file_size=max(access.uploads, 1),  # bytes
        state_session_capacity=SESSIONS,
        auth=_password_check(serving.password) if serving.password else None,
        auth_message="Any user name works; the password is the one the server was started with.",
        app_kwargs={
            "middleware": [
                Middleware(Guard, access=access, tools=tools),
                Middleware(Originals, engine=engine),
                Middleware(ShortCalls),
            ],
            "lifespan": lifespan,
        },
        theme=theme(),
        css=CSS,
    )
    return str(address)


def page_settings(engine: Engine, serving: Serving) -> PageSettings:
    """Return the settings of the page; unless given, its files are beside the index.

    Where other machines may ask, conversations are the browser's own, and not kept unless a folder
    is given.
    """
    index = engine.info().folder.resolve()
    kept = serving.conversations
    if kept is None and serving.loopback and serving.password is None:
        kept = index.with_name(f"{index.name}-conversations")
    return PageSettings(
        feedback=serving.feedback or index.with_name("feedback.jsonl"),
        conversations=kept,
        own_conversations=not serving.loopback or serving.password is not None,
        api=serving.api,
        uploads=serving.uploads,
        endpoint=serving.endpoint,
    )


def _password_check(password: str) -> Callable[[str, str], bool]:
    """Return a check of the password that takes constant time."""
    return lambda name, given: hmac.compare_digest(given.encode(), password.encode())


def _tools(engine: Engine) -> tuple[Any, Any]:
    """Return the ASGI handler of the MCP tools, and the lifespan that it needs."""
    from mcp.server.transport_security import TransportSecuritySettings

    server = programs.tools(engine)
    # The guard has already checked host and origin.
    unguarded = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    server.streamable_http_app(json_response=True, transport_security=unguarded)
    manager = server.session_manager

    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[None]:
        async with manager.run():
            yield

    return manager.handle_request, lifespan
