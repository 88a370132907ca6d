"""`manage.py anonymise_database`: changes the copy that is named, and never the database that is configured."""

from __future__ import annotations

import io
from collections.abc import Iterator

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from resona.accounts.models import User
from tests.factories import PersonFactory

EMAIL = "wanjiru@people.example"


def run(*arguments: str) -> tuple[str, str]:
    told, tables = io.StringIO(), io.StringIO()
    call_command("anonymise_database", *arguments, stdout=told, stderr=tables)
    return told.getvalue(), tables.getvalue()


def connect(database: str) -> psycopg.Connection[tuple[str]]:
    given = connection.get_connection_params()
    place = {name: given[name] for name in ("host", "port", "user", "password") if given.get(name)}
    return psycopg.connect(**place, dbname=database, autocommit=True)


@pytest.fixture
def copy(transactional_db: None) -> Iterator[str]:
    """A copy of the tests' database, with somebody in it, beside it."""
    PersonFactory.create(email=EMAIL)
    configured = connection.settings_dict["NAME"]
    name = f"{configured}_copy"
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    with connect("postgres") as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}"')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{configured}" STRATEGY file_copy')
        yield name
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def emails(database: str) -> list[str | None]:
    with connect(database) as there:
        return [email for (email,) in there.execute("SELECT email FROM users")]


def test_the_copy_is_changed_and_nothing_else(copy: str) -> None:
    with pytest.raises(CommandError, match="say so with --yes"):
        run(copy)
    with pytest.raises(CommandError, match=r'^Nothing was changed: relation "users" does not exist$'):
        run("postgres", "--yes")  # no copy of ours
    assert emails(copy) == [EMAIL]

    told, tables = run(copy, "--yes")

    assert told.startswith(f"{copy} is anonymised: ")
    assert {"users", "messages", "clinics"} <= set(tables.splitlines())
    (email,) = emails(copy)
    assert (email or "").endswith("@example.invalid")
    assert User.objects.get().email == EMAIL


def test_a_copy_that_is_not_there_is_said_at_once(db: None) -> None:
    with pytest.raises(CommandError, match="There is no database resona_of_yesterday here"):
        run("resona_of_yesterday", "--yes")
