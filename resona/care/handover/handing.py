"""A shift's handover: begun with a draft, written over and signed by who gives it, taken person by person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from resona.accounts.callers import ApiKeyCaller, account_of
from resona.accounts.models import CareTeam, User
from resona.accounts.performers import opened_performer, performer_of, seal_performer
from resona.care.colleagues import teams_for
from resona.care.handover.drafting import SHIFT, draft_items
from resona.care.models import Handover, HandoverItem, Task
from resona.care.models.handovers import MAX_ITEM_CHARACTERS
from resona.care.task_changes import pass_task
from resona.care.task_steps import Doing
from resona.encryption.attributes import SealedTextAttribute
from resona.encryption.sealing import SealedValueError
from resona.errors import Fault, InvalidInputError, ResonaError
from resona.given_text import read_text
from resona.postgres.models import new_id
from resona.site.search import read_search
from risk.models import CrisisEvent
from risk.owning import take_event

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

# One that is being written is gone on with; of yesterday's shift nobody is told today.
WRITTEN_WITHIN: Final = timedelta(hours=24)


class UnknownHandoverError(ResonaError):
    """There is no such handover, or none that is for you to change."""

    status = 404


class SignedHandoverError(ResonaError):
    """This handover is signed: what it says stands. Begin another one."""

    status = 409


class NotYetSignedError(ResonaError):
    """Whoever gives this handover has not signed it yet."""

    status = 409


class TakenHandoverError(ResonaError):
    """This handover is taken over already."""

    status = 409


class OwnHandoverError(ResonaError):
    """You gave this handover: somebody else takes it over."""

    status = 409


@dataclass(frozen=True, kw_only=True, slots=True)
class Taking:
    """What who takes says of one person."""

    accepted: bool
    because: str = ""  # why it is returned


@dataclass(frozen=True, kw_only=True, slots=True)
class BegunHandover:
    """A handover that is being written, and whether it was begun just now."""

    handover: Handover
    is_new: bool


@transaction.atomic
def begin_handover(*, team_id: UUID, caller: Caller, now: datetime, zone: tzinfo) -> BegunHandover:
    """One of the caller's, with a draft of each person; while they write one for this team it is that.

    Raises UnknownHandoverError for a team that is not theirs.
    """
    account_id, account_uuid = account_of(caller)
    team = teams_of_giver(caller).filter(id=team_id).select_for_update(of=("self",), no_key=True).first()
    if team is None:
        raise UnknownHandoverError
    begun = Handover.objects.filter(
        care_team=team, given_by_uuid=account_uuid, signed_at__isnull=True, created_at__gt=now - WRITTEN_WITHIN
    ).first()
    if begun is not None:
        return BegunHandover(handover=begun, is_new=False)
    handover_id = new_id()
    handover = Handover.objects.create(
        id=handover_id,
        clinic_id=team.clinic_id,
        care_team=team,
        given_by_id=account_id,
        given_by_uuid=account_uuid,
        given_for=seal_performer(Handover.given_for, handover_id, performer_of(caller)),
        created_at=now,
    )
    drafts = draft_items(team, now=now, zone=zone)
    people = User.objects.visible_to(caller).filter(id__in=[each.person_id for each in drafts])
    seen = set(people.values_list("id", flat=True))
    HandoverItem.objects.bulk_create(
        _item(handover, each.person_id, each.text, each.due_at, now + place * timedelta(microseconds=1))
        for place, each in enumerate(drafts)
        if each.person_id in seen
    )
    return BegunHandover(handover=handover, is_new=True)


@transaction.atomic
def write_items(*, handover_id: UUID, texts: Mapping[UUID, str], caller: Caller, now: datetime) -> None:
    """What is said of these people; of whom nothing is said is left out, and who was not there is added.

    Raises InvalidInputError, UnknownHandoverError, SignedHandoverError.
    """
    handover = _lock_being_written(handover_id, caller)
    said = {
        user_id: read_text(text, field=f"items/{user_id}", limit=MAX_ITEM_CHARACTERS) for user_id, text in texts.items()
    }
    items = {item.user_id: item for item in handover.items.filter(user_id__in=list(said))}
    people = User.objects.visible_to(caller).people().filter(id__in=[one for one in said if one not in items])
    strangers = {one for one in said if one not in items} - set(people.values_list("id", flat=True))
    if strangers:
        detail = "is nobody whom you see"
        raise InvalidInputError([Fault(pointer=f"/items/{one}", detail=detail) for one in sorted(strangers)])
    for user_id, text in said.items():
        _write(handover, user_id, items.get(user_id), text, now)


@transaction.atomic
def add_person(*, handover_id: UUID, sought: str, caller: Caller, now: datetime) -> None:
    """Somebody of whom the draft said nothing, by their code; again, it changes nothing.

    Raises InvalidInputError, UnknownHandoverError, SignedHandoverError.
    """
    handover = _lock_being_written(handover_id, caller)
    code = read_search(sought).code_tail
    people = User.objects.visible_to(caller).people()
    person = people.called(code).first() if code else None
    if person is None:
        raise InvalidInputError([Fault(pointer="//person", detail="is the code of nobody whom you see")])
    if not handover.items.filter(user=person).exists():
        HandoverItem.objects.bulk_create([_item(handover, person.id, "", None, now)])


@transaction.atomic
def sign_handover(*, handover_id: UUID, caller: Caller, now: datetime) -> Handover:
    """Signs it as the one who gives it; again, it changes nothing. Raises UnknownHandoverError, SignedHandoverError."""
    handover = _lock_own(handover_id, caller)
    if handover.signed_at is None:
        handover.items.filter(text__isnull=True).delete()
        handover.signed_at = now
        if performer_of(caller) is not None:
            handover.given_for = seal_performer(Handover.given_for, handover.id, performer_of(caller))
        handover.save(update_fields=["signed_at", "given_for"])
    return handover


@transaction.atomic
def take_handover(*, handover_id: UUID, takings: Mapping[UUID, Taking], caller: Caller, now: datetime) -> Handover:
    """Signs it as the one who takes it, by person: taken, or returned with the reason.

    Who takes a person answers for the open crisis events for which the giver did, and does what of theirs is due
    before the shift ends; where a system takes it, the team does. Raises InvalidInputError, UnknownHandoverError (of
    another team too), NotYetSignedError, TakenHandoverError, OwnHandoverError.
    """
    handover = _lock_to_take(handover_id, caller)
    for item in HandoverItem.objects.visible_to(caller).filter(handover=handover).order_by("id"):
        taking = takings.get(item.user_id)
        if taking is None:
            raise InvalidInputError([Fault(pointer=f"/items/{item.user_id}", detail="must be taken or returned")])
        _answer(item, taking)
        if taking.accepted:
            _take_over(item.user_id, handover, caller, now)
    handover.taken_by_id, handover.taken_by_uuid = account_of(caller)
    handover.taken_for = seal_performer(Handover.taken_for, handover.id, performer_of(caller))
    handover.taken_at = now
    handover.save(update_fields=["taken_by_id", "taken_by_uuid", "taken_for", "taken_at"])
    return handover


def teams_of_giver(caller: Caller) -> QuerySet[CareTeam]:
    """The care teams for which this caller may hand over: those they are in; of administrators and systems, the
    clinic's."""
    teams = CareTeam.objects.visible_to(caller)
    if isinstance(caller, ApiKeyCaller) or getattr(caller, "role", "") == User.Role.ADMINISTRATOR:
        return teams
    return teams.filter(id__in=CareTeam.objects.filter(memberships__staff_id=account_of(caller)[0]).values("id"))


