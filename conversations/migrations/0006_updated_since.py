"""What changed since a time is read from an index; rows of before count as changed when this is applied."""

import resona.postgres.indexes
from django.conf import settings
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('conversations', '0005_wrong_person'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='conversation',
            index=resona.postgres.indexes.NamedIndex(fields=['updated_at'], name='idx_conversations_updated_at'),
        ),
    ]
