"""Serves the demo: the web server, and a worker beside it."""

from __future__ import annotations

import http.client
import os
import socket
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

from resona.errors import ResonaError
from resona.management.children import run_together

HOST: Final = "127.0.0.1"
_ANSWERS_WITHIN_SECONDS: Final = 10
# The demo's terminal is for the demo: requests are not logged.
_SERVER: Final = (
    "gunicorn",
    "--config",
    "python:resona.server",
    "--access-logfile",
    os.devnull,
    "--log-level",
    "warning",
)


class PortTakenError(ResonaError):
    """The port cannot be used."""


def check_port(port: int) -> None:
    """Raises PortTakenError where nobody could listen on this port."""
    with socket.socket() as probe:
        # As the server does: connections that linger from the last run are no hindrance.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError) as error:
            raise PortTakenError(f"Port {port} cannot be used: {getattr(error, 'strerror', None) or error}.") from error


def serve(port: int, *, directory: Path, on_ready: Callable[[], object]) -> None:
    """Serves until a signal asks to end; `on_ready` is called once the server answers.

    `directory` is that of manage.py. Raises ChildEndedError, NotReadyError.
    """
    run_together(
        {
            "The server": (sys.executable, "-m", *_SERVER, "--bind", f"{HOST}:{port}", "resona.wsgi"),
            # Who starts it is a command too and has just checked the project: a second less until it works.
            "The worker": (sys.executable, "manage.py", "worker", "--skip-checks"),
        },
        directory=directory,
        environment={"SITE_URL": f"http://{HOST}:{port}", **os.environ, "DJANGO_SETTINGS_MODULE": "resona.settings"},
        is_ready=lambda: answers(port),
        on_ready=on_ready,
    )


def answers(port: int) -> bool:
    """Whether a web server answers there at all; what it answers is told by its pages."""
    with closing(http.client.HTTPConnection(HOST, port, timeout=_ANSWERS_WITHIN_SECONDS)) as connection:
        try:
            connection.request("GET", "/health/ready/")
            connection.getresponse()
        except (OSError, http.client.HTTPException):
            return False
    return True
