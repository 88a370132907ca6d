"""Staff have names, and who is deactivated, or becomes somebody else, is signed out everywhere."""

from django.db import migrations, models

import resona.postgres.triggers

END_SESSIONS = """
CREATE FUNCTION resona_end_sessions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM user_sessions WHERE user_id = NEW.id;
    RETURN NULL;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_people_in_care")]
    operations = [
        migrations.AddField(
            model_name="user",
            name="name",
            field=models.CharField(
                blank=True,
                db_comment=("What staff are called, by colleagues and people in care; empty for people"),
                db_default="",
                default="",
                max_length=200,
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("role", "person"), _negated=True) | models.Q(("name", "")), name="ck_users_name"
            ),
        ),
        migrations.RunSQL(END_SESSIONS, "DROP FUNCTION resona_end_sessions()"),
        migrations.AddConstraint(
            model_name="user",
            constraint=resona.postgres.triggers.Trigger(
                condition=(
                    "ROW(OLD.is_active, OLD.is_superuser, OLD.role, OLD.clinic_id)"
                    " IS DISTINCT FROM ROW(NEW.is_active, NEW.is_superuser, NEW.role, NEW.clinic_id)"
                ),
                function="resona_end_sessions",
                name="users_end_sessions",
                when="AFTER UPDATE OF is_active, is_superuser, role, clinic_id",
            ),
        ),
    ]
