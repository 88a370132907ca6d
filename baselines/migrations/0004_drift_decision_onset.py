"""Since when a decline had gone on, kept with what was decided about it."""

from django.db import migrations, models

import resona.postgres.triggers

_NOT_ONLY_THE_ACCOUNT_GOES = (
    "NOT (OLD.decided_by IS NOT NULL AND NEW.decided_by IS NULL AND"
    " ROW(OLD.id, OLD.user_id, OLD.decision, OLD.reason, OLD.after_started_at, OLD.after_session_uuid, OLD.onset_at,"
    " OLD.decided_at, OLD.decided_by_uuid) IS NOT DISTINCT FROM ROW(NEW.id, NEW.user_id, NEW.decision, NEW.reason,"
    " NEW.after_started_at, NEW.after_session_uuid, NEW.onset_at, NEW.decided_at, NEW.decided_by_uuid))"
)


class Migration(migrations.Migration):
    dependencies = [("baselines", "0003_drift")]

    operations = [
        migrations.RemoveConstraint(model_name="driftdecision", name="drift_decisions_refuse_update"),
        migrations.AddField(
            model_name="driftdecision",
            name="onset_at",
            field=models.DateTimeField(
                blank=True,
                db_comment="Since when the sessions had drifted, as the alarm said; empty: not noted",
                null=True,
            ),
        ),
        migrations.AddConstraint(
            model_name="driftdecision",
            constraint=resona.postgres.triggers.Trigger(
                condition=_NOT_ONLY_THE_ACCOUNT_GOES,
                function="resona_refuse_update",
                name="drift_decisions_refuse_update",
                when="BEFORE UPDATE",
            ),
        ),
    ]
