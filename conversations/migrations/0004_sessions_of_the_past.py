"""What had been more than a week old when it arrived is of the past, as it has been taken for so far."""

from django.db import migrations

MARK = "UPDATE conversations SET is_historical = true WHERE created_at - started_at > interval '7 days'"


class Migration(migrations.Migration):
    dependencies = [("conversations", "0003_doubtful_clocks_and_long_messages")]

    operations = [migrations.RunSQL(MARK, migrations.RunSQL.noop)]
