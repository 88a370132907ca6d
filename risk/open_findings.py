"""Which findings are open: the querysets behind triage, a person's page and the lists.

Of who is no longer in care, crisis events alone: they ask for nobody's review, but a call for help reaches people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from baselines.models import DriftDecision, UserDrift
from conversations.models import Conversation
from resona.accounts.teams import staffed_places
from risk.models import LEVELS, CrisisEvent, Level, RiskAssessment
from risk.wording import EXPECTED_GAPS

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller


def open_events(caller: Caller) -> QuerySet[CrisisEvent]:
    """Crisis events that nobody has resolved."""
    return CrisisEvent.objects.visible_to(caller).filter(resolved_at__isnull=True)


def open_crisis() -> Exists:
    """That the person `OuterRef("pk")` has a crisis event that nobody has resolved, whoever asks."""
    return Exists(CrisisEvent.objects.filter(user_id=OuterRef("pk"), resolved_at__isnull=True).order_by())


def open_assessments(caller: Caller) -> QuerySet[RiskAssessment]:
    """Current assessments above low on which nothing was done; one with a crisis event is handled with it.

    An analysis repeated after the event was resolved asks for nobody, unless it is worse: than the event, and than what
    there was to see when it was resolved.
    """
    event = CrisisEvent.objects.alias(rank=level_rank()).filter(conversation_id=OuterRef("session_id"))
    no_worse = Q(rank__gte=OuterRef("rank")) | Exists(_as_grave_when_resolved())
    handled_with_event = event.filter(Q(resolved_at__isnull=True) | no_worse).exclude(
        resolution=CrisisEvent.Resolution.TO_REVIEW
    )
    waiting = (
        RiskAssessment.objects.visible_to(caller)
        .alias(rank=level_rank())
        .filter(needs_review=True, is_current=True, action_taken_at__isnull=True, user__care_ended="")
    )
    return waiting.exclude(risk_level=Level.LOW).filter(~Exists(handled_with_event))


def undecided_drifts(caller: Caller) -> QuerySet[UserDrift]:
    """Alarms of gradual decline about which nobody has decided; towards anything else, those that are confirmed.

    A confirmed alarm of either direction holds the person's normal still until someone resets it.
    """
    accepted = DriftDecision.objects.filter(
        user_id=OuterRef("user_id"),
        decision=DriftDecision.Decision.ACCEPT,
        after_started_at__gte=OuterRef("alarmed_at"),
    )
    declining = Q(status=UserDrift.Status.ALARMED, direction=UserDrift.Direction.DECLINE)
    standing = UserDrift.objects.visible_to(caller).filter(Q(status=UserDrift.Status.LATCHED) | declining)
    # Names the partial index.
    return standing.filter(~Exists(accepted.order_by()), alarmed_at__isnull=False, user__care_ended="")


def failed_sessions(caller: Caller) -> QuerySet[Conversation]:
    """Sessions whose analysis failed, until someone has looked: what was said or heard then is still unread."""
    return _unsettled_sessions(caller).filter(has_failed())


def incomplete_sessions(caller: Caller) -> QuerySet[Conversation]:
    """Sessions with expected gaps only, until someone has looked, or a newer session was assessed in full."""
    newer = Conversation.objects.filter(
        user_id=OuterRef("user_id"),
        started_at__gt=OuterRef("started_at"),
        analysis_status=Conversation.Status.COMPLETE,
        wrong_person_at__isnull=True,
    )
    return _unsettled_sessions(caller).exclude(has_failed()).filter(~Exists(newer))


def has_failed() -> Q:
    """Any code but the expected gaps is a failure; so is a session whose analysis failed altogether."""
    # "<@": all codes are among the expected gaps.
    return ~Q(not_assessed__contained_by=sorted(EXPECTED_GAPS)) | Q(analysis_status=Conversation.Status.FAILED)


def is_of_the_past(session: str) -> Q:
    """Sessions, at this path, that were imported as the past: what they tell calls nobody."""
    return Q(**{f"{session}is_historical": True})


def has_responsible_staff(person: str = "user_id") -> Exists:
    """Whether a care team with someone in it cares for the person at this path."""
    return Exists(staffed_places().filter(person_id=OuterRef(person)).order_by())


def level_rank() -> Case:
    """How high a row's level is, from 0."""
    return Case(*(When(risk_level=level, then=Value(rank)) for rank, level in enumerate(LEVELS)))


def _as_grave_when_resolved() -> QuerySet[RiskAssessment]:
    """Of the session of an event, assessments that whoever resolved it saw, not below the one asked about."""
    seen = RiskAssessment.objects.alias(rank=level_rank()).filter(assessed_at__lte=OuterRef("resolved_at"))
    return seen.filter(session_id=OuterRef("conversation_id"), rank__gte=OuterRef(OuterRef("rank"))).order_by()


def _unsettled_sessions(caller: Caller) -> QuerySet[Conversation]:
    """Sessions not fully assessed at which nobody has looked; one with an assessment above low is shown by that."""
    assessed = RiskAssessment.objects.filter(session_id=OuterRef("id"), is_current=True)
    settled = assessed.filter(Q(action_taken_at__isnull=False) | ~Q(risk_level=Level.LOW))
    incomplete = Conversation.objects.visible_to(caller).exclude(analysis_status=Conversation.Status.COMPLETE)
    return incomplete.filter(
        ~Exists(settled), reviewed_at__isnull=True, wrong_person_at__isnull=True, user__care_ended=""
    )
