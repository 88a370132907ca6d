"""Bodies that were compressed on the way are read, bounded by what they unpack to."""

from __future__ import annotations

import gzip
import json
import time
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from conversations.models import Conversation
from risk.models import CrisisEvent
from tests.analysis.faulty_sessions import CRISIS
from tests.api.clients import with_key
from tests.conftest import Cast
from tests.conversations.recordings import as_file, make_noise
from tests.sessions import make_body

SESSIONS, BATCH, AUDIO = (f"/api/v1/sessions/{path}" for path in ("", "batch/", "audio/"))
JSON, NDJSON = "application/json", "application/x-ndjson"
MEBIBYTE = 2**20


def deflate_raw(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


def as_it_is(body: bytes) -> bytes:
    return body


WAYS = [("gzip", gzip.compress), ("GZip", gzip.compress), ("deflate", zlib.compress), ("deflate", deflate_raw)]
by_way = pytest.mark.parametrize(
    ("encoding", "pack"), [*WAYS, ("gzip", as_it_is), ("deflate", as_it_is), ("identity", as_it_is)]
)


@pytest.fixture
def client(cast: Cast) -> Client:
    return with_key(cast.clinic, "sessions:write")


def send(client: Client, path: str, body: bytes, kind: str, encoding: str) -> Any:
    return client.generic("POST", path, body, kind, headers={"Content-Encoding": encoding})


def cry(cast: Cast) -> bytes:
    return json.dumps(make_body(cast.person, said=(CRISIS,))).encode()


@by_way
def test_a_packed_session_is_read(cast: Cast, client: Client, encoding: str, pack: Callable[[bytes], bytes]) -> None:
    body = cry(cast)
    first = send(client, SESSIONS, pack(body), JSON, encoding)
    assert first.status_code == 201, first.content
    assert first.json()["warnings"] == []
    assert CrisisEvent.objects.count() == 1
    assert client.post(SESSIONS, body, content_type=JSON).status_code == 200


@by_way
def test_packed_lines_are_read(cast: Cast, client: Client, encoding: str, pack: Callable[[bytes], bytes]) -> None:
    body = b"\n".join([cry(cast) for _ in range(3)])
    *lines, last = send(client, BATCH, pack(body), NDJSON, encoding).getvalue().splitlines()
    assert [json.loads(line)["status"] for line in lines] == [201, 201, 201]
    assert json.loads(last) == {"done": True, "lines": 3, "failed": 0}


def test_a_packed_recording_is_read(cast: Cast, client: Client) -> None:
    parts = {"session": cry(cast).decode(), "audio": SimpleUploadedFile("a.wav", as_file(make_noise(0.4, 0.1)))}
    body = gzip.compress(encode_multipart(BOUNDARY, parts))
    assert send(client, AUDIO, body, MULTIPART_CONTENT, "gzip").status_code == 201
    assert CrisisEvent.objects.count() == 1


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_what_unpacks_to_too_much_is_refused(cast: Cast, client: Client, pack: Callable[[bytes], bytes]) -> None:
    encoding = "gzip" if pack is gzip.compress else "deflate"
    bomb = pack(b" " * (50 * MEBIBYTE))
    assert len(bomb) < MEBIBYTE
    assert send(client, SESSIONS, bomb, JSON, encoding).status_code == 413
    line, last = send(client, BATCH, bomb, NDJSON, encoding).getvalue().splitlines()
    assert json.loads(last) == {"done": True, "lines": 1, "failed": 1}
    assert json.loads(line)["status"] == 400


@pytest.mark.parametrize("bomb", [b"\n" * (20 * MEBIBYTE), b"x" * (60 * MEBIBYTE)], ids=["blank lines", "one line"])
def test_what_unpacks_to_no_lines_breaks_off(cast: Cast, client: Client, bomb: bytes) -> None:
    packed = gzip.compress(cry(cast) + b"\n" + bomb + b"\n" + cry(cast))
    assert len(packed) < MEBIBYTE
    begun = time.process_time()
    first, broken, last = [
        json.loads(one) for one in send(client, BATCH, packed, NDJSON, "gzip").getvalue().splitlines()
    ]
    assert time.process_time() - begun < 3
    assert (first["status"], broken["status"]) == (201, 400)
    assert last["failed"] == 1


def test_a_packed_body_that_breaks_off_tells_what_came_before(cast: Cast, client: Client) -> None:
    bodies = [cry(cast) for _ in range(40)]
    packed = bytearray(gzip.compress(b"\n".join(bodies)))
    middle = len(packed) // 2
    packed[middle : middle + 40] = b"\xff" * 40
    *lines, last = [
        json.loads(line) for line in send(client, BATCH, bytes(packed), NDJSON, "gzip").getvalue().splitlines()
    ]
    heard = [line for line in lines if line["status"] == 201]
    assert 5 < len(heard) == CrisisEvent.objects.count() < 40
    assert lines[-1]["status"] == 400
    assert last == {"done": True, "lines": len(lines), "failed": len(lines) - len(heard)}


def test_a_packed_body_that_is_cut_short_is_read_as_far_as_it_goes(cast: Cast, client: Client) -> None:
    packed = gzip.compress(b"\n".join([cry(cast) for _ in range(40)]))
    answer = send(client, BATCH, packed[: len(packed) // 2], NDJSON, "gzip").getvalue()
    *lines, last = [json.loads(line) for line in answer.splitlines()]
    assert 5 < sum(line["status"] == 201 for line in lines) == CrisisEvent.objects.count()
    assert last["done"] is True
    whole = gzip.compress(cry(cast))
    assert send(client, SESSIONS, whole[:-8], JSON, "gzip").status_code == 201  # without its check sum
    assert send(client, SESSIONS, whole[: len(whole) // 2], JSON, "gzip").status_code == 400


OTHERS = ["utf-8", "br", "gzip, gzip", "gzip;q=1", "identity, gzip", ",", "gzip," * 2_000]


@pytest.mark.parametrize("encoding", OTHERS, ids=lambda one: one[:20])
def test_what_says_another_encoding_and_has_none_is_read(cast: Cast, client: Client, encoding: str) -> None:
    for kind, path in ((JSON, SESSIONS), (NDJSON, BATCH)):
        for begins in (b"", b"\xef\xbb\xbf", b" \r\n"):
            assert send(client, path, begins + cry(cast), kind, encoding).getvalue()
    assert CrisisEvent.objects.count() == 6


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "gzip, gzip", "gzip;q=1", "identity, gzip"])
@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_the_body_tells_how_it_was_packed(
    cast: Cast, client: Client, pack: Callable[[bytes], bytes], encoding: str
) -> None:
    assert send(client, SESSIONS, pack(cry(cast)), JSON, encoding).status_code == 201
    assert CrisisEvent.objects.count() == 1


def test_what_was_packed_twice_is_read(cast: Cast, client: Client) -> None:
    packed = gzip.compress(gzip.compress(cry(cast)))
    assert send(client, SESSIONS, packed, JSON, "gzip, gzip").status_code == 201


@pytest.mark.parametrize("encoding", ["br", "zstd"])
def test_another_encoding_is_named(cast: Cast, client: Client, encoding: str) -> None:
    foreign = b"\x28\xb5\x2f\xfd" + cry(cast)
    for path, kind in ((SESSIONS, JSON), (BATCH, NDJSON)):
        assert send(client, path, foreign, kind, encoding).status_code == 415
        headers = {"Content-Encoding": encoding, "Prefer": "handling=strict"}
        assert client.generic("POST", path, cry(cast), kind, headers=headers).status_code == 415
    assert not Conversation.objects.exists()


def with_wrong_sum(packed: bytes, kind: str) -> bytes:
    return packed[:-8] + bytes(4) + packed[-4:] if kind == "gzip" else packed[:-4] + bytes(4)


@pytest.mark.parametrize(("kind", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_words_before_what_is_broken_are_read(
    cast: Cast, client: Client, kind: str, pack: Callable[[bytes], bytes]
) -> None:
    body = cry(cast)
    packed = with_wrong_sum(pack(body), kind)
    headers = {"Content-Encoding": kind, "Prefer": "handling=strict"}
    assert client.generic("POST", SESSIONS, packed, JSON, headers=headers).status_code == 400
    assert not Conversation.objects.exists()
    first = send(client, SESSIONS, packed, JSON, kind)
    assert [one["code"] for one in first.json()["warnings"]] == ["cut_short"]
    assert CrisisEvent.objects.count() == 1
    assert client.post(SESSIONS, body, content_type=JSON).status_code == 200
    assert send(client, SESSIONS, with_wrong_sum(pack(cry(cast)[:-1]), kind), JSON, kind).status_code == 400


@pytest.mark.parametrize("end", [b"", b"\n"])
def test_lines_before_what_is_broken_are_read_and_the_break_is_told(cast: Cast, client: Client, end: bytes) -> None:
    packed = with_wrong_sum(gzip.compress(b"\n".join([cry(cast), cry(cast)]) + end), "gzip")
    answer = send(client, BATCH, packed, NDJSON, "gzip").getvalue()
    *lines, last = [json.loads(line) for line in answer.splitlines()]
    assert [line["status"] for line in lines] == [201, 201, 400]
    assert last == {"done": True, "lines": 3, "failed": 1}


def test_a_recording_before_what_is_broken_is_read(cast: Cast, client: Client) -> None:
    parts = {"session": cry(cast).decode(), "audio": SimpleUploadedFile("a.wav", as_file(make_noise(0.4, 0.1)))}
    packed = with_wrong_sum(gzip.compress(encode_multipart(BOUNDARY, parts)), "gzip")
    assert send(client, AUDIO, packed, MULTIPART_CONTENT, "gzip").status_code == 201
    assert CrisisEvent.objects.count() == 1


def test_packed_pieces_that_follow_one_another_are_read(cast: Cast, client: Client) -> None:
    body = cry(cast)
    pieces = gzip.compress(b"") + gzip.compress(body[:50]) + gzip.compress(body[50:]) + bytes(100)
    assert send(client, SESSIONS, pieces, JSON, "gzip").status_code == 201
    lines = b"".join(gzip.compress(cry(cast) + b"\n") for _ in range(3))
    answer = send(client, BATCH, lines, NDJSON, "gzip").getvalue()
    assert json.loads(answer.splitlines()[-1]) == {"done": True, "lines": 3, "failed": 0}
    assert CrisisEvent.objects.count() == 4


@pytest.mark.parametrize("kind", ["text/plain", "text/json; charset=utf-8", "application/x-www-form-urlencoded", ""])
def test_json_that_says_it_is_something_else_is_read(cast: Cast, client: Client, kind: str) -> None:
    response = client.generic("POST", SESSIONS, cry(cast), kind)
    assert response.status_code == 201, response.content
    assert [one["code"] for one in response.json()["warnings"]] == ["media_type"]
    assert CrisisEvent.objects.count() == 1
    strictly = client.generic("POST", SESSIONS, cry(cast), kind, headers={"Prefer": "handling=strict"})
    assert strictly.status_code == 415
