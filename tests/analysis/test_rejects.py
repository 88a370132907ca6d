"""Rejected lines keep every byte and can be imported as they are."""

from __future__ import annotations

import base64
import io

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from resona.analysis.import_lines import Line
from resona.analysis.rejects import rejected_line, write_reject
from resona.api.lenient_json import parse_lenient
from resona.api.strict_json import parse_strict
from resona.errors import Fault, InvalidInputError

FAULT = Fault(pointer="/messages/0", detail="is missing")


def _reject(content: bytes | None) -> bytes:
    file = io.BytesIO()
    write_reject(file, "sessions.ndjson", Line(number=7, offset=120, size=35, content=content), [FAULT])
    return file.getvalue()


def test_a_reject_says_where_and_why() -> None:
    assert orjson.loads(_reject(b'{"cut": ')) == {
        "file": "sessions.ndjson",
        "line": 7,
        "faults": [{"pointer": "/messages/0", "detail": "is missing"}],
        "body": '{"cut": ',
    }


def test_a_line_too_long_to_be_read_is_named_by_its_place() -> None:
    reject = orjson.loads(_reject(None))
    assert (reject["offset"], reject["bytes"]) == (120, 35)
    assert rejected_line(reject) is None


@given(st.binary(min_size=1, max_size=60))
@example(b"\xff\xfe")
@example(b"nul \0 inside")
@example('{"a": "ü\u2028"}'.encode())
def test_no_byte_of_a_rejected_line_is_lost(content: bytes) -> None:
    reject = _reject(content)
    assert reject.count(b"\n") == 1
    assert rejected_line(parse_strict(reject)) == content


def test_a_line_with_lone_surrogates_is_found_for_a_lenient_reader() -> None:
    text = '{"words": "\ud83d Help me"}'
    line = rejected_line({"file": "f", "line": 1, "faults": [], "body": text})
    assert line is not None
    assert parse_lenient(line).value == {"words": "\ufffd\ufffd\ufffd Help me"}


def test_base64_may_stand_in_lines() -> None:
    wrapped = base64.encodebytes(b"x" * 100).decode()
    assert rejected_line({"file": "f", "line": 1, "faults": [], "body_base64": wrapped}) == b"x" * 100


@pytest.mark.parametrize("text", ["a", "é", "\ud800", "a\0b="])
def test_what_is_no_base64_is_named(text: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        rejected_line({"file": "f", "line": 1, "faults": [], "body_base64": text})
    assert [fault.pointer for fault in caught.value.faults] == ["/body_base64"]


@pytest.mark.parametrize(
    "value",
    [
        [],
        {"body": "{}"},
        {"file": "f", "line": 1, "faults": [], "body": 3},
        {"file": "f", "line": 1, "faults": [], "body": "", "id": 1},
    ],
)
def test_what_is_no_reject_is_taken_for_none(value: object) -> None:
    assert rejected_line(value) is None


def test_a_spoilt_reject_is_a_fault() -> None:
    with pytest.raises(InvalidInputError):
        rejected_line({"file": "f", "line": 1, "faults": [], "body_base64": "no base 64!"})


@given(st.binary(min_size=1, max_size=60), st.integers(min_value=1, max_value=4))
@example(b"\xff\xfe", 3)
@example(b'{"file": "a", "line": 1}', 2)
def test_a_line_rejected_again_and_again_keeps_its_first_place_and_every_byte(content: bytes, rounds: int) -> None:
    reject = first = _reject(content)
    for number in range(rounds):
        file = io.BytesIO()
        again = Line(number=90 + number, offset=0, size=len(reject), content=reject.strip())
        write_reject(file, "rejects.ndjson", again, [Fault(pointer="/id", detail="is wrong")])
        reject = file.getvalue()
    last = orjson.loads(reject)
    assert last.pop("faults") == [{"pointer": "/id", "detail": "is wrong"}]
    assert last == {name: value for name, value in orjson.loads(first).items() if name != "faults"}


def test_a_spoilt_reject_is_kept_as_any_other_line() -> None:
    spoilt = b'{"file": "f", "line": 1, "faults": [], "body_base64": "no base 64!"}'
    assert orjson.loads(_reject(spoilt))["body"] == spoilt.decode()
