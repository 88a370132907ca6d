"""Each step that opened is remembered, in place of the last one: a clock that is put right goes back."""

import django.contrib.postgres.fields
from django.db import migrations, models

FORWARDS = """
ALTER TABLE totp_devices ALTER COLUMN last_step DROP DEFAULT;
ALTER TABLE totp_devices ALTER COLUMN last_step TYPE bigint[] USING ARRAY[last_step];
ALTER TABLE totp_devices ALTER COLUMN last_step SET DEFAULT '{}';
ALTER TABLE totp_devices RENAME COLUMN last_step TO used_steps;
COMMENT ON COLUMN totp_devices.used_steps IS 'Time steps of the codes taken, the latest first; none opens again';
"""

BACKWARDS = """
ALTER TABLE totp_devices ALTER COLUMN used_steps DROP DEFAULT;
ALTER TABLE totp_devices ALTER COLUMN used_steps TYPE bigint USING coalesce(used_steps[1], 0);
ALTER TABLE totp_devices ALTER COLUMN used_steps SET DEFAULT 0;
ALTER TABLE totp_devices RENAME COLUMN used_steps TO last_step;
COMMENT ON COLUMN totp_devices.last_step IS 'Time step of the last code taken; none up to it opens';
"""


class Migration(migrations.Migration):
    dependencies = [("sign_in", "0003_tokens")]

    operations = [
        migrations.RunSQL(
            FORWARDS,
            BACKWARDS,
            state_operations=[
                migrations.RemoveField(model_name="totpdevice", name="last_step"),
                migrations.AddField(
                    model_name="totpdevice",
                    name="used_steps",
                    field=django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        db_comment="Time steps of the codes taken, the latest first; none opens again",
                        db_default=[],
                        default=list,
                        editable=False,
                        size=None,
                    ),
                ),
            ],
        ),
    ]
