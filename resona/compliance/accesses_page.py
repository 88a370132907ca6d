"""The page that tells who looked at a person's record: when, who, where, and why where a reason was given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.core.paginator import InvalidPage
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from resona.accounts.models import User
from resona.accounts.profiles import read_names
from resona.accounts.teams import NotInYourCareError, UnknownPersonError
from resona.audit.lookers import accesses_of
from resona.audit.models import DataAccess
from resona.audit.names import names_of_lookers, reason_in_words
from resona.audit.places import place_in_words
from resona.compliance.emergency import access_in_reason
from resona.compliance.emergency_section import is_seen_by_emergency_alone
from resona.site.links import person_url
from resona.site.pages import Page
from resona.site.paging import UncountedPaginator
from resona.site.times import exact_time

LOOK: Final = "accounts.view_user"
ON_A_PAGE: Final = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class AccessLine:
    """One request that showed the person."""

    when: str
    who: str
    where: str
    route: str  # as it is kept
    why: str
    why_url: str  # empty: there is nothing more to be read


def show_accesses_page(model_admin: Any, request: HttpRequest, person: User) -> HttpResponseBase:
    """A page of them, the latest first. Raises Http404, and PermissionDenied for whoever merely looks."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET"])
    if not request.user.has_perm(LOOK):
        raise PermissionDenied
    try:
        found = accesses_of(person.id, request.user).only("created_at", "actor", "source", "reason")
        page = UncountedPaginator(found.order_by("-created_at", "-id"), ON_A_PAGE).page(request.GET.get("page", 1))
    except NotInYourCareError as error:
        raise PermissionDenied(str(error)) from error
    except (UnknownPersonError, InvalidPage) as error:
        raise Http404(str(error)) from error
    name = read_names([person.id]).get(person.id)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "Who looked at this record",
        "person": person,
        "name": name,
        "person_url": person_url(person.id),
        "lines": _lines(list(page.object_list)),
        "page": page,
    }
    return TemplateResponse(request, "compliance/accesses.html", context)


def accesses_link(page: Page) -> tuple[str, str] | None:
    """From the page of a person to this one, for whoever does not merely look."""
    if not page.may(LOOK) or page.once(is_seen_by_emergency_alone):
        return None
    return "Who looked", reverse("admin:accounts_user_accesses", args=[page.person_id])


def _lines(accesses: Sequence[DataAccess]) -> list[AccessLine]:
    names = names_of_lookers((access.actor, access.reason) for access in accesses)
    zone = timezone.get_current_timezone()
    lines = []
    for access in accesses:
        emergency = access_in_reason(access.reason)
        lines.append(
            AccessLine(
                when=exact_time(access.created_at, zone),
                who=names[access.actor, access.reason],
                where=place_in_words(access.source),
                route=access.source,
                why="Emergency access" if emergency else reason_in_words(access.reason),
                why_url=reverse("admin:compliance_emergencyaccess_change", args=[emergency]) if emergency else "",
            )
        )
    return lines
