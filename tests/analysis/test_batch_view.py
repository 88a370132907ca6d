"""POST /api/v1/sessions/batch/: lines in, a result line each."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from conversations.models import Conversation
from conversations.reading import parse_session
from resona.audit.models import DataAccess
from risk.models import CrisisEvent
from tests.api.clients import signed_in, with_csrf
from tests.conftest import Cast
from tests.factories import make_api_key
from tests.sessions import LATEST, make_body

URL = "/api/v1/sessions/batch/"
CRISIS = "I want to kill myself tonight"


@pytest.fixture
def key(cast: Cast) -> str:
    return make_api_key(cast.clinic, "sessions:write")


def post(key: str | None, content: bytes, content_type: str = "application/x-ndjson", **environ: Any) -> Any:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return Client().post(URL, content, content_type=content_type, headers=headers, **environ)


def as_lines(*lines: dict[str, Any] | bytes) -> bytes:
    return b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)


def results(response: HttpResponse) -> list[dict[str, Any]]:
    assert response.status_code == 200
    assert response["Content-Type"] == "application/x-ndjson"
    return [json.loads(line) for line in response.getvalue().splitlines()]


def test_each_line_is_answered_and_the_end_is_marked(cast: Cast, key: str) -> None:
    bodies = [make_body(cast.person, at=LATEST + timedelta(hours=hours)) for hours in range(3)]
    *lines, last = results(post(key, as_lines(*bodies)))
    assert [(line["line"], line["id"], line["status"]) for line in lines] == [
        (number, body["id"], 201) for number, body in enumerate(bodies, 1)
    ]
    assert last == {"done": True, "lines": 3, "failed": 0}


def test_a_browser_sends_lines_too_with_its_csrf_token(cast: Cast) -> None:
    for client, status in ((signed_in(cast.person), 403), (with_csrf(cast.person), 200)):
        answer = client.post(URL, as_lines(make_body(cast.person)), content_type="application/x-ndjson")
        assert answer.status_code == status
    assert Conversation.objects.count() == 1


def test_bad_lines_stop_no_others(cast: Cast, key: str) -> None:
    sound = make_body(cast.person)
    foreign = make_body(cast.strange_person)
    content = as_lines(b"{broken", {"id": 1}, foreign, sound, b"x" * (2**20 + 1), sound)
    *lines, last = results(post(key, content))
    assert [line["status"] for line in lines] == [400, 400, 404, 201, 413, 200]
    assert {fault["pointer"] for fault in lines[1]["errors"]} == {"/id", "/user_id", ""}
    assert last == {"done": True, "lines": 6, "failed": 4}
    assert Conversation.objects.count() == 1


def test_line_says_what_to_look_at_first(cast: Cast, key: str) -> None:
    line, _ = results(post(key, as_lines(make_body(cast.person, said=(CRISIS,)))))
    assert line["risk_level"] == "critical"
    assert line["needs_review"]
    assert line["crisis_event_id"] is None or len(line["crisis_event_id"]) == 36


def test_blank_lines_are_counted_alike_in_every_answer(cast: Cast, key: str) -> None:
    content = b"\n \n" + as_lines(make_body(cast.person), b"", b"{broken", b"\t", make_body(cast.person)) + b"\n\n"
    *lines, last = results(post(key, content))
    assert [line["line"] for line in lines] == [3, 5, 7]
    assert last == {"done": True, "lines": 3, "blank": 5, "failed": 1}


def test_where_a_packed_body_breaks_off_is_told_by_the_same_count(cast: Cast, key: str) -> None:
    packed = gzip.compress(b"\n\n" + as_lines(make_body(cast.person)) + b"\n\n" + as_lines(make_body(cast.person)) * 50)
    response: Any = Client(headers={"authorization": f"Bearer {key}"}).post(
        URL, packed[:-12] + b"garbage", content_type="application/x-ndjson", headers={"content-encoding": "gzip"}
    )
    *lines, last = results(response)
    assert lines[0]["line"] == 3
    assert lines[-1]["line"] == len(lines) + last["blank"]
    assert last["lines"] == len(lines)


def test_lines_that_are_sent_again_are_read(cast: Cast, key: str) -> None:
    first, second = make_body(cast.person), make_body(cast.other_person)
    post(key, as_lines(first, second)).getvalue()
    assert not DataAccess.objects.exists()
    *lines, _ = results(post(key, as_lines(first, make_body(cast.unassigned_person), second)))
    assert [line["status"] for line in lines] == [200, 201, 200]
    look = DataAccess.objects.get()
    assert set(look.subjects) == {cast.person.pseudonym, cast.other_person.pseudonym}
    assert (look.records, look.source) == (2, f"POST {URL[1:]}")


def test_nothing_sent_is_nothing_done(key: str) -> None:
    assert results(post(key, b"")) == [{"done": True, "lines": 0, "failed": 0}]


def test_chunked_upload_is_read_where_the_server_ends_the_input(cast: Cast, key: str) -> None:
    content = as_lines(make_body(cast.person))
    chunked: dict[str, Any] = {
        "HTTP_TRANSFER_ENCODING": "chunked",
        "CONTENT_LENGTH": "",
        "wsgi.input": BytesIO(content),
        "wsgi.input_terminated": True,
    }
    *lines, _ = results(post(key, b"ignored", **chunked))
    assert [line["status"] for line in lines] == [201]


def test_chunked_upload_that_cannot_be_read_asks_for_its_length(cast: Cast, key: str) -> None:
    response = post(key, b"ignored", HTTP_TRANSFER_ENCODING="chunked", CONTENT_LENGTH="")
    assert response.status_code == 411
    assert not Conversation.objects.exists()


@pytest.mark.parametrize(("scope", "status"), [(None, 401), ("records:read", 403)])
def test_who_may_not_record_is_refused(cast: Cast, scope: str | None, status: int) -> None:
    key = make_api_key(cast.clinic, scope) if scope else None
    assert post(key, as_lines(make_body(cast.person))).status_code == status


@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded", "application/ndjson", ""])
def test_lines_that_say_they_are_something_else_are_read_but_strictly(cast: Cast, key: str, kind: str) -> None:
    content = as_lines(make_body(cast.person, said=(CRISIS,)))
    headers = {"Authorization": f"Bearer {key}", "Prefer": "handling=strict"}
    assert Client().generic("POST", URL, content, kind, headers=headers).status_code == 415
    assert not Conversation.objects.exists()
    answer: Any = Client().generic("POST", URL, content, kind, headers={"Authorization": f"Bearer {key}"})
    line, last = results(answer)
    assert (line["status"], [one["code"] for one in line["warnings"]]) == (201, ["media_type"])
    assert CrisisEvent.objects.count() == 1
    assert last["failed"] == 0


@pytest.mark.parametrize("reject", [{"body": "\ud800"}, {"body_base64": "\u00e9"}, {"body_base64": "\ud800"}])
def test_a_spoilt_line_out_of_a_rejects_file_stops_no_others(cast: Cast, key: str, reject: dict[str, str]) -> None:
    spoilt = {"file": "sessions.ndjson", "line": 1, "faults": [], **reject}
    *lines, last = results(post(key, as_lines(make_body(cast.person), spoilt, make_body(cast.person))))
    assert [line["status"] for line in lines] == [201, 400, 201]
    assert last == {"done": True, "lines": 3, "failed": 1}


def test_a_fault_of_ours_in_one_line_stops_no_others(
    cast: Cast, key: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble(body: bytes, **given: Any) -> Any:
        if b"stumble" in body:
            raise ZeroDivisionError
        return parse_session(body, **given)

    monkeypatch.setattr("resona.analysis.importing.parse_session", stumble)
    *lines, _ = results(post(key, as_lines(make_body(cast.person), b"stumble", make_body(cast.person))))
    assert [line["status"] for line in lines] == [201, 500, 201]
    assert "ZeroDivisionError" in caplog.text


class Breaking(BytesIO):
    """A body whose connection breaks."""

    def read(self, size: int | None = -1, /) -> bytes:
        if data := super().read(size):
            return data
        raise ConnectionResetError

    def readline(self, size: int | None = -1, /) -> bytes:
        if data := super().readline(size):
            return data
        raise ConnectionResetError


@pytest.mark.parametrize("is_chunked", [True, False])
@pytest.mark.parametrize(("end", "statuses"), [(b"", [201, 400, 400]), (b"\n", [201, 400, 400])])
def test_lines_that_came_before_the_connection_broke_are_recorded(
    cast: Cast, key: str, is_chunked: bool, end: bytes, statuses: list[int]
) -> None:
    content = as_lines(make_body(cast.person, said=(CRISIS,)), b'{"id": ') + end
    environ: dict[str, Any] = {"wsgi.input": Breaking(content), "wsgi.input_terminated": True}
    if is_chunked:
        environ |= {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}
    else:
        environ |= {"CONTENT_LENGTH": str(len(content) + 100)}
    *lines, _ = results(post(key, b"ignored", **environ))
    assert [line["status"] for line in lines] == statuses
    assert CrisisEvent.objects.count() == 1
