"""Offers: what one answers for is passed to a colleague with a note, who takes it or returns it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from resona.accounts.callers import ApiKeyCaller, account_of
from resona.accounts.models import User
from resona.accounts.on_call import set_lead
from resona.accounts.performers import opened_performer, performer_of, seal_performer
from resona.care.colleagues import lock_in_care, require_colleague
from resona.care.models import CareOffer
from resona.care.models.offers import MAX_OFFER_CHARACTERS
from resona.care.querysets import CareOfferQuerySet
from resona.compliance.emergency import explaining
from resona.encryption.sealing import SealedValueError
from resona.errors import Fault, InvalidInputError, ResonaError
from resona.given_text import read_text, require_text
from resona.postgres.models import new_id
from risk.owning import give_to, lock_open_event, note_passed, note_returned, take_event

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

Kind, Answer = CareOffer.Kind, CareOffer.Answer


class UnknownOfferError(ResonaError):
    """There is no such offer, or none that is made to you."""

    status = 404


class AnsweredOfferError(ResonaError):
    """This offer is answered already, or was taken back."""

    status = 409


class LeadOfStaffError(ResonaError):
    """A system is nobody's lead: it passes this on to one of the staff."""

    status = 403


@transaction.atomic
def offer_event(*, event_id: UUID, to_id: UUID, note: str, caller: Caller, now: datetime) -> CareOffer:
    """Offers a crisis event to a colleague. Until they take it, whoever answers for it does.

    Raises InvalidInputError, UnknownEventError, ResolvedEventError.
    """
    text = read_text(note, field="note", limit=MAX_OFFER_CHARACTERS)
    event = lock_open_event(event_id, caller)
    to = _require_other(event.user, to_id, caller)
    with explaining(caller, event.user_id):
        offer = _offer(event.user_id, to, text, caller, now, kind=Kind.EVENT, crisis_event_id=event.id)
        note_passed(event, to, note=text, caller=caller, now=now)
    return offer


@transaction.atomic
def offer_lead(*, user_id: UUID, to_id: UUID, note: str, caller: Caller, now: datetime) -> CareOffer:
    """Offers to a colleague to answer for a person first.

    Raises InvalidInputError, UnknownPersonError, NotInYourCareError.
    """
    text = read_text(note, field="note", limit=MAX_OFFER_CHARACTERS)
    person = lock_in_care(user_id, caller)
    return _offer(person.id, _require_other(person, to_id, caller), text, caller, now, kind=Kind.LEAD)


@transaction.atomic
def take_offer(*, offer_id: UUID, caller: Caller, now: datetime) -> CareOffer:
    """Makes whoever it was offered to answer for it; again, it changes nothing.

    They say so themselves, or a system says who did. Raises UnknownOfferError, InvalidInputError, AnsweredOfferError,
    ResolvedEventError.
    """
    offer = _lock_own(offer_id, caller)
    if offer.answer == Answer.TAKEN:
        return offer
    _require_open(offer)
    if offer.crisis_event_id is not None:
        event = take_event(event_id=offer.crisis_event_id, caller=caller, now=now)
        if isinstance(caller, ApiKeyCaller) and offer.to_staff is not None:
            give_to(event, offer.to_staff)
    else:
        set_lead(person_id=offer.user_id, staff_id=offer.to_staff_id, caller=caller, now=now)
    _answer(offer, Answer.TAKEN, caller, now)
    return offer


@transaction.atomic
def return_offer(*, offer_id: UUID, note: str, caller: Caller, now: datetime) -> CareOffer:
    """Leaves it with whoever answers for it, and says why; again, it changes nothing.

    Raises InvalidInputError, UnknownOfferError, AnsweredOfferError.
    """
    text = require_text(note, field="note", limit=MAX_OFFER_CHARACTERS)
    offer = _lock_own(offer_id, caller)
    if offer.answer == Answer.RETURNED:
        return offer
    _require_open(offer)
    _answer(offer, Answer.RETURNED, caller, now, note=text)
    if offer.crisis_event is not None:
        note_returned(offer.crisis_event, note=text, caller=caller, now=now)
    return offer


