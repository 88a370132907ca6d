"""What the HTTP client does for services that it may reach."""

from __future__ import annotations

import gzip
import json
import logging
import tracemalloc
from ipaddress import ip_network
from typing import Any

import pytest

from resona.outgoing.connections import AnswerTooLargeError
from resona.outgoing.http import MAX_ANSWER_BYTES, Answer, send
from tests.outgoing.certificates import Authority
from tests.outgoing.names import fixed, naming
from tests.outgoing.servers import OK, answering, serving

HOST = "service.example"


@pytest.fixture(autouse=True)
def on_premises(settings: Any) -> None:
    settings.OUTGOING_ALLOWED_NETWORKS = (ip_network("127.0.0.2/32"), ip_network("127.0.0.4/31"), ip_network("::1/128"))


def test_a_service_on_the_allow_list_is_asked_over_http() -> None:
    requests: list[bytes] = []
    with serving(answering(OK, requests), host="127.0.0.2") as server:
        answer = send("POST", server.url("/in?a=1"), headers={"X-Given": "yes"}, json={"id": 7})
    assert (answer.status, answer.content, answer.headers["x-kept"]) == (200, b"ok", "yes")
    head, _, body = requests[0].partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    assert lines[0] == "POST /in?a=1 HTTP/1.1"
    assert {f"Host: 127.0.0.2:{server.port}", "Connection: close", "X-Given: yes"} < set(lines)
    assert {"Content-Type: application/json", f"Content-Length: {len(body)}"} < set(lines)
    assert json.loads(body) == {"id": 7}


def test_a_name_is_asked_for_once_and_given_as_the_host() -> None:
    requests: list[bytes] = []
    with naming(["127.0.0.2"], ["127.0.0.3"]) as names, serving(answering(OK, requests), host="127.0.0.2") as server:
        assert send("GET", server.url(host=HOST), resolver=names.resolve).status == 200
    assert names.asked == [HOST]
    assert f"\r\nHost: {HOST}:{server.port}\r\n".encode() in requests[0]


def test_an_authority_of_ones_own_is_trusted_where_the_setting_names_it(settings: Any, authority: Authority) -> None:
    settings.OUTGOING_CA_FILE = authority.path
    seen: list[str | None] = []
    context = authority.context(HOST)
    context.sni_callback = lambda connection, name, its_context: seen.append(name)
    with serving(answering(OK), host="127.0.0.2", context=context) as server:
        assert send("GET", server.url(scheme="https", host=HOST), resolver=fixed("127.0.0.2")).content == b"ok"
    assert seen == [HOST]


def test_an_address_may_have_a_certificate_of_its_own(settings: Any, authority: Authority) -> None:
    settings.OUTGOING_CA_FILE = authority.path
    with serving(answering(OK), host="127.0.0.2", context=authority.context("127.0.0.2")) as server:
        assert send("GET", server.url(scheme="https")).content == b"ok"


def test_ipv6_is_spoken_too() -> None:
    requests: list[bytes] = []
    with serving(answering(OK, requests), host="::1") as server:
        assert send("GET", server.url(host="[::1]")).status == 200
    assert f"\r\nHost: [::1]:{server.port}\r\n".encode() in requests[0]


def test_of_several_addresses_one_that_answers_is_enough() -> None:
    with serving(answering(OK), host="127.0.0.5") as server:
        answer = send("GET", server.url(host=HOST), resolver=fixed("127.0.0.4", "127.0.0.5"))
    assert answer.status == 200


def test_a_compressed_answer_is_decompressed() -> None:
    packed = gzip.compress(b"said " * 1000)
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed)
    with serving(answering(head + packed), host="127.0.0.2") as server:
        assert send("GET", server.url(), max_bytes=5000).content == b"said " * 1000


def test_of_a_compressed_answer_no_more_is_unpacked_than_is_read() -> None:
    packed = gzip.compress(bytes(20_000_000))
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed)
    with serving(answering(head + packed), host="127.0.0.2") as server:
        tracemalloc.start()
        with pytest.raises(AnswerTooLargeError):
            send("GET", server.url())
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert most < 8 * MAX_ANSWER_BYTES


@pytest.mark.parametrize("status", [204, 301, 302, 307, 308, 404, 500])
def test_every_status_is_an_answer_and_none_is_followed(status: int) -> None:
    with serving(answering(OK), host="127.0.0.4") as other:
        answer = b"HTTP/1.1 %d X\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n" % (status, other.url().encode())
        with serving(answering(answer), host="127.0.0.2") as server:
            assert send("GET", server.url()).status == status
        assert other.peers == []


def test_nothing_is_kept_between_requests_nor_taken_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    requests: list[bytes] = []
    (tmp_path / ".netrc").write_text("machine 127.0.0.2 login somebody password secret\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    cookie = b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b; Path=/\r\nContent-Length: 0\r\n\r\n"
    with (
        serving(answering(OK), host="127.0.0.4") as proxy,
        serving(answering(cookie, requests), host="127.0.0.2") as server,
    ):
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url())
        for _ in range(2):
            send("GET", server.url())
    assert (len(server.peers), proxy.peers) == (2, [])
    assert b"cookie" not in requests[1].lower()
    assert b"authorization" not in requests[1].lower()


def test_no_log_and_no_text_of_an_answer_holds_what_was_said(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    reply = b"HTTP/1.1 200 OK\r\nX-Secret: secret\r\nContent-Length: 6\r\n\r\nsecret"
    with serving(answering(reply), host="127.0.0.2") as server:
        answer = send("POST", server.url("/secret?secret=1"), headers={"X-A": "secret"}, content=b"secret")
    assert "secret" not in repr(answer) + caplog.text
    assert isinstance(answer, Answer)
