"""What is done to accounts of staff is a security event."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_staff"),
        ("audit", "0005_sign_logs"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="securityevent",
            name="ck_security_events_kind",
        ),
        migrations.AlterField(
            model_name="securityevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("sign_in_failed", "failed sign-in"),
                    ("sign_in_locked", "sign-in locked after too many failures"),
                    ("second_factor_failed", "wrong second factor"),
                    ("second_factor_changed", "second factor set up, replaced or removed"),
                    ("signed_in", "signed in"),
                    ("credential_refused", "unknown or revoked key or token"),
                    ("credential_changed", "key or token made or revoked"),
                    ("scope_refused", "refused for want of a scope"),
                    ("rate_limited", "too many requests"),
                    ("break_glass", "emergency access opened"),
                    ("key_problem", "an encryption key is missing or wrong"),
                    ("keys_rotated", "records re-encrypted"),
                    ("exported", "records exported"),
                    ("erased", "a person's records erased"),
                    ("staff_changed", "staff invited, let in, changed or deactivated"),
                    ("audit_broken", "the audit log does not verify"),
                ],
                db_comment="What happened",
                max_length=30,
            ),
        ),
        migrations.AddConstraint(
            model_name="securityevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        (
                            "sign_in_failed",
                            "sign_in_locked",
                            "second_factor_failed",
                            "second_factor_changed",
                            "signed_in",
                            "credential_refused",
                            "credential_changed",
                            "scope_refused",
                            "rate_limited",
                            "break_glass",
                            "key_problem",
                            "keys_rotated",
                            "exported",
                            "erased",
                            "staff_changed",
                            "audit_broken",
                        ),
                    )
                ),
                name="ck_security_events_kind",
            ),
        ),
    ]
