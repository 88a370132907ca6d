"""The page of one handover: to be written, to be taken, or to be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone

from resona.care.handover.handing import may_take, read_giver, read_item, read_taker
from resona.care.models import Handover, HandoverItem
from resona.care.pages.wording import opened, signed_by
from resona.encryption.sealing import SealedValueError
from resona.errors import InvalidInputError
from resona.showing import show
from resona.site.links import person_url
from resona.site.naming import names_of
from resona.site.records import clinic_zone
from resona.site.times import due_in_words, exact_time


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemLine:
    """What is handed over of one person."""

    person_id: str
    name: str
    code: str
    url: str
    text: str
    due: str
    answer: str  # taken, returned, or empty
    because: str
    error: str


def show_handover(
    model_admin: Any, request: HttpRequest, handover: Handover, *, faults: InvalidInputError | None = None
) -> HttpResponseBase:
    """With what was typed where something is wrong with it. People whom the reader does not see are counted only."""
    items = list(HandoverItem.objects.visible_to(request.user).filter(handover=handover).select_related("user"))
    hidden = 0 if handover.signed_at is None else handover.items.count() - len(items)
    show(request, [item.user_id for item in items], records=len(items))
    zone = clinic_zone(request.user)
    is_giver = handover.given_by_uuid == request.user.pk
    team = handover.care_team.name if handover.care_team else "a team that is gone"
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"Handover of {team}",
        "handover": handover,
        "items": _lines(request, items, faults),
        "hidden": hidden,
        "giver": giver_of(handover),
        "taker": taker_of(handover),
        "begun": exact_time(handover.created_at, zone),
        "signed": exact_time(handover.signed_at, zone) if handover.signed_at else "",
        "taken": exact_time(handover.taken_at, zone) if handover.taken_at else "",
        "is_written": is_giver and handover.signed_at is None,
        "is_taken": handover.signed_at is not None and handover.taken_at is None and may_take(handover, request.user),
    }
    return TemplateResponse(request, "care/handover.html", context)


def giver_of(handover: Handover) -> str:
    """Who hands over, in words."""
    return signed_by(handover.given_by, handover.given_by_uuid, read_giver(handover))


def taker_of(handover: Handover) -> str:
    """Who takes over, in words; empty: nobody has."""
    return signed_by(handover.taken_by, handover.taken_by_uuid, read_taker(handover))


def _lines(request: HttpRequest, items: list[HandoverItem], faults: InvalidInputError | None) -> list[ItemLine]:
    names, now = names_of(item.user_id for item in items), timezone.now()
    wrong = {fault.pointer.split("/")[2]: fault.detail for fault in faults.faults} if faults else {}
    return [
        ItemLine(
            person_id=str(item.user_id),
            name=names.get(item.user_id) or item.user.code,
            code=item.user.code,
            url=person_url(item.user_id),
            text=request.POST.get(f"text-{item.user_id}", _text(item)),
            due=due_in_words(item.due_at, now) if item.due_at else "",
            answer=request.POST.get(
                f"answer-{item.user_id}", {True: "taken", False: "returned", None: ""}[item.accepted]
            ),
            because=request.POST.get(f"because-{item.user_id}", opened(HandoverItem, "returned_because", item)),
            error=wrong.get(str(item.user_id), ""),
        )
        for item in items
    ]


def _text(item: HandoverItem) -> str:
    try:
        return read_item(item)
    except SealedValueError:
        return "What was written cannot be opened."
