"""From a person to what they see now; where nothing of their own is stored yet, why."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from interfaces.consent import may_personalise
from interfaces.models import InterfaceBuild, UserInterface
from interfaces.nights import BUILT_AT
from interfaces.pages.version_page import version_url
from resona.accounts.models import User
from resona.accounts.profiles import read_names
from resona.site.links import person_url
from resona.site.pages import Page
from resona.site.times import ago_in_words
from resona.time_zones import zone_in_words

LOOK: Final = "interfaces.view_userinterface"


def open_shown(model_admin: Any, request: HttpRequest, user_id: UUID) -> HttpResponseBase:
    """To the version that this person sees now, or a page that says why there is none. Raises Http404."""
    person = User.objects.visible_to(request.user).people().filter(id=user_id).first()
    if person is None:
        raise Http404("There is no such person.")
    shown = UserInterface.objects.filter(user=person, active=True).first()
    if shown is not None:
        return HttpResponseRedirect(version_url(shown.id))
    name = read_names([person.id]).get(person.id)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"What {name or person.code} sees",
        "person": person,
        "name": name,
        "person_url": person_url(person.id),
        "why": _why_none(person),
    }
    return TemplateResponse(request, "interfaces/none.html", context)


def shown_link(page: Page) -> tuple[str, str] | None:
    """From the page of a person to what they see."""
    if not page.request.user.has_perm(LOOK):
        return None
    return "What they see", reverse("admin:interfaces_userinterface_of", args=[page.person_id])


def _why_none(person: User) -> str:
    if not may_personalise(person.consents_given):
        return "Without their consent none is adapted to them."
    build = InterfaceBuild.objects.filter(user=person).first()
    if build is not None and build.failed_at is not None:
        when, failure = ago_in_words(build.failed_at, timezone.now()), (build.failure or "").rstrip(".")
        return f"The latest build failed {when}: {failure}. It is tried again every night."
    where = zone_in_words(person.timezone)
    return f"The first one of their own is built in the coming night, at {BUILT_AT:%H:%M} where they are ({where})."
