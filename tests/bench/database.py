"""A database of a program's own, beside the one Resona uses here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection
from psycopg import sql

from resona.postgres.owner import as_owner

MAINTENANCE_DATABASE = "postgres"


@contextmanager
def own_database(purpose: str) -> Iterator[None]:
    """An empty database that Django is connected to until it is dropped; `purpose` is part of its name."""
    usual = connection.settings_dict["NAME"]
    own = f"{usual}_{purpose}"
    _run_on_server("DROP DATABASE IF EXISTS {} WITH (FORCE)", own)
    _run_on_server("CREATE DATABASE {}", own)
    _use(own)
    try:
        yield
    finally:
        _use(usual)
        _run_on_server("DROP DATABASE {} WITH (FORCE)", own)


@contextmanager
def plain_connection() -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """psycopg as it comes, on the same database; for the floors."""
    with psycopg.connect(**_parameters(), autocommit=True) as plain:
        yield plain


def _use(name: str) -> None:
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    connection.settings_dict["NAME"] = name


def _run_on_server(statement: str, database: str) -> None:
    """As the owner: the application may neither make nor drop a database."""
    with as_owner(connection):
        parameters = {**_parameters(), "dbname": MAINTENANCE_DATABASE}
    with psycopg.connect(**parameters, autocommit=True) as server:
        server.execute(sql.SQL(statement).format(sql.Identifier(database)))


def _parameters() -> dict[str, Any]:
    """What Django connects with, but for what is its own."""
    given = connection.get_connection_params()
    return {
        name: value for name, value in given.items() if name not in {"context", "cursor_factory", "prepare_threshold"}
    }
