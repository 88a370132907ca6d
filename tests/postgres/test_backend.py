"""Django's way to the embedded server, and past it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper as DjangosWrapper
from django.db.utils import OperationalError

from resona.postgres.backend.base import DatabaseWrapper
from resona.postgres.backend.creation import END_CLIENTS
from tests.postgres.house import CHECKOUT, House

PATIENCE_SECONDS = 30
POOLED = "pooled"
# Every way that leads from Django to the database, in a process of its own so that the server stops with it.
_ALL_WAYS = """
import json, subprocess, sys
from pathlib import Path
import django
from django.conf import settings
options = {"embedded_state_directory": Path(sys.argv[1]), "pool": {"min_size": 1, "max_size": 2}}
database = {"ENGINE": "resona.postgres.backend", "NAME": "resona", "OPTIONS": options, **json.loads(sys.argv[2])}
settings.configure(DATABASES={"default": database}, INSTALLED_APPS=["procrastinate.contrib.django"], USE_TZ=True)
django.setup()
from django.db import connection
from procrastinate.contrib.django.utils import connector_params
from resona.postgres.owner import as_owner
answers = {}
with connection.cursor() as cursor:
    cursor.execute("SELECT current_user || '@' || current_database()")
    answers["pool"] = cursor.fetchone()[0]
assert connection.pool.get_stats()["requests_num"] > 0
with connection._nodb_cursor() as cursor:
    cursor.execute("SELECT current_user || '@' || current_database()")
    answers["test databases"] = cursor.fetchone()[0]
answers["job queue"] = connector_params()["host"]
with as_owner(connection), connection.cursor() as cursor:
    cursor.execute("SELECT current_user")
    answers["owner"] = cursor.fetchone()[0]
with connection.cursor() as cursor:
    cursor.execute("SELECT current_user")
    answers["afterwards"] = cursor.fetchone()[0]
