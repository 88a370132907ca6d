"""The database wrapper: Django's, with an embedded server behind it where settings ask for one.

DATABASES = {"default": {"ENGINE": "resona.postgres.backend", "NAME": "resona",
                         "OPTIONS": {"embedded_state_directory": Path(...)}}}

Without that option it is Django's own and starts nothing. Transactions make the claims of resona.postgres.claims.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from django.db import OperationalError as DjangoOperationalError
from django.db import transaction
from django.db.backends.postgresql import base
from psycopg import Connection, OperationalError
from psycopg_pool import ConnectionPool

from resona.postgres.backend.client import DatabaseClient
from resona.postgres.backend.creation import DatabaseCreation
from resona.postgres.backend.operations import DatabaseOperations
from resona.postgres.backend.server import STATE_DIRECTORY_OPTION, start_if_asked
from resona.postgres.claims import claims_now
from resona.postgres.retry import is_lost

# It reads tables; what only calls a function may do anything.
READ = re.compile(r"\s*SELECT\s.*?\sFROM\s(?!procrastinate_\w+\()", re.IGNORECASE | re.DOTALL)
WRITES = ("INSERT", "UPDATE", "DELETE", "MERGE", "WITH")


class DatabaseWrapper(base.DatabaseWrapper):
    """Everyone who connects asks for the parameters first: requests, the pool, test databases, the job queue."""

    client_class = DatabaseClient
    creation_class = DatabaseCreation
    ops_class = DatabaseOperations

    # What the transaction under way has claimed; None: not certain any more.
    _claimed: Mapping[str, str | None] = MappingProxyType({})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute_wrappers += [self._read_again_if_lost, self._let_single_writes_claim]

    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_connection_params()
        server = start_if_asked(self.settings_dict)
        if server is None:
            return params
        del params[STATE_DIRECTORY_OPTION]
        user = self.settings_dict["USER"] or server.user
        return {**params, "host": str(server.socket_directory), "port": server.port, "user": user}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """One that still answers: after a restart of the database those in the pool are dead, and nobody fails for it.

        Not by CONN_HEALTH_CHECKS: the pool tries them one after the other then, and waits longer after each.
        """
        given = super().get_new_connection(conn_params)
        # Again, for one that was in use during the restart may come back to the pool meanwhile.
        for _ in range(self.pool.max_size if self.pool is not None else 0):
            if _answers(given):
                break
            self.pool.putconn(given)
            self.pool.check()
            given = super().get_new_connection(conn_params)
        return given

    def set_autocommit(self, autocommit: bool, *args: Any, **kwargs: Any) -> None:
        """Where a transaction begins, and where it ends and its claims with it."""
        super().set_autocommit(autocommit, *args, **kwargs)
        self._claimed = {}
        if not autocommit:
            self._make_claims()

    def savepoint(self) -> str | None:
        """A block inside a transaction, which may have other claims to make."""
        savepoint: str | None = super().savepoint()
        self._make_claims()
        return savepoint

    def savepoint_rollback(self, sid: str) -> None:
        super().savepoint_rollback(sid)
        # A claim made since then was taken back with the rest.
        self._claimed = dict.fromkeys(self._claimed)

    def _read_again_if_lost(
        self, execute: Callable[..., Any], statement: Any, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        """A read by itself, whose connection was lost before it was answered, is asked again over another one.

        Inside a transaction only the whole of it can be tried again: by resona.postgres.retry.
        """
        try:
            return execute(statement, params, many, context)
        except DjangoOperationalError as error:
            if self.in_atomic_block or not self.autocommit or not is_lost(error) or not READ.match(str(statement)):
                raise
        self.close()
        self.ensure_connection()
        context["cursor"].cursor = self.create_cursor()
        return execute(statement, params, many, context)

    def _let_single_writes_claim(
        self, execute: Callable[..., Any], statement: Any, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        """A write by itself is a transaction too; only reading is spared the statements around it."""
        is_single = self.autocommit and not self.in_atomic_block
        if is_single and str(statement).lstrip()[:6].upper().startswith(WRITES) and claims_now():
            with transaction.atomic(using=self.alias):
                return execute(statement, params, many, context)
        return execute(statement, params, many, context)

    def _make_claims(self) -> None:
        claims = claims_now()
        if claims == self._claimed:
            return
        # Local to the transaction: what a session is told would go on to whoever gets its connection next.
        settings = {**dict.fromkeys(self._claimed, ""), **claims}
        self._claimed = claims
        if settings:
            calls = ", ".join(["set_config(%s, %s, true)"] * len(settings))
            with self.cursor() as cursor:
                cursor.execute(f"SELECT {calls}", [part for setting in settings.items() for part in setting])


def _answers(given: Connection[Any]) -> bool:
    try:
        ConnectionPool.check_connection(given)
    except OperationalError:
        return False
    return True
