"""What schemathesis is given: the served description with what is there as examples, and its configuration."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any, Final
from uuid import UUID

from tests.access.scene import STAFF
from tests.fuzz.stage import NAMED, OWN_SHARE, Place

NONSENSE: Final = str(UUID(int=1))
LIKELY: Final = 0.8  # that a value that exists is taken, where one is needed to get anywhere
SELDOM: Final = 0.2
REQUEST_TIMEOUT_SECONDS: Final = 30
# Bodies of sessions, and where one stands in a multipart form.
SESSION_PATHS: Final = {"sessions/": "body", "sessions/batch/": "body", "sessions/audio/": "body.session"}
# By it clinicians open records of others. One person is there for that: what was seen of more would pass for leaks.
EMERGENCY: Final = "users/{id}/emergency-access/"
API: Final = "/api/v1/"
METHODS: Final = ("get", "post", "put", "patch", "delete")


def describe(served: Mapping[str, Any], place: Place) -> dict[str, Any]:
    """The description without its answer to everything, closed, and with ids that exist as examples."""
    document = deepcopy(dict(served))
    ids = place.ids()
    for path, operations in document["paths"].items():
        for method in METHODS:
            if method not in operations:
                continue
            operations[method]["responses"].pop("default", None)  # would pass for any status
            for parameter in operations[method].get("parameters", []):
                known = [str(place.on_call.id)] if path.endswith(EMERGENCY) else _known(parameter["name"], path, ids)
                if known:
                    parameter["schema"]["examples"] = known
    _close(document["components"]["schemas"])
    return document


def configure(place: Place, headers: Mapping[str, str]) -> str:
    """schemathesis.toml."""
    ids = place.ids()
    dictionaries = {name: _weighted(*ids[name]) for name in NAMED} | {
        "started_at": ["2026-03-02T18:20:00Z", "2026-03-09T08:00:00+03:00", "2025-01-01T00:00:00Z"],
        "consent_version": ["2026-1", "1"],
        "consent_channel": ["paper" if place.caller in STAFF else "app"],
        "consent_reason": ["They said so at the desk"],
        "interface_version": [1, 2],
        "on_call": [str(place.on_call.id), str(place.scene.cast.strange_person.id), NONSENSE],
        "emergency_reason": ["Found unconscious at the station"],
    }
    lines = [
        "continue-on-failure = true",
        "max-redirects = 0",
        f"request-timeout = {REQUEST_TIMEOUT_SECONDS}",
        f"headers = {_table(headers)}",
        "warnings = false",
        "[generation]",
        "with-security-parameters = false",  # or other credentials would take the place of the caller's
        "[parameters]",
        *_bindings({"query.user": ("users", LIKELY), "query.session": ("conversations", LIKELY)}),
    ]
    for name, values in dictionaries.items():
        lines += [f"[dictionaries.{name}]", f"values = {json.dumps(values)}"]
    for name in NAMED:
        lines += _operation("include-path-regex", f"^{API}{name}/(?!.*/emergency)", {"path.id": (name, LIKELY)})
    for path, body in SESSION_PATHS.items():
        lines += _operation("include-path", f"{API}{path}", _of_session(body))
    person = {"path.id": ("users", LIKELY)}
    consent = {f"body.{name}": (f"consent_{name}", LIKELY) for name in ("version", "channel", "reason")}
    lines += _operation("include-path", f"{API}users/{{id}}/consents/", person | consent)
    emergency = {"path.id": ("on_call", 1.0), "body.reason": ("emergency_reason", LIKELY)}
    lines += _operation("include-path", f"{API}{EMERGENCY}", emergency)
    version = {"body.version": ("interface_version", LIKELY)}
    lines += _operation("include-path", f"{API}users/{{id}}/interface/back/", person | version)
    return "\n".join(lines) + "\n"


def _close(part: Any) -> None:
    """From now on a member that is not described is a fault."""
    if isinstance(part, dict) and part.get("type") == "object" and "properties" in part:
        part.setdefault("additionalProperties", False)
    if isinstance(part, (dict, list)):
        for each in part.values() if isinstance(part, dict) else part:
            _close(each)


def _known(name: str, path: str, ids: Mapping[str, tuple[Sequence[str], Sequence[str]]]) -> list[str]:
    kind = {"user": "users", "session": "conversations"}.get(name)
    if name == "id":
        kind = path.removeprefix(API).split("/")[0]
    if kind is None:
        return []
    own, others = ids[kind]
    return [*own[:2], *others[:1]]


def _of_session(body: str) -> dict[str, tuple[str, float]]:
    return {
        f"{body}.user_id": ("users", LIKELY),
        f"{body}.started_at": ("started_at", LIKELY),
        f"{body}.id": ("conversations", SELDOM),
    }


def _weighted(own: Sequence[str], others: Sequence[str]) -> list[str]:
    """Own ids as often as OWN_SHARE says, whatever there is of each."""
    times = len(others) * OWN_SHARE // len(own) + 1 if own else 0
    return [*list(own) * times, *others, NONSENSE]


def _operation(filter_name: str, value: str, parameters: Mapping[str, tuple[str, float]]) -> list[str]:
    return ["[[operations]]", f"{filter_name} = {json.dumps(value)}", "[operations.parameters]", *_bindings(parameters)]


def _bindings(parameters: Mapping[str, tuple[str, float]]) -> Iterable[str]:
    for name, (dictionary, probability) in parameters.items():
        yield f'"{name}" = {{ dictionary = "{dictionary}", probability = {probability} }}'


def _table(values: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{json.dumps(name)} = {json.dumps(value)}" for name, value in values.items()) + "}"
