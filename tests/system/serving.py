"""The real server on the tests' database: gunicorn as in production, to be watched, stopped and killed."""

from __future__ import annotations

import base64
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Self
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import connection

from resona.postgres.backend.creation import APP_SETTING

CHECKOUT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
BACKLOG = 128  # connections that wait while the server starts
PATIENCE_SECONDS = 60
SESSIONS_PATH = "/api/v1/sessions/"


def environment(**variables: str) -> dict[str, str]:
    """What makes another process use the database that Django is connected to here, with the application's rights.

    `variables` come on top.
    """
    params = connection.get_connection_params()
    app = {**connection.settings_dict, **connection.settings_dict.get(APP_SETTING, {})}
    login = quote(app["USER"], safe="")
    if app["PASSWORD"]:
        login += f":{quote(app['PASSWORD'], safe='')}"
    place = urlencode({name: params[name] for name in ("host", "port") if params.get(name)})
    keys = (f"{key.id}:{base64.b64encode(key.secret).decode()}" for key in settings.RESONA_KEYRING.keys.values())
    return {
        **os.environ,
        "DATABASE_URL": f"postgresql://{login}@/{params['dbname']}?{place}",
        "SECRET_KEY": settings.SECRET_KEY,
        "RESONA_KEYS": " ".join(keys),
        "ALLOWED_HOSTS": HOST,
        "SECURE_SSL_REDIRECT": "0",
        "SITE_URL": "https://resona.example",
        **variables,
    }


def manage(*arguments: str) -> list[str]:
    """A command of `manage.py`, without Django's checks of the project: those take a second, and have tests."""
    return [sys.executable, "manage.py", *arguments, "--skip-checks"]


def run_command(*arguments: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """Runs `manage.py` with these arguments, in a process of its own, on the tests' database."""
    return subprocess.run(
        manage(*arguments),
        cwd=CHECKOUT,
        env=environment(**variables),
        capture_output=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )


class Server:
    """gunicorn serving resona.wsgi. The listening socket is ours: who comes while the server starts has to wait."""

    def __init__(self, log: Path, **variables: str) -> None:
        self.log = log
        self._variables = variables
        self._socket = socket.create_server((HOST, 0), backlog=BACKLOG)
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.kill()
        self._socket.close()

    def start(self) -> None:
        """Starts it; requests are answered as soon as it is ready."""
        listening = self._socket.fileno()
        command = ["-m", "gunicorn", "--config", "python:resona.server", "--bind", f"fd://{listening}", "resona.wsgi"]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, *command],
                cwd=CHECKOUT,
                env=environment(**self._variables),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[listening],
                start_new_session=True,
            )

    def kill(self) -> None:
        """`kill -9` of the server and all its workers."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(PATIENCE_SECONDS)

    def exit_status(self) -> int | None:
        """Of a server that ended by itself; None while it runs."""
        return self._process.poll() if self._process is not None else None

    @property
    def process_id(self) -> int | None:
        return self._process.pid if self._process is not None else None

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self._socket.getsockname()[1]}"

    @contextmanager
    def client(self, key: str = "") -> Iterator[Client]:
        """A client with an API key or, without one, nobody known; for one thread."""
        connection = HTTPConnection(HOST, self._socket.getsockname()[1], timeout=PATIENCE_SECONDS)
        with closing(connection):
            yield Client(connection, {"Authorization": f"Bearer {key}"} if key else {})


class Client:
    """One connection to the server, kept open from request to request."""

    def __init__(self, connection: HTTPConnection, headers: dict[str, str]) -> None:
        self._connection = connection
        self.headers = headers

    def post(self, path: str, body: bytes, media_type: str = "application/json") -> tuple[int, bytes]:
        """Status and body of the answer. Raises OSError or HTTPException where none comes."""
        return self._send("POST", path, body, {"Content-Type": media_type})

    def get(self, path: str) -> tuple[int, bytes]:
        return self._send("GET", path, None, {})

    def send(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        """The same by any other method, of JSON."""
        return self._send(method, path, body, {"Content-Type": "application/json"})

    def _send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, bytes]:
        try:
            self._connection.request(method, path, body, {**self.headers, **headers})
            response = self._connection.getresponse()
            return response.status, response.read()
        except BaseException:
            self._connection.close()  # the next request opens a new one
            raise