def may_take(handover: Handover, caller: Caller) -> bool:
    """Whether this caller could take it over: somebody else of its team, an administrator, or a system."""
    if _is_giver(handover, caller):
        return False
    return handover.care_team_id is None or teams_of_giver(caller).filter(id=handover.care_team_id).exists()


def read_item(item: HandoverItem) -> str:
    """What is said of a person, in clear; empty if nothing is. Raises SealedValueError."""
    return HandoverItem.text.open(item.id, item.text) if item.text else ""


def read_giver(handover: Handover) -> dict[str, str] | None:
    """For whom another system gave it; None: for nobody else, or it cannot be opened."""
    return _performer(Handover.given_for, handover.id, handover.given_for)


def read_taker(handover: Handover) -> dict[str, str] | None:
    """For whom another system took it; None: likewise."""
    return _performer(Handover.taken_for, handover.id, handover.taken_for)


def _performer(field: SealedTextAttribute, row_id: UUID, sealed: str | None) -> dict[str, str] | None:
    try:
        return opened_performer(field.open(row_id, sealed) if sealed else None)
    except SealedValueError:
        return None


def _write(handover: Handover, user_id: UUID, item: HandoverItem | None, text: str, now: datetime) -> None:
    """What is said of one person, who may not be there yet."""
    if not text:
        if item is not None:
            item.delete()
    elif item is None:
        HandoverItem.objects.bulk_create([_item(handover, user_id, text, None, now)])
    elif text != _opened(item):
        item.text = HandoverItem.text.seal(item.id, text)
        item.save(update_fields=["text"])


