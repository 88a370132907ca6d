"""On whose behalf another system says that somebody comes into care, or leaves it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0014_changes_of_people'),
    ]

    operations = [
        migrations.AddField(
            model_name='careperiod',
            name='begun_for',
            field=models.TextField(blank=True, db_comment="On whose behalf another system began it, as JSON: AES-256-GCM sealed text, base64url; empty: nobody's", null=True),
        ),
        migrations.AddField(
            model_name='careperiod',
            name='ended_for',
            field=models.TextField(blank=True, db_comment="On whose behalf another system ended it, as JSON: AES-256-GCM sealed text, base64url; empty: nobody's", null=True),
        ),
    ]
