"""Operations of the database: Django's, which empties tables between tests."""

from typing import Any

from django.db.backends.postgresql import operations

# What migrating itself writes: the kinds of records there are, and the rights to them. Written anew they would have
# other numbers, while processes that are connected remember the old ones.
OF_THE_SCHEMA = {"django_content_type", "auth_permission"}

REFUSING = """
SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgfoid = to_regproc('public.resona_refuse_truncate')
"""


class DatabaseOperations(operations.DatabaseOperations):
    """Leaves alone what refuses to be emptied, and what belongs to the schema."""

    def sql_flush(self, style: Any, tables: Any, **options: Any) -> list[str]:
        with self.connection.cursor() as cursor:
            cursor.execute(REFUSING)
            kept = OF_THE_SCHEMA | {name for (name,) in cursor.fetchall()}
        statements: list[str] = super().sql_flush(style, [name for name in tables if name not in kept], **options)
        return statements
