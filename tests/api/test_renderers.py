"""Bodies of answers: exactly the values there are, in the forms the interface promises."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resona.api.renderers import JsonRenderer, write_json

KEY = UUID("01920000-0000-7000-8000-00000012ab3c")
TEXTS = st.text(st.characters(codec="utf-8"))
NUMBERS = st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_whatever_is_written_is_read_back_by_any_reader(value: object) -> None:
    assert json.loads(write_json(value)) == value


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (datetime(2026, 3, 1, 18, 20, tzinfo=UTC), b'"2026-03-01T18:20:00Z"'),
        (datetime(2026, 3, 1, 18, 20, 0, 5, tzinfo=UTC), b'"2026-03-01T18:20:00.000005Z"'),
        (KEY, f'"{KEY}"'.encode()),
        ({"a": [KEY]}, f'{{"a":["{KEY}"]}}'.encode()),
        ("\u2028 ünïcödé 🙂", '"\u2028 ünïcödé 🙂"'.encode()),
        (0.1 + 0.2, b"0.30000000000000004"),
        pytest.param(orjson.Fragment(b'{"as":"it came"}'), b'{"as":"it came"}', id="fragment"),
    ],
    ids=str,
)
def test_times_end_in_z_and_ids_are_text(value: object, written: bytes) -> None:
    assert write_json(value) == written


def test_a_time_of_another_zone_stays_the_same_instant() -> None:
    nairobi = timezone(timedelta(hours=3))
    written = json.loads(write_json(datetime(2026, 3, 1, 18, 20, tzinfo=nairobi)))

    assert datetime.fromisoformat(written) == datetime(2026, 3, 1, 15, 20, tzinfo=UTC)


def test_nothing_has_no_body_and_emptiness_has_one() -> None:
    assert JsonRenderer().render(None) == b""
    empty: list[object] = [{}, [], 0, False, ""]
    assert [JsonRenderer().render(value) for value in empty] == [b"{}", b"[]", b"0", b"false", b'""']


def test_what_json_cannot_say_is_an_error_not_a_guess() -> None:
    values: list[object] = [{1, 2}, object(), b"bytes", 2**70]
    for value in values:
        with pytest.raises(TypeError):
            write_json(value)