who = ["-Atc", "SELECT current_user"]
command, environment = connection.client.settings_to_cmd_args_env(connection.settings_dict, who)
answers["psql"] = command[0]
answers["shell"] = subprocess.run(command, env=environment, capture_output=True, text=True).stdout.strip()
connection.close()
connection.close_pool()
print(json.dumps(answers))
"""


def _settings(**options: object) -> dict[str, Any]:
    address = {"NAME": "care", "USER": "carer", "PASSWORD": "", "HOST": "db.example", "PORT": "6543"}
    return {**address, "TIME_ZONE": None, "OPTIONS": options}


@pytest.mark.parametrize(
    ("login", "user", "owner"),
    [
        ({}, "resona", "resona"),
        ({"USER": "resona_app"}, "resona_app", "resona_app"),
        ({"USER": "resona_app", "OWNER": {"USER": "resona"}}, "resona_app", "resona"),
    ],
)
def test_every_way_leads_to_the_embedded_server(
    running_house: House, login: dict[str, Any], user: str, owner: str
) -> None:
    completed = subprocess.run(
        [sys.executable, "-c", _ALL_WAYS, str(running_house.cluster.state_directory), json.dumps(login)],
        cwd=CHECKOUT,
        env={"PATH": "/nonexistent"},  # no psql of the system
        capture_output=True,
        text=True,
        check=False,
    )
    assert completed.returncode == 0, completed.stderr
    answers = json.loads(completed.stdout)

    assert answers.pop("psql").endswith("/pginstall/bin/psql")
    assert answers == {
        "pool": f"{user}@resona",
        "test databases": f"{user}@postgres",
        "job queue": str(running_house.cluster.socket_directory),
        "owner": owner,
        "afterwards": user,
        "shell": user,
    }


@pytest.mark.parametrize("options", [{}, {"sslmode": "verify-full", "pool": True}])
def test_server_named_in_the_settings_gets_exactly_what_django_would_send(options: dict[str, object]) -> None:
    ours = DatabaseWrapper(_settings(**options)).get_connection_params()
    djangos = DjangosWrapper(_settings(**options)).get_connection_params()

    assert {**ours, "context": None} == {**djangos, "context": None}
    assert ours["host"] == "db.example"


def test_shell_at_a_server_named_in_the_settings_is_djangos() -> None:
    ours, djangos = (
        wrapper.client_class.settings_to_cmd_args_env(_settings(sslmode="require"), ["-c", "SELECT 1"])
        for wrapper in (DatabaseWrapper, DjangosWrapper)
    )

    assert ours == djangos


def test_server_that_cannot_start_is_a_database_out_of_reach(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OperationalError, match="DATABASE_URL"):
        DatabaseWrapper(_settings(embedded_state_directory=tmp_path / "file")).get_connection_params()


@pytest.fixture
def pooled(shared_database: None) -> Iterator[dict[str, Any]]:
    """Settings of a pool of its own: connections that other tests left behind are not in it."""
    own = {"min_size": 1, "max_size": 4, "timeout": PATIENCE_SECONDS}
    settings = connection.settings_dict
    yield {**settings, "OPTIONS": {**settings["OPTIONS"], "pool": own}}
    DatabaseWrapper(settings, alias=POOLED).close_pool()


def test_connections_that_were_ended_while_nobody_used_them_are_replaced(pooled: dict[str, Any]) -> None:
    """All of them, as after a restart of the database: every thread of a server gets one at once."""
    before = _served_by(pooled)
    connection.close()  # or it would be ended too
    connection.close_pool()  # type: ignore[attr-defined]
    with connection._nodb_cursor() as cursor:
        cursor.execute(END_CLIENTS, [pooled["NAME"]])
    after = _served_by(pooled)
    assert len(before) == len(after) == pooled["OPTIONS"]["pool"]["max_size"]
    assert not before & after


def _served_by(settings: dict[str, Any]) -> set[int]:
    """The server's processes behind as many threads as there may be connections, all of them in use at once."""
    threads = settings["OPTIONS"]["pool"]["max_size"]
    everyone = Barrier(threads)

    def ask() -> int:
        own = DatabaseWrapper(settings, alias=POOLED)
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            pid: int = cursor.fetchone()[0]
            everyone.wait(PATIENCE_SECONDS)
        own.close()  # to the pool
        return pid

    with ThreadPoolExecutor(threads) as pool:
        return {each.result() for each in [pool.submit(ask) for _ in range(threads)]}


def test_a_read_by_itself_is_asked_again_over_another_connection(pooled: dict[str, Any]) -> None:
    own = DatabaseWrapper(pooled, alias=POOLED)
    with own.cursor() as cursor:
        ended = _end(own, cursor)
        cursor.execute("SELECT pg_backend_pid() FROM pg_class LIMIT 1")
        assert cursor.fetchone()[0] != ended
    own.close()


@pytest.mark.parametrize("statement", ["SELECT pg_backend_pid()", "UPDATE django_migrations SET name = name"])
def test_what_may_have_changed_something_is_not(pooled: dict[str, Any], statement: str) -> None:
    own = DatabaseWrapper(pooled, alias=POOLED)
    with own.cursor() as cursor:
        _end(own, cursor)
        with pytest.raises(OperationalError):
            cursor.execute(statement)
    own.close()


def test_a_read_within_a_transaction_is_not(pooled: dict[str, Any]) -> None:
    own = DatabaseWrapper(pooled, alias=POOLED)
    with own.cursor() as cursor:
        own.set_autocommit(False)
        _end(own, cursor)
        with pytest.raises(OperationalError):
            cursor.execute("SELECT pg_backend_pid() FROM pg_class LIMIT 1")
    own.close()


def _end(own: DatabaseWrapper, cursor: Any) -> int:
    """Ends this connection as a restart of the database does; the server's process that served it."""
    cursor.execute("SELECT pg_backend_pid()")
    pid: int = cursor.fetchone()[0]
    with own._nodb_cursor() as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    return pid
