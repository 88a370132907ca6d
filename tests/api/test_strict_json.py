"""Reading JSON strictly."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resona.api.strict_json import MAX_DEPTH, parse_strict
from resona.errors import InvalidInputError

# Whatever strict JSON can say: no surrogates, no NUL, 64-bit integers, finite numbers.
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS
)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner), max_leaves=30)


def faults_of(body: bytes) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInputError) as caught:
        parse_strict(body)
    return [(fault.pointer, fault.detail) for fault in caught.value.faults]


@given(value=VALUES, escaped=st.booleans())
def test_whatever_is_strict_is_read_as_it_is(value: object, escaped: bool) -> None:
    assert parse_strict(json.dumps(value, ensure_ascii=escaped).encode()) == value


@given(body=st.binary() | st.text(alphabet='{}[]",:\\u0dD8eE1-+.NaN \n').map(str.encode))
def test_any_bytes_are_read_or_refused_by_name(body: bytes) -> None:
    try:
        value = parse_strict(body)
    except InvalidInputError as error:
        faults = error.faults
    else:
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
        return
    assert faults


@pytest.mark.parametrize(
    ("body", "pointer", "detail"),
    [
        (b'{"a": 1, "a": 1}', "/a", "is given more than once"),
        (b'{"m": [{}, {"role": 1, "role": 2}]}', "/m/1/role", "is given more than once"),
        (b'{"m": [1, NaN]}', "/m/1", "must be a finite number"),
        (b'{"a/b": {"c~d": -Infinity}}', "/a~1b/c~0d", "must be a finite number"),
        (b"[1e309]", "/0", "is a number too large"),
        (b"[9223372036854775808]", "/0", "is an integer beyond 64 bits"),
        (b"[-9223372036854775809]", "/0", "is an integer beyond 64 bits"),
        (b'["\\ud800"]', "/0", "contains a lone surrogate"),
        (b'["\\\\ud83d\\ude00"]', "/0", "contains a lone surrogate"),
        (b'{"\\udc00": 1}', "/?", "contains a lone surrogate"),
        (b'{"a": "x\\u0000y"}', "/a", "contains a NUL character"),
        (b"\xff{}", "", "is not UTF-8 at byte 0"),
        (b'{"a": "\xed\xa0\x80"}', "", "is not UTF-8 at byte 7"),
        (b"", "", "is not JSON: expecting value at line 1, column 1"),
        (b'{"a": 1,\n "b": }', "", "is not JSON: expecting value at line 2, column 7"),
        (b'{"a": NaN', "", "is not JSON: expecting ',' delimiter at line 1, column 10"),
        (b"\xef\xbb\xbf{}", "", "is not JSON: expecting value at line 1, column 1"),
        (b"[" * 100_000, "", "is nested more than 64 levels deep"),
    ],
)
def test_what_is_refused_is_named_with_its_place(body: bytes, pointer: str, detail: str) -> None:
    assert faults_of(body) == [(pointer, detail)]


@pytest.mark.parametrize(
    "body",
    [b'["\\ud83d\\ude00"]', b'["\\\\u0000"]', b"[9223372036854775807, -9223372036854775808]", b"[1e308, 1e-400]"],
)
def test_what_only_looks_suspicious_is_read(body: bytes) -> None:
    assert parse_strict(body) == json.loads(body)


def test_nesting_is_counted_exactly() -> None:
    allowed = b'{"a":' * 4 + b"[" * (MAX_DEPTH - 4) + b"]" * (MAX_DEPTH - 4) + b"}" * 4
    assert parse_strict(allowed) == json.loads(allowed)
    assert faults_of(b"[" + allowed + b"]") == [
        ("/0/a/a/a/a" + "/0" * (MAX_DEPTH - 5), "is nested more than 64 levels deep")
    ]


def test_every_fault_of_a_body_is_named_in_order() -> None:
    body = b'[{"a": 1, "a": NaN, "b": NaN, "c": [NaN]}, "\\ud800\\u0000", 1e999]'
    assert [pointer for pointer, _ in faults_of(body)] == ["/0/a", "/0/a", "/0/b", "/0/c/0", "/1", "/1", "/2"]


def test_a_hundred_faults_are_named_and_all_counted() -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse_strict(b"[" + b",".join([b"NaN"] * 250) + b"]")
    assert len(caught.value.faults) == 100
    assert caught.value.fault_count == 250


def test_long_foreign_keys_are_cut_in_pointers() -> None:
    key = "k" * 5000
    [(pointer, _)] = faults_of(json.dumps({key: math.nan}).encode())
    assert pointer == "/" + "k" * 60
