"""What `manage.py demo` refuses; tests/demo/test_installation.py has the whole of it, from nothing to a page."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from resona.accounts.models import User
from resona.demo.serving import HOST, PortTakenError, answers, check_port
from tests.conftest import Cast


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
