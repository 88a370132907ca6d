"""What staff sign in with besides their password, and how often somebody failed to."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from resona.accounts.models import User
from resona.encryption.fields import SealedBinaryField
from resona.postgres.duties import EMPTIED, WRITE, Duties
from resona.postgres.foreign_keys import DatabaseForeignKey, DatabaseOneToOneField
from resona.postgres.indexes import NamedIndex
from resona.postgres.models import Record
from resona.sign_in.invitation_models import StaffInvitation
from resona.sign_in.oauth_models import OAuthClient, OAuthToken
from resona.sign_in.person_models import EnrolmentCode, PersonToken
from resona.sign_in.querysets import OfNobodyQuerySet, OfStaffQuerySet

__all__ = [
    "EnrolmentCode",
    "GuessCount",
    "OAuthClient",
    "OAuthToken",
    "PersonToken",
    "RecoveryCode",
    "StaffInvitation",
    "TotpDevice",
]


class TotpDevice(Record):
    """The app on which a member of staff reads codes that change with time (RFC 6238)."""

    user = DatabaseOneToOneField(User, related_name="totp_device", db_comment="The member of staff")
    secret = SealedBinaryField(editable=False, db_comment="AES-256-GCM sealed secret shared with the app")
    used_steps = ArrayField(
        models.BigIntegerField(),
        default=list,
        db_default=[],
        editable=False,
        db_comment="Time steps of the codes taken, the latest first; none opens again",
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False, db_comment="When it was set up")
    reset_asked_by = models.CharField(
        max_length=60,
        blank=True,
        default="",
        db_default="",
        editable=False,
        db_comment="Which administrator asked that it be set up anew, which takes a second one; empty: nobody",
    )
    reset_asked_at = models.DateTimeField(null=True, editable=False, db_comment="When that was")

    objects = OfStaffQuerySet.as_manager()
    duties = Duties(
        seen_by="the member of staff whose it is, and administrators",
        rights=WRITE,
        copies=EMPTIED,
        not_exported="what opens an account",
    )

    class Meta:
        db_table = "totp_devices"
        db_table_comment = "Second factors of staff; without one nobody enters the admin"
        verbose_name = "second factor"
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"second factor of {self.user.code}"


class RecoveryCode(Record):
    """A code on paper, for the day the telephone is lost: opens once."""

    user = DatabaseForeignKey(User, related_name="recovery_codes", db_index=False, db_comment="The member of staff")
    digest = models.BinaryField(
        max_length=32, unique=True, editable=False, db_comment="SHA-256 of account and code, which is 80 random bits"
    )
    used_at = models.DateTimeField(null=True, editable=False, db_comment="When it opened; empty: it still does")
    created_at = models.DateTimeField(db_default=Now(), editable=False, db_comment="When it was made")

    objects = OfStaffQuerySet.as_manager()
    duties = Duties(
        seen_by="the member of staff whose it is, and administrators",
        rights=WRITE,
        copies=EMPTIED,
        not_exported="digests of what opens an account",
    )

    class Meta:
        db_table = "recovery_codes"
        db_table_comment = "Single-use codes in place of a lost second factor; themselves not stored"
        # Those of one account, to count and to replace them; the cascade's own look-up.
        indexes = [NamedIndex(name="idx_recovery_codes_user_id", fields=("user",))]

    def __str__(self) -> str:
        return f"recovery code {self.id}"


class GuessCount(Record):
    """How often a sign-in failed, by whom or at what."""

    class Kind(models.TextChoices):
        ACCOUNT_ADDRESS = "account_address", "one address at one account"
        ADDRESS = "address", "one address"
        ACCOUNT = "account", "one account"
        BROWSER = "browser", "a known browser at one account"
        CODE = "code", "second factor of one account"
        CODE_BROWSER = "code_browser", "second factor of one account, on a known browser"
        LINK = "link", "links by mail that one address asks for"
        ENROLMENT = "enrolment", "enrolment codes, from one address"
        ENROLMENTS = "enrolments", "enrolment codes, from all addresses"
        REFUSAL = "refusal", "when a refusal was last recorded"

    kind = models.CharField(max_length=20, choices=Kind, db_comment="What is counted")
    key = models.CharField(max_length=100, db_comment="Keyed digest of the account, address or browser")
    failures = models.PositiveIntegerField(db_comment="Failures in a row")
    last_at = models.DateTimeField(db_comment="When the last one was")

    objects = OfNobodyQuerySet.as_manager()
    duties = Duties(
        nobody="failed sign-ins, by a digest that names nobody",
        rights=WRITE,
        not_audited="counts of failures, which are security events; names nobody",
        copies=EMPTIED,
    )

    class Meta:
        db_table = "guess_counts"
        db_table_comment = "Failed sign-ins, to slow guessing down; names nobody"
        constraints = [
            models.UniqueConstraint(name="uq_guess_counts_kind_key", fields=("kind", "key")),
            models.CheckConstraint(
                name="ck_guess_counts_kind",
                condition=models.Q(
                    kind__in=(
                        "account_address",
                        "address",
                        "account",
                        "browser",
                        "code",
                        "code_browser",
                        "link",
                        "enrolment",
                        "enrolments",
                        "refusal",
                    )
                ),
            ),
        ]
        # What is old enough to be forgotten.
        indexes = [NamedIndex(name="idx_guess_counts_last_at", fields=("last_at",))]

    def __str__(self) -> str:
        return f"{self.failures} failures of {self.kind}"
