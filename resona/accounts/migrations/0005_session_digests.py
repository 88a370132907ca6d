"""Sessions are kept by the digest of their key."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_consents"),
    ]

    operations = [
        migrations.AlterField(
            model_name="usersession",
            name="session_key",
            field=models.CharField(
                db_comment="SHA-256, in hexadecimal, of the key in the browser's cookie",
                max_length=64,
                primary_key=True,
                serialize=False,
            ),
        ),
    ]
