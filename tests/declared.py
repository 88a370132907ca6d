"""What a frozen value declares, apart from how it is written: for the tests that pin a version to its numbers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import timedelta


def digest_of(value: object) -> str:
    """SHA-256 of everything a value declares: another number, key or field gives another digest, another order none."""
    return hashlib.sha256(json.dumps(_declared(value), sort_keys=True).encode()).hexdigest()


def _declared(value: object) -> object:
    """Fields and keys by their names, durations in seconds, every number as a float."""
    match value:
        case None | str() | bool():
            return value
        case int() | float():
            return float(value)
        case timedelta():
            return value.total_seconds()
        case Mapping():
            return {str(key): _declared(one) for key, one in value.items()}
        case tuple() | list():
            return [_declared(one) for one in value]
        case _ if is_dataclass(value):
            return {field.name: _declared(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"What a {type(value).__name__} declares is not known.")
