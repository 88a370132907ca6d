"""People in care and staff."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models.functions import Lower, Now

from resona.accounts.models.clinics import ApiKey, Clinic
from resona.accounts.querysets import UserProfileQuerySet, UserQuerySet
from resona.encryption.fields import SealedBinaryField
from resona.postgres.duties import WRITE, Duties, Followed, Treatment
from resona.postgres.foreign_keys import DatabaseForeignKey, DatabaseOneToOneField, OnDelete
from resona.postgres.indexes import NamedIndex
from resona.postgres.models import Record
from resona.postgres.triggers import Trigger, keeps_updated_at

MAX_PURPOSE_CHARACTERS = 30
MAX_NAME_CHARACTERS = 200
# What moves `updated_at`.
_TOLD_OF = ("language", "timezone", "care_ended", "consents_given", "consents_withdrawn", "is_restricted", "updated_at")


def _purposes(comment: str) -> ArrayField[list[str], list[str]]:
    """On the person's own row, so that whoever holds its lock reads the decision that counts, with nothing else."""
    purpose = models.CharField(max_length=MAX_PURPOSE_CHARACTERS)
    return ArrayField(purpose, default=list, db_default=[], editable=False, db_comment=comment)


class UserManager(BaseUserManager["User"]):
    """Creates users; passwords are hashed, and unusable for those who never sign in."""

    def create_user(self, email: str | None = None, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email) if email else None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        fields = {"role": User.Role.ADMINISTRATOR, "is_pseudonymous": False, **fields}
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        """Whose address this is, however its letters are written: telephones begin it with a capital.

        Raises User.DoesNotExist.
        """
        return UserQuerySet(self.model, using=self._db).of_address(username or "").get()


UserManagerWithQueries = UserManager.from_queryset(UserQuerySet)


