"""Shapes of JSON columns that several apps describe alike in OpenAPI. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

Shape = dict[str, Any]

# What an open object may hold beside what is named: whoever reads it passes over what they do not know.
ANY_VALUE: Final[Shape] = {"description": "A number, a text, a truth value, null, or a list or object of these"}
NUMBER: Final[Shape] = {"type": "number"}
MAYBE_NUMBER: Final[Shape] = {"type": ["number", "null"]}
COUNT: Final[Shape] = {"type": "integer", "minimum": 0}
TEXT: Final[Shape] = {"type": "string"}
MAYBE_TEXT: Final[Shape] = {"type": ["string", "null"]}
TRUTH: Final[Shape] = {"type": "boolean"}
ID: Final[Shape] = {"type": "string", "format": "uuid"}
NUMBERS: Final[Shape] = {"type": "object", "additionalProperties": NUMBER}


def list_of(items: Shape) -> Shape:
    return {"type": "array", "items": items}


def open_object(properties: Mapping[str, Shape], *, rest: Shape = ANY_VALUE, required: Sequence[str] = ()) -> Shape:
    """An object with these members, any of which may be missing, and others that may come."""
    named: Shape = {"required": list(required)} if required else {}
    return {"type": "object", "properties": dict(properties), "additionalProperties": rest, **named}


def open_codes(known: Sequence[str], description: str) -> Shape:
    """A code out of a list that may grow: no enumeration, or a client that was generated today would break tomorrow."""
    listed = ", ".join(f"`{code}`" for code in known)
    return {
        "type": "string",
        "description": f"{description}. An open list, to which codes may be added: {listed}",
        "x-extensible-enum": list(known),
    }
