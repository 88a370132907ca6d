"""Handovers of shifts: their list, and the page of one, written by who gives it and answered by who takes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString

from resona.care.handover.handing import (
    Taking,
    UnknownHandoverError,
    add_person,
    begin_handover,
    sign_handover,
    take_handover,
    teams_of_giver,
    write_items,
)
from resona.care.handover.handover_page import giver_of, show_handover, taker_of
from resona.care.models import Handover
from resona.errors import InvalidInputError, ResonaError
from resona.site.links import EMPTY, badge, day_and_time, record_url
from resona.site.places import Permissions, Place
from resona.site.records import ScopedAdmin, clinic_zone, in_clinic_time

ADD = "care.add_handover"
TEXT, ANSWER, BECAUSE = "text-", "answer-", "because-"
TAKEN = "taken"


@admin.register(Handover)
class HandoverAdmin(ScopedAdmin):
    """Handovers from shift to shift."""

    permissions = Permissions(staff="view add")
    places = (Place(group="People", title="Handover", icon="swap_horiz", order=40, first={"clinician": 60}),)
    list_display: ClassVar[tuple[str, ...]] = ("begun", "team", "giver", "signed", "taker", "taken")
    list_display_links = ("begun",)
    list_select_related = ("care_team", "given_by", "taken_by")
    list_before_template = "care/handover_begin.html"
    ordering = ("-created_at", "-id")
    fields = readonly_fields = ("team", "giver", "signed", "taker", "taken")
    also_shows = ("clinic", "care_team", "given_by", "taken_by", "given_for", "signed_at", "taken_for", "taken_at")

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site.admin_view
        begin = path("begin/<uuid:team_id>/", site(self.begin_view), name="care_handover_begin")
        views: dict[str, Callable[..., HttpResponseBase]] = {
            "write": self.write_view, "sign": self.sign_view, "take": self.take_view
        }  # fmt: skip
        own = [
            path(f"<uuid:handover_id>/{name}/", site(view), name=f"care_handover_{name}")
            for name, view in views.items()
        ]
        return [begin, *own, *super().get_urls()]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """One is begun for a team, with a draft; not on Django's own page."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
        teams = list(teams_of_giver(request.user).order_by("name")) if request.user.has_perm(ADD) else []
        return super().changelist_view(request, {**(extra_context or {}), "handover_teams": teams})

    @in_clinic_time
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        handover = self.get_object(request, object_id)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET"])
        return show_handover(self, request, handover)

    def begin_view(self, request: HttpRequest, team_id: UUID) -> HttpResponseBase:
        """Begins one for a team of the reader's, with a draft of each person."""
        self._require_post(request)
        now, zone = timezone.now(), clinic_zone(request.user)
        try:
            handover = begin_handover(team_id=team_id, caller=request.user, now=now, zone=zone).handover
        except UnknownHandoverError as error:
            raise Http404(str(error)) from error
        return HttpResponseRedirect(record_url(Handover, handover.id))

    def write_view(self, request: HttpRequest, handover_id: UUID) -> HttpResponseBase:
        """Keeps what was written; with a code, adds that person."""
        texts = _by_person(request, TEXT)

        def act(now: Any) -> None:
            write_items(handover_id=handover_id, texts=texts, caller=request.user, now=now)
            if added := request.POST.get("person", "").strip():
                add_person(handover_id=handover_id, sought=added, caller=request.user, now=now)

        return self._act(request, handover_id, act, "Kept.")

    def sign_view(self, request: HttpRequest, handover_id: UUID) -> HttpResponseBase:
        """Keeps what was written, and signs it."""
        texts = _by_person(request, TEXT)

        def act(now: Any) -> None:
            write_items(handover_id=handover_id, texts=texts, caller=request.user, now=now)
            sign_handover(handover_id=handover_id, caller=request.user, now=now)

        return self._act(request, handover_id, act, "Signed. It waits for whoever takes over.")

    def take_view(self, request: HttpRequest, handover_id: UUID) -> HttpResponseBase:
        """Signs it as the one who takes over."""
        because = _by_person(request, BECAUSE)
        takings = {
            person: Taking(accepted=answer == TAKEN, because=because.get(person, ""))
            for person, answer in _by_person(request, ANSWER).items()
        }

        def act(now: Any) -> None:
            take_handover(handover_id=handover_id, takings=takings, caller=request.user, now=now)

        return self._act(request, handover_id, act, "Taken over, with your name.")

    def _act(self, request: HttpRequest, handover_id: UUID, act: Callable[[Any], None], said: str) -> HttpResponseBase:
        """Does it and shows the handover again; what is refused is told, and what was typed stays."""
        self._require_post(request)
        handover = self.get_object(request, str(handover_id))
        try:
            act(timezone.now())
        except UnknownHandoverError as error:
            raise Http404(str(error)) from error
        except InvalidInputError as error:
            messages.error(request, "Not done yet: look at what is marked.")
            return show_handover(self, request, handover, faults=error)
        except ResonaError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, said)
        return HttpResponseRedirect(record_url(Handover, handover_id))

    def _require_post(self, request: HttpRequest) -> None:
        if request.method != "POST":
            raise Http404("There is nothing to read here.")
        if not request.user.has_perm(ADD):
            raise PermissionDenied

    @admin.display(description="begun", ordering="created_at")
    def begun(self, handover: Handover) -> str:
        return day_and_time(handover.created_at)

    @admin.display(description="team")
    def team(self, handover: Handover) -> str:
        return handover.care_team.name if handover.care_team else EMPTY

    @admin.display(description="given by")
    def giver(self, handover: Handover) -> str:
        return giver_of(handover) or EMPTY

    @admin.display(description="signed")
    def signed(self, handover: Handover) -> SafeString | str:
        return day_and_time(handover.signed_at) if handover.signed_at else badge("being written", "medium")

    @admin.display(description="taken by")
    def taker(self, handover: Handover) -> str:
        return taker_of(handover) or EMPTY

    @admin.display(description="taken")
    def taken(self, handover: Handover) -> SafeString | str:
        if handover.taken_at:
            return day_and_time(handover.taken_at)
        return badge("waits", "high") if handover.signed_at else EMPTY


def _by_person(request: HttpRequest, prefix: str) -> dict[UUID, str]:
    """What was sent of each person; what names none is left out."""
    found: dict[UUID, str] = {}
    for name, value in request.POST.items():
        if name.startswith(prefix):
            try:
                found[UUID(name.removeprefix(prefix))] = str(value)
            except ValueError:
                continue
    return found
