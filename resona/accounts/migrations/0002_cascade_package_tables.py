"""Tables of other packages that point at users cascade in the database too."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# Their keys to users; a test reads the catalogue and finds any that a new package brings.
KEYS_TO_USERS = (
    ("django_admin_log", "user_id"),
    ("users_groups", "user_id"),
    ("users_user_permissions", "user_id"),
)

CONSTRAINT_NAME = """
SELECT conname FROM pg_constraint
WHERE contype = 'f' AND conrelid = %s::regclass AND confrelid = 'users'::regclass
"""


def cascade(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _recreate(schema_editor, "ON DELETE CASCADE")


def do_not_cascade(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _recreate(schema_editor, "DEFERRABLE INITIALLY DEFERRED")


def _recreate(schema_editor: BaseDatabaseSchemaEditor, behaviour: str) -> None:
    quote = schema_editor.quote_name
    for table, column in KEYS_TO_USERS:
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(CONSTRAINT_NAME, [table])
            (name,) = cursor.fetchone()
        schema_editor.execute(
            f"ALTER TABLE {quote(table)} DROP CONSTRAINT {quote(name)}, ADD CONSTRAINT {quote(name)} "
            f"FOREIGN KEY ({quote(column)}) REFERENCES users (id) {behaviour}"
        )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("admin", "0003_logentry_add_action_flag_choices"),
    ]
    operations = [migrations.RunPython(cascade, do_not_cascade)]