def _item(handover: Handover, user_id: UUID, text: str, due_at: datetime | None, at: datetime) -> HandoverItem:
    item_id = new_id()
    sealed = HandoverItem.text.seal(item_id, text) if text else None
    return HandoverItem(id=item_id, handover=handover, user_id=user_id, text=sealed, due_at=due_at, created_at=at)


def _opened(item: HandoverItem) -> str | None:
    try:
        return read_item(item)
    except SealedValueError:
        return None


def _lock_own(handover_id: UUID, caller: Caller) -> Handover:
    own = Handover.objects.visible_to(caller).filter(id=handover_id, given_by_uuid=account_of(caller)[1])
    handover = own.select_for_update(of=("self",), no_key=True).first()
    if handover is None:
        raise UnknownHandoverError
    return handover


def _lock_being_written(handover_id: UUID, caller: Caller) -> Handover:
    handover = _lock_own(handover_id, caller)
    if handover.signed_at is not None:
        raise SignedHandoverError
    return handover


def _lock_to_take(handover_id: UUID, caller: Caller) -> Handover:
    seen = Handover.objects.visible_to(caller).filter(id=handover_id)
    handover = seen.select_for_update(of=("self",), no_key=True).first()
    if handover is None:
        raise UnknownHandoverError
    if handover.signed_at is None:
        raise NotYetSignedError
    if handover.taken_at is not None:
        raise TakenHandoverError
    if _is_giver(handover, caller):
        raise OwnHandoverError
    if not may_take(handover, caller):
        raise UnknownHandoverError
    return handover


def _answer(item: HandoverItem, taking: Taking) -> None:
    because = read_text(taking.because, field=f"items/{item.user_id}/because", limit=MAX_ITEM_CHARACTERS)
    if not taking.accepted and not because:
        raise InvalidInputError([Fault(pointer=f"/items/{item.user_id}/because", detail="must say why it is returned")])
    item.accepted = taking.accepted
    item.returned_because = None if taking.accepted else HandoverItem.returned_because.seal(item.id, because)
    item.save(update_fields=["accepted", "returned_because"])


def _take_over(user_id: UUID, handover: Handover, caller: Caller, now: datetime) -> None:
    """What of this person hung on who gave the handover."""
    giver, taker = handover.given_by_uuid, account_of(caller)[0]
    events = CrisisEvent.objects.filter(user_id=user_id, owner_id_uuid=giver, resolved_at__isnull=True).order_by("id")
    for event_id in list(events.values_list("id", flat=True)) if giver else ():
        take_event(event_id=event_id, caller=caller, now=now)
    if handover.given_by_id is None:
        return
    due = Task.objects.open().filter(user_id=user_id, owner_id=handover.given_by_id, due_at__lte=now + SHIFT)
    for task in list(due.select_related("user").order_by("id")):
        team_id = _team_for(task.user, handover) if taker is None else None
        pass_task(task_id=task.id, owner_id=taker, care_team_id=team_id, doing=Doing(caller=caller, now=now))


def _team_for(person: User, handover: Handover) -> UUID | None:
    """The team that was handed over, if it cares for this person."""
    team_id = handover.care_team_id
    return team_id if team_id is not None and teams_for(person).filter(id=team_id).exists() else None


def _is_giver(handover: Handover, caller: Caller) -> bool:
    """Whether the caller gave it; what a system gave for one member of staff it may take for another."""
    performer = performer_of(caller)
    is_for_another = performer is not None and performer.model_dump() != read_giver(handover)
    return handover.given_by_uuid == account_of(caller)[1] and not is_for_another
