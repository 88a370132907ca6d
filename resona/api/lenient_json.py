"""Reading of JSON that keeps what can be read: each thing wrong with the text is a warning. Pure.

Read all the same: bytes that are not UTF-8 (with U+FFFD in their place), other encodings of Unicode, byte order marks,
NUL characters after the end, control characters in texts, keys given twice, NaN and infinities, integers beyond 64
bits, lone surrogates, NUL characters, and nesting too deep for anybody (null in its place). What a value may hold after
that its reader must mend.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from resona.api.strict_json import MAX_DEPTH, MAX_INTEGER_CHARACTERS, parse_faultless, reference_token
from resona.errors import Fault, InputWarning, InvalidInputError

# Lists and objects that are searched for repeated keys: the keys count in any case, the warnings are for developers.
MOST_SEARCHED: Final = 10_000
ENCODING, REPEATED_KEY, NESTING, CONTROL = "encoding", "repeated_key", "too_deep", "control_characters"

# Of files that were put together there are several.
_BYTE_ORDER_MARKS = re.compile(rb"(?:\xef\xbb\xbf)+")
# What programs leave after a text that send their buffer whole, and what is left of half a character of UTF-16.
_AFTER_THE_END = "\0\ufffd"
_SPACE = " \t\r\n"
# A text, or a bracket outside of one.
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[{]|[\]}]', re.DOTALL)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """A JSON text as it was sent."""

    value: object
    # The text, where it is not JSON in the strict sense; None: the value says all of it.
    raw: bytes | None = None
    warnings: tuple[InputWarning, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether it is JSON in the strict sense, in plain UTF-8."""
        return self.raw is None and not self.warnings


class RepeatedKeys(dict[str, object]):
    """An object that names a key more than once: its last values, and beside them the earlier ones in order."""

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        super().__init__(pairs)
        last = {key: place for place, (key, _) in enumerate(pairs)}
        self.earlier = [(key, value) for place, (key, value) in enumerate(pairs) if last[key] != place]


def parse_lenient(body: bytes) -> Sent:
    """The value of a JSON text. Raises InvalidInputError where it is no JSON at all."""
    plain, value = parse_faultless(body)
    if plain:
        return Sent(value=value)
    if marks := _BYTE_ORDER_MARKS.match(body):
        sent = parse_lenient(body[marks.end() :])
        return replace(sent, warnings=(_ENCODED, *sent.warnings))
    text, warnings = _decode(body)
    reader = _Reader()
    value = _read(text, reader, warnings)
    repeated = _repetitions(value) if reader.has_repeated else ()
    return Sent(value=value, raw=body, warnings=(*warnings, *repeated))


def values_of(given: Mapping[str, object], key: str) -> list[object]:
    """Everything that is given under this key, in order."""
    earlier = given.earlier if isinstance(given, RepeatedKeys) else ()
    return [*(value for name, value in earlier if name == key), *([given[key]] if key in given else ())]


_ENCODED = InputWarning(pointer="", code=ENCODING, detail="begins with a byte order mark; passed over")
_ENDED = InputWarning(pointer="", code=ENCODING, detail="ends with NUL characters or half a character; passed over")


def _decode(body: bytes) -> tuple[str, list[InputWarning]]:
    text, warnings = _as_text(body)
    bare = text.rstrip(_AFTER_THE_END + _SPACE)
    has_more = any(character in text[len(bare) :] for character in _AFTER_THE_END)
    return bare, [*warnings, _ENDED] if has_more else warnings


def _as_text(body: bytes) -> tuple[str, list[InputWarning]]:
    encoding = json.detect_encoding(body)
    if encoding != "utf-8":
        detail = f"is {encoding.upper()}, not UTF-8; read all the same"
        return body.decode(encoding, "replace"), [InputWarning(pointer="", code=ENCODING, detail=detail)]
    try:
        return body.decode(), []
    except UnicodeDecodeError as error:
        detail = f"is not UTF-8 at byte {error.start}; read with U+FFFD in its place"
        return body.decode(errors="replace"), [InputWarning(pointer="", code=ENCODING, detail=detail)]


class _Reader:
    """Reads JSON, and knows afterwards whether an object named a key more than once."""

    def __init__(self) -> None:
        self.has_repeated = False

    def decoder(self, *, strict: bool) -> json.JSONDecoder:
        return json.JSONDecoder(object_pairs_hook=self._members, parse_int=_integer, strict=strict)

    def _members(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        members = dict(pairs)
        if len(members) == len(pairs):
            return members
        self.has_repeated = True
        return RepeatedKeys(pairs)


def _read(text: str, reader: _Reader, warnings: list[InputWarning]) -> object:
    try:
        return _read_depth(reader.decoder(strict=True), text, warnings)
    except json.JSONDecodeError as error:
        fault = _fault(error)
    try:  # texts with control characters in them, which alone may have been the fault
        value = _read_depth(reader.decoder(strict=False), text, warnings)
    except json.JSONDecodeError:
        raise InvalidInputError([fault]) from None
    warnings.append(InputWarning(pointer="", code=CONTROL, detail=fault.detail))
    return value


def _read_depth(decoder: json.JSONDecoder, text: str, warnings: list[InputWarning]) -> object:
    try:
        value: object = decoder.decode(text)
    except RecursionError:
        value = decoder.decode(_cut_at_depth(text))
        detail = f"is nested more than {MAX_DEPTH} levels deep"
        warnings.append(InputWarning(pointer="", code=NESTING, detail=detail))
    return value


def _fault(error: json.JSONDecodeError) -> Fault:
    detail = f"is not JSON: {error.msg.lower()} at line {error.lineno}, column {error.colno}"
    return Fault(pointer="", detail=detail)


def _integer(text: str) -> float:
    if len(text) > MAX_INTEGER_CHARACTERS:
        return -math.inf if text.startswith("-") else math.inf
    return int(text)


def _cut_at_depth(text: str) -> str:
    """The text with null in place of every list and object that stands deeper than MAX_DEPTH."""
    kept, depth, kept_to = list[str](), 0, 0
    for token in _TOKEN.finditer(text):
        if token[0] in "[{":
            depth += 1
            if depth == MAX_DEPTH + 1:
                kept += [text[kept_to : token.start()], "null"]
        elif token[0] in "]}":
            if depth == MAX_DEPTH + 1:
                kept_to = token.end()
            depth -= 1
    if depth == 0:
        kept.append(text[kept_to:])
    return "".join(kept)


def _repetitions(root: object) -> Iterator[InputWarning]:
    """A warning for each key that is given more than once, in the order of the text, as far as MOST_SEARCHED."""
    pending: list[tuple[str, object]] = [("", root)]
    for _ in range(MOST_SEARCHED):
        if not pending:
            return
        pointer, value = pending.pop()
        if isinstance(value, RepeatedKeys):
            for key in dict.fromkeys(name for name, _ in value.earlier):
                place = f"{pointer}/{reference_token(key)}"
                yield InputWarning(pointer=place, code=REPEATED_KEY, detail="is given more than once; the last counts")
        if isinstance(value, dict):
            within = [(reference_token(key), member) for key, member in value.items() if _may_repeat(member)]
        elif isinstance(value, list):
            within = [(str(place), item) for place, item in enumerate(value) if _may_repeat(item)]
        else:
            continue
        pending += [(f"{pointer}/{token}", item) for token, item in reversed(within)]


def _may_repeat(value: object) -> bool:
    return bool(value) and isinstance(value, (dict, list))
