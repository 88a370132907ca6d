"""What is said beside a sound is recorded however the parts of the body were put together."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from io import BytesIO
from typing import Any, NamedTuple

import pytest
from django.test import Client

from conversations.models import Conversation
from resona.api.bodies import MEBIBYTE
from risk.models import CrisisEvent
from tests.analysis.faulty_sessions import CRISIS
from tests.analysis.test_audio_view import SPEECH, STRICT, URL, features_of, session_of
from tests.api.clients import with_key
from tests.conftest import Cast

KIND = "multipart/form-data; boundary=BoUnDaRy"
SESSION, AUDIO = 'form-data; name="session"', 'form-data; name="audio"; filename="a.wav"'


class Part(NamedTuple):
    head: str
    content: bytes


def joined(*parts: Part, boundary: str = "BoUnDaRy", line_end: str = "\r\n") -> bytes:
    pieces = [f"--{boundary}{line_end}{part.head}{line_end * 2}".encode() + part.content for part in parts]
    end = f"{line_end}--{boundary}--{line_end}"
    return line_end.encode().join(pieces) + end.encode()


def named(disposition: str, content: bytes, *more: str) -> Part:
    return Part("\r\n".join([f"Content-Disposition: {disposition}", *more]), content)


def sound(*more: str, content: bytes = SPEECH) -> Part:
    return named(AUDIO, content, *more)


@pytest.fixture
def client(cast: Cast) -> Client:
    return with_key(cast.clinic, "sessions:write")


def post(client: Client, body: bytes, kind: str = KIND, **given: Any) -> Any:
    return client.generic("POST", URL, body, kind, **given)


FIELDS = [named(f'form-data; name="x{number}"', b"1") for number in range(1_100)]
FILES = [named(f'form-data; name="x{number}"; filename="x"', b"1") for number in range(150)]
# Each with what of it is told in warnings; nothing where nothing is wrong.
PUT_TOGETHER: dict[str, tuple[Callable[[bytes], bytes], set[str]]] = {
    "as described": (lambda said: joined(named(SESSION, said), sound()), set()),
    "the sound first": (lambda said: joined(sound(), named(SESSION, said)), set()),
    "text before and after": (lambda said: b"hm\r\n" + joined(named(SESSION, said), sound()) + b"hm", set()),
    "lines that end otherwise": (lambda said: joined(named(SESSION, said), sound(), line_end="\n"), set()),
    "an empty file name": (lambda said: joined(named(SESSION + '; filename=""', said), sound()), set()),
    "a folder as a file name": (lambda said: joined(named(SESSION + '; filename="./"', said), sound()), set()),
    "a long file name": (lambda said: joined(named(f'{SESSION}; filename="{"n" * 3_000}"', said), sound()), set()),
    "a name without quotes": (lambda said: joined(named("form-data; name=session", said), sound()), set()),
    "names of headers in capitals": (
        lambda said: joined(Part('CONTENT-DISPOSITION: FORM-DATA; NAME="session"', said), sound()),
        set(),
    ),
    "base64": (
        lambda said: joined(
            named(SESSION, base64.encodebytes(said), "Content-Transfer-Encoding: base64"),
            sound("Content-Transfer-Encoding: BASE64", content=base64.encodebytes(SPEECH)),
        ),
        set(),
    ),
    "what is said to be base64": (
        lambda said: joined(named(SESSION, said, "Content-Transfer-Encoding: base64"), sound()),
        set(),
    ),
    "a broken sound in base64": (
        lambda said: joined(named(SESSION, said), sound("Content-Transfer-Encoding: base64", content=b"!no?")),
        {"voice_unusable"},
    ),
    "a part without a name": (lambda said: joined(Part("X: 1", b"hm"), named(SESSION, said), sound()), set()),
    "a part without a head": (lambda said: joined(Part("", b"hm"), named(SESSION, said), sound()), set()),
    "a boundary after a boundary": (
        lambda said: b"--BoUnDaRy\r\n" + joined(named(SESSION, said), sound()),
        set(),
    ),
    "many fields after it": (lambda said: joined(named(SESSION, said), sound(), *FIELDS), {"wrong_part"}),
    "many files before it": (lambda said: joined(*FILES, named(SESSION, said), sound()), {"wrong_part"}),
    "no end": (lambda said: joined(named(SESSION, said), sound())[:-20], {"wrong_part"}),
    "no sound and no end": (lambda said: joined(named(SESSION, said))[:-16], {"wrong_part", "voice_unusable"}),
    "a head that was cut": (
        lambda said: joined(named(SESSION, said), sound()).partition(b"name=\"audio")[0],
        {"wrong_part", "voice_unusable"},
    ),
    "too much sound": (
        lambda said: joined(named(SESSION, said), sound(content=bytes(50 * MEBIBYTE + 1))),
        {"voice_unusable"},
    ),
    "far too much sound": (
        lambda said: joined(named(SESSION, said), sound(content=bytes(60 * MEBIBYTE))),
        {"wrong_part", "voice_unusable"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PUT_TOGETHER)
def test_it_is_heard_however_the_parts_were_put_together(cast: Cast, client: Client, name: str) -> None:
    session = session_of(cast.person, said=(CRISIS,))
    put_together, codes = PUT_TOGETHER[name]
    body = put_together(json.dumps(session).encode())
    response = post(client, body)
    assert response.status_code == 201, response.content
    assert CrisisEvent.objects.get().conversation_id == Conversation.objects.get().id
    assert {one["code"] for one in response.json()["warnings"]} == codes
    if codes <= {"wrong_part"} and name != "no end":
        assert features_of(session)["pitch_hz"] == pytest.approx(180.0, rel=0.01)
    assert post(client, body).status_code == 200
    assert (post(client, body, headers=STRICT).status_code < 300) == (not codes)


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=another",
        "multipart/form-data; name=\u00e9",
        "Multipart/Form-Data; Boundary=BoUnDaRy",
        'multipart/form-data; boundary="BoUnDaRy',
        "multipart/mixed; boundary=BoUnDaRy",
        "application/octet-stream",
        "",
    ],
)
def test_it_is_heard_whatever_the_body_says_it_is(cast: Cast, client: Client, kind: str) -> None:
    session = session_of(cast.person, said=(CRISIS,))
    response = post(client, joined(named(SESSION, json.dumps(session).encode()), sound()), kind)
    assert response.status_code == 201, response.content
    assert CrisisEvent.objects.count() == 1
    assert features_of(session)["pitch_hz"] == pytest.approx(180.0, rel=0.01)


@pytest.mark.parametrize("boundary", ["b", "b b", "-", "(+)?*", "b" * 200])
def test_any_boundary_is_one(cast: Cast, client: Client, boundary: str) -> None:
    said = json.dumps(session_of(cast.person, said=(CRISIS,))).encode()
    body = joined(named(SESSION, said), sound(), boundary=boundary)
    response = post(client, body, f'multipart/form-data; boundary="{boundary}"')
    assert (response.status_code, response.json()["warnings"]) == (201, [])


class Breaking(BytesIO):
    """A body whose connection breaks."""

    def read(self, size: int | None = -1, /) -> bytes:
        if data := super().read(size):
            return data
        raise ConnectionResetError


@pytest.mark.parametrize("is_chunked", [True, False])
def test_words_that_came_before_the_connection_broke_are_recorded(cast: Cast, client: Client, is_chunked: bool) -> None:
    whole = joined(named(SESSION, json.dumps(session_of(cast.person, said=(CRISIS,))).encode()), sound())
    environ: dict[str, Any] = {"wsgi.input": Breaking(whole[:-9_000]), "wsgi.input_terminated": True}
    environ |= {"CONTENT_LENGTH": str(len(whole))}
    if is_chunked:
        environ |= {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}
    response = post(client, b"ignored", **environ)
    assert response.status_code == 201, response.content
    assert CrisisEvent.objects.count() == 1
