"""`manage.py demo`: refusals, and the whole of it from nothing to a page in the browser."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import LazySettings, settings
from django.core.management import CommandError, call_command

from resona.accounts.models import User
from resona.demo.serving import HOST, PortTakenError, answers, check_port
from resona.postgres.cluster import Cluster
from resona.postgres.locks import is_held
from tests.conftest import Cast
from tests.postgres.house import wait_until

PATIENCE_SECONDS = 60


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server((HOST, 0)) as listening:
        yield listening.getsockname()[1]


def test_a_taken_port_is_named_with_the_way_out(taken_port: int) -> None:
    with pytest.raises(CommandError, match=f"Port {taken_port} .* --port {taken_port + 1}"):
        call_command("demo", "--port", str(taken_port))


@pytest.mark.parametrize("port", [70_000, -1])
def test_a_port_that_is_none_is_refused(port: int) -> None:
    with pytest.raises(PortTakenError):
        check_port(port)


def test_nothing_answers_where_nothing_listens(taken_port: int) -> None:
    with closing(socket.create_server((HOST, 0))) as listening:
        free = listening.getsockname()[1]
    check_port(free)
    assert not answers(free)


def test_a_production_database_never_gets_demo_accounts_by_accident(cast: Cast, settings: LazySettings) -> None:
    settings.IS_PRODUCTION = True
    before = User.objects.count()
    with pytest.raises(CommandError, match="users of its own"):
        call_command("demo", "--no-serve")
    assert User.objects.count() == before


class _Demo:
    """The command in a process of its own, on an embedded database of its own."""

    def __init__(self, state_directory: Path, port: int) -> None:
        ours = ("DATABASE_URL", "SECRET_KEY", "RESONA_KEYS", "ALLOWED_HOSTS", "SECURE_SSL_REDIRECT")
        environment = {name: value for name, value in os.environ.items() if name not in ours}
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "demo", "--port", str(port)],
            cwd=settings.BASE_DIR,
            env={**environment, "RESONA_STATE_DIR": str(state_directory), "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.printed = ""

    def wait_until_open(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.printed += line
            if line.startswith("Open "):
                return
        pytest.fail(f"It ended: {self.printed}")

    def end(self) -> int:
        self.process.send_signal(signal.SIGINT)
        rest, _ = self.process.communicate(timeout=PATIENCE_SECONDS)
        self.printed += rest
        return self.process.returncode


@pytest.fixture
def state_directory() -> Iterator[Path]:
    """With a short path that the server's own account can pass through."""
    place = Path(tempfile.mkdtemp(prefix="resona-demo-")).resolve()
    place.chmod(0o711)
    state_directory = place / "state"
    yield state_directory
    # Only then is the server's last file written.
    wait_until(lambda: not is_held(Cluster(state_directory=state_directory).keeper_lock))
    shutil.rmtree(place)


def test_from_nothing_to_a_page_and_back(state_directory: Path) -> None:
    with closing(socket.create_server((HOST, 0))) as listening:
        port = listening.getsockname()[1]
    demo = _Demo(state_directory, port)
    try:
        demo.wait_until_open()
        with closing(http.client.HTTPConnection(HOST, port, timeout=PATIENCE_SECONDS)) as browser:
            browser.request("GET", "/admin/login/")
            assert browser.getresponse().status == 200
    finally:
        status = demo.end()
    assert status == 0
    assert re.search(r"critical +P-[0-9A-F]{6} +overdue", demo.printed)
    assert not answers(port)
