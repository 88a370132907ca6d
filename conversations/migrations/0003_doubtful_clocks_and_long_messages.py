"""When a session was, as far as its clock can be believed; what of the past it is; and messages of any length."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import resona.postgres.foreign_keys
import resona.postgres.indexes


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0002_sealing_anew"),
    ]

    operations = [
        migrations.AddField(
            model_name="conversation",
            name="claimed_started_at",
            field=models.DateTimeField(
                blank=True, db_comment="What a doubtful clock said; empty: believed, or nothing to keep", null=True
            ),
        ),
        migrations.AddField(
            model_name="conversation",
            name="clock_doubtful",
            field=models.BooleanField(
                db_comment="The device's clock was ahead, years behind or missing", db_default=False, default=False
            ),
        ),
        migrations.AddField(
            model_name="conversation",
            name="is_historical",
            field=models.BooleanField(
                db_comment="An import of the past: its findings call nobody", db_default=False, default=False
            ),
        ),
        migrations.AddField(
            model_name="conversation",
            name="is_untimed",
            field=models.BooleanField(
                db_comment="Its place in the person's course is unknown: left out of baselines, charts and replays",
                db_default=False,
                default=False,
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="part_of",
            field=resona.postgres.foreign_keys.DatabaseForeignKey(
                blank=True,
                db_column="part_of",
                db_comment="The message whose text goes on here; empty: a message of its own",
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="parts",
                to="conversations.message",
            ),
        ),
        migrations.AlterField(
            model_name="conversation",
            name="started_at",
            field=models.DateTimeField(
                db_comment="By the person's device, as all times of a session, where its clock is believed",
                db_default=django.db.models.functions.datetime.Now(),
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=resona.postgres.indexes.NamedIndex(
                condition=models.Q(("part_of__isnull", False)), fields=["part_of"], name="idx_messages_part_of"
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=resona.postgres.foreign_keys.ForeignKeyConstraint(
                field="part_of", name="fk_messages_part_of", on_delete="CASCADE"
            ),
        ),
    ]
