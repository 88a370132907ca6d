"""Requests that must be refused: each differs from one that is answered in a single thing."""

from __future__ import annotations

import gzip
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from resona.outgoing.addresses import RefusedAddressError
from resona.outgoing.connections import AnswerTooLargeError, UnreachableError, UntrustedServerError
from resona.outgoing.errors import OutgoingError, TooSlowError
from resona.outgoing.http import MAX_BODY_BYTES, MalformedAnswerError, RefusedRequestError
from resona.outgoing.urls import RefusedHostError, RefusedPortError, RefusedSchemeError, RefusedUrlError
from tests.outgoing.certificates import Authority
from tests.outgoing.servers import OK, Behaviour, answering, read_request

HOST = "service.example"
SERVER = "127.0.0.2"  # the one address on the allow-list
SECURE = "https://service.example:{port}/"
PUBLIC = "93.184.215.14"  # never connected to: all tricks with it are refused before
FEW_BYTES = 10_000
SOON_SECONDS = 0.5
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
CHUNK = b"x" * 65_536


@dataclass(frozen=True, kw_only=True)
class Trick:
    """A GET of `url`, whose host has these addresses; a server at SERVER behaves so, if it is reached."""

    error: type[OutgoingError]
    url: str = "http://service.example:{port}/"
    addresses: tuple[str, ...] = (SERVER,)
    method: str = "GET"
    given: Mapping[str, Any] = field(default_factory=dict)
    # Without one, the server must not even be connected to.
    behaviour: Behaviour | None = None
    context: Callable[[Authority], ssl.SSLContext] | None = None


def _url(error: type[OutgoingError], url: str) -> Trick:
    return Trick(error=error, url=url)


def _address(*addresses: str, url: str = "https://service.example/") -> Trick:
    return Trick(error=RefusedAddressError, url=url, addresses=addresses)


def _headers(**headers: str) -> Trick:
    return Trick(
        error=RefusedRequestError, given={"headers": {name.replace("_", "-"): headers[name] for name in headers}}
    )


def _answers(error: type[OutgoingError], answer: bytes) -> Trick:
    return Trick(error=error, behaviour=answering(answer), given={"max_bytes": FEW_BYTES})


def _slow(behaviour: Behaviour, **given: Any) -> Trick:
    return Trick(error=TooSlowError, behaviour=behaviour, given={"timeout_seconds": SOON_SECONDS, **given})


def _certificate(context: Callable[[Authority], ssl.SSLContext]) -> Trick:
    return Trick(error=UntrustedServerError, url=SECURE, behaviour=answering(OK), context=context)


