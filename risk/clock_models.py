"""The clock of a crisis event: who answers for it, by when somebody must act, and whether somebody was told."""

from __future__ import annotations

from django.db import models

from resona.accounts.actors import actor_key
from resona.postgres.models import Record


class Clocked(Record):
    """The columns of the clock. It runs from when an event is raised until it is resolved; of the past it never runs.

    When `next_due_at` passes, the event goes a step up (`escalation_step`): the next recipients are told.
    """

    owner = actor_key("owner_id", related_name="crisis_owned", comment="Who answers for it; empty: nobody yet")
    owner_id_uuid = models.UUIDField(null=True, blank=True, db_comment="Who, kept when the account is gone")
    next_due_at = models.DateTimeField(
        null=True, blank=True, db_comment="When somebody must have acted next; empty: its clock does not run"
    )
    escalation_step = models.PositiveSmallIntegerField(
        default=0, db_default=0, db_comment="How often that time has passed without anybody acting"
    )
    escalated_at = models.DateTimeField(null=True, blank=True, db_comment="When it went a step up last; empty: never")
    told_at = models.DateTimeField(
        null=True, blank=True, db_comment="When somebody was first told since it was raised or went a step up"
    )

    class Meta:
        abstract = True
