"""Care teams: who of the staff works together, and whom they care for."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from resona.accounts.models.clinics import Clinic
from resona.accounts.models.users import User
from resona.accounts.querysets import CareTeamMemberQuerySet, CareTeamPersonQuerySet, CareTeamQuerySet
from resona.postgres.duties import WRITE, Duties, Treatment
from resona.postgres.foreign_keys import DatabaseForeignKey, OnDelete
from resona.postgres.indexes import NamedIndex
from resona.postgres.models import Record


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
