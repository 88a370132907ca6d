"""Every answer and every line of the log says which request it belongs to, whatever was sent as its id."""

from __future__ import annotations

import json
import logging
import sys

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from resona.logs import ContentFreeFormatter, JsonAccessFormatter, JsonLineFormatter
from resona.request_ids import REQUEST_ID, RequestIdMiddleware, asked_now, trace_id_in

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = f"00-{TRACE}-00f067aa0ba902b7-01"
FIVE_KB = f"00-{TRACE}-00f067aa0ba902b7-01-" + "x" * 5_000


def answer_to(**headers: str) -> HttpResponse:
    logged = RequestFactory().get("/", headers=headers)
    response = RequestIdMiddleware(lambda request: HttpResponse("ok"))(logged)
    assert isinstance(response, HttpResponse)
    return response


def line_of(formatter: logging.Formatter, *, message: str = "said") -> str:
    error = sys.exc_info() if sys.exc_info()[1] else None
    return formatter.format(logging.LogRecord("resona", logging.ERROR, __file__, 1, message, None, error))


def test_an_id_is_echoed_and_written_into_every_line() -> None:
    assert answer_to(**{REQUEST_ID: "order-17.b"})[REQUEST_ID] == "order-17.b"
    assert line_of(ContentFreeFormatter("%(message)s")) == "said [order-17.b]"
    assert json.loads(line_of(JsonLineFormatter()))["request_id"] == "order-17.b"


@pytest.mark.parametrize("given", ["", "x" * 65, "Amina Odhiambo", "a\nb", "-a", "ä", "a;b", "x" * 5_000])
def test_an_id_that_is_none_is_replaced(given: str) -> None:
    said = answer_to(**{REQUEST_ID: given})[REQUEST_ID]
    assert said != given
    assert len(said) == 32


def test_no_two_requests_share_an_id_of_ours() -> None:
    assert answer_to()[REQUEST_ID] != answer_to()[REQUEST_ID]


@pytest.mark.parametrize(
    ("given", "trace"),
    [
        (PARENT, TRACE),
        (f"01-{TRACE}-00f067aa0ba902b7-01-what.comes.later", TRACE),
        (f"{PARENT}-more", None),  # version 00 has four parts
        (f"ff-{TRACE}-00f067aa0ba902b7-01", None),
        (PARENT.upper(), None),
        (f"00-{'0' * 32}-00f067aa0ba902b7-01", None),
        (f"00-{TRACE}-{'0' * 16}-01", None),
        (FIVE_KB, None),
        ("", None),
    ],
)
def test_a_trace_is_read_where_it_is_one(given: str, trace: str | None) -> None:
    assert answer_to(traceparent=given).status_code == 200
    asked = asked_now()
    assert asked is not None
    assert asked.trace_id == trace
    assert json.loads(line_of(JsonLineFormatter())).get("trace_id") == trace


@given(st.text(max_size=300))
def test_no_trace_is_an_error(given: str) -> None:
    assert trace_id_in(given) is None or len(given) >= 55


def test_a_line_of_json_is_one_line_and_quotes_no_error() -> None:
    try:
        raise ValueError("Amina\nOdhiambo")
    except ValueError:
        line = line_of(JsonLineFormatter(), message="first\nsecond")
    assert "\n" not in line
    written = json.loads(line)
    assert (written["level"], written["logger"], written["message"]) == ("ERROR", "resona", "first\nsecond")
    assert written["error"][0].startswith("builtins.ValueError at ")
    assert "Amina" not in line


def test_a_line_about_a_request_has_its_parts_by_name() -> None:
    parts = {"m": "GET", "U": "/api/v1/users/", "s": "200", "B": 12, "M": 3, "r": "GET /api/v1/users/?name=Amina"}
    record = logging.LogRecord("gunicorn.access", logging.INFO, __file__, 1, "%(m)s", (parts,), None)
    line = json.loads(JsonAccessFormatter().format(record))
    assert {name: line[name] for name in ("method", "path", "status", "bytes", "milliseconds")} == {
        "method": "GET",
        "path": "/api/v1/users/",
        "status": "200",
        "bytes": 12,
        "milliseconds": 3,
    }
    assert "Amina" not in str(line)


def test_an_error_before_any_view_has_an_id_too(settings: object) -> None:
    response = Client().get("/api/v1/nothing/", headers={"host": "evil.example", REQUEST_ID: "a1"})
    assert (response.status_code, response[REQUEST_ID]) == (400, "a1")
