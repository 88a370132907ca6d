"""A session that was recorded with the wrong person's device: it leaves their baselines, and its findings no longer
count.

What was said stays where it was recorded, and is read by who may see whoever spoke. A crisis event that it raised is
theirs, and is told anew; while nobody knows who spoke, it stays open where it is.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet

from conversations.models import Conversation, Message
from conversations.parts import open_whole
from conversations.services import UnknownSessionError
from resona.accounts.callers import account_of
from resona.accounts.models import User
from resona.accounts.teams import lock_person
from resona.analysis.queueing import queue_replays
from resona.analysis.replay import analyse_untimed
from resona.analysis.runs import supersede
from resona.compliance.models import PrivacySettings
from resona.errors import ResonaError
from risk.models import CrisisEvent
from risk.moved_events import bring_back, current_place
from risk.step_models import MAX_NOTE_CHARACTERS, Resolution
from risk.wrong_person import WITH_ANOTHERS_DEVICE, close_as_wrong, lock_people, move_event

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller


class TakenForAnotherError(ResonaError):
    """A crisis event of this session went to somebody whom you do not see. Ask a colleague who sees them."""

    status = 409


_SAID: Final = ("wrong_person_at", "wrong_person_by_id", "wrong_person_by_uuid", "spoken_by_id", "is_untimed")


@transaction.atomic
def say_who_spoke(*, session_id: UUID, person_id: UUID | None, caller: Caller, now: datetime) -> Conversation:
    """Notes that this person spoke, and not the one whose device it was; None: nobody knows yet who. The same again
    changes nothing.

    Raises UnknownSessionError, NotInYourCareError, UnknownPersonError, SamePersonError, TakenForAnotherError.
    """
    session = _lock(session_id, person_id, caller)
    if session.wrong_person_at is not None and session.spoken_by_id == person_id:
        return session
    session.wrong_person_at, session.spoken_by_id, session.is_untimed = now, person_id, True
    session.wrong_person_by_id, session.wrong_person_by_uuid = account_of(caller)
    session.save(update_fields=_SAID)
    supersede([session.id])
    _settle_events(session, caller, now)
    _settle_moved_events(session, caller, now)
    _follow(session)
    return session


@transaction.atomic
def take_back(*, session_id: UUID, caller: Caller, now: datetime) -> Conversation:
    """Notes that the person themselves spoke after all: the session is analysed again, in its place.

    One whose clock is doubtful stays out of the course. A crisis event that was moved comes back, and is the caller's
    to take care of; other words that call for one raise it again.
    Raises UnknownSessionError, NotInYourCareError, TakenForAnotherError.
    """
    session = _lock(session_id, None, caller)
    if session.wrong_person_at is None:
        return session
    session.wrong_person_at = session.wrong_person_by_uuid = None
    session.wrong_person_by_id = session.spoken_by_id = None
    session.is_untimed = session.clock_doubtful
    session.save(update_fields=_SAID)
    _settle_moved_events(session, caller, now)
    if session.is_untimed:
        analyse_untimed(session, now=now)
    _follow(session)
    return session


def _lock(session_id: UUID, person_id: UUID | None, caller: Caller) -> Conversation:
    """The session, locked after the people, as whoever records locks them; also those whose record has its event."""
    sessions = Conversation.objects.visible_to(caller).filter(id=session_id)
    user_id = sessions.values_list("user_id", flat=True).first()
    if user_id is None:
        raise UnknownSessionError
    spoke = () if person_id is None else (person_id,)
    holders = {current_place(event).user_id for event in _moved_events(session_id)} - {user_id, *spoke}
    if User.objects.visible_to(caller).filter(id__in=holders).count() < len(holders):
        raise TakenForAnotherError
    lock_people((user_id, *spoke, *holders), caller)
    lock_person(user_id, caller)
    session = sessions.select_for_update(of=("self",), no_key=True).first()
    if session is None:
        raise UnknownSessionError
    return session


def _moved_events(session_id: UUID) -> QuerySet[CrisisEvent]:
    moved = CrisisEvent.objects.filter(conversation_id=session_id, resolution=Resolution.WRONG_PERSON)
    return moved.filter(corrected_to__isnull=False).order_by("created_at", "id")


def _settle_moved_events(session: Conversation, caller: Caller, now: datetime) -> None:
    """What was moved to somebody who did not speak goes on to who did, or comes back."""
    right_id = session.spoken_by_id or session.user_id
    for event in _moved_events(session.id):
        place = current_place(event)
        if place.user_id == right_id:
            continue
        if session.spoken_by_id is None:
            bring_back(event, caller=caller, now=now)
        elif place.resolved_at is None:
            words = _said_in(session, right_id)
            move_event(event_id=place.id, person_id=right_id, caller=caller, now=now, words=words)
        elif place.resolution != Resolution.WRONG_PERSON:
            close_as_wrong(place, None, caller=caller, now=now)


def _settle_events(session: Conversation, caller: Caller, now: datetime) -> None:
    """What is open goes to whoever spoke; how what is resolved turned out is corrected."""
    events = CrisisEvent.objects.filter(conversation_id=session.id).exclude(resolution=Resolution.WRONG_PERSON)
    for event in events.order_by("created_at", "id").select_for_update(of=("self",), no_key=True):
        if event.resolved_at is not None:
            close_as_wrong(event, None, caller=caller, now=now)
        elif session.spoken_by_id is not None:
            words = _said_in(session, session.spoken_by_id)
            move_event(event_id=event.id, person_id=session.spoken_by_id, caller=caller, now=now, words=words)


def _said_in(session: Conversation, speaker_id: UUID) -> str:
    """What was said, for the event of whoever said it; nothing of who lets no staff read their words."""
    privacy = PrivacySettings.objects.filter(user_id=speaker_id)
    if privacy.filter(words_for_clinicians=PrivacySettings.Words.NEVER).exists():
        return WITH_ANOTHERS_DEVICE
    own = session.messages.filter(role=Message.Role.USER, part_of__isnull=True).order_by("position", "id")
    said = [text for message in own if (text := open_whole(message))]
    return "\n".join([WITH_ANOTHERS_DEVICE, *said])[:MAX_NOTE_CHARACTERS]


def _follow(session: Conversation) -> None:
    """The person's course is replayed from there; they were last heard in the latest session of theirs."""
    own = Conversation.objects.filter(user_id=session.user_id, wrong_person_at__isnull=True)
    User.objects.filter(id=session.user_id).update(last_active=own.aggregate(at=Max("started_at"))["at"])
    queue_replays({session.user_id: session.started_at})