class User(Record, AbstractBaseUser, PermissionsMixin):
    """A person in care, or a member of staff; the role says which."""

    class Role(models.TextChoices):
        PERSON = "person", "person in care"
        CLINICIAN = "clinician", "clinician"
        ADMINISTRATOR = "administrator", "clinic administrator"

    # Django's, with a default: most people in care never sign in, and plain SQL brings no password.
    password = models.CharField(
        max_length=128, default=UNUSABLE_PASSWORD_PREFIX, db_default="!", db_comment="Salted hash; ! for no sign-in"
    )
    last_login = models.DateTimeField(null=True, blank=True, db_comment="When staff last signed in to the admin")
    clinic = DatabaseForeignKey(
        Clinic,
        OnDelete.RESTRICT,
        null=True,
        blank=True,
        related_name="users",
        db_index=False,
        db_comment="The clinic that cares for the person, or employs the member of staff",
    )
    role = models.CharField(
        max_length=20,
        choices=Role,
        default=Role.PERSON,
        db_default=Role.PERSON,
        db_comment="person (in care), clinician or administrator (of the clinic)",
    )
    email = models.EmailField(
        max_length=255, unique=True, null=True, blank=True, db_comment="What staff sign in with; empty for most people"
    )
    name = models.CharField(
        max_length=MAX_NAME_CHARACTERS,
        blank=True,
        default="",
        db_default="",
        db_comment="What staff are called, by colleagues and people in care; empty for people",
    )
    phone = models.CharField(max_length=20, null=True, blank=True, db_comment="How the person can be called, if known")
    created_at = models.DateTimeField(db_default=Now(), editable=False, db_comment="When the account was made")
    updated_at = models.DateTimeField(
        db_default=Now(),
        editable=False,
        db_comment="Moved by a trigger when a person, their details, consents or care change; not by sessions",
    )
    last_active = models.DateTimeField(null=True, blank=True, db_comment="When the person was last heard")
    consent_version = models.CharField(
        max_length=10, blank=True, default="", db_default="", db_comment="Empty: no consent, nothing is recorded"
    )
    consents_given = _purposes("Purposes whose consent stands; worked out from the decisions, whatever is written here")
    consents_withdrawn = _purposes("Purposes withdrawn or refused; worked out likewise")
    is_restricted = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        db_comment="A restriction of processing stands; worked out likewise",
    )
    care_ended = models.CharField(
        max_length=20,
        choices=[
            ("discharged", "discharged"),
            ("moved", "moved away"),
            ("declined", "declined care"),
            ("deceased", "deceased"),
        ],
        blank=True,
        default="",
        db_default="",
        editable=False,
        db_comment="Why a person is no longer in care, kept by a trigger; empty: they are, or are staff",
    )
    data_retention_until = models.DateTimeField(
        null=True, blank=True, db_comment="Until when the person's records are kept; empty: not limited"
    )
    is_pseudonymous = models.BooleanField(
        default=True, db_default=True, db_column="is_anonymous", db_comment="Known to the app by a pseudonym only"
    )
    timezone = models.CharField(max_length=50, default="UTC", db_default="UTC", db_comment="IANA name")
    language = models.CharField(max_length=10, default="en", db_default="en", db_comment="BCP 47 tag")
    is_active = models.BooleanField(
        default=True, db_default=True, db_comment="False: may not sign in; staff are deactivated, not deleted"
    )
    is_superuser = models.BooleanField(default=False, db_default=False, db_comment="Sees and may do everything")
    pseudonym = models.UUIDField(
        unique=True,
        default=uuid4,
        db_default=RandomUUID(),
        editable=False,
        db_comment="The name in logs that outlive the account: random, kept nowhere else, gone with this row",
    )

    app_issued_by: str = ""  # no column: who issued the code of the app that they come with; empty: with none

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManagerWithQueries()
    duties = Duties(
        subject="id",
        found_by="id = %(person)s",
        seen_by="those who may see the person: it is the person",
        rights=WRITE,
        kept=("role", "is_active", "is_superuser", "is_pseudonymous", "clinic", "consent_version", "care_ended"),
        kept_codes={"consent_version": "the version of the text that was agreed to"},
        copies={
            "password": Treatment.NO_SIGN_IN,
            "name": Treatment.NAME,
            "phone": Treatment.PHONE,
            "pseudonym": Treatment.FRESH,
            "consent_version": Treatment.KEEP,
            "consents_given": Treatment.KEEP,
            "consents_withdrawn": Treatment.KEEP,
            "timezone": Treatment.KEEP,
            "language": Treatment.KEEP,
        },
        # Moved by every session and every sign-in.
        followed=Followed(
            kind="person", scope=ApiKey.Scope.RECORDS_READ, no_news=("last_active", "last_login", "password")
        ),
        not_shown={"password": "opens the account", "pseudonym": "the name in logs that outlive the account"},
    )

    class Meta:
        db_table = "users"
        verbose_name = "account"
        db_table_comment = "People in care, and staff"
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                name="ck_users_role", condition=models.Q(role__in=("person", "clinician", "administrator"))
            ),
            Trigger(
                name="users_touch_updated_at",
                when=f"BEFORE UPDATE OF {', '.join(_TOLD_OF)}",
                function="resona_touch_updated_at",
            ),
            models.CheckConstraint(
                name="ck_users_care_ended",
                condition=models.Q(care_ended__in=("", "discharged", "moved", "declined", "deceased")),
            ),
            models.CheckConstraint(name="ck_users_name", condition=~models.Q(role="person") | models.Q(name="")),
            # However its letters are written: one address, one account. Serves looking it up too.
            models.UniqueConstraint(Lower("email"), name="uq_users_email_lower"),
            # Whoever is deactivated, or becomes somebody else, is signed out everywhere, whatever wrote it.
            Trigger(
                name="users_end_sessions",
                when="AFTER UPDATE OF is_active, is_superuser, role, clinic_id",
                function="resona_end_sessions",
                condition=(
                    "ROW(OLD.is_active, OLD.is_superuser, OLD.role, OLD.clinic_id)"
                    " IS DISTINCT FROM ROW(NEW.is_active, NEW.is_superuser, NEW.role, NEW.clinic_id)"
                ),
            ),
        ]
        indexes = [
            # What changed of a clinic's people since a follower last asked.
            NamedIndex(name="idx_users_updated_at", fields=("clinic", "updated_at")),
            # People of a clinic, the scope of nearly every query; also the cascade's own look-up.
            NamedIndex(name="idx_users_clinic_id", fields=("clinic", "role")),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """A short name that tells nothing of the person: the random tail of the id."""
        return f"{'P' if self.role == self.Role.PERSON else 'S'}-{self.id.hex[-6:].upper()}"

    @property
    def called(self) -> str:
        """How staff know one another."""
        return self.name or self.email or self.code

    @property
    def is_staff(self) -> bool:
        """Whether the admin may be entered."""
        return self.is_superuser or self.role in (self.Role.CLINICIAN, self.Role.ADMINISTRATOR)


class UserProfile(models.Model):
    """Personal details, sealed: JSON as `resona.accounts.people.profile` describes it."""

    user = DatabaseOneToOneField(User, primary_key=True, related_name="profile", db_comment="Whose details these are")
    encrypted_data = SealedBinaryField(db_comment="AES-256-GCM sealed JSON of personal details")
    created_at = models.DateTimeField(db_default=Now(), editable=False, db_comment="When the details were first given")
    updated_at = models.DateTimeField(
        db_default=Now(), editable=False, db_comment="Moved by every update, by a trigger"
    )

    objects = UserProfileQuerySet.as_manager()
    duties = Duties(rights=WRITE, copies={"encrypted_data": Treatment.PROFILE})

    class Meta:
        db_table = "user_profiles"
        db_table_comment = "Personal details of people in care, encrypted"
        constraints = [keeps_updated_at("user_profiles")]

    def __str__(self) -> str:
        return f"profile of {self.user_id}"
