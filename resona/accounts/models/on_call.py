"""Who is told of a crisis first: the lead of a person, and who of a care team is on call."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from resona.accounts.actors import actor_index, actor_key
from resona.accounts.models.clinics import Clinic
from resona.accounts.models.teams import CareTeam
from resona.accounts.models.users import User
from resona.accounts.querysets import AlertingGapQuerySet, OnCallShiftQuerySet, PersonLeadQuerySet
from resona.postgres.duties import WRITE, Duties
from resona.postgres.foreign_keys import DatabaseForeignKey, OnDelete
from resona.postgres.indexes import NamedIndex
from resona.postgres.models import Record
from resona.postgres.triggers import remembers_actor

MOST_STEPS: Final = 9  # more would be told after any due time


class OnCallShift(Record):
    """A time for which a member of staff is on call for a care team. Those of step 1 are told first."""

    care_team = DatabaseForeignKey(CareTeam, related_name="shifts", db_index=False, db_comment="For which team")
    staff = DatabaseForeignKey(User, related_name="shifts", db_index=False, db_comment="Who is on call")
    starts_at = models.DateTimeField(db_comment="From when")
    ends_at = models.DateTimeField(db_comment="Until when; this moment is not part of it")
    step = models.PositiveSmallIntegerField(
        default=1, db_default=1, db_comment="Who is told first (1), next (2), and so on"
    )

    objects = OnCallShiftQuerySet.as_manager()
    duties = Duties(
        subject="staff",
        seen_by="staff of the clinic: who can be reached when",
        rights=WRITE,
        kept=("care_team",),
    )

    class Meta:
        db_table = "on_call_shifts"
        db_table_comment = "Who of a care team is on call when, and in which order they are told"
        verbose_name = "on-call shift"
        ordering = ("-starts_at", "step")
        constraints = [
            models.CheckConstraint(name="ck_on_call_shifts_time", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="ck_on_call_shifts_step", condition=Q(step__range=(1, MOST_STEPS))),
        ]
        indexes = [
            # Who of a team is on call now; the cascade's own look-up.
            NamedIndex(name="idx_on_call_shifts_care_team_id", fields=("care_team", "ends_at")),
            # What goes with the account of a member of staff.
            NamedIndex(name="idx_on_call_shifts_staff_id", fields=("staff",)),
        ]

    def __str__(self) -> str:
        return f"on-call shift, step {self.step}"


class AlertingGap(Record):
    """That an administrator has read that nobody at their clinic can be told of a crisis."""

    clinic = DatabaseForeignKey(
        Clinic, OnDelete.RESTRICT, related_name="alerting_gaps", db_index=False, db_comment="The clinic"
    )
    # No key: no row is about anybody, and it stays when the account goes.
    acknowledged_by_uuid = models.UUIDField(db_comment="Who has read it")
    acknowledged_at = models.DateTimeField(db_default=Now(), db_comment="When")

    objects = AlertingGapQuerySet.as_manager()
    duties = Duties(nobody="what a clinic knows of itself")

    class Meta:
        db_table = "alerting_gaps"
        db_table_comment = "Who acknowledged when that nobody at a clinic can be told of a crisis"
        ordering = ("-acknowledged_at",)
        # The last of a clinic.
        indexes = [NamedIndex(name="idx_alerting_gaps_clinic_id", fields=("clinic", "acknowledged_at"))]

    def __str__(self) -> str:
        return f"gap of {self.clinic_id}"


class PersonLead(Record):
    """Who of the staff answers for a person first, and is told of a crisis before anybody else."""

    user = DatabaseForeignKey(User, related_name="leads", db_index=False, db_comment="The person")
    staff = actor_key("staff_id", related_name="leads_of", comment="The member of staff")
    staff_id_uuid = models.UUIDField(null=True, blank=True, db_comment="Who, kept when the account is gone")
    since = models.DateTimeField(db_default=Now(), db_comment="From when")
    until = models.DateTimeField(null=True, blank=True, db_comment="Until when; empty: still")

    objects = PersonLeadQuerySet.as_manager()
    duties = Duties(rights=WRITE)

    class Meta:
        db_table = "person_leads"
        db_table_comment = "Who answers for a person first, now and before; one at a time"
        ordering = ("-since",)
        constraints = [
            # The lead of a person.
            models.UniqueConstraint(name="uq_person_leads_current", fields=("user",), condition=Q(until__isnull=True)),
            models.CheckConstraint(
                name="ck_person_leads_time", condition=Q(until__isnull=True) | Q(until__gte=F("since"))
            ),
            remembers_actor("person_leads", "staff_id"),
        ]
        indexes = [
            # A person's leads, now and before; the cascade's own look-up.
            NamedIndex(name="idx_person_leads_user_id", fields=("user", "since")),
            # Whose lead a member of staff is; the look-up of the account's SET NULL.
            actor_index("person_leads", "staff"),
        ]

    def __str__(self) -> str:
        return "lead"
