"""What schemathesis is told of our API, and what it tells us of each answer; it imports this in its own process."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

import jsonschema
import orjson
import schemathesis
from hypothesis import strategies
from requests import PreparedRequest
from schemathesis.core.failures import Failure

from tests.fuzz.leaks import find_leaks
from tests.fuzz.plan import PLAN_VARIABLE, Observed, read_plan

NDJSON = "application/x-ndjson"
MAX_TOLD_CHARACTERS = 300  # of a request or a fault

plan = read_plan(Path(os.environ[PLAN_VARIABLE]))
document = orjson.loads(Path(plan.document).read_bytes())
hidden = frozenset(plan.hidden)
_speech = Path(plan.speech).read_bytes()
_writing = threading.Lock()

schemathesis.openapi.format(
    "binary", strategies.sampled_from([_speech, _speech[:100]]) | strategies.binary(max_size=200)
)


@schemathesis.serializer(NDJSON)
def write_lines(context: schemathesis.SerializationContext, value: Any) -> bytes:
    """A list is written as lines, anything else as one line."""
    lines = value if isinstance(value, list) else [value]
    return b"".join(line if isinstance(line, bytes) else orjson.dumps(line, default=str) + b"\n" for line in lines)


@schemathesis.check
def tells_of_nobody_else(ctx: schemathesis.CheckContext, response: schemathesis.Response, case: Any) -> None:
    """No row of anyone whom the caller may not see: neither in the body nor in a header."""
    headers = repr(dict(response.headers)).encode()
    leaks = find_leaks(response.content + headers, sent=_sent(response.request), hidden=hidden)
    assert not leaks, f"tells of {', '.join(leaks)}"


@schemathesis.check
def lines_are_as_described(ctx: schemathesis.CheckContext, response: schemathesis.Response, case: Any) -> None:
    """Each line of an answer in NDJSON, which schemathesis does not read."""
    answers = case.operation.definition.raw["responses"]
    described = answers.get(str(response.status_code), {}).get("content", {}).get(NDJSON)
    if described is None:
        return
    schema = {**described["schema"], "components": document["components"]}
    lines = [orjson.loads(line) for line in response.content.splitlines()]
    for line in lines:
        jsonschema.Draft202012Validator(schema).validate(line)
    assert lines[-1].get("done"), "the answer ends before it is whole"


@schemathesis.hook
def flatmap_body(context: schemathesis.HookContext, body: Any) -> strategies.SearchStrategy[Any]:
    """Half of them right: what is generated from the description alone hardly ever is."""
    path = context.operation.path if context.operation is not None else ""
    if path.endswith("/sessions/audio/"):
        recordings = _sessions().map(lambda session: {"session": {**session, "voice": None}, "audio": _speech})
        return strategies.just(body) | recordings
    if path.endswith(("/sessions/", "/sessions/batch/")):
        return strategies.just(body) | _sessions()
    if path.endswith("/oauth/token/"):
        return strategies.just(body) | strategies.just(plan.credentials)
    return strategies.just(body)


@schemathesis.hook
def before_add_examples(context: schemathesis.HookContext, examples: list[Any]) -> None:
    """Bodies that are right, once at least: few are made by chance."""
    operation: Any = context.operation
    *_, silent, session = plan.sessions  # the last are of somebody whom the caller may see, if there is anybody
    silent = {**silent, "voice": None}
    right = {
        "/api/v1/sessions/": ("application/json", session),
        "/api/v1/sessions/audio/": ("multipart/form-data", {"session": silent, "audio": _speech}),
        "/api/v1/oauth/token/": ("application/x-www-form-urlencoded", plan.credentials),
    }
    if operation.path in right:
        media_type, body = right[operation.path]
        examples.append(operation.Case(body=body, media_type=media_type))


def _sessions() -> strategies.SearchStrategy[dict[str, Any]]:
    said = strategies.text(max_size=60) | strategies.sampled_from(plan.said)
    return strategies.builds(
        lambda session, key, contents: {
            **session,
            "id": str(key),
            "messages": [{"role": "user", "content": content} for content in contents],
        },
        strategies.sampled_from(plan.sessions),
        strategies.uuids(version=4),
        strategies.lists(said, min_size=1, max_size=3),
    )


@schemathesis.check
def is_counted(ctx: schemathesis.CheckContext, response: schemathesis.Response, case: Any) -> None:
    """No check: each answer comes by here once."""
    _observe(case, response.request, response.status_code)


@schemathesis.hook
def filter_failure(
    context: schemathesis.HookContext, failure: Failure, case: Any, response: schemathesis.Response
) -> bool:
    """Nothing is left out; each fault comes by here."""
    _observe(case, response.request, response.status_code, f"{failure.title}: {failure.message}")
    return True


@schemathesis.hook
def after_network_error(context: schemathesis.HookContext, case: Any, request: PreparedRequest) -> None:
    _observe(case, request, None, "No answer: the connection failed, or nothing came in time")


def _observe(case: Any, request: PreparedRequest, status: int | None, fault: str | None = None) -> None:
    told = f"{request.method} {request.url}"
    if fault and request.body:
        told += f" {request.body!r}"
    observed = Observed(
        operation=case.operation.label,
        status=status,
        request=told[:MAX_TOLD_CHARACTERS],
        fault=fault and fault[:MAX_TOLD_CHARACTERS],
    )
    with _writing, Path(plan.observed).open("ab") as file:
        file.write(observed.as_line())


def _sent(request: PreparedRequest) -> bytes:
    body = request.body if isinstance(request.body, bytes) else str(request.body or "").encode()
    return b" ".join((str(request.url).encode(), repr(dict(request.headers)).encode(), body))
