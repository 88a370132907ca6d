"""One address is one account, however its letters are written."""

from typing import Any

from django.db import migrations, models
from django.db.models.functions import Lower

ALIKE = """
SELECT string_agg(codes, '; ') FROM (
    SELECT string_agg(id::text, ', ' ORDER BY id) AS codes FROM users
    WHERE email IS NOT NULL GROUP BY lower(email) HAVING count(*) > 1
) AS alike
"""


def refuse_alike(apps: Any, schema_editor: Any) -> None:
    """Names the accounts that share an address: somebody has to say whose it is."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(ALIKE)
        (alike,) = cursor.fetchone()
    if alike:
        raise ValueError(
            f"These accounts have one e-mail address but for the case of its letters: {alike}. Give all but one of "
            "them another address, or none, and migrate again."
        )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0012_staff")]
    operations = [
        migrations.RunPython(refuse_alike, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(Lower("email"), name="uq_users_email_lower"),
        ),
    ]
