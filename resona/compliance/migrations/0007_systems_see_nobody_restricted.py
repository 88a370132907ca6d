"""A restriction that stands is told on the person's row, whatever is written there, so that systems see nothing."""

from importlib import import_module

from django.db import migrations

_BEFORE = import_module("resona.compliance.migrations.0004_restricted_people_are_not_shown")

KEEP_CURRENT = _BEFORE.KEEP_CURRENT_UNSHARED
KEEP_CURRENT_AND_RESTRICTION = KEEP_CURRENT.replace(
    "    IF EXISTS (", "    NEW.is_restricted := false;\n    IF EXISTS ("
).replace(
    "        NEW.consents_given := '{}';", "        NEW.is_restricted := true;\n        NEW.consents_given := '{}';"
)

TRIGGER = (
    "CREATE OR REPLACE TRIGGER users_keep_current_consents BEFORE INSERT OR UPDATE OF {} ON users"
    " FOR EACH ROW EXECUTE FUNCTION resona_keep_current_consents()"
)
WITHOUT = TRIGGER.format("consents_given, consents_withdrawn")
WITH = TRIGGER.format("consents_given, consents_withdrawn, is_restricted")
# Worked out anew for whom a restriction stands already.
APPLY = """
UPDATE users SET is_restricted = false
WHERE id IN (SELECT user_id FROM privacy_holds WHERE kind = 'restriction' AND lifted_at IS NULL)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_restricted_people"),
        ("compliance", "0006_emergency_accesses"),
    ]
    operations = [
        migrations.RunSQL(KEEP_CURRENT_AND_RESTRICTION, KEEP_CURRENT),
        migrations.RunSQL(WITH, WITHOUT),
        migrations.RunSQL(APPLY, migrations.RunSQL.noop),
    ]
