"""Offers as pages show them: what is offered to the reader, and what was returned to them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from typing import Any, Final

from django.urls import reverse

from resona.care.handover.offering import open_offers, read_answer_note, read_offer_note, read_offerer
from resona.care.models import CareOffer
from resona.site.links import person_url
from resona.site.times import ago_in_words, due_in_words
from risk.clock import due_time
from risk.pages.row_view import event_url

MOST_OFFERS: Final = 20
# How long it is told that something was returned.
RETURNED_WITHIN: Final = timedelta(days=2)


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferLine:
    """An offer."""

    person: Any
    what: str
    who: str  # who offers it, or returned it
    when: str
    note: str
    url: str  # of what is offered
    take_url: str = ""
    return_url: str = ""
    due: str = ""
    waits: str = ""  # who answers for it until it is taken
    name: str = ""  # of the person

    def named(self, name: str) -> OfferLine:
        return replace(self, name=name)


def offers_to(reader: Any, *, now: datetime, zone: tzinfo) -> list[OfferLine]:
    """What waits for the reader's answer, the oldest first; one statement."""
    offers = open_offers().visible_to(reader).filter(to_staff_id=reader.pk)
    rows = offers.select_related("user", "given_by", "crisis_event").order_by("offered_at", "id")[:MOST_OFFERS]
    return [offer_line(offer, now) for offer in rows]


def returned_to(reader: Any, *, now: datetime) -> list[OfferLine]:
    """What the reader offered and got back of late; one statement."""
    returned = CareOffer.objects.visible_to(reader).filter(
        given_by_id=reader.pk, answer=CareOffer.Answer.RETURNED, answered_at__gt=now - RETURNED_WITHIN
    )
    rows = returned.select_related("user", "to_staff", "crisis_event").order_by("-answered_at", "-id")[:MOST_OFFERS]
    return [
        OfferLine(
            person=offer.user,
            what=_what(offer),
            who=offer.to_staff.called if offer.to_staff else "A colleague",
            when=ago_in_words(offer.answered_at, now) if offer.answered_at else "",
            note=read_answer_note(offer),
            url=_url(offer),
        )
        for offer in rows
    ]


def offer_line(offer: CareOffer, now: datetime) -> OfferLine:
    """An open one, with its answers."""
    due_at = due_time(offer.crisis_event) if offer.crisis_event else None
    return OfferLine(
        person=offer.user,
        what=_what(offer),
        who=offerer_of(offer) or "Another system",
        when=ago_in_words(offer.offered_at, now),
        note=read_offer_note(offer),
        url=_url(offer),
        take_url=reverse("admin:care_careoffer_take", args=[offer.id]),
        return_url=reverse("admin:care_careoffer_return", args=[offer.id]),
        due=due_in_words(due_at, now) if due_at else "",
        waits=_waits(offer),
    )


def offerer_of(offer: CareOffer) -> str:
    """Who offers it; empty: another system, which does not say for whom."""
    performer = read_offerer(offer)
    if performer is not None:
        return performer["display"]
    return offer.given_by.called if offer.given_by else ""


def _what(offer: CareOffer) -> str:
    if offer.crisis_event is not None:
        return f"a crisis event, {offer.crisis_event.risk_level}"
    return "to be the lead"


def _waits(offer: CareOffer) -> str:
    event = offer.crisis_event
    if event is not None and event.owner_id_uuid is None:
        return "Until you take it, nobody answers for it."
    return "Until you take it, whoever answers for it now still does."


def _url(offer: CareOffer) -> str:
    return event_url(offer.crisis_event_id) if offer.crisis_event_id else person_url(offer.user_id)
