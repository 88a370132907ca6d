"""A crisis line's contact holds more than spaces; what `built_for` says is told as it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_pseudonym"),
        ("interfaces", "0002_texts_resources_and_decisions"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="supportresource",
            name="ck_support_resources_crisis",
        ),
        migrations.AlterField(
            model_name="interfacebuild",
            name="built_for",
            field=models.DateField(
                blank=True,
                db_comment="Which night (local date at 02:00) the latest build that succeeded was for",
                null=True,
            ),
        ),
        migrations.AddConstraint(
            model_name="supportresource",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "crisis"), _negated=True),
                    models.Q(("contact__isnull", False), ("contact__regex", "\\S"), ("topic__isnull", True)),
                    _connector="OR",
                ),
                name="ck_support_resources_crisis",
            ),
        ),
    ]
