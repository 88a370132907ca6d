"""Test databases: made, migrated and used as the owner, who alone may make and empty them."""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import creation

from resona.postgres.owner import sign_in_as_owner

# Where the application's own login is kept meanwhile, for processes that tests start.
APP_SETTING = "APP"
END_CLIENTS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'
"""


class DatabaseCreation(creation.DatabaseCreation):
    """Django's, signed in as the owner for as long as the tests run."""

    def create_test_db(self, *args: Any, **kwargs: Any) -> str:
        usual = sign_in_as_owner(self.connection)
        self.connection.settings_dict.setdefault(APP_SETTING, usual)
        return super().create_test_db(*args, **kwargs)

    def _destroy_test_db(self, test_database_name: str, verbosity: int) -> None:
        """Drops it, whoever is still connected: a worker that a test ran leaves connections of ended threads."""
        self.connection.close_pool()
        with self.connection._nodb_cursor() as cursor:
            # Not WITH (FORCE): that fails where PostgreSQL is just vacuuming, which a superuser alone may end.
            cursor.execute(END_CLIENTS, [test_database_name])
            cursor.execute(f"DROP DATABASE {self.connection.ops.quote_name(test_database_name)}")
