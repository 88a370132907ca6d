"""Lines that an import refused, kept as they were with the reason, so that they can be mended and imported again.

One JSON object a line: {"file", "line", "faults": [{"pointer", "detail"}], "body"}, where `body` is the line to the
letter; `body_base64` where it is no text; `offset` and `bytes`, its place in the file, where it was too long to be
read. An import takes such a line for the one inside it, and refuses it under its first file and number.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import IO, Final

import orjson

from resona.analysis.import_lines import Line
from resona.api.strict_json import parse_strict
from resona.errors import Fault, InvalidInputError

_WITH_TEXT: Final = frozenset({"file", "line", "faults", "body"})
_WITH_BYTES: Final = frozenset({"file", "line", "faults", "body_base64"})


def write_reject(file: IO[bytes], source: str, line: Line, faults: Sequence[Fault]) -> None:
    """Adds a rejected line of `source` to a rejects file; one that came out of such a file as what it was at first."""
    reject = _first_reject(line) or {"file": source, "line": line.number, "faults": [], **_kept(line)}
    reject["faults"] = [{"pointer": fault.pointer, "detail": fault.detail} for fault in faults]
    file.write(orjson.dumps(reject, option=orjson.OPT_APPEND_NEWLINE))


def rejected_line(value: object) -> bytes | None:
    """The line inside a line of a rejects file; None if it is none. Raises InvalidInputError."""
    if not isinstance(value, Mapping):
        return None
    if value.keys() == _WITH_TEXT and isinstance(value["body"], str):
        return value["body"].encode(errors="surrogatepass")  # which no reader of ours takes for text
    if value.keys() == _WITH_BYTES and isinstance(value["body_base64"], str):
        try:
            return base64.b64decode("".join(value["body_base64"].split()), validate=True)
        except ValueError:
            raise InvalidInputError([Fault(pointer="/body_base64", detail="is not base64")]) from None
    return None


def _first_reject(line: Line) -> dict[str, object] | None:
    """The line of a rejects file that this is; None if it is none, or spoilt."""
    try:
        value = parse_strict(line.content or b"")
        if isinstance(value, dict) and rejected_line(value) is not None:
            return value
    except InvalidInputError:
        pass
    return None


def _kept(line: Line) -> dict[str, object]:
    if line.content is None:
        return {"offset": line.offset, "bytes": line.size}
    if b"\0" not in line.content:  # which JSON can write and no reader here accepts
        try:
            return {"body": line.content.decode()}
        except UnicodeDecodeError:
            pass
    return {"body_base64": base64.b64encode(line.content).decode()}