@transaction.atomic
def take_event_over(*, event_id: UUID, caller: Caller, now: datetime) -> None:
    """Takes an event; what was offered of it to somebody else is no longer.

    Raises UnknownEventError, ResolvedEventError.
    """
    take_event(event_id=event_id, caller=caller, now=now)
    _withdraw(CareOffer.objects.filter(crisis_event_id=event_id), now)


@transaction.atomic
def take_lead(*, user_id: UUID, caller: Caller, now: datetime) -> None:
    """Makes the caller, one of staff, answer for a person first.

    Raises LeadOfStaffError, UnknownPersonError, NotInYourCareError, UnknownStaffError.
    """
    if isinstance(caller, ApiKeyCaller):
        raise LeadOfStaffError
    set_lead(person_id=user_id, staff_id=account_of(caller)[0], caller=caller, now=now)
    _withdraw(CareOffer.objects.filter(user_id=user_id, kind=Kind.LEAD), now)


def open_offers() -> CareOfferQuerySet:
    """Those that wait for an answer, of what is still to be answered for."""
    return CareOffer.objects.filter(
        Q(crisis_event__isnull=True) | Q(crisis_event__resolved_at__isnull=True), answer__isnull=True
    )


def read_offer_note(offer: CareOffer) -> str:
    """What to know of it, in clear; empty if nothing was written, or it cannot be opened."""
    return _opened(offer, offer.note, CareOffer.note)


def read_answer_note(offer: CareOffer) -> str:
    """Why it was returned, in clear; empty if that was not said, or cannot be opened."""
    return _opened(offer, offer.answer_note, CareOffer.answer_note)


def read_offerer(offer: CareOffer) -> dict[str, str] | None:
    """For whom another system offers it; None: for nobody else, or it cannot be opened."""
    return opened_performer(_opened(offer, offer.performer, CareOffer.performer))


def _opened(offer: CareOffer, sealed: str | None, field: Any) -> str:
    try:
        return field.open(offer.id, sealed) if sealed else ""
    except SealedValueError:
        return ""


def _offer(user_id: UUID, to: User, text: str, caller: Caller, now: datetime, **what: Any) -> CareOffer:
    """In place of what was offered of the same before."""
    _withdraw(CareOffer.objects.filter(user_id=user_id, **what), now)
    offer_id, (account_id, account_uuid) = new_id(), account_of(caller)
    return CareOffer.objects.create(
        id=offer_id,
        user_id=user_id,
        given_by_id=account_id,
        given_by_uuid=account_uuid,
        performer=seal_performer(CareOffer.performer, offer_id, performer_of(caller)),
        to_staff=to,
        note=CareOffer.note.seal(offer_id, text) if text else None,
        offered_at=now,
        **what,
    )


def _require_other(person: User, to_id: UUID, caller: Caller) -> User:
    to = require_colleague(person, to_id, field="to")
    if to.id == account_of(caller)[1]:
        raise InvalidInputError([Fault(pointer="/to", detail="is you: take it instead")])
    return to


def _lock_own(offer_id: UUID, caller: Caller) -> CareOffer:
    """Of what was offered to staff, a system tells what they say to it."""
    offers = CareOffer.objects.visible_to(caller).filter(id=offer_id, to_staff__isnull=False)
    own = offers if isinstance(caller, ApiKeyCaller) else offers.filter(to_staff_id=account_of(caller)[0])
    offer = own.select_for_update(of=("self",), no_key=True).first()
    if offer is None:
        raise UnknownOfferError
    if isinstance(caller, ApiKeyCaller) and caller.performer is None:
        raise InvalidInputError([Fault(pointer="/performer", detail="is needed: who of the staff said so")])
    return offer


def _require_open(offer: CareOffer) -> None:
    if offer.answer is not None:
        raise AnsweredOfferError


def _withdraw(offers: QuerySet[CareOffer], now: datetime) -> None:
    offers.filter(answer__isnull=True).update(answer=Answer.WITHDRAWN, answered_at=now)


def _answer(offer: CareOffer, answer: CareOffer.Answer, caller: Caller, now: datetime, *, note: str = "") -> None:
    offer.answer, offer.answered_at = answer, now
    offer.answer_performer = seal_performer(CareOffer.answer_performer, offer.id, performer_of(caller))
    offer.answer_note = CareOffer.answer_note.seal(offer.id, note) if note else None
    offer.save(update_fields=["answer", "answered_at", "answer_note", "answer_performer"])
