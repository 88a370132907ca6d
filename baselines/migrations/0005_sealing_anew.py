"""Reasons of decisions may be sealed anew with another key, and stay as they are otherwise."""

from django.conf import settings
from django.db import migrations

import resona.postgres.triggers


class Migration(migrations.Migration):
    dependencies = [
        ("baselines", "0004_drift_decision_onset"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="driftdecision",
            name="drift_decisions_refuse_update",
        ),
        migrations.AddConstraint(
            model_name="driftdecision",
            constraint=resona.postgres.triggers.Trigger(
                condition=(
                    "NOT (OLD.decided_by IS NOT NULL AND NEW.decided_by IS NULL AND ROW(OLD.id, OLD.user_id, "
                    "OLD.decision, OLD.reason, OLD.after_started_at, OLD.after_session_uuid, OLD.onset_at, "
                    "OLD.decided_at, OLD.decided_by_uuid) IS NOT DISTINCT FROM ROW(NEW.id, NEW.user_id, "
                    "NEW.decision, NEW.reason, NEW.after_started_at, NEW.after_session_uuid, NEW.onset_at, "
                    "NEW.decided_at, NEW.decided_by_uuid) OR current_user = 'resona_sealer' AND to_jsonb(OLD) - "
                    "'reason' = to_jsonb(NEW) - 'reason')"
                ),
                function="resona_refuse_update",
                name="drift_decisions_refuse_update",
                when="BEFORE UPDATE",
            ),
        ),
    ]
