"""What people agreed to before purposes were told apart, as decisions of their own.

The single version covered recording, voice analysis and personalisation, for all of them were done wherever it stood;
and sharing with the care team and contact in a crisis, for the clinic's staff saw whoever was recorded and were told to
act. Nobody was asked for research. People without a version decided nothing.
"""

from django.db import migrations

# The version stands already, so its trigger records nothing.
RECORD = """
INSERT INTO consent_records (user_id, purpose, decision, version, channel)
SELECT users.id, purpose, 'given', consent_version, 'import'
FROM users
CROSS JOIN unnest(ARRAY[
    'recording', 'voice_analysis', 'personalisation', 'care_team_sharing', 'crisis_contact'
]) AS purpose
WHERE role = 'person' AND consent_version <> ''
ORDER BY users.id, purpose
"""


class Migration(migrations.Migration):
    dependencies = [("compliance", "0001_consent")]
    # The decisions go with their table; the version stays.
    operations = [migrations.RunSQL(RECORD, migrations.RunSQL.noop)]
