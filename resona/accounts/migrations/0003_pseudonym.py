"""Everyone has a name for logs that outlive the account; the database draws one for each row that is there."""

import uuid

import django.contrib.postgres.functions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_cascade_package_tables")]
    operations = [
        migrations.AddField(
            model_name="user",
            name="pseudonym",
            field=models.UUIDField(
                db_comment="The name in logs that outlive the account: random, kept nowhere else, gone with this row",
                db_default=django.contrib.postgres.functions.RandomUUID(),
                default=uuid.uuid4,
                editable=False,
                unique=True,
            ),
        ),
    ]
