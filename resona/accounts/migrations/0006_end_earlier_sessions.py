"""Whoever is signed in signs in once more: the keys of before stood in the table as they were."""

from django.db import migrations

END_ALL = "DELETE FROM user_sessions"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_session_digests")]
    # Back again, digests are no keys and do not fit either.
    operations = [migrations.RunSQL(END_ALL, END_ALL)]
