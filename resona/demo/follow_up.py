"""What the demo's clinicians did about earlier findings, so that what is open is what a clinic at work has open.

Through the same services that the admin and the API use.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import cycle
from typing import Final

from baselines.models import UserDrift
from baselines.services import decide_drift
from conversations.services import review_session
from resona.accounts.models import User
from resona.demo.care_work import do_planned, enter_care_work
from resona.demo.people import STAFF, Person
from risk.models import CrisisEvent
from risk.open_findings import failed_sessions, open_assessments, open_events
from risk.services import acknowledge_event, record_action, resolve_event

# How long after a finding was made someone did something about it.
ACKNOWLEDGED_AFTER: Final = timedelta(minutes=25)
RESOLVED_AFTER: Final = timedelta(days=2)
ACTED_AFTER: Final = timedelta(hours=14)
# Clinicians decide in the morning after a night's build; nobody of the demo talks to the app between the two.
DECIDED_AFTER_NIGHT: Final = timedelta(hours=7)
A_DAY: Final = timedelta(days=1)

ACTIONS: Final = (
    "Read the session; talked about it at the next visit",
    "Called; no change of plan",
    "Called; visit moved forward to Thursday",
    "Discussed in the team meeting; keep listening",
    "Called; sleep and work discussed, will write again on Monday",
)


def follow_up(person: Person, user: User, staff: Mapping[str, User], *, now: datetime) -> None:
    """Deals with every finding of a person that is older than their clinicians' last look."""
    clinicians = _clinicians(person, staff)
    looked_at = _looked_at(person, now)
    _settle_events(person, user, clinicians, looked_at, now)
    _act_on_assessments(user, clinicians, looked_at)
    failures = failed_sessions(clinicians[0]).filter(user=user, started_at__lt=looked_at)
    for session, clinician in zip(failures.order_by("started_at"), cycle(clinicians), strict=False):
        review_session(session_id=session.id, caller=clinician, now=session.created_at + ACTED_AFTER)
    do_planned(user, clinicians, now=now)
    (administrator, *_) = (staff[member.email] for member in STAFF if member.role == "administrator")
    enter_care_work(person, user, clinicians, administrator, now=now)


def settle_events(person: Person, user: User, staff: Mapping[str, User], *, by: datetime, now: datetime) -> None:
    """Deals with the crisis events that were resolved by that moment."""
    looked_at = min(_looked_at(person, now), by - RESOLVED_AFTER)
    _settle_events(person, user, _clinicians(person, staff), looked_at, now)


def reset_drift(person: Person, user: User, staff: Mapping[str, User], *, night: datetime, now: datetime) -> None:
    """Resets the person's confirmed alarm of gradual decline if it was on the day after this night that someone did."""
    reset = person.drift_reset
    if reset is None or not timedelta() <= night - (now - timedelta(days=reset.days_ago)) < A_DAY:
        return
    if UserDrift.objects.filter(user=user, status=UserDrift.Status.LATCHED).exists():
        clinician, *_ = _clinicians(person, staff)
        decided_at = night + DECIDED_AFTER_NIGHT
        decide_drift(user_id=user.id, decision="reset", reason=reset.reason, caller=clinician, now=decided_at)


def _looked_at(person: Person, now: datetime) -> datetime:
    """When their clinicians last saw to a person's findings."""
    return now - timedelta(days=person.reviewed_until_days_ago)


def _settle_events(person: Person, user: User, clinicians: Sequence[User], looked_at: datetime, now: datetime) -> None:
    events = open_events(clinicians[0]).filter(user=user, created_at__lt=looked_at).order_by("created_at")
    for event, clinician in zip(events, cycle(clinicians), strict=False):
        _acknowledge(person, event, clinician, now)
        resolve_event(
            event_id=event.id,
            resolution=person.outcome.resolution,
            note=person.outcome.note,
            caller=clinician,
            now=min(event.created_at + RESOLVED_AFTER, now),
        )


def _acknowledge(person: Person, event: CrisisEvent, clinician: User, now: datetime) -> None:
    acknowledge_event(
        event_id=event.id,
        caller=clinician,
        now=min(event.created_at + ACKNOWLEDGED_AFTER, now),
        note=person.outcome.first_note,
    )


def _act_on_assessments(user: User, clinicians: Sequence[User], looked_at: datetime) -> None:
    waiting = open_assessments(clinicians[0]).filter(user=user, assessed_at__lt=looked_at).order_by("assessed_at")
    for assessment, clinician, action in zip(waiting, cycle(clinicians), cycle(ACTIONS), strict=False):
        acted_at = assessment.assessed_at + ACTED_AFTER
        record_action(assessment_id=assessment.id, action_taken=action, caller=clinician, now=acted_at)


def _clinicians(person: Person, staff: Mapping[str, User]) -> Sequence[User]:
    """Those of the person's team; without a team any clinician of the clinic may look."""
    return [
        staff[member.email]
        for member in STAFF
        if member.role == "clinician" and member.clinic == person.clinic and person.team in {None, member.team}
    ]
