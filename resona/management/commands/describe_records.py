"""`describe_records`: the tables as they stand in the database, written from its own comments."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import connection

from resona.postgres.collected import duties_of

COLUMNS = """
SELECT class.relname, obj_description(class.oid, 'pg_class'), attname, format_type(atttypid, atttypmod),
    attnotnull, pg_get_expr(adbin, adrelid), col_description(class.oid, attnum)
FROM pg_class AS class
JOIN pg_attribute ON attrelid = class.oid AND attnum > 0 AND NOT attisdropped
LEFT JOIN pg_attrdef ON adrelid = class.oid AND adnum = attnum
WHERE class.relname = ANY(%s) AND class.relnamespace = 'public'::regnamespace
ORDER BY class.relname, attnum
"""

DEFINITIONS = """
SELECT 'index', indexdef FROM pg_indexes WHERE tablename = %s AND schemaname = 'public'
UNION ALL
SELECT 'constraint', conname || ': ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass
    AND contype IN ('c', 'f')
UNION ALL
SELECT 'trigger', pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal
ORDER BY 1, 2
"""


class Command(BaseCommand):
    help = "Describes every table of Resona in Markdown: columns, comments, indexes, constraints, triggers."

    def handle(self, *args: Any, **options: Any) -> None:
        tables = [model._meta.db_table for model in apps.get_models() if duties_of(model) is not None]
        with connection.cursor() as cursor:
            cursor.execute(COLUMNS, [tables])
            rows = cursor.fetchall()
            for (table, comment), columns in groupby(rows, key=lambda row: row[:2]):
                self.stdout.write(f"## {table}\n\n{comment or ''}\n")
                self.stdout.write("| column | type | null | default | meaning |\n|---|---|---|---|---|")
                for _, _, name, kind, required, default, meaning in columns:
                    cells = (name, kind, "" if required else "yes", default or "", meaning or "")
                    self.stdout.write("| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |")
                cursor.execute(DEFINITIONS, [table] * 3)
                self.stdout.write("".join(f"\n- {definition}" for _, definition in cursor.fetchall()) + "\n")
