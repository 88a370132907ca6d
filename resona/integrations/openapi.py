"""The webhooks section of OpenAPI: what other systems are sent, kind by kind, read off the kinds there are."""

from __future__ import annotations

from typing import Any, Final

from resona.integrations.kinds import TEST_KIND
from resona.integrations.registry import kinds_by_name, types_of_kind

_TEXT: Final = {"type": "string"}
_ID: Final = {"type": "string", "format": "uuid"}
HEADERS: Final = {
    "webhook-id": "The message's id, the same for every try: msg_…",
    "webhook-timestamp": "When this try was made, in seconds since 1970",
    "webhook-signature": "v1,… of each secret that is valid, with spaces between them (Standard Webhooks)",
}


def describe_webhooks(result: dict[str, Any], **given: Any) -> dict[str, Any]:
    """Adds the section to the document; a hook of drf-spectacular."""
    kinds = [*kinds_by_name().values(), TEST_KIND]
    result["webhooks"] = {
        name: {"post": _operation(name, one.says)} for one in kinds for name in types_of_kind(one.name)
    }
    return result


def _operation(name: str, says: str) -> dict[str, Any]:
    parameters = [
        {"name": header, "in": "header", "required": True, "schema": _TEXT, "description": meaning}
        for header, meaning in HEADERS.items()
    ]
    return {
        "operationId": f"webhook_{name.replace('.', '_')}",
        "tags": ["webhooks"],
        "summary": says,
        "description": "Sent to whoever asked for this kind. It says that something happened; read the record for what "
        "stands in it now. The order is not promised, and the same id may come twice.",
        "security": [],  # what says who sent it are its headers
        "parameters": parameters,
        "requestBody": {"required": True, "content": {"application/json": {"schema": _body(name)}}},
        "responses": {
            "2XX": {"description": "Taken"},
            "410": {"description": "This address is no more: the webhook is paused"},
            "default": {"description": "Not taken: it is tried again, for three days"},
        },
    }


def _body(name: str) -> dict[str, Any]:
    data = {
        "id": {**_ID, "description": "The record"},
        "user_id": {**_ID, "description": "The person it is about; left out where it is about nobody"},
        "url": {**_TEXT, "format": "uri", "description": "Where it is read; left out where it is not there"},
        "user_id_sha256": {**_TEXT, "description": "Of who was erased: SHA-256 of the id, as text with hyphens"},
        "purpose": {**_TEXT, "description": "Of an alert: what for"},
        "test": {"type": "boolean", "description": "True of a test"},
        "says": {**_TEXT, "description": "Of a test: that it is one"},
    }
    return {
        "type": "object",
        "required": ["type", "timestamp", "data"],
        "properties": {
            "type": {"type": "string", "const": name},
            "timestamp": {"type": "string", "format": "date-time", "description": "When it happened"},
            "data": {"type": "object", "properties": data, "additionalProperties": True},
        },
    }
