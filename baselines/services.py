"""What clinicians decide about an alarm of gradual decline."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from baselines.drift import Decision, Drift, NothingToDecideError, Recorded
from baselines.drift_json import drift_columns, read_drift
from baselines.models import Baseline, DriftDecision, UserDrift
from conversations.models import Conversation
from resona.accounts.callers import account_of
from resona.accounts.models import User
from resona.accounts.teams import UnknownPersonError, refuse_who_only_looks
from resona.errors import ResonaError
from resona.given_text import require_text
from resona.postgres.models import new_id

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller


CAME_BACK = "Came back into care, and is learned anew."


class UnreadableDriftError(ResonaError):
    """The person's charts cannot be read: they are to be replayed before anything is decided about them."""

    status = 409
    problem = "unreadable"


@transaction.atomic
def decide_drift(*, user_id: UUID, decision: Decision, reason: str, caller: Caller, now: datetime) -> None:
    """Accepts or resets a person's alarm, with a reason. The same decision and reason again change nothing.

    Raises InvalidInputError, UnknownPersonError, NotInYourCareError, NothingToDecideError, UnreadableDriftError.
    """
    text = require_text(reason, field="reason", limit=DriftDecision.reason.max_characters)
    _lock_person(user_id, caller)
    drift = _stored_drift(user_id)
    if drift.alarm is None or decision not in drift.decisions:
        if _is_repeated(user_id, decision, text):
            return
        raise NothingToDecideError
    _record_decision(user_id, decision, text, drift.alarm.onset_at, caller=caller, now=now)
    UserDrift.objects.filter(user_id=user_id).update(**drift_columns(drift.decide(decision, at=now)))


def begin_anew(person: User, caller: Caller, now: datetime) -> None:
    """Leaves what was normal for a person who comes back into care: it is learned anew, in every replay too.

    Within the transaction that holds the person.
    """
    _record_decision(person.id, "anew", CAME_BACK, None, caller=caller, now=now)
    Baseline.objects.filter(user=person).delete()
    UserDrift.objects.filter(user=person).delete()


def read_reason(decision: DriftDecision) -> str:
    """Why somebody decided so, in clear."""
    return DriftDecision.reason.open(decision.id, decision.reason)


def _lock_person(user_id: UUID, caller: Caller) -> None:
    """As the analysis does: no session of the person is recorded meanwhile."""
    people = User.objects.in_care_of(caller).people().filter(id=user_id).order_by("id")
    if people.select_for_update(of=("self",), no_key=True).values_list("id").first() is None:
        refuse_who_only_looks(user_id, caller)
        raise UnknownPersonError


def _stored_drift(user_id: UUID) -> Drift:
    state = UserDrift.objects.filter(user_id=user_id).values_list("state", flat=True).first()
    if state is None:
        return Drift()
    try:
        return read_drift(state)
    except (LookupError, TypeError, ValueError) as damage:
        raise UnreadableDriftError from damage


def _is_repeated(user_id: UUID, decision: Decision, text: str) -> bool:
    latest = DriftDecision.objects.filter(user_id=user_id).order_by("-decided_at", "-id").first()
    return latest is not None and latest.decision == decision and read_reason(latest) == text


def _record_decision(
    user_id: UUID, decision: Recorded, text: str, onset_at: datetime | None, *, caller: Caller, now: datetime
) -> None:
    sessions = Conversation.objects.filter(user_id=user_id, is_untimed=False).order_by("-started_at", "-id")
    started_at, session_id = sessions.values_list("started_at", "id").first() or (now, None)
    decision_id = new_id()
    account_id, account_uuid = account_of(caller)
    DriftDecision.objects.create(
        id=decision_id,
        user_id=user_id,
        decision=decision,
        reason=DriftDecision.reason.seal(decision_id, text),
        after_started_at=started_at,
        after_session_uuid=session_id,
        onset_at=onset_at,
        decided_at=now,
        decided_by_id=account_id,
        decided_by_uuid=account_uuid,
    )