def _compressed(content: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(content) + content


def _drip(first: bytes, step: bytes, *, pause_seconds: float = 0.05) -> Behaviour:
    def behave(client: socket.socket) -> None:
        read_request(client)
        client.sendall(first)
        while True:
            client.sendall(step)
            time.sleep(pause_seconds)

    return behave


def _flood(first: bytes, step: bytes) -> Trick:
    behaviour = _drip(first, step, pause_seconds=0)
    return Trick(error=AnswerTooLargeError, behaviour=behaviour, given={"max_bytes": FEW_BYTES})


def _hang(client: socket.socket) -> None:
    while client.recv(65_536):
        pass


def _read_nothing(client: socket.socket) -> None:
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    time.sleep(4 * SOON_SECONDS)


def _close_at_once(client: socket.socket) -> None:
    read_request(client)


def _cut(client: socket.socket) -> None:
    """Ends TLS without its closing message, in the middle of content that ends with the connection."""
    read_request(client)
    client.sendall(b"HTTP/1.1 200 OK\r\n\r\npart")
    raise ConnectionAbortedError


def _not_tls(client: socket.socket) -> None:
    client.recv(65_536)
    client.sendall(OK)


URL_TRICKS = {
    "scheme ftp": _url(RefusedSchemeError, "ftp://service.example/"),
    "scheme file": _url(RefusedUrlError, "file:///etc/passwd"),
    "scheme gopher": _url(RefusedSchemeError, "gopher://service.example:6379/_INFO"),
    "scheme of a web socket": _url(RefusedSchemeError, "wss://service.example/"),
    "no scheme": _url(RefusedUrlError, "//service.example/"),
    "user information": _url(RefusedUrlError, "https://public.example@service.example/"),
    "user information and password": _url(RefusedUrlError, "https://user:password@service.example/"),
    "user information behind a fragment": _url(RefusedUrlError, "https://public.example#@service.example/"),
    "backslash before the host": _url(RefusedUrlError, "https:\\\\service.example/"),
    "backslash as the end of a host": _url(RefusedUrlError, "https://public.example\\@service.example/"),
    "fragment": _url(RefusedUrlError, "https://service.example/#there"),
    "space before": _url(RefusedUrlError, " https://service.example/"),
    "tab in the host": _url(RefusedUrlError, "https://ser\tvice.example/"),
    "line feed behind": _url(RefusedUrlError, "https://service.example/\n"),
    "line feed in the path": _url(RefusedUrlError, "http://service.example:{port}/ HTTP/1.1\r\nX-Injected: yes"),
    "NUL in the host": _url(RefusedUrlError, "https://service.example\0.public.example/"),
    "path of other letters": _url(RefusedUrlError, "http://service.example:{port}/é"),
    "too long": _url(RefusedUrlError, "http://service.example:{port}/" + 5000 * "a"),
    "IPv4 as one decimal": _url(RefusedHostError, "http://2130706434:{port}/"),
    "IPv4 in octal": _url(RefusedHostError, "http://0177.0.0.02:{port}/"),
    "IPv4 with leading zeros": _url(RefusedHostError, "http://127.000.000.002:{port}/"),
    "IPv4 in hexadecimal": _url(RefusedHostError, "http://0x7f000002:{port}/"),
    "IPv4 in hexadecimal by bytes": _url(RefusedHostError, "http://0x7f.0x0.0x0.0x2:{port}/"),
    "IPv4 shortened": _url(RefusedHostError, "http://127.2:{port}/"),
    "IPv4 of five numbers": _url(RefusedHostError, "http://127.0.0.0.2:{port}/"),
    "IPv4 beyond 255": _url(RefusedHostError, "http://127.0.0.258:{port}/"),
    "IPv4 with a trailing dot": _url(RefusedHostError, "http://127.0.0.2.:{port}/"),
    "IPv4 in full width": _url(RefusedUrlError, "http://１２７.0.0.2:{port}/"),
    "IPv4 with ideographic dots": _url(RefusedUrlError, "http://127。0。0。2:{port}/"),
    "IPv4 in circles": _url(RefusedUrlError, "http://①②⑦.0.0.②:{port}/"),
    "IPv4 percent-encoded": _url(RefusedUrlError, "http://%31%32%37.0.0.2:{port}/"),
    "IPv6 with a zone": _url(RefusedUrlError, "http://[fe80::1%25lo]:{port}/"),
    "IPv6 that is none": _url(RefusedHostError, "http://[::1::2]:{port}/"),
    "IPv6 with IPv4 in octal": _url(RefusedHostError, "http://[::ffff:0177.0.0.02]:{port}/"),
    "future kind of address": _url(RefusedUrlError, "http://[v1.fe80]:{port}/"),
    "name with a trailing dot": _url(RefusedHostError, "http://service.example.:{port}/"),
    "name with an empty label": _url(RefusedHostError, "http://service..example:{port}/"),
    "name of a leading dot": _url(RefusedHostError, "http://.service.example:{port}/"),
    "name of a leading hyphen": _url(RefusedHostError, "http://-service.example:{port}/"),
    "label too long": _url(RefusedHostError, "http://" + 64 * "a" + ".example:{port}/"),
    "name too long": _url(RefusedHostError, "http://" + 50 * "abcde." + "example:{port}/"),
    "name in other letters": _url(RefusedUrlError, "http://sérvice.example:{port}/"),
    "name with a soft hyphen": _url(RefusedUrlError, "http://ser\u00advice.example:{port}/"),
    "no host": _url(RefusedUrlError, "http://:{port}/"),
    "port 0": _url(RefusedPortError, "http://service.example:0/"),
    "port beyond the last": _url(RefusedPortError, "http://service.example:65536/"),
    "port of mail on the premises": _url(RefusedPortError, "http://service.example:25/"),
    "port of a database on the premises": _url(RefusedPortError, "http://service.example:5432/"),
    "port of a cache on the premises": _url(RefusedPortError, "http://service.example:6379/"),
    "port in other digits": _url(RefusedUrlError, "http://service.example:٨٠/"),
    "port with a sign": _url(RefusedUrlError, "http://service.example:+80/"),
    "public port of SSH": Trick(error=RefusedPortError, url="https://service.example:22/", addresses=(PUBLIC,)),
    "public and http": Trick(error=RefusedSchemeError, url="http://service.example/", addresses=(PUBLIC,)),
}
ADDRESS_TRICKS = {
    "loopback": _address("127.0.0.1"),
    "loopback by its name": _address("127.0.0.1", url="https://localhost/"),
    "loopback by number": _address(url="https://127.0.0.1/"),
    "loopback beyond the first": _address("127.8.8.8"),
    "loopback of IPv6": _address(url="https://[::1]/"),
    "private, 10": _address("10.0.0.1"),
    "private, 172.16": _address("172.31.255.255"),
    "private, 192.168": _address("192.168.0.1"),
    "link-local": _address("169.254.1.1"),
    "metadata of a cloud": _address(url="http://169.254.169.254/latest/meta-data/"),
    "metadata of a cloud over IPv6": _address("fd00:ec2::254"),
    "shared by carriers": _address("100.64.0.1"),
    "unspecified": _address(url="https://0.0.0.0/"),
    "this network": _address("0.1.2.3"),
    "protocol assignments": _address("192.0.0.8"),
    "documentation": _address("192.0.2.1"),
    "benchmarking": _address("198.19.255.255"),
    "multicast": _address("239.255.255.250"),
    "reserved": _address("240.0.0.1"),
    "broadcast": _address("255.255.255.255"),
    "unspecified of IPv6": _address("::"),
    "IPv4-compatible": _address("::7f00:2"),
    "IPv4-mapped, though its IPv4 is allowed": _address("::ffff:127.0.0.2"),
    "IPv4-mapped and public": _address("::ffff:93.184.215.14"),
    "IPv4-translated": _address("::ffff:0:7f00:2"),
    "NAT64": _address("64:ff9b::7f00:2"),
    "local NAT64": _address("64:ff9b:1::7f00:2"),
    "6to4": _address("2002:7f00:2::1"),
    "Teredo": _address("2001:0:7f00:2::1"),
    "benchmarking of IPv6": _address("2001:2::1"),
    "documentation of IPv6": _address("2001:db8::1"),
    "newer documentation of IPv6": _address("3fff::1"),
    "discarded": _address("100::1"),
    "segment routing": _address("5f00::1"),
    "unique local": _address("fd12:3456::1"),
    "link-local of IPv6": _address("fe80::1"),
    "link-local with a zone": _address("fe80::1%lo"),
    "site-local": _address("fec0::1"),
    "multicast of IPv6": _address("ff02::1"),
    "unassigned IPv6": _address("4000::1"),
    "public first, then private": _address(PUBLIC, "10.0.0.1"),
    "allowed first, then loopback": _address(SERVER, "127.0.0.1", url="http://service.example:{port}/"),
}
REQUEST_TRICKS = {
    "method CONNECT": Trick(error=RefusedRequestError, method="CONNECT"),
    "method with a line feed": Trick(error=RefusedRequestError, method="GET / HTTP/1.1\r\nX-Injected:"),
    "line feed in a header's value": _headers(X_Given="a\r\nX-Injected: yes"),
    "single line feed in a header's value": _headers(X_Given="a\nX-Injected: yes"),
    "NUL in a header's value": _headers(X_Given="a\0b"),
    "other letters in a header's value": _headers(X_Given="a\u010ab"),
    "line feed in a header's name": Trick(error=RefusedRequestError, given={"headers": {"X-A: b\r\nX-Injected": "c"}}),
    "space in a header's name": Trick(error=RefusedRequestError, given={"headers": {"X A": "b"}}),
    "another Host": _headers(Host="other.example"),
    "another length": _headers(Content_Length="0"),
    "another framing": _headers(Transfer_Encoding="chunked"),
    "an upgrade": _headers(Connection="Upgrade", Upgrade="websocket"),
    "header given twice": _headers(X_Given="a", x_given="b"),
    "headers too large": _headers(X_Given=20_000 * "a"),
    "body too large": Trick(error=RefusedRequestError, method="POST", given={"content": bytes(MAX_BODY_BYTES + 1)}),
}
SERVER_TRICKS = {
    "certificate of nobody known": _certificate(lambda authority: authority.stranger().context(HOST)),
    "certificate of another host": _certificate(lambda authority: authority.context("other.example")),
    "certificate of the address only": _certificate(lambda authority: authority.context(SERVER)),
    "certificate that has expired": _certificate(lambda authority: authority.context(HOST, expired=True)),
    "https answered in clear": Trick(error=UnreachableError, url=SECURE, behaviour=_not_tls),
    "answer cut short under TLS": Trick(
        error=UnreachableError, url=SECURE, behaviour=_cut, context=lambda authority: authority.context(HOST)
    ),
    "answer shorter than it says": _answers(MalformedAnswerError, b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart"),
    "no answer": Trick(error=MalformedAnswerError, behaviour=_close_at_once),
    "no HTTP": _answers(MalformedAnswerError, b"SSH-2.0-OpenSSH_9.2\r\n"),
    "another protocol from now on": _answers(MalformedAnswerError, b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n"),
    "silence": _slow(_hang),
    "silence in the handshake": Trick(
        error=TooSlowError, url=SECURE, behaviour=_hang, given={"timeout_seconds": SOON_SECONDS}
    ),
    "headers that drip": _slow(_drip(b"HTTP/1.1 200 OK\r\nX-Drip: ", b"x")),
    "content that drips": _slow(_drip(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b"x")),
    "chunks that drip": _slow(_drip(CHUNKED, b"1\r\nx\r\n")),
    "a body that is not read": Trick(
        error=TooSlowError,
        method="POST",
        behaviour=_read_nothing,
        given={"timeout_seconds": SOON_SECONDS, "content": bytes(MAX_BODY_BYTES)},
    ),
    "content without end": _flood(b"HTTP/1.1 200 OK\r\n\r\n", CHUNK),
    "chunks without end": _flood(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + CHUNK + b"\r\n"
    ),
    "interim answers without end": _flood(b"", 100 * b"HTTP/1.1 100 Continue\r\n\r\n"),
    "headers without end": Trick(
        error=MalformedAnswerError, behaviour=_drip(b"HTTP/1.1 200 OK\r\n", 99 * b"A: b\r\n", pause_seconds=0)
    ),
    "content just too large": _answers(
        AnswerTooLargeError, b"HTTP/1.1 200 OK\r\nContent-Length: 10001\r\n\r\n" + 10_001 * b"x"
    ),
    "compressed and far too large": _answers(AnswerTooLargeError, _compressed(gzip.compress(bytes(50_000_000)))),
    "compressed and just too large": _answers(AnswerTooLargeError, _compressed(gzip.compress(bytes(FEW_BYTES + 1)))),
    "compressed twice": _answers(
        MalformedAnswerError, b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip, gzip\r\nContent-Length: 1\r\n\r\nx"
    ),
    "compressed in another way": _answers(
        MalformedAnswerError, b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 1\r\n\r\nx"
    ),
    "compressed and cut short": _answers(MalformedAnswerError, _compressed(gzip.compress(b"said")[:-4])),
    "compressed with more behind": _answers(MalformedAnswerError, _compressed(gzip.compress(b"said") + b"more")),
    "not compressed as it says": _answers(MalformedAnswerError, _compressed(b"said")),
}
TRICKS = {**URL_TRICKS, **ADDRESS_TRICKS, **REQUEST_TRICKS, **SERVER_TRICKS}
