"""What of a person's consent counts now, and how long a clinic keeps sessions."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_pseudonym"),
    ]

    operations = [
        migrations.AddField(
            model_name="clinic",
            name="retention_days",
            field=models.PositiveIntegerField(
                blank=True,
                db_comment="Days that a session is kept; empty: not limited. A person may ask for fewer",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="consents_given",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=30),
                db_comment="Purposes whose consent stands; worked out from the decisions, whatever is written here",
                db_default=[],
                default=list,
                editable=False,
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="consents_withdrawn",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=30),
                db_comment="Purposes withdrawn or refused; worked out likewise",
                db_default=[],
                default=list,
                editable=False,
                size=None,
            ),
        ),
        migrations.AddConstraint(
            model_name="clinic",
            constraint=models.CheckConstraint(
                condition=models.Q(("retention_days__isnull", True), ("retention_days__gte", 1), _connector="OR"),
                name="ck_clinics_retention_days",
            ),
        ),
    ]
