"""Passing crisis events and people on over the API, and what those say to whom they are offered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from resona.accounts.models import ApiKey, PersonLead, User
from resona.api.filters import by_id, by_ids, by_truth, read_parameters
from resona.api.lists import ListView, Path
from resona.api.locations import CREATED, created
from resona.api.rows import Row, find_row
from resona.api.views import ApiView
from resona.care.api.answers import caller_of, open_rows, read_sent, require_row
from resona.care.handover.bodies import AcceptBody, PassBody, ReturnBody
from resona.care.handover.offering import offer_event, offer_lead, open_offers, return_offer, take_lead, take_offer
from resona.care.handover.rows import CareOfferRow, LeadDocument
from resona.care.models import CareOffer
from resona.showing import show_and_no_more
from risk.event_views import CrisisEventDetail
from risk.models import CrisisEvent

READ: Final = ApiKey.Scope.CARE_READ
WRITE: Final = ApiKey.Scope.CARE_WRITE
SEALED: Final = (CareOffer.note, CareOffer.performer, CareOffer.answer_note, CareOffer.answer_performer)


class PassEvent(ApiView):
    """Offers an open crisis event to a colleague, in place of whomever it was offered to before."""

    guards = CrisisEvent
    guarded_view = CrisisEventDetail
    write_scope = ApiKey.Scope.RISK_WRITE
    more_problems = (409,)

    @extend_schema(request={"application/json": PassBody}, responses={201: CareOfferRow})
    def post(self, request: Request, **path: UUID) -> Response:
        body = read_sent(PassBody, request)
        caller, now = caller_of(body, request), timezone.now()
        offer = offer_event(event_id=path["id"], to_id=body.to, note=body.note or "", caller=caller, now=now)
        return _answer(request, offer.id, status=CREATED)


class OfferList(ListView):
    """What staff offered one another to answer for, the newest first."""

    read_scope = READ
    holds_findings = True
    model = CareOffer
    serializer_class = CareOfferRow
    filters = (by_id("user", "user_id"), by_id("to", "to_staff_id"), by_truth("open"), by_ids())

    @classmethod
    def find(cls, caller: Any, path: Path) -> Any:
        is_open = ExpressionWrapper(Q(answer__isnull=True), output_field=BooleanField())
        return super().find(caller, path).alias(open=is_open)

    def show(self, rows: list[Row]) -> Iterable[Row]:
        return open_rows(SEALED, rows)


class OfferDetail(ApiView):
    """One offer."""

    guards = CareOffer
    read_scope = READ
    holds_findings = True

    @extend_schema(responses=CareOfferRow)
    def get(self, request: Request, **path: UUID) -> Response:
        read_parameters(request.GET, self.parameters())
        return _answer(request, path["id"])


class _OfferAction(ApiView):
    guards = CareOffer
    guarded_view = OfferDetail
    write_scope = WRITE
    holds_findings = True
    more_problems = (404, 409)


class TakeOffer(_OfferAction):
    """Makes whoever it was offered to answer for it: they say so, or a system says who did. Again changes nothing."""

    @extend_schema(request={"application/json": AcceptBody}, responses=CareOfferRow)
    def post(self, request: Request, **path: UUID) -> Response:
        caller = caller_of(read_sent(AcceptBody, request), request)
        take_offer(offer_id=path["id"], caller=caller, now=timezone.now())
        return _answer(request, path["id"])


class ReturnOffer(_OfferAction):
    """Leaves it with whoever answers for it, and says why. Again changes nothing."""

    @extend_schema(request={"application/json": ReturnBody}, responses=CareOfferRow)
    def post(self, request: Request, **path: UUID) -> Response:
        body = read_sent(ReturnBody, request)
        return_offer(offer_id=path["id"], note=body.note, caller=caller_of(body, request), now=timezone.now())
        return _answer(request, path["id"])


class LeadOfPerson(ApiView):
    """Who answers for a person first, and who is asked to."""

    guards = User
    read_scope = READ
    holds_findings = True

    @extend_schema(responses=LeadDocument)
    def get(self, request: Request, **path: UUID) -> Response:
        read_parameters(request.GET, self.parameters())
        return _lead(request, path["id"])


class _LeadAction(ApiView):
    guards = User
    guarded_view = LeadOfPerson
    write_scope = WRITE
    holds_findings = True


class TakeLead(_LeadAction):
    """Makes the caller, one of staff, the lead. Again changes nothing."""

    @extend_schema(request={"application/json": AcceptBody}, responses=LeadDocument)
    def post(self, request: Request, **path: UUID) -> Response:
        caller = caller_of(read_sent(AcceptBody, request), request)
        take_lead(user_id=path["id"], caller=caller, now=timezone.now())
        return _lead(request, path["id"])


class PassLead(_LeadAction):
    """Offers to a colleague to become the lead, in place of whomever it was offered to before."""

    @extend_schema(request={"application/json": PassBody}, responses={201: CareOfferRow})
    def post(self, request: Request, **path: UUID) -> Response:
        body = read_sent(PassBody, request)
        caller, now = caller_of(body, request), timezone.now()
        offer = offer_lead(user_id=path["id"], to_id=body.to, note=body.note or "", caller=caller, now=now)
        return _answer(request, offer.id, status=CREATED)


def _answer(request: Request, offer_id: UUID, *, status: int = 200) -> Response:
    """The offer as it is now."""
    row = require_row(find_row(CareOffer.objects.visible_to(request.user).filter(id=offer_id), CareOfferRow))
    (shown,) = open_rows(SEALED, [row])
    show_and_no_more(request, [row["user_id"]], records=1)
    return created(request, shown, "care-offer", id=offer_id) if status == CREATED else Response(shown)


def _lead(request: Request, user_id: UUID) -> Response:
    if not User.objects.visible_to(request.user).people().filter(id=user_id).exists():
        raise Http404
    lead = PersonLead.objects.filter(user_id=user_id, until__isnull=True).first()
    offers = open_offers().filter(user_id=user_id, kind=CareOffer.Kind.LEAD)
    document = {
        "user_id": user_id,
        "staff_id": lead.staff_id if lead else None,
        "since": lead.since if lead else None,
        "offered_to": offers.values_list("to_staff_id", flat=True).first(),
    }
    show_and_no_more(request, [user_id], records=1)
    return Response(document)
