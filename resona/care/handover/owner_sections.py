"""Who answers for a crisis event, and for a person: on their pages, with what the reader may do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from resona.accounts.lead_page import CHOOSE, lead_on
from resona.care.handover.offer_lines import OfferLine, offer_line
from resona.care.handover.offering import open_offers
from resona.care.models import CareOffer
from resona.care.pages.sections import Press
from resona.site.pages import Page
from risk.owning import performer_who_answers
from risk.pages.row_view import RESPOND

NOBODY: Final = "Nobody answers for it yet. Whoever acknowledges it or takes it does from then on."


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnerSection:
    """Who answers for it, whom it is offered to, and what can be done about that."""

    who: str
    offered_to: str  # empty: to nobody, or to the reader
    offer: OfferLine | None  # the one that waits for the reader's answer
    presses: tuple[Press, ...]
    here: str


def event_owner_on(page: Page) -> OwnerSection | None:
    """Of the event of this page; None once it is resolved."""
    event = page.record
    if event.resolved_at is not None:
        return None
    reader, owner = page.request.user, event.owner
    elsewhere = performer_who_answers(event)
    who = NOBODY if owner is None else f"{owner.called} answers for it."
    who = f"{elsewhere['display']} answers for it, by another system." if elsewhere else who
    who = "You answer for it." if owner is not None and owner.pk == reader.pk else who
    presses: list[Press] = []
    if page.may(RESPOND):
        if event.owner_id != reader.pk:
            presses.append(Press(label="Take it", url=_act("take_event", event.id, page), acts=True, weight="primary"))
        presses.append(Press(label="Pass to …", url=_act("event", event.id, page)))
    offer = open_offers().filter(crisis_event_id=event.id).select_related("user", "given_by", "to_staff").first()
    return _section(page, who, offer, presses)


def person_lead_on(page: Page) -> OwnerSection | None:
    """Of the person of this page."""
    if not page.may(CHOOSE):
        return None
    reader, lead = page.request.user, page.once(lead_on)
    who = "Nobody is the lead: those on call are told of a crisis first."
    if lead is not None:
        who = f"{lead.called} is the lead: they answer for this person, and are told of a crisis first."
    presses: list[Press] = []
    if lead is not None and lead.pk == reader.pk:
        who = "You are the lead: you answer for this person, and are told of a crisis first."
    else:
        presses.append(Press(label="Become the lead", url=_act("take_lead", page.person_id, page), acts=True))
    if lead is not None:
        presses.append(Press(label="Pass to …", url=_act("lead", page.person_id, page)))
    offers = open_offers().filter(user_id=page.person_id, kind=CareOffer.Kind.LEAD)
    return _section(page, who, offers.select_related("user", "given_by", "to_staff").first(), presses)


def _section(page: Page, who: str, offer: CareOffer | None, presses: list[Press]) -> OwnerSection:
    is_mine = offer is not None and offer.to_staff_id == page.request.user.pk
    return OwnerSection(
        who=who,
        offered_to=offer.to_staff.called if offer is not None and offer.to_staff and not is_mine else "",
        offer=offer_line(offer, page.now) if offer is not None and is_mine else None,
        presses=tuple(presses),
        here=page.request.path,
    )


def _act(name: str, record_id: object, page: Page) -> str:
    url = reverse(f"admin:care_careoffer_{name}", args=[record_id])
    return f"{url}?{urlencode({'next': page.request.path})}"
