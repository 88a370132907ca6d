"""Who there is: clinics, people in care and staff, care teams, and the keys and sessions they come in with."""

from __future__ import annotations

from importlib import import_module
from typing import Any, ClassVar, Self
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models.functions import Now

from resona.accounts.querysets import (
    ApiKeyQuerySet,
    CareTeamMemberQuerySet,
    CareTeamPersonQuerySet,
    CareTeamQuerySet,
    ClinicQuerySet,
    UserProfileQuerySet,
    UserQuerySet,
    UserSessionQuerySet,
)
from resona.encryption.fields import SealedBinaryField
from resona.postgres.duties import EMPTIED, WRITE, Duties, Treatment
from resona.postgres.foreign_keys import DatabaseForeignKey, DatabaseOneToOneField, OnDelete
from resona.postgres.indexes import NamedIndex
from resona.postgres.models import Record
from resona.postgres.triggers import keeps_updated_at

MAX_PURPOSE_CHARACTERS = 30


class Clinic(Record):
    """An organisation whose staff and people see nothing of any other's."""

    name = models.CharField(max_length=200, unique=True, db_comment="What staff call it")
    timezone = models.CharField(
        max_length=50, default="UTC", db_default="UTC", db_comment="IANA name, e.g. Africa/Nairobi"
    )
    crisis_email = models.EmailField(
        blank=True,
        default="",
        db_default="",
        db_comment="Where crisis events are announced, with ids and a link only; empty: nowhere",
    )
    retention_days = models.PositiveIntegerField(
        null=True, blank=True, db_comment="Days that a session is kept; empty: not limited. A person may ask for fewer"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False, db_comment="When it was set up here")

    objects = ClinicQuerySet.as_manager()
    duties = Duties(
        nobody="organisations",
        clinic="id",
        rights=WRITE,
        copies={"name": Treatment.NAME, "timezone": Treatment.KEEP},
    )

    class Meta:
        db_table = "clinics"
        db_table_comment = "Organisations; nothing of one is visible to another"
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(
                name="ck_clinics_retention_days",
                condition=models.Q(retention_days__isnull=True) | models.Q(retention_days__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return self.name


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

        Raises User.DoesNotExist, also where several are alike and none is written so.
        """
        alike = list(self.filter(email__iexact=username or ""))
        found = [user for user in alike if user.email == username] or alike
        if len(found) != 1:
            raise self.model.DoesNotExist
        return found[0]


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
    phone = models.CharField(max_length=20, null=True, blank=True, db_comment="How the person can be called, if known")
    created_at = models.DateTimeField(db_default=Now(), editable=False, db_comment="When the account was made")
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

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManagerWithQueries()
    duties = Duties(
        subject="id",
        found_by="id = %(person)s",
        seen_by="those who may see the person: it is the person",
        rights=WRITE,
        kept=("role", "is_active", "is_superuser", "is_pseudonymous", "clinic", "consent_version"),
        kept_codes={"consent_version": "the version of the text that was agreed to"},
        copies={
            "password": Treatment.NO_SIGN_IN,
            "phone": Treatment.PHONE,
            "pseudonym": Treatment.FRESH,
            "consent_version": Treatment.KEEP,
            "consents_given": Treatment.KEEP,
            "consents_withdrawn": Treatment.KEEP,
            "timezone": Treatment.KEEP,
            "language": Treatment.KEEP,
        },
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
        ]
        indexes = [
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
    def is_staff(self) -> bool:
        """Whether the admin may be entered."""
        return self.is_superuser or self.role in (self.Role.CLINICIAN, self.Role.ADMINISTRATOR)


class UserProfile(models.Model):
    """Personal details, sealed: a JSON object with `name` and whatever else the clinic keeps."""

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


class CareTeam(Record):
    """Staff who share the care of some people: the unit of who sees whom."""

    clinic = DatabaseForeignKey(
        Clinic, OnDelete.RESTRICT, related_name="care_teams", db_index=False, db_comment="The clinic it belongs to"
    )
    name = models.CharField(max_length=200, db_comment="Unique in its clinic")
    created_at = models.DateTimeField(db_default=Now(), editable=False, db_comment="When it was set up")
    staff: models.ManyToManyField[User, CareTeamMember] = models.ManyToManyField(
        User, through="CareTeamMember", related_name="staff_teams"
    )
    people: models.ManyToManyField[User, CareTeamPerson] = models.ManyToManyField(
        User, through="CareTeamPerson", related_name="care_teams"
    )

    objects = CareTeamQuerySet.as_manager()
    duties = Duties(nobody="how a clinic is organised", rights=WRITE, copies={"name": Treatment.NAME})

    class Meta:
        db_table = "care_teams"
        db_table_comment = "Groups of staff and the people they care for"
        ordering = ("name",)
        # Serves the teams of a clinic too.
        constraints = [models.UniqueConstraint(name="uq_care_teams_clinic_name", fields=("clinic", "name"))]

    def __str__(self) -> str:
        return self.name


class CareTeamMember(Record):
    """A member of staff in a care team."""

    team = DatabaseForeignKey(CareTeam, related_name="memberships", db_index=False, db_comment="The team")
    staff = DatabaseForeignKey(
        User, related_name="team_memberships", db_index=False, db_comment="The clinician or administrator in it"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False, db_comment="Since when")

    objects = CareTeamMemberQuerySet.as_manager()
    duties = Duties(subject="staff", seen_by="staff of the clinic: how it is organised", rights=WRITE, kept=("team",))

    class Meta:
        db_table = "care_team_members"
        db_table_comment = "Which staff belong to a care team"
        # Serves the staff of a team too.
        constraints = [models.UniqueConstraint(name="uq_care_team_members", fields=("team", "staff"))]
        # The teams of the member of staff who asks.
        indexes = [NamedIndex(name="idx_care_team_members_staff_id", fields=("staff", "team"))]

    def __str__(self) -> str:
        return f"{self.staff_id} in {self.team_id}"


class CareTeamPerson(Record):
    """A person in the care of a team."""

    team = DatabaseForeignKey(CareTeam, related_name="caseload", db_index=False, db_comment="The team")
    person = DatabaseForeignKey(User, related_name="team_places", db_index=False, db_comment="The person it cares for")
    created_at = models.DateTimeField(db_default=Now(), editable=False, db_comment="Since when")

    objects = CareTeamPersonQuerySet.as_manager()
    duties = Duties(
        subject="person", seen_by="staff of the clinic: who is responsible for whom", rights=WRITE, kept=("team",)
    )

    class Meta:
        db_table = "care_team_people"
        db_table_comment = "Which people a care team cares for"
        verbose_name_plural = "care team people"
        # Serves the caseload of a team too.
        constraints = [models.UniqueConstraint(name="uq_care_team_people", fields=("team", "person"))]
        # Whether anyone is responsible for a person, and who.
        indexes = [NamedIndex(name="idx_care_team_people_person_id", fields=("person", "team"))]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.team_id}"


class ApiKey(Record):
    """A system's way in: bound to a clinic, limited to scopes; only the digest of the key is stored."""

    class Scope(models.TextChoices):
        SESSIONS_WRITE = "sessions:write", "record sessions"
        SESSIONS_IMPORT = "sessions:import", "record sessions of the past, which call nobody"
        RECORDS_READ = "records:read", "read records"
        RISK_WRITE = "risk:write", "record actions, acknowledge and resolve"
        INTERFACES_READ = "interfaces:read", "read interfaces"
        INTERFACES_WRITE = "interfaces:write", "rebuild interfaces"
        PRIVACY_WRITE = "privacy:write", "record consent and privacy settings"

    clinic = DatabaseForeignKey(
        Clinic, OnDelete.RESTRICT, related_name="api_keys", db_index=False, db_comment="The clinic it is bound to"
    )
    name = models.CharField(max_length=100, db_comment="What it is for")
    digest = models.BinaryField(max_length=32, unique=True, editable=False, db_comment="SHA-256 of the key")
    scopes = models.JSONField(default=list, db_default=[], db_comment="List of scope names; empty: may do nothing")
    created_at = models.DateTimeField(db_default=Now(), editable=False, db_comment="When it was made")
    revoked_at = models.DateTimeField(null=True, blank=True, db_comment="From when it opens nothing; empty: in use")

    objects = ApiKeyQuerySet.as_manager()
    duties = Duties(nobody="keys of other systems", rights=WRITE, copies=EMPTIED)

    class Meta:
        db_table = "api_keys"
        db_table_comment = "Keys of other systems; the key itself is never stored"
        verbose_name = "API key"
        # A clinic's keys.
        indexes = [NamedIndex(name="idx_api_keys_clinic_id", fields=("clinic",))]

    def __str__(self) -> str:
        return self.name


UserSessionManager = BaseSessionManager.from_queryset(UserSessionQuerySet)


class UserSession(AbstractBaseSession):
    """A signed-in browser; it knows its user, so that deleting the user ends it."""

    # Django's, wide enough for a digest: the key itself would sign in whoever reads this table, or a dump of it.
    session_key = models.CharField(
        primary_key=True, max_length=64, db_comment="SHA-256, in hexadecimal, of the key in the browser's cookie"
    )
    user = DatabaseForeignKey(
        User, null=True, related_name="sign_ins", db_index=False, db_comment="Who signed in; empty: nobody yet"
    )

    objects: ClassVar[BaseSessionManager[Self]] = UserSessionManager()
    duties = Duties(
        seen_by="whoever signed in: its key signs in whoever holds it",
        rights=WRITE,
        not_audited="its keys are what a browser signs in with; sign-ins are security events",
        copies=EMPTIED,
        not_exported="what a signed-in browser shows to be let in",
    )

    class Meta:
        db_table = "user_sessions"
        db_table_comment = "Signed-in browsers"
        # Who signed in where, to end it; the cascade's own look-up.
        indexes = [NamedIndex(name="idx_user_sessions_user_id", fields=("user",))]

    @classmethod
    def get_session_store_class(cls) -> Any:
        return import_module(settings.SESSION_ENGINE).SessionStore
