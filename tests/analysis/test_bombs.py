"""Bodies made to be dear: within the limits of a body each is read or refused at a cost that is bounded."""

from __future__ import annotations

import gzip
import io
import json
import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.test import RequestFactory
from django.utils import timezone

from conversations.reading import parse_session, read_session
from resona.api.bodies import MAX_BODY_BYTES, BodyTooLargeError, read_bounded
from resona.api.encodings import unpacked
from resona.errors import InvalidInputError
from tests.api.clients import with_key
from tests.conftest import Cast
from tests.sessions import make_body

SESSIONS = "/api/v1/sessions/"
LARGEST_ROW_BYTES = 256_000

ROOM = MAX_BODY_BYTES - 300
HEAD = b'{"id": "0192f0c1-7d2a-7000-8000-000000000001", "user_id": "0192f0c1-7d2a-7000-8000-000000000002", "messages": '
BOMBS = {
    "brackets that open": b"[" * ROOM,
    "brackets that close": b"[" * (ROOM // 2) + b"]" * (ROOM // 2),
    "objects within objects": b'{"a":' * (ROOM // 7) + b"1" + b"}" * (ROOM // 7),
    "many that are deep": b"[" + b",".join([b"[" * 60 + b"]" * 60] * (ROOM // 122)) + b"]",
    "empty lists": b"[" + b",".join([b"[]"] * (ROOM // 3)) + b"]",
    "numbers": b"[" + b",".join([b"1"] * (ROOM // 2)) + b"]",
    "one key again and again": b"[{" + b",".join([b'"content":"a"'] * (ROOM // 14)) + b"}]",
    "a key as long as the body": b'[{"' + b"k" * ROOM + b'": 1}]',
    "a number as long as the body": b"[" + b"9" * ROOM + b"]",
    "escaped NULs": b'["' + b"\\u0000" * (ROOM // 6) + b'"]',
}
# Seconds of processor time on a machine that does other things too; some of these took 5 to 60.
MOST_SECONDS = 5


@pytest.mark.parametrize("messages", BOMBS.values(), ids=BOMBS)
def test_no_body_is_dear_to_read(messages: bytes) -> None:
    assert cpu_seconds(lambda: read_session(parse_session(HEAD + messages + b"}"), now=timezone.now())) < MOST_SECONDS


def test_no_small_body_makes_a_large_row(cast: Cast) -> None:
    """Keys that are repeated deep within others: each is named by where it stands."""
    repeated = ",".join(f'"k{"k" * 55}{number:03d}": 1' for number in (*range(100), *range(100)))
    nested = '{"' + ("q" * 60 + '": {"') * 55 + "q" * 60 + '": {' + repeated + "}" * 57
    given = json.dumps(make_body(cast.person))
    body = f'{given[:-1]}, "more": {nested}}}'
    answer = with_key(cast.clinic, "sessions:write").post(SESSIONS, body, content_type="application/json")
    assert answer.status_code == 201
    assert answer.json()["warning_count"] > 100
    assert len(answer.content) < LARGEST_ROW_BYTES


def test_features_without_number_are_not_looked_at() -> None:
    features = b",".join(b'"x%d":{}' % number for number in range(ROOM // 12))
    body = HEAD + b'["hello"], "voice": {"features": {' + features + b"}}}"
    assert cpu_seconds(lambda: read_session(parse_session(body), now=timezone.now())) < MOST_SECONDS


def test_what_unpacks_to_very_much_is_refused_once_it_is_too_much() -> None:
    bomb = gzip.compress(bytes(100 * MAX_BODY_BYTES))
    request = RequestFactory().post("/", b"", content_type="application/json", headers={"Content-Encoding": "gzip"})
    stream = unpacked(io.BytesIO(bomb), request)
    with pytest.raises(BodyTooLargeError):
        read_bounded(stream)


def cpu_seconds(read: Callable[[], object]) -> float:
    begun = time.process_time()
    with suppress(InvalidInputError):
        read()
    return time.process_time() - begun
