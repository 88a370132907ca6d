"""Who may see what is done for people: those who see the person; views close what is for staff alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from resona.accounts.callers import ApiKeyCaller, is_person_in_care
from resona.accounts.querysets import PersonRecordQuerySet, StaffRecordQuerySet

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller
    from resona.care.models import (
        CareNote,
        CareOffer,
        Decision,
        DecisionStakeholder,
        Handover,
        HandoverItem,
        NoteRead,
        Task,
        TaskStep,
    )


class TaskQuerySet(PersonRecordQuerySet["Task"]):
    """Follow-ups. People in care see their own small steps alone."""

    def visible_to(self, caller: Caller) -> Self:
        tasks = super().visible_to(caller)
        return tasks.filter(audience=self.model.Audience.PERSON) if is_person_in_care(caller) else tasks

    def open(self) -> Self:
        """Those that are still to be done."""
        return self.filter(completed=False, cancelled_at__isnull=True)


class TaskStepQuerySet(PersonRecordQuerySet["TaskStep"]):
    """What was done about follow-ups."""


class DecisionQuerySet(PersonRecordQuerySet["Decision"]):
    """Decisions."""

    def standing(self) -> Self:
        """Those that no other has taken the place of."""
        return self.filter(superseded_by__isnull=True)


class DecisionStakeholderQuerySet(PersonRecordQuerySet["DecisionStakeholder"]):
    """Who took part in decisions."""


class CareNoteQuerySet(PersonRecordQuerySet["CareNote"]):
    """Notes."""


class CareOfferQuerySet(PersonRecordQuerySet["CareOffer"]):
    """What staff offered one another to answer for."""


class NoteReadQuerySet(PersonRecordQuerySet["NoteRead"]):
    """Who has read which note, or is asked to."""


class HandoverQuerySet(StaffRecordQuerySet["Handover"]):
    """Handovers; systems see those of their clinic."""

    def visible_to(self, caller: Caller) -> Self:
        if isinstance(caller, ApiKeyCaller) and caller.is_active:
            return self.filter(clinic_id=caller.clinic_id)
        return super().visible_to(caller)


class HandoverItemQuerySet(PersonRecordQuerySet["HandoverItem"]):
    """What was handed over of one person."""
