"""Makes a copy of the database safe for development."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection

from resona.compliance.anonymising import anonymise
from resona.postgres.owner import as_owner


class Command(BaseCommand):
    help = (
        "Makes a copy of the database, restored beside the one that is configured, safe for development: no name, "
        "word, address, key, token or time of anybody stays, while structure and statistics do. It cannot be undone, "
        "and is refused for the configured database itself."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("database", metavar="NAME", help="the copy, on the server that is configured")
        parser.add_argument("--yes", action="store_true", help="does it; without, only says what would be done")

    def handle(self, *args: Any, **options: Any) -> None:
        configured, name = connection.settings_dict["NAME"], options["database"]
        if name == configured:
            raise CommandError(f"{name} is the configured database itself. Nothing was done: name a copy of it.")
        if not options["yes"]:
            raise CommandError(f"This changes everything in {name} for good. Nothing was done: say so with --yes.")
        if not _is_there(name):
            raise CommandError(f"There is no database {name} here. Nothing was done.")
        with as_owner(connection):
            self._use(name)
            try:
                counts = anonymise(on_table=self._name)
            except DatabaseError as error:
                raise CommandError(f"Nothing was changed: {str(error).partition(chr(10))[0]}") from error
            finally:
                self._use(configured)
        self.stdout.write(f"{name} is anonymised: {sum(counts.values()):,} rows of {len(counts)} tables.")

    def _name(self, table: str) -> None:
        self.stderr.write(table)

    def _use(self, name: str) -> None:
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]
        connection.settings_dict["NAME"] = name


def _is_there(database: str) -> bool:
    """Asked first: whoever waits for a connection to what is not there is told of a time-out only."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_database WHERE datname = %s)", [database])
        return bool(cursor.fetchone() == (True,))
