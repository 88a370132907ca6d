"""Whether the processing of somebody's records is restricted stands on their row, where every list asks for it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_sealing_profiles_anew")]
    operations = [
        migrations.AddField(
            model_name="user",
            name="is_restricted",
            field=models.BooleanField(
                db_comment="A restriction of processing stands; worked out likewise",
                db_default=False,
                default=False,
                editable=False,
            ),
        ),
    ]
