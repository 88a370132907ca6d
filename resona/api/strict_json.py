"""Strict reading of JSON: what other parsers let pass is a fault here, named by JSON pointer. Pure.

Refused: bytes that are not UTF-8, malformed text, keys given twice, NaN and infinities, integers beyond 64 bits, lone
surrogates, NUL characters, and nesting so deep that nobody could do anything with it.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

import orjson

from resona.errors import Fault, InvalidInputError

MAX_DEPTH = 64  # levels; a session has five, and writers of JSON stop at a few hundred
MIN_INTEGER, MAX_INTEGER = -(2**63), 2**63 - 1  # what 64 bits hold
MAX_INTEGER_CHARACTERS = 20  # of MIN_INTEGER, the longer one
MAX_POINTER_KEY_CHARACTERS = 60  # of a foreign key repeated in a pointer

_SURROGATE_ESCAPE = re.compile(rb"\\u[dD][89a-fA-F]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_TOO_DEEP = f"is nested more than {MAX_DEPTH} levels deep"


def parse_strict(body: bytes) -> object:
    """The value of a JSON text. Raises InvalidInputError naming every fault.

    The first reading only notices that something is refused; a second one, of refused bodies alone, finds out where.
    """
    text = _decode(body)
    try:
        value = _read(_FAST, text)
        if not _is_suspect(body, value):
            return value
    except _RefusedError:
        value = None
    faults = list(_faults(_read(_MARKING, text)))
    if faults:
        raise InvalidInputError(faults)
    return value


def parse_faultless(body: bytes) -> tuple[bool, object]:
    """Whether a JSON text has no fault at all, and its value if so; no more is looked at than that takes."""
    try:
        text = _decode(body)
        value = _read(_FAST, text)
    except (InvalidInputError, _RefusedError):
        return False, None
    if _is_suspect(body, value) and any(True for _ in _faults(_read(_MARKING, text))):
        return False, None
    return True, value


def reference_token(key: str) -> str:
    """One reference token of a JSON pointer (RFC 6901), of a key that may be long or not be writable."""
    shown = key[:MAX_POINTER_KEY_CHARACTERS].encode(errors="replace").decode().replace("\0", "?")
    return shown.replace("~", "~0").replace("/", "~1")


class _RefusedError(Exception):
    """Something in the text is refused."""


@dataclass(frozen=True, slots=True)
class _Refused:
    """Stands where a refused value was."""

    detail: str


class _Pairs(list[tuple[str, object]]):
    """An object as its members in order, so that repeated keys are seen."""


def _decode(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise InvalidInputError([Fault(pointer="", detail=f"is not UTF-8 at byte {error.start}")]) from None


def _read(decoder: json.JSONDecoder, text: str) -> object:
    try:
        value: object = decoder.decode(text)
    except json.JSONDecodeError as error:
        detail = f"is not JSON: {error.msg.lower()} at line {error.lineno}, column {error.colno}"
        raise InvalidInputError([Fault(pointer="", detail=detail)]) from None
    except RecursionError:
        raise InvalidInputError([Fault(pointer="", detail=_TOO_DEEP)]) from None
    return value


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _RefusedError
    return members


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise _RefusedError
    return number


def _small(text: str) -> int:
    if len(text) > MAX_INTEGER_CHARACTERS or not MIN_INTEGER <= (number := int(text)) <= MAX_INTEGER:
        raise _RefusedError
    return number


def _refuse(text: str) -> object:
    raise _RefusedError


def _mark_float(text: str) -> float | _Refused:
    try:
        return _finite(text)
    except _RefusedError:
        return _Refused("is a number too large")


def _mark_integer(text: str) -> int | _Refused:
    try:
        return _small(text)
    except _RefusedError:
        return _Refused("is an integer beyond 64 bits")


def _mark_constant(text: str) -> _Refused:
    return _Refused("must be a finite number")


_FAST = json.JSONDecoder(object_pairs_hook=_unique, parse_float=_finite, parse_int=_small, parse_constant=_refuse)
_MARKING = json.JSONDecoder(
    object_pairs_hook=_Pairs, parse_float=_mark_float, parse_int=_mark_integer, parse_constant=_mark_constant
)


def _is_suspect(body: bytes, value: object) -> bool:
    """Whether the faults that the first reading cannot see are possible: escaped characters, and depth."""
    if body.count(b"{") + body.count(b"[") > MAX_DEPTH and _is_deep(value):
        return True
    if b"\\u" not in body:
        return False
    return b"\\u0000" in body or (_SURROGATE_ESCAPE.search(body) is not None and not _is_writable(value))


def _is_deep(value: object) -> bool:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [child for parent in level for child in _containers_in(parent)]
    return bool(level)


def _containers_in(parent: object) -> list[object]:
    if isinstance(parent, dict):
        return [child for child in parent.values() if isinstance(child, (dict, list))]
    return [child for child in parent if isinstance(child, (dict, list))] if isinstance(parent, list) else []


def _is_writable(value: object) -> bool:
    """orjson refuses lone surrogates, and is quick about it."""
    try:
        orjson.dumps(value)
    except TypeError:
        return False
    return True


def _faults(root: object) -> Iterator[Fault]:
    """What is wrong in a value read by the marking decoder, in the order of the text."""
    pending: list[tuple[str, object, int]] = [("", root, 0)]
    while pending:
        pointer, value, depth = pending.pop()
        if isinstance(value, _Refused):
            yield Fault(pointer=pointer, detail=value.detail)
        elif isinstance(value, str):
            yield from _text_faults(pointer, value)
        elif isinstance(value, list) and depth == MAX_DEPTH:
            yield Fault(pointer=pointer, detail=_TOO_DEEP)
        elif isinstance(value, _Pairs):
            yield from _key_faults(pointer, value)
            members = [(f"{pointer}/{reference_token(key)}", member, depth + 1) for key, member in value]
            pending.extend(reversed(members))
        elif isinstance(value, list):
            items = [(f"{pointer}/{position}", item, depth + 1) for position, item in enumerate(value)]
            pending.extend(reversed(items))


def _text_faults(pointer: str, text: str) -> Iterator[Fault]:
    if "\0" in text:
        yield Fault(pointer=pointer, detail="contains a NUL character")
    if _SURROGATE.search(text):
        yield Fault(pointer=pointer, detail="contains a lone surrogate")


def _key_faults(pointer: str, pairs: _Pairs) -> Iterator[Fault]:
    seen: set[str] = set()
    for key, _ in pairs:
        place = f"{pointer}/{reference_token(key)}"
        yield from _text_faults(place, key)
        if key in seen:
            yield Fault(pointer=place, detail="is given more than once")
        seen.add(key)
