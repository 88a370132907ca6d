"""Which keys have sealed something here; and reasons of decisions and holds may be sealed anew."""

import django.contrib.postgres.functions
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import resona.postgres.models
import resona.postgres.triggers

# A hold that is only sealed anew restricts nobody anew: the sealer has no right to a person's row.
APPLY = (
    "CREATE TRIGGER privacy_holds_apply {} ON privacy_holds FOR EACH ROW EXECUTE FUNCTION resona_apply_restriction()"
)
REMOVE = "DROP TRIGGER privacy_holds_apply ON privacy_holds"
EVERY = APPLY.format("AFTER INSERT OR UPDATE OR DELETE")
TELLING = APPLY.format("AFTER INSERT OR UPDATE OF user_id, kind, lifted_at OR DELETE")


class Migration(migrations.Migration):
    dependencies = [
        ("compliance", "0004_restricted_people_are_not_shown"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL([REMOVE, TELLING], [REMOVE, EVERY]),
        migrations.CreateModel(
            name="EncryptionKey",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_comment="UUIDv7, ordered by time; random where plain SQL inserts without one",
                        db_default=django.contrib.postgres.functions.RandomUUID(),
                        default=resona.postgres.models.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("key_id", models.CharField(db_comment="As the environment names the key", max_length=16)),
                (
                    "check_value",
                    models.CharField(
                        db_comment="Derived from the key (HKDF), by which to know it again; nothing leads back",
                        max_length=64,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_comment="When it was used here first",
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
            ],
            options={
                "db_table": "encryption_keys",
                "db_table_comment": "Which keys have sealed values here; never the keys themselves",
                "ordering": ("created_at",),
                "constraints": [
                    models.UniqueConstraint(fields=("key_id",), name="uq_encryption_keys_key_id"),
                    resona.postgres.triggers.Trigger(
                        function="resona_refuse_update", name="encryption_keys_refuse_update", when="BEFORE UPDATE"
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="consentrecord",
            name="consent_records_refuse_update",
        ),
        migrations.AddConstraint(
            model_name="consentrecord",
            constraint=resona.postgres.triggers.Trigger(
                condition=(
                    "NOT (OLD.decided_by IS NOT NULL AND NEW.decided_by IS NULL AND ROW(OLD.id, OLD.user_id, "
                    "OLD.purpose, OLD.decision, OLD.version, OLD.text_id, OLD.channel, OLD.reason, OLD.decided_at, "
                    "OLD.decided_by_uuid) IS NOT DISTINCT FROM ROW(NEW.id, NEW.user_id, NEW.purpose, NEW.decision, "
                    "NEW.version, NEW.text_id, NEW.channel, NEW.reason, NEW.decided_at, NEW.decided_by_uuid) OR "
                    "current_user = 'resona_sealer' AND to_jsonb(OLD) - 'reason' = to_jsonb(NEW) - 'reason')"
                ),
                function="resona_refuse_update",
                name="consent_records_refuse_update",
                when="BEFORE UPDATE",
            ),
        ),
    ]
