"""What a person chose themselves about privacy, no system changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("compliance", "0007_systems_see_nobody_restricted"),
    ]

    operations = [
        migrations.AddField(
            model_name="privacysettings",
            name="chosen_by_person",
            field=models.BooleanField(
                db_comment="The person chose themselves: no system changes it any more", db_default=False, default=False
            ),
        ),
    ]
