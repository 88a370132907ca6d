"""Follow-ups: what is to be done for a person, by whom, until when; and what became of each, step by step."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from resona.accounts.actors import actor_index, actor_key
from resona.accounts.models import ApiKey, CareTeam, User
from resona.care.models.decisions import Decision
from resona.care.querysets import TaskQuerySet, TaskStepQuerySet
from resona.encryption.fields import SealedTextField
from resona.postgres.duties import APPEND, Duties, Expiring, Followed, Treatment
from resona.postgres.foreign_keys import DatabaseForeignKey, OnDelete
from resona.postgres.indexes import NamedIndex
from resona.postgres.models import Record, new_id
from resona.postgres.triggers import (
    keeps_updated_at,
    refuses_direct_delete,
    refuses_update,
    remembers_actor,
    stays,
)
from risk.models import CrisisEvent

MAX_TITLE_CHARACTERS: Final = 200
MAX_DESCRIPTION_CHARACTERS: Final = 1000
MAX_STEP_CHARACTERS: Final = 1000  # of a note with which it is passed on, or a reason
EARLIEST_DUE: Final = datetime(2015, 1, 1, tzinfo=UTC)  # of any row; services take none that is long past

_OPEN: Final = Q(completed=False, cancelled_at__isnull=True)
_WRITTEN_ONCE: Final = ("id", "user_id", "task_id", "kind", "outcome", "text", "performer", "actor_id_uuid", "at")
# What of a step may change: a key empties when the account or the team that it refers to goes.
_GOES: Final = " OR ".join(
    f"(OLD.{key} IS NOT NULL AND NEW.{key} IS NULL AND {stays(*_WRITTEN_ONCE, *others)})"
    for key, others in (
        ("actor_id", ("to_staff_id", "to_team_id")),
        ("to_staff_id", ("actor_id", "to_team_id")),
        ("to_team_id", ("actor_id", "to_staff_id")),
    )
)


class TaskOutcome(models.TextChoices):
    """How a follow-up ended."""

    DONE = "done", "done"
    PARTLY = "partly", "done in part"
    NOT_REACHED = "not_reached", "they were not reached"
    DECLINED = "declined", "they did not want it"
    NOT_NEEDED = "not_needed", "no longer needed"


class Task(Record):
    """A follow-up. Open until it is completed or cancelled; `version` counts its changes."""

    Outcome = TaskOutcome

    class Priority(models.TextChoices):
        """As FHIR names them, the least urgent first."""

        ROUTINE = "routine", "routine"
        URGENT = "urgent", "urgent"
        ASAP = "asap", "as soon as possible"
        STAT = "stat", "at once"

    class Audience(models.TextChoices):
        """Who does it."""

        TEAM = "team", "staff"
        PERSON = "person", "the person, who sees it in their app"

    user = DatabaseForeignKey(User, related_name="care_tasks", db_index=False, db_comment="Whom it is about")
    title = SealedTextField(max_characters=MAX_TITLE_CHARACTERS, db_comment="What is to be done")
    description = SealedTextField(
        max_characters=MAX_DESCRIPTION_CHARACTERS, null=True, blank=True, db_comment="More about it; empty: nothing"
    )
    completed = models.BooleanField(default=False, db_default=False, db_comment="It was done, or ended with an outcome")
    completed_at = models.DateTimeField(null=True, blank=True, db_comment="When; empty: it is not completed")
    completed_by = actor_key("completed_by", related_name="tasks_completed", comment="Who completed it")
    completed_by_uuid = models.UUIDField(null=True, blank=True, db_comment="Who, kept when the account is gone")
    cancelled_at = models.DateTimeField(null=True, blank=True, db_comment="When it was cancelled; empty: it was not")
    cancelled_by = actor_key("cancelled_by", related_name="tasks_cancelled", comment="Who cancelled it")
    cancelled_by_uuid = models.UUIDField(null=True, blank=True, db_comment="Who, kept when the account is gone")
    outcome = models.CharField(
        max_length=50,
        choices=TaskOutcome,
        null=True,
        blank=True,
        db_comment="done, partly, not_reached, declined or not_needed; empty: it is not completed",
    )
    priority = models.CharField(
        max_length=10,
        choices=Priority,
        default=Priority.ROUTINE,
        db_default="routine",
        db_comment="routine, urgent, asap or stat",
    )
    due_at = models.DateTimeField(null=True, blank=True, db_comment="By when; empty: whenever")
    audience = models.CharField(
        max_length=10,
        choices=Audience,
        default=Audience.TEAM,
        db_default="team",
        db_comment="team, or person: a small step of their own, which they see in their app",
    )
    owner = actor_key("owner_id", related_name="tasks_owned", comment="Who of the staff does it; empty: see the team")
    owner_id_uuid = models.UUIDField(null=True, blank=True, db_comment="Who, kept when the account is gone")
    care_team = DatabaseForeignKey(
        CareTeam,
        OnDelete.SET_NULL,
        null=True,
        blank=True,
        related_name="team_tasks",
        db_index=False,
        db_comment="Which team does it, until one of them takes it; empty: see the owner",
    )
    crisis_event = DatabaseForeignKey(
        CrisisEvent,
        OnDelete.SET_NULL,
        null=True,
        blank=True,
        related_name="event_tasks",
        db_index=False,
        db_comment="The crisis event that it follows; empty: none, or it is gone",
    )
    decision = DatabaseForeignKey(
        Decision,
        OnDelete.SET_NULL,
        null=True,
        blank=True,
        related_name="decision_tasks",
        db_index=False,
        db_comment="The decision that it follows; empty: none, or it is gone",
    )
    rule = models.CharField(
        max_length=50, null=True, blank=True, db_comment="The rule that made it; empty: somebody did"
    )
    source_uuid = models.UUIDField(
        default=new_id, db_default=RandomUUID(), db_comment="Of which row the rule made it; without a rule, of none"
    )
    version = models.PositiveIntegerField(default=1, db_default=1, db_comment="Counts its changes, from 1")
    created_at = models.DateTimeField(db_default=Now(), editable=False, db_comment="When it was added")
    updated_at = models.DateTimeField(
        db_default=Now(), editable=False, db_comment="Moved by every update, by a trigger"
    )

    objects = TaskQuerySet.as_manager()
    duties = Duties(
        followed=Followed(kind="task", scope=ApiKey.Scope.CARE_READ),
        rights=("SELECT", "INSERT", "DELETE"),
        may_change=(
            "completed",
            "completed_at",
            "completed_by",
            "completed_by_uuid",
            "cancelled_at",
            "cancelled_by",
            "cancelled_by_uuid",
            "outcome",
            "priority",
            "due_at",
            "owner",
            "owner_id_uuid",
            "care_team",
            "version",
        ),
        kept=("completed", "outcome", "priority", "audience", "care_team", "rule"),
        kept_codes={"rule": "what made it"},
        copies={"rule": Treatment.KEEP},
        # What is still to be done stays.
        expires=Expiring(dated_by="created_at", only_where="completed OR cancelled_at IS NOT NULL"),
    )

    class Meta:
        db_table = "tasks"
        db_table_comment = "Follow-ups: what is to be done for a person, by whom, until when"
        verbose_name = "follow-up"
        ordering = ("-created_at", "-id")
        constraints = [
            models.CheckConstraint(
                name="ck_tasks_priority", condition=Q(priority__in=("routine", "urgent", "asap", "stat"))
            ),
            models.CheckConstraint(name="ck_tasks_audience", condition=Q(audience__in=("team", "person"))),
            models.CheckConstraint(
                name="ck_tasks_outcome",
                condition=Q(outcome__isnull=True)
                | Q(outcome__in=("done", "partly", "not_reached", "declined", "not_needed")),
            ),
            models.CheckConstraint(
                name="ck_tasks_completed",
                condition=Q(completed=False, completed_at__isnull=True, outcome__isnull=True)
                | Q(completed=True, completed_at__isnull=False, outcome__isnull=False),
            ),
            models.CheckConstraint(
                name="ck_tasks_one_end", condition=Q(completed=False) | Q(cancelled_at__isnull=True)
            ),
            models.CheckConstraint(
                name="ck_tasks_one_owner", condition=Q(owner__isnull=True) | Q(care_team__isnull=True)
            ),
            models.CheckConstraint(
                name="ck_tasks_due_at", condition=Q(due_at__isnull=True) | Q(due_at__gte=EARLIEST_DUE)
            ),
            # A rule makes no second one of the same row while the first is open.
            models.UniqueConstraint(
                name="uq_tasks_open_rule",
                fields=("user", "rule", "source_uuid"),
                condition=_OPEN & Q(rule__isnull=False),
            ),
            remembers_actor("tasks", "completed_by"),
            remembers_actor("tasks", "cancelled_by"),
            remembers_actor("tasks", "owner_id"),
            keeps_updated_at("tasks"),
        ]
        indexes = [
            # A person's follow-ups; the cascade's own look-up.
            NamedIndex(name="idx_tasks_user_id", fields=("user", "created_at")),
            # What is open of one member of staff, by when it is due: their day.
            NamedIndex(name="idx_tasks_open_owner", fields=("owner", "due_at"), condition=_OPEN),
            # What is open of a team, by when it is due: what nobody of them has taken.
            NamedIndex(name="idx_tasks_open_care_team", fields=("care_team", "due_at"), condition=_OPEN),
            # What is open, by when it is due, whosever it is.
            NamedIndex(name="idx_tasks_open_due", fields=("due_at", "id"), condition=_OPEN),
            # What has changed since somebody looked last.
            NamedIndex(name="idx_tasks_updated_at", fields=("updated_at",)),
            # The look-ups of the SET NULLs of accounts, teams, events and decisions.
            actor_index("tasks", "owner"),
            actor_index("tasks", "completed_by"),
            actor_index("tasks", "cancelled_by"),
            actor_index("tasks", "care_team"),
            actor_index("tasks", "crisis_event"),
            actor_index("tasks", "decision"),
        ]

    def __str__(self) -> str:
        return f"follow-up {str(self.id)[-8:]}"

    @property
    def is_open(self) -> bool:
        return not self.completed and self.cancelled_at is None


class TaskStep(Record):
    """One thing that somebody did about a follow-up; append-only."""

    class Kind(models.TextChoices):
        CREATED = "created", "added"
        TAKEN = "taken", "taken"
        PASSED = "passed", "passed on"
        CHANGED = "changed", "changed"
        COMPLETED = "completed", "completed"
        REOPENED = "reopened", "reopened"
        CANCELLED = "cancelled", "cancelled"

    user = DatabaseForeignKey(User, related_name="task_steps", db_index=False, db_comment="The person")
    task = DatabaseForeignKey(Task, related_name="steps", db_index=False, db_comment="What it was done about")
    kind = models.CharField(max_length=20, choices=Kind, db_comment="created, taken, passed, completed, …")
    outcome = models.CharField(
        max_length=50, choices=TaskOutcome, null=True, blank=True, db_comment="With which outcome; empty: none"
    )
    text = SealedTextField(null=True, blank=True, db_comment="What was written with it; empty: nothing")
    to_staff = actor_key(
        "to_staff_id", related_name="task_steps_to", comment="Whose it was from then on; empty: see to_team"
    )
    to_staff_id_uuid = models.UUIDField(null=True, blank=True, db_comment="Whose, kept when the account is gone")
    to_team = DatabaseForeignKey(
        CareTeam,
        OnDelete.SET_NULL,
        null=True,
        blank=True,
        related_name="task_steps_to_team",
        db_index=False,
        db_comment="Whose it was from then on; empty: see to_staff_id",
    )
    actor = actor_key("actor_id", related_name="task_steps_taken", comment="Who did it; empty: done of itself")
    actor_id_uuid = models.UUIDField(null=True, blank=True, db_comment="Who, kept when the account is gone")
    performer = SealedTextField(
        null=True, blank=True, db_comment="On whose behalf another system did it, as JSON; empty: nobody's"
    )
    at = models.DateTimeField(db_default=Now(), db_comment="When")

    objects = TaskStepQuerySet.as_manager()
    duties = Duties(rights=APPEND, kept=("kind", "outcome"))

    class Meta:
        db_table = "task_steps"
        db_table_comment = "What was done about follow-ups, step by step; append-only"
        ordering = ("-at", "-id")
        constraints = [
            models.CheckConstraint(
                name="ck_task_steps_kind",
                condition=Q(kind__in=("created", "taken", "passed", "changed", "completed", "reopened", "cancelled")),
            ),
            models.CheckConstraint(
                name="ck_task_steps_outcome",
                condition=Q(outcome__isnull=True)
                | Q(outcome__in=("done", "partly", "not_reached", "declined", "not_needed")),
            ),
            remembers_actor("task_steps", "to_staff_id"),
            remembers_actor("task_steps", "actor_id"),
            refuses_update("task_steps", unless=_GOES),
            refuses_direct_delete("task_steps", parent="users", key="user_id", or_parent=("tasks", "task_id")),
        ]
        indexes = [
            # The cascade's own look-up of a person.
            NamedIndex(name="idx_task_steps_user_id", fields=("user", "at")),
            # A follow-up's steps in their order; the cascade's own look-up.
            NamedIndex(name="idx_task_steps_task_id", fields=("task", "at")),
            # The look-ups of the SET NULLs of accounts and teams.
            actor_index("task_steps", "actor"),
            actor_index("task_steps", "to_staff"),
            actor_index("task_steps", "to_team"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {str(self.id)[-8:]}"
