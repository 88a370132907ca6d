"""The page with the care record of a person, and the part of it on the person's own page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from resona.accounts.models import User
from resona.accounts.people.cards import card_on
from resona.accounts.record.reading import RecordPlace, Wanted, read_stretch, telling_to
from resona.accounts.record.sources import record_kinds
from resona.api.values import ValueTextError
from resona.audit.last_looks import last_visit_to
from resona.care.record.lines import RecordDay, days_of
from resona.care.record.places import read_place, write_place
from resona.showing import show
from resona.site.links import person_url
from resona.site.pages import Page
from resona.site.records import clinic_zone
from resona.site.times import exact_time

LOOK: Final = "accounts.view_user"
ON_A_PAGE: Final = 60
ON_PERSONS_PAGE: Final = 12
VISIT: Final = "visit"


@dataclass(frozen=True, kw_only=True, slots=True)
class KindChoice:
    """A kind of entries that the reader may choose."""

    name: str
    title: str
    is_chosen: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordSection:
    """The latest of the record, on the person's page."""

    days: tuple[RecordDay, ...]
    url: str  # of the whole
    new_url: str  # of what is new alone; empty: the reader was not here before
    last_here: str  # when the reader was last here; empty: not that is remembered


def record_on(page: Page) -> RecordSection | None:
    """That of the page of a person; None for whoever may not read it, and where nothing happened yet."""
    if not page.may(LOOK):
        return None
    seen_until = page.once(last_here_on)
    wanted = Wanted(most=ON_PERSONS_PAGE, folds=True)
    telling = telling_to(page.request.user, page.record, now=page.now, zone=page.zone)
    days = days_of(read_stretch(page.record, wanted, telling), page.zone, seen_until=seen_until)
    if not days:
        return None
    url = record_url(page.record)
    return RecordSection(
        days=days,
        url=url,
        new_url=f"{url}?since={VISIT}" if seen_until else "",
        last_here=exact_time(seen_until, page.zone) if seen_until else "",
    )


def last_here_on(page: Page) -> datetime | None:
    """When the reader was last at this person's record: `page.once(last_here_on)`."""
    return last_visit_to(page.record, page.request.user, now=page.now)


def record_link(page: Page) -> tuple[str, str] | None:
    """From the page of a person to their record."""
    return ("Care record", record_url(page.record)) if page.may(LOOK) else None


def record_url(person: User) -> str:
    return reverse("admin:accounts_user_record", args=[person.id])


def show_record_page(model_admin: Any, request: HttpRequest, person: User) -> HttpResponseBase:
    """A stretch of the record: from the latest, or from where the one before it ended. Raises Http404."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET"])
    if not request.user.has_perm(LOOK):
        raise PermissionDenied
    page = Page(request=request, record=person, person_id=person.id, now=timezone.now(), zone=clinic_zone(request.user))
    seen_until, kinds = page.once(last_here_on), _kinds_in(request.GET)
    only_new = request.GET.get("since") == VISIT and seen_until is not None
    wanted = Wanted(
        most=ON_A_PAGE,
        before=_place_in(request.GET),
        kinds=kinds,
        known_since=seen_until if only_new else None,
        folds=set(kinds) != {"sessions"},
    )
    stretch = read_stretch(person, wanted, telling_to(request.user, person, now=page.now, zone=page.zone))
    show(request, [person.id], records=len(stretch.entries) + len(stretch.ordinary))
    card = card_on(page)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "Care record",
        "person": person,
        "name": card.name if card else "",
        "person_url": person_url(person.id),
        "days": days_of(stretch, page.zone, seen_until=seen_until),
        "choices": _choices(kinds),
        "last_here": exact_time(seen_until, page.zone) if seen_until else "",
        "only_new": only_new,
        "new_url": _address(request, since=VISIT, before=None),
        "all_url": _address(request, since=None, before=None),
        "latest_url": _address(request, before=None) if wanted.before else "",
        "earlier_url": _address(request, before=write_place(stretch.ends)) if stretch.ends else "",
    }
    return TemplateResponse(request, "care/record.html", context)


def _kinds_in(query: QueryDict) -> Sequence[str]:
    """Those that are chosen; what is none is left out."""
    return [name for name in query.getlist("kind") if name in record_kinds()]


def _choices(chosen: Sequence[str]) -> list[KindChoice]:
    return [
        KindChoice(name=kind.name, title=kind.title, is_chosen=kind.name in chosen) for kind in record_kinds().values()
    ]


def _place_in(query: QueryDict) -> RecordPlace | None:
    before = query.get("before")
    try:
        return None if before is None else read_place(before)
    except ValueTextError as error:
        raise Http404("There is no such place in the record.") from error


def _address(request: HttpRequest, **changed: str | None) -> str:
    """This page with another query."""
    query = request.GET.copy()
    for name, value in changed.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return f"{request.path}?{query.urlencode()}" if query else request.path
