"""Operations of the database: Django's, which empties tables between tests."""

from typing import Any

from django.db.backends.postgresql import operations

REFUSING = """
SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgfoid = to_regproc('public.resona_refuse_truncate')
"""


class DatabaseOperations(operations.DatabaseOperations):
    """Leaves alone what refuses to be emptied."""

    def sql_flush(self, style: Any, tables: Any, **options: Any) -> list[str]:
        with self.connection.cursor() as cursor:
            cursor.execute(REFUSING)
            refusing = {name for (name,) in cursor.fetchall()}
        statements: list[str] = super().sql_flush(style, [name for name in tables if name not in refusing], **options)
        return statements
