"""Answers for programs from several processes: the endpoint /ask as deployments of Ray Serve.

    program ──► proxy of Ray Serve ──► Endpoint ──► one of the replicas, each with the index open
                                       checks the request, and asks another replica if one dies

Asking changes nothing, so a question that is lost with its replica can be asked again. A replica
follows what a build commits to its index; one that cannot is ended by its health check, and its
successor opens the index with the model that the index has by then.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import ray
from pydantic import TypeAdapter, ValidationError
from ray import serve
from ray.serve.config import HTTPOptions
from ray.serve.exceptions import RayServeException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from rag.cluster.session import connected
from rag.engine import open_index
from rag.errors import ClusterError, RagError
from rag.json_faults import first_error
from rag.models.readers import reader_name, set_reader
from rag.models.threads import set_thread_count
from rag.ui.ask_request import AskRequest
from rag.ui.guard import LOOPBACK, Access, Rules
from rag.ui.programs import answer_fields
from rag.ui.server_settings import ASK_PATH, Serving

READY_PATH = f"{ASK_PATH}/ready"
APPLICATION = "rag"
ATTEMPTS = 10  # at a question whose replica dies
PAUSE = 0.5  # seconds before the second and each later attempt: Serve has to notice the death
LEAST_REPLICAS = 2  # so that one answers while another one starts
ENDPOINTS = 2  # processes that check requests, which takes them little time
BUSY = 2  # questions at a replica at a time, above which another replica is started
HEALTH_SECONDS = 5.0  # between two checks of a replica


class Replica:
    """A process with the index open, which answers questions."""

    def __init__(self, index: Path, reader: str) -> None:
        """Open the index, with the named reader and one thread.

        The variables of the process that serves do not reach a node that was started before it.
        """
        set_thread_count(1)
        set_reader(reader)
        self._engine = open_index(index)
        self._engine.examples()  # warms up models and caches before the first question

    def ask(self, request: AskRequest) -> dict[str, Any]:
        """Return the fields of an answer; where there is none for a reason, {"error": reason}."""
        try:
            return answer_fields(self._engine, **asdict(request))
        except RagError as error:
            return {"error": str(error)}

    def generation(self) -> int:
        """Return the generation of the index that the next answer is made from."""
        with self._engine.index.view() as view:
            return view.store.generation()

    def check_health(self) -> None:
        """Raise an exception if the index can no longer be read with the models in memory."""
        self.generation()


class Endpoint:
    """Checks requests, and passes questions on to the replicas."""

    def __init__(self, replicas: Any, access: Access) -> None:
        """Take the handle of the replicas, and which requests are allowed."""
        self._replicas = replicas
        self._rules = Rules(access)

    async def __call__(self, request: Request) -> Response:
        """Answer one request of HTTP."""
        rejection = self._rules.rejection(request.scope)
        if rejection is not None:
            return _failed(*rejection)
        if request.url.path == READY_PATH:
            return JSONResponse({"generation": await self._lasting("generation")})
        if request.method != "POST":
            return _failed(405, "send a question with POST, as JSON")
        try:
            asked = _adapter().validate_json(await request.body())
        except ValidationError as error:
            return _failed(422, first_error(error))
        answer = await self._lasting("ask", asked)
        return JSONResponse(answer, 422 if "error" in answer else 200)

    async def _lasting(self, method: str, *arguments: Any) -> Any:
        """Call a method of a replica, and of another one if that dies."""
        for attempt in range(ATTEMPTS):
            if attempt:
                await asyncio.sleep(PAUSE)
            try:
                return await getattr(self._replicas, method).remote(*arguments)
            except ray.exceptions.RayTaskError:
                raise  # an error of this program, which another replica would meet, too
            except (ray.exceptions.RayError, RayServeException) as error:
                lost = error
        raise lost


@cache
def _adapter() -> TypeAdapter[AskRequest]:
    return TypeAdapter(AskRequest)


def _failed(status: int, reason: str) -> Response:
    return JSONResponse({"error": reason}, status)


@contextmanager
def replicated(index: Path, serving: Serving) -> Iterator[None]:
    """Have replicas answer at the endpoint of `serving` while this is open.

    `index` is opened by each replica, at this path of its own machine. Raises ClusterError.
    """
    assert serving.ray is not None
    logging.getLogger("ray.serve").setLevel(logging.WARNING)
    with connected(serving.ray, serving.replicas):
        try:
            serve.start(http_options=HTTPOptions(host=serving.host, port=serving.endpoint_port))
            serve.run(
                application(index.resolve(), serving), name=APPLICATION, route_prefix=ASK_PATH
            )
        except (RuntimeError, RayServeException, ray.exceptions.RayError) as error:
            reason = str(error).strip().partition("\n")[0]
            raise ClusterError(
                f"the replicas do not start ({reason}): every machine needs this program, and the "
                f"index at {index.resolve()}"
            ) from error
        try:
            yield
        finally:
            serve.delete(APPLICATION)


def application(index: Path, serving: Serving) -> Any:
    """Return the deployments, bound to each other, for `serve.run`."""
    access = Access(
        hosts=LOOPBACK if serving.loopback else None,
        programs=frozenset({ASK_PATH, READY_PATH}),
        password=serving.password,
    )
    replicas = serve.deployment(
        Replica,
        ray_actor_options={"num_cpus": 1},
        max_ongoing_requests=2 * BUSY,
        health_check_period_s=HEALTH_SECONDS,
        autoscaling_config={
            "min_replicas": min(LEAST_REPLICAS, serving.replicas),
            "max_replicas": serving.replicas,
            "target_ongoing_requests": BUSY,
        },
    )
    endpoints = serve.deployment(
        Endpoint,
        ray_actor_options={"num_cpus": 0},
        num_replicas=ENDPOINTS,
        max_ongoing_requests=1_000,
    )
    return endpoints.bind(replicas.bind(index, reader_name()), access)
