"""No fault beside a cry for help keeps it from being read, on whichever way it comes."""

from __future__ import annotations

import json
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from conversations.input_warnings import WARNING_CODES
from conversations.models import Conversation, Message
from conversations.parts import open_whole
from resona.analysis.import_lines import read_lines
from resona.analysis.importing import LineReader, import_chunk
from resona.errors import MAX_NAMED_FAULTS
from risk.models import CrisisEvent
from tests.analysis.faulty_sessions import CRISIS, FAULTS, Body, Fault
from tests.api.clients import with_key
from tests.conftest import Cast
from tests.conversations.recordings import as_file, make_noise
from tests.sessions import make_body

SESSIONS, BATCH, AUDIO = (f"/api/v1/sessions/{path}" for path in ("", "batch/", "audio/"))
NDJSON = "application/x-ndjson"
STRICT = {"Prefer": "handling=strict"}
SOUND = as_file(make_noise(0.4, 0.1))

by_fault = pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)


@pytest.fixture
def client(cast: Cast) -> Client:
    return with_key(cast.clinic, "sessions:write")


def cry(cast: Cast, **given: Any) -> Body:
    """A session like any other, in which a cry for help stands."""
    return make_body(cast.person, said=(CRISIS,), **given)


def is_line(text: bytes) -> bool:
    """Whether a text can stand in one line of a file of lines; a byte order mark there is the file's own."""
    return b"\n" not in text and not text.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"))


def assert_heard(session_id: str) -> None:
    """The words are kept as they were said, and somebody is called."""
    event = CrisisEvent.objects.get(conversation_id=session_id)
    assert (event.risk_level, event.escalation_required) == ("critical", True)
    assert event.due_at is not None
    said = [open_whole(message) for message in Message.objects.filter(conversation_id=session_id, part_of=None)]
    assert any(CRISIS in (text or "") for text in said)


def assert_warned(answer: dict[str, Any], fault: Fault) -> None:
    warnings = answer["warnings"]
    assert 0 < len(warnings) == min(answer["warning_count"], MAX_NAMED_FAULTS)
    assert {one["code"] for one in warnings} <= set(WARNING_CODES)


@by_fault
def test_it_is_heard_beside_any_fault_and_the_fault_is_told(cast: Cast, client: Client, fault: Fault) -> None:
    body = cry(cast)
    first = client.post(SESSIONS, fault.write(body), content_type="application/json")
    assert first.status_code == 201, first.content
    assert_warned(first.json(), fault)
    assert_heard(body["id"])


@by_fault
def test_so_it_is_in_lines_beside_sound_and_in_imports(cast: Cast, client: Client, fault: Fault) -> None:
    bodies = [cry(cast) for _ in range(3)]
    line, recorded, imported = (fault.write(body) for body in bodies)
    heard = []
    if is_line(line):
        answer, last = client.post(BATCH, line, content_type=NDJSON).getvalue().splitlines()
        assert json.loads(answer)["status"] == 201, answer
        assert_warned(json.loads(answer), fault)
        assert json.loads(last) == {"done": True, "lines": 1, "failed": 0}
        (one,) = import_chunk(
            list(read_lines(BytesIO(imported))), LineReader(), caller=cast.superuser, now=timezone.now()
        )
        assert one.status == 201
        heard += [bodies[0]["id"], bodies[2]["id"]]
    parts = {"session": SimpleUploadedFile("s.json", recorded), "audio": SimpleUploadedFile("a.wav", SOUND)}
    response = client.post(AUDIO, parts)
    assert response.status_code == 201, response.content
    for session_id in [*heard, bodies[1]["id"]]:
        assert_heard(session_id)


@by_fault
def test_who_develops_a_client_may_have_it_named_instead(cast: Cast, client: Client, fault: Fault) -> None:
    response = client.post(SESSIONS, fault.write(cry(cast)), content_type="application/json", headers=STRICT)
    assert response.status_code == 400
    assert response["Preference-Applied"] == "handling=strict"
    assert fault.pointer in {one["pointer"] for one in response.json()["errors"]}
    assert not Conversation.objects.exists()


@by_fault
def test_sent_again_it_is_the_same_upload(cast: Cast, client: Client, fault: Fault) -> None:
    text = fault.write(cry(cast))
    first, again = (client.post(SESSIONS, text, content_type="application/json") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert Conversation.objects.count() == 1


@pytest.mark.parametrize("offset", ["+23:59", "-23:59", "+16:00"])
def test_a_time_is_read_with_any_offset(cast: Cast, client: Client, offset: str) -> None:
    at = f"2026-03-01T18:20:00{offset}"
    body = cry(cast, started_at=at, ended_at=at)
    body["messages"][0]["created_at"] = at
    response = client.post(SESSIONS, json.dumps(body), content_type="application/json", headers=STRICT)
    assert response.status_code == 201, response.content
    assert_heard(body["id"])
    assert Conversation.objects.get().started_at == datetime.fromisoformat(at)


UNREADABLE: list[tuple[dict[str, Any], set[str]]] = [
    ({"id": "not an id"}, {"/id"}),
    ({"id": None}, {"/id"}),
    ({"id": 7, "user_id": []}, {"/id", "/user_id"}),
    ({"user_id": "me"}, {"/user_id"}),
    ({"messages": [], "voice": None}, {""}),
    ({"messages": [None, {}, True], "voice": {"features": {"pitch_hz": 0}}}, {""}),
]


@pytest.mark.parametrize(("changed", "pointers"), UNREADABLE)
def test_only_what_keeps_us_from_knowing_who_or_what_is_refused(
    cast: Cast, client: Client, changed: dict[str, Any], pointers: set[str]
) -> None:
    response = client.post(SESSIONS, json.dumps({**cry(cast), **changed}), content_type="application/json")
    assert response.status_code == 400
    assert {one["pointer"] for one in response.json()["errors"]} == pointers
    assert not Conversation.objects.exists()


@pytest.mark.parametrize("text", [b"", b"{", b"no JSON", b"[]", b'"text"', b"null", b'{"id": 1} {', b"[" * 100_000])
def test_what_is_no_session_at_all_is_refused(cast: Cast, client: Client, text: bytes) -> None:
    assert client.post(SESSIONS, text, content_type="application/json").status_code == 400
