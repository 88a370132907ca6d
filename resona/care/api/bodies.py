"""What is sent in about follow-ups, decisions and notes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from resona.accounts.people.bodies import Line, Text, fault
from resona.accounts.performers import MAX_PART_CHARACTERS
from resona.api.values import ValueTextError, read_time
from resona.care.models import CareNote, Decision, DecisionStakeholder, Task
from resona.care.models.decisions import MAX_NAME_CHARACTERS, MAX_TEXT_CHARACTERS
from resona.care.models.notes import MAX_NOTE_CHARACTERS
from resona.care.models.tasks import MAX_DESCRIPTION_CHARACTERS, MAX_STEP_CHARACTERS, MAX_TITLE_CHARACTERS, TaskOutcome
from resona.care.notes import MOST_MENTIONS
from resona.care.references import MOST_REFERENCES, TABLES
from resona.care.stakeholders import MOST_STAKEHOLDERS

OWN_ID: Final = "The sender's own: sent again with the same content, it is answered as it was"


def _moment(given: object) -> datetime:
    if not isinstance(given, str):
        raise fault("must be a time with its zone, such as 2026-03-01T18:20:00Z")
    try:
        return read_time(given)
    except ValueTextError as error:
        raise fault(str(error)) from None


def _table(given: object) -> object:
    if given not in TABLES:
        raise fault(f"must be one of {', '.join(TABLES)}")
    return given


Moment = Annotated[datetime, BeforeValidator(_moment)]
Title = Annotated[Line, Field(max_length=MAX_TITLE_CHARACTERS)]
LongText = Annotated[Text, Field(max_length=MAX_TEXT_CHARACTERS)]
StepText = Annotated[Text, Field(max_length=MAX_STEP_CHARACTERS)]
Part = Annotated[Line, Field(max_length=MAX_PART_CHARACTERS)]


class CareBody(BaseModel):
    """An object whose members are all known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PerformerBody(CareBody):
    """On whose behalf a system writes: a member of staff as that system knows them."""

    system: Annotated[Part, Field(description="Who gave the value: a URI")]
    value: Part
    display: Annotated[Part, Field(description="The name to show")]


class ReferenceBody(CareBody):
    """A record of the same person."""

    table: Annotated[str, BeforeValidator(_table), Field(description=f"One of {', '.join(TABLES)}")]
    id: UUID


class PerformedBody(CareBody):
    """What staff do, or a system on behalf of somebody."""

    performer: PerformerBody | None = None

    def given(self, *without: str) -> dict[str, Any]:
        """By the names of services, which know no null texts."""
        return {
            name: value
            for name in type(self).model_fields
            if name not in {"performer", *without} and (value := getattr(self, name)) is not None
        }


class TaskBody(PerformedBody):
    """A follow-up to be added."""

    id: Annotated[UUID | None, Field(description=OWN_ID)] = None
    user_id: UUID
    title: Title
    description: Annotated[Text, Field(max_length=MAX_DESCRIPTION_CHARACTERS)] | None = None
    priority: Task.Priority = Task.Priority.ROUTINE
    due_at: Moment | None = None
    audience: Annotated[Task.Audience, Field(description="person: a small step that they see in their app")] = (
        Task.Audience.TEAM
    )
    owner_id: Annotated[UUID | None, Field(description="Who of the staff does it; not with a care team")] = None
    care_team_id: UUID | None = None
    crisis_event_id: UUID | None = None
    decision_id: UUID | None = None


class TaskChangeBody(PerformedBody):
    """What is to change of a follow-up; what is left out stays, and `due_at: null` is whenever."""

    priority: Task.Priority | None = None
    due_at: Moment | None = None
    note: StepText | None = None


class TakeBody(PerformedBody):
    """Nothing, or an empty object."""


class AssignBody(PerformedBody):
    """Who does it from now on: one of the staff, or a care team; neither: it is anybody's."""

    owner_id: UUID | None = None
    care_team_id: UUID | None = None
    note: StepText | None = None


class CompleteBody(PerformedBody):
    """How a follow-up ended."""

    outcome: TaskOutcome = TaskOutcome.DONE
    note: StepText | None = None


class ReasonOfTaskBody(PerformedBody):
    """Why a follow-up is reopened or cancelled."""

    reason: StepText


class StakeholderBody(CareBody):
    """Who takes part in a decision: one of the staff, or somebody else by name."""

    part: DecisionStakeholder.Part
    staff_id: UUID | None = None
    name: Annotated[Line, Field(max_length=MAX_NAME_CHARACTERS)] | None = None
    agreed: Annotated[bool, Field(strict=True)] | None = None
    reason: LongText | None = None


Stakeholders = Annotated[tuple[StakeholderBody, ...], Field(max_length=MOST_STAKEHOLDERS)]


class DecisionBody(PerformedBody):
    """A decision to be recorded."""

    id: Annotated[UUID | None, Field(description=OWN_ID)] = None
    user_id: UUID
    decision_type: Decision.Type
    title: Title
    rationale: LongText
    description: LongText | None = None
    expected: Annotated[LongText | None, Field(description="What its outcome is compared with")] = None
    status: Decision.Status = Decision.Status.APPROVED
    decided_at: Annotated[Moment | None, Field(description="Without it, now")] = None
    review_at: Annotated[Moment | None, Field(description="Becomes a follow-up")] = None
    evidence: Annotated[tuple[ReferenceBody, ...], Field(max_length=MOST_REFERENCES)] = ()
    stakeholders: Stakeholders = ()
    supersedes_id: Annotated[UUID | None, Field(description="The decision whose place it takes")] = None


class DecisionChangeBody(PerformedBody):
    """Where a decision stands."""

    status: Decision.Status


class ReviewBody(PerformedBody):
    """What came of a decision, against what was expected."""

    outcome: LongText
    outcome_kind: Decision.OutcomeKind


class StakeholdersBody(PerformedBody):
    """Who else takes part, or what one of the staff says now."""

    stakeholders: Annotated[tuple[StakeholderBody, ...], Field(min_length=1, max_length=MOST_STAKEHOLDERS)]


class MoveNoteBody(PerformedBody):
    """Whose record a note belongs to that was filed under the wrong person."""

    user_id: Annotated[UUID, Field(description="Of the right person")]


class CareNoteBody(PerformedBody):
    """A note to be signed."""

    id: Annotated[UUID | None, Field(description=OWN_ID)] = None
    user_id: UUID
    kind: CareNote.Kind = CareNote.Kind.NOTE
    content: Annotated[
        Annotated[Text, Field(max_length=MAX_NOTE_CHARACTERS)] | None, Field(description="Of a contact not needed")
    ] = None
    contact_outcome: Annotated[CareNote.ContactOutcome | None, Field(description="Of a contact: how it went")] = None
    about: ReferenceBody | None = None
    amends_id: Annotated[UUID | None, Field(description="The note that it adds to")] = None
    mentions: Annotated[tuple[UUID, ...], Field(max_length=MOST_MENTIONS, description="Colleagues to read it")] = ()
    written_at: Annotated[
        Moment | None, Field(description="When it was written or the contact was; without it, now")
    ] = None
