"""Decisions: recorded with their reasons and evidence, reviewed against what was expected, superseded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.db import transaction

from resona.accounts.callers import account_of
from resona.accounts.performers import Performer, seal_performer
from resona.care.colleagues import lock_in_care
from resona.care.follow_ups import PlannedTask, plan_tasks
from resona.care.models import Decision, Task
from resona.care.models.decisions import MAX_TEXT_CHARACTERS, MAX_TITLE_CHARACTERS
from resona.care.references import require_references
from resona.care.stakeholders import NewStakeholder, write_stakeholders
from resona.care.task_changes import cancel_planned, complete_planned
from resona.care.task_steps import Doing, caller_of
from resona.care.times import require_due, require_past
from resona.care.versions import moved_on, require_version
from resona.encryption.sealing import SealedValueError
from resona.errors import Fault, InvalidInputError, ResonaError
from resona.given_text import read_text, require_text
from resona.postgres.models import new_id

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

REVIEW_RULE: Final = "decision_review"
# With what a decision may be recorded: it is reviewed later.
RECORDED_STATUSES: Final = tuple(one.value for one in Decision.Status if one != Decision.Status.REVIEWED)


class UnknownDecisionError(ResonaError):
    """There is no such decision, or none that you may see."""

    status = 404


class DecisionIdTakenError(ResonaError):
    """Something else is stored under this id already."""

    status = 409
    problem = "id-taken"


class SupersededDecisionError(ResonaError):
    """Another decision has taken the place of this one: look at that."""

    status = 409


class ReviewedDecisionError(ResonaError):
    """The outcome of this decision is written already: what is decided now is another decision."""

    status = 409


@dataclass(frozen=True, kw_only=True, slots=True)
class NewDecision:
    """A decision to be recorded, with who took part in it."""

    decision_type: str
    title: str
    rationale: str
    description: str = ""
    expected: str = ""
    id: UUID | None = None  # the sender's own: sent again, it records no second one
    status: str = Decision.Status.APPROVED
    decided_at: datetime | None = None  # None: now
    review_at: datetime | None = None
    evidence: Sequence[Mapping[str, Any]] = ()
    stakeholders: Sequence[NewStakeholder] = ()
    supersedes_id: UUID | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordedDecision:
    """A decision, and whether it was recorded just now."""

    id: UUID
    is_new: bool


@transaction.atomic
def record_decision(
    *, user_id: UUID, new: NewDecision, caller: Caller, now: datetime, performer: Performer | None = None
) -> RecordedDecision:
    """Records a decision, makes a follow-up of its review, and puts it in the place of the one it supersedes.

    With an id that is there already it is that one, if it says the same. Raises InvalidInputError, UnknownPersonError,
    NotInYourCareError, DecisionIdTakenError, UnknownDecisionError, SupersededDecisionError.
    """
    texts = _read_texts(new)
    person = lock_in_care(user_id, caller)
    earlier = Decision.objects.filter(id=new.id).first() if new.id else None
    if earlier is not None:
        _require_same(earlier, user_id, texts)
        return RecordedDecision(id=earlier.id, is_new=False)
    superseded = _to_supersede(new, user_id, caller)
    require_due(new.review_at, now=now, field="review_at")
    decision = _row(user_id, new, texts, doing=Doing(caller=caller, now=now, performer=performer))
    decision.evidence = require_references(new.evidence, user_id=user_id, caller=caller, field="evidence")
    decision.save(force_insert=True)
    write_stakeholders(person, decision, new.stakeholders, now=now)
    if superseded is not None:
        _supersede(superseded, decision, Doing(caller=caller, now=now))
    if new.review_at is not None:
        _plan_review(decision, texts["title"], caller, now=now)
    return RecordedDecision(id=decision.id, is_new=True)


@transaction.atomic
def review_decision(
    *, decision_id: UUID, outcome: str, outcome_kind: str, caller: Caller, now: datetime, version: int | None = None
) -> Decision:
    """Writes what came of it, against what was expected, once. The same again changes nothing.

    Raises InvalidInputError, UnknownDecisionError, ReviewedDecisionError, SupersededDecisionError,
    ChangedMeanwhileError.
    """
    text = require_text(outcome, field="outcome", limit=MAX_TEXT_CHARACTERS)
    if outcome_kind not in Decision.OutcomeKind.values:
        raise InvalidInputError([Fault(pointer="/outcome_kind", detail="is not known here")])
    decision = lock_decision(decision_id, caller)
    if decision.reviewed_at is not None:
        if (decision.outcome_kind, read_sealed(decision, "outcome")) != (outcome_kind, text):
            raise ReviewedDecisionError
        return decision
    _require_standing(decision, version)
    decision.outcome = Decision.outcome.seal(decision.id, text)
    decision.outcome_kind, decision.status, decision.reviewed_at = outcome_kind, Decision.Status.REVIEWED, now
    decision.reviewed_by_id, decision.reviewed_by_uuid = account_of(caller)
    changed = ("outcome", "outcome_kind", "status", "reviewed_at", "reviewed_by_id", "reviewed_by_uuid")
    decision.save(update_fields=moved_on(decision, *changed))
    complete_planned(decision.user_id, (REVIEW_RULE,), decision.id, Doing(caller=caller, now=now))
    return decision


@transaction.atomic
def set_decision_status(*, decision_id: UUID, status: str, caller: Caller, version: int | None = None) -> Decision:
    """Where it stands: proposed, decided, carried out or cancelled. The same again changes nothing.

    Raises InvalidInputError, UnknownDecisionError, ReviewedDecisionError, SupersededDecisionError,
    ChangedMeanwhileError.
    """
    if status not in RECORDED_STATUSES:
        raise InvalidInputError([Fault(pointer="/status", detail="is not one that a decision can be set to")])
    decision = lock_decision(decision_id, caller)
    if decision.status == status:
        return decision
    if decision.reviewed_at is not None:
        raise ReviewedDecisionError
    _require_standing(decision, version)
    decision.status = status
    decision.save(update_fields=moved_on(decision, "status"))
    return decision


@transaction.atomic
def add_stakeholders(*, decision_id: UUID, given: Sequence[NewStakeholder], caller: Caller, now: datetime) -> Decision:
    """Adds who else took part, or what one of the staff says now.

    Raises InvalidInputError, UnknownDecisionError, SupersededDecisionError.
    """
    decision = lock_decision(decision_id, caller)
    if decision.superseded_by_id is not None:
        raise SupersededDecisionError
    write_stakeholders(decision.user, decision, given, now=now)
    decision.save(update_fields=moved_on(decision))
    return decision


def lock_decision(decision_id: UUID, caller: Caller) -> Decision:
    """The decision, of somebody in the caller's care, locked until the transaction ends.

    Raises UnknownDecisionError, NotInYourCareError.
    """
    decisions = Decision.objects.visible_to(caller)
    user_id = decisions.filter(id=decision_id).values_list("user_id", flat=True).first()
    if user_id is None:
        raise UnknownDecisionError
    lock_in_care(user_id, caller)
    return decisions.select_for_update(of=("self",), no_key=True).get(id=decision_id)


def read_sealed(decision: Decision, field: str) -> str:
    """One of its texts in clear; empty if there is none. Raises SealedValueError."""
    sealed = getattr(decision, field)
    return getattr(Decision, field).open(decision.id, sealed) if sealed else ""


def _read_texts(new: NewDecision) -> dict[str, str]:
    """Raises InvalidInputError."""
    if new.decision_type not in Decision.Type.values:
        raise InvalidInputError([Fault(pointer="/decision_type", detail="is not known here")])
    if new.status not in RECORDED_STATUSES:
        raise InvalidInputError([Fault(pointer="/status", detail="is not one that a decision can be recorded with")])
    return {
        "title": require_text(new.title, field="title", limit=MAX_TITLE_CHARACTERS),
        "rationale": require_text(new.rationale, field="rationale", limit=MAX_TEXT_CHARACTERS),
        "description": read_text(new.description, field="description", limit=MAX_TEXT_CHARACTERS),
        "expected": read_text(new.expected, field="expected", limit=MAX_TEXT_CHARACTERS),
    }


def _require_same(earlier: Decision, user_id: UUID, texts: Mapping[str, str]) -> None:
    if earlier.user_id != user_id:
        raise DecisionIdTakenError
    try:
        is_same = all(read_sealed(earlier, name) == text for name, text in texts.items())
    except SealedValueError:
        is_same = False
    if not is_same:
        raise DecisionIdTakenError


def _to_supersede(new: NewDecision, user_id: UUID, caller: Caller) -> Decision | None:
    """The decision whose place the new one takes, locked. Raises InvalidInputError, SupersededDecisionError."""
    if new.supersedes_id is None:
        return None
    if new.supersedes_id == new.id:
        raise InvalidInputError([Fault(pointer="/supersedes_id", detail="is the decision itself")])
    decisions = Decision.objects.visible_to(caller).filter(user_id=user_id, id=new.supersedes_id)
    superseded = decisions.select_for_update(of=("self",), no_key=True).first()
    if superseded is None:
        detail = "leads to no decision about this person that you may see"
        raise InvalidInputError([Fault(pointer="/supersedes_id", detail=detail)])
    if superseded.superseded_by_id is not None:
        raise SupersededDecisionError
    return superseded


def _row(user_id: UUID, new: NewDecision, texts: Mapping[str, str], *, doing: Doing) -> Decision:
    decision_id = new.id or new_id()
    account_id, account_uuid = account_of(caller_of(doing))
    performer = doing.performer
    sealed = {name: getattr(Decision, name).seal(decision_id, text) if text else None for name, text in texts.items()}
    return Decision(
        id=decision_id,
        user_id=user_id,
        decision_type=new.decision_type,
        status=new.status,
        decided_at=require_past(new.decided_at, now=doing.now, field="decided_at"),
        recorded_at=doing.now,
        recorded_by_id=account_id,
        recorded_by_uuid=account_uuid,
        review_at=new.review_at,
        performer=seal_performer(Decision.performer, decision_id, performer),
        **sealed,
    )


def _supersede(superseded: Decision, by: Decision, doing: Doing) -> None:
    """Puts one in the place of another, which nobody needs to review any more."""
    superseded.superseded_by = by
    superseded.save(update_fields=moved_on(superseded, "superseded_by"))
    cancel_planned(superseded.user_id, (REVIEW_RULE,), superseded.id, doing, reason="Another decision took its place.")


def _plan_review(decision: Decision, title: str, caller: Caller, *, now: datetime) -> None:
    """A follow-up of whoever recorded it, by when it is to be looked at again."""
    assert decision.review_at is not None
    planned = PlannedTask(
        rule=REVIEW_RULE,
        source_id=decision.id,
        title=f"Review: {title}"[: Task.title.max_characters],
        due_at=decision.review_at,
        owner_id=account_of(caller)[0],
        decision_id=decision.id,
    )
    plan_tasks(decision.user_id, [planned], now=now)


def _require_standing(decision: Decision, version: int | None) -> None:
    require_version(decision, version)
    if decision.superseded_by_id is not None:
        raise SupersededDecisionError
