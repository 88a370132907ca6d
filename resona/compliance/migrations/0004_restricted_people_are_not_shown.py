"""While a restriction stands, the care team does not see the person either, but in an emergency."""

from importlib import import_module

from django.db import migrations

_HOLDS = import_module("resona.compliance.migrations.0003_requests_holds_and_archives")

KEEP_CURRENT = _HOLDS._replace(_HOLDS.KEEP_CURRENT_UNLESS_RESTRICTED)
# As if sharing had been withdrawn: who may see whom asks that column, and knows what an emergency is.
KEEP_CURRENT_UNSHARED = KEEP_CURRENT.replace(
    "        NEW.consents_given := '{}';",
    """        NEW.consents_given := '{}';
        NEW.consents_withdrawn := ARRAY(
            SELECT DISTINCT purpose
            FROM unnest(NEW.consents_withdrawn || '{care_team_sharing,research}'::varchar[]) AS purpose
            ORDER BY purpose
        );""",
)


class Migration(migrations.Migration):
    dependencies = [("compliance", "0003_requests_holds_and_archives")]
    operations = [migrations.RunSQL(KEEP_CURRENT_UNSHARED, KEEP_CURRENT)]
