"""Django's migrate, signed in as the owner of the tables; afterwards every other role has its rights."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from resona.audit.rights import grant_rights
from resona.audit.triggers import install_triggers
from resona.compliance.resealing import install_resealing
from resona.postgres.owner import as_owner
from resona.postgres.roles import APP, find_roles_wanting, statements_to_make


class Command(migrate.Command):
    help = f"{migrate.Command.help} Signs in as the owner (DATABASE_OWNER_URL), then gives all others their rights."

    def execute(self, *args: Any, **options: Any) -> str | None:
        """All of it, the checks before it too: they connect."""
        connection = self._connection = connections[options["database"]]
        with as_owner(connection):
            _require_owner(connection)
            output: str | None = super().execute(*args, **options)
            if not options["plan"] and not options["check_unapplied"]:
                install_triggers(connection)
                grant_rights(connection)
                install_resealing(connection)
        return output

    def migration_progress_callback(self, action: str, migration: Any = None, fake: bool = False) -> None:
        """A trigger knows its table's columns, so after each migration it is made anew: the next may write there."""
        super().migration_progress_callback(action, migration, fake)
        if action in {"apply_success", "unapply_success"}:
            install_triggers(self._connection)


def _require_owner(connection: BaseDatabaseWrapper) -> None:
    """Looks before anything is migrated whether there is an owner to do it, and whom to give rights."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            (owner,) = cursor.fetchone()
            wanting = find_roles_wanting(cursor)
    except OperationalError as error:
        raise CommandError(str(error).strip()) from error
    if owner == APP:
        raise CommandError(f"{APP} may not migrate: DATABASE_OWNER_URL must be set to the owner's login.")
    if wanting:
        statements = statements_to_make(wanting, owner=owner)
        raise CommandError(f"The database server lacks roles. Whoever administers it runs once:\n{statements}")
