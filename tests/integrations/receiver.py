"""Another system, in a process of its own: receives webhooks, verifies them with a foreign library, and misbehaves.

`python -m tests.integrations.receiver DIRECTORY` prints its port. What it does depends on the path; the secret of each
path stands in `secrets.json`, and each request becomes a line of `received.ndjson`.
"""

from __future__ import annotations

import gzip
import json
import socket
import struct
import sys
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError

HANGS_SECONDS = 60.0
SLOW_SECONDS = 1.0
MIB = b"x" * 2**20
DIRECTORY = Path(sys.argv[1]) if len(sys.argv) > 1 else Path()
_writing = Lock()


class Receiver(BaseHTTPRequestHandler):
    """What it does stands first in the path: /ok/…, /slow/…, /huge/…."""

    def do_GET(self) -> None:  # who follows a redirect comes with GET
        self.do_POST()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        _keep(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
        behaviour = self.path.split("/")[1]
        getattr(self, f"_{behaviour}", self._ok)()

    def _ok(self) -> None:
        self._answer(200, b"ok")

    def _accepted(self) -> None:
        self._answer(202, b"")

    def _slow(self) -> None:
        time.sleep(SLOW_SECONDS)
        self._answer(200, b"ok")

    def _hangs(self) -> None:
        time.sleep(HANGS_SECONDS)

    def _drips(self) -> None:
        """A head that never ends, a byte at a time: each step is quick."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        while True:
            self.wfile.write(b"x")
            time.sleep(0.05)

    def _huge(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        for _ in range(100):
            self.wfile.write(MIB)

    def _dribbles(self) -> None:
        """A content that never ends, likewise."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n")
        while True:
            self.wfile.write(b"x")
            time.sleep(0.05)

    def _bomb(self) -> None:
        """Some kilobytes that are megabytes once they are decompressed."""
        content = gzip.compress(bytes(32 * 2**20))
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n" + content)

    def _hints(self) -> None:
        """Answers before the answer, without end."""
        while True:
            self.wfile.write(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 100)

    def _heads(self) -> None:
        """A head that is as long as it likes."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"X-More: of the same\r\n" * 100_000 + b"\r\n")

    def _silent(self) -> None:
        """Not a byte."""
        self.connection.shutdown(socket.SHUT_RDWR)

    def _resets(self) -> None:
        """As a machine that is switched off in the middle."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly")
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def _redirects(self) -> None:
        self._lead(302)

    def _moves(self) -> None:
        """The kind of redirect that keeps method and body."""
        self._lead(308)

    def _lead(self, status: int) -> None:
        """To where it is answered with 200: to itself, as Resona sees it."""
        self.send_response(status)
        self.send_header("Location", f"http://{self.headers['Host']}/ok/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _garbage(self) -> None:
        self._answer(200, bytes(range(256)))

    def _malformed(self) -> None:
        self.wfile.write(b"\x00\xffnothing that is HTTP\r\n\r\n")

    def _closes(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly")
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)

    def _fails(self) -> None:
        self._answer(500, b"no")

    def _gone(self) -> None:
        self._answer(410, b"")

    def _once(self) -> None:
        """Fails the first time it is asked."""
        times = sum(one["path"] == self.path for one in _read())
        self._answer(200 if times > 1 else 503, b"")

    def _answer(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: Any) -> None:
        """Nothing: what is received stands in the file."""


class ManyAtOnce(ThreadingHTTPServer):
    """With room for many who connect at the same moment."""

    daemon_threads = True
    request_queue_size = 1024


def _keep(path: str, headers: Mapping[str, str], body: bytes) -> None:
    line = {
        "path": path,
        "headers": headers,
        "body": body.decode(),
        "at": time.time(),
        "fault": _fault(path, headers, body),
    }
    with _writing, (DIRECTORY / "received.ndjson").open("a") as file:
        file.write(json.dumps(line) + "\n")


def _fault(path: str, headers: Mapping[str, str], body: bytes) -> str | None:
    """Why the library does not accept it; None: it does."""
    secrets = DIRECTORY / "secrets.json"
    secret = json.loads(secrets.read_text()).get(path) if secrets.exists() else None
    if secret is None:
        return "no secret"
    try:
        Webhook(secret).verify(body, dict(headers))
    except WebhookVerificationError as error:
        return str(error)
    return None


def _read() -> list[dict[str, Any]]:
    with _writing:
        return [json.loads(line) for line in (DIRECTORY / "received.ndjson").read_text().splitlines()]


if __name__ == "__main__":
    server = ManyAtOnce(("127.0.0.1", 0), Receiver)
    sys.stdout.write(f"{server.server_address[1]}\n")
    sys.stdout.flush()
    server.serve_forever()
