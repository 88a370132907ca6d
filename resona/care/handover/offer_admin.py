"""Offers: their list, and the pages on which staff take, offer and return what they answer for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminSelectWidget

from resona.accounts.lead_page import CHOOSE
from resona.accounts.models import User
from resona.care.handover.offer_lines import offerer_of
from resona.care.handover.offering import (
    offer_event,
    offer_lead,
    read_answer_note,
    read_offer_note,
    return_offer,
    take_event_over,
    take_lead,
    take_offer,
)
from resona.care.models import CareOffer
from resona.care.models.offers import MAX_OFFER_CHARACTERS
from resona.care.pages.asking import Question, ask
from resona.care.pages.forms import SEALED, AboutPersonForm, long_text
from resona.errors import ResonaError
from resona.showing import show
from resona.site.links import EMPTY, badge, time_ago
from resona.site.places import Permissions
from resona.site.records import RecordAdmin, in_clinic_time
from resona.site.returning import go_back
from risk.models import CrisisEvent
from risk.pages.row_view import RESPOND

TONES: Final = {"taken": "low", "returned": "medium", "withdrawn": "missing", None: "high"}


class OfferForm(AboutPersonForm):
    """To whom it is passed."""

    to = forms.TypedChoiceField(coerce=UUID, widget=UnfoldAdminSelectWidget(), label="To whom?")
    note = long_text(
        "What they should know",
        limit=MAX_OFFER_CHARACTERS,
        required=False,
        help_text="What was done, and what comes next. " + SEALED,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("to", [("", "Choose"), *self.colleagues()])


class ReturnForm(AboutPersonForm):
    """Why it is not taken."""

    note = long_text(
        "Why do you return it?",
        limit=MAX_OFFER_CHARACTERS,
        help_text="It stays with whoever answers for it now; if that is nobody, somebody must take it. " + SEALED,
    )


@admin.register(CareOffer)
class CareOfferAdmin(RecordAdmin):
    """What staff offered one another to answer for."""

    permissions = Permissions(staff="view add change", offered_in_emergency="add change")
    places = ()
    list_display: ClassVar[tuple[str, ...]] = ("offered", "person", "kind", "giver", "receiver", "state")
    list_select_related = ("user", "given_by", "to_staff")
    ordering = ("-offered_at", "-id")
    fields = readonly_fields = ("person", "kind", "giver", "receiver", "offered", "words", "state", "because")
    also_shows = (
        "user", "crisis_event", "given_by", "to_staff", "note", "offered_at", "answer", "answered_at", "answer_note",
        "performer", "answer_performer",
    )  # fmt: skip
    exclude = ("to_staff_id_uuid",)

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site.admin_view
        views: dict[str, tuple[str, Callable[..., HttpResponseBase]]] = {
            "event": ("event/<uuid:event_id>/", self.event_view),
            "take_event": ("event/<uuid:event_id>/take/", self.take_event_view),
            "lead": ("person/<uuid:person_id>/", self.lead_view),
            "take_lead": ("person/<uuid:person_id>/take/", self.take_lead_view),
            "take": ("<uuid:offer_id>/take/", self.take_view),
            "return": ("<uuid:offer_id>/return/", self.return_view),
        }
        own = [path(route, site(view), name=f"care_careoffer_{name}") for name, (route, view) in views.items()]
        return [*own, *super().get_urls()]

    @in_clinic_time
    def event_view(self, request: HttpRequest, event_id: UUID) -> HttpResponseBase:
        """Offers a crisis event to a colleague."""
        event = self._event(request, event_id)
        form = OfferForm(request.POST or None, person=event.user, reader=request.user)

        def act(filled: Any) -> None:
            given = filled.cleaned_data
            offer_event(
                event_id=event.id, to_id=given["to"], note=given["note"], caller=request.user, now=timezone.now()
            )

        said = "Offered. Until they take it, it stays with whoever answers for it now."
        title = f"Pass a crisis event of {event.user.code}"
        return ask(self, request, form, Question(title=title, submit="Pass it", said=said, act=act, person=event.user))

    def take_event_view(self, request: HttpRequest, event_id: UUID) -> HttpResponseBase:
        """Makes the reader answer for a crisis event."""
        event = self._event(request, event_id)
        return self._at_once(request, lambda **by: take_event_over(event_id=event.id, **by), "You answer for it now.")

    @in_clinic_time
    def lead_view(self, request: HttpRequest, person_id: UUID) -> HttpResponseBase:
        """Offers to a colleague to be the lead of a person."""
        person = self._person(request, person_id)
        form = OfferForm(request.POST or None, person=person, reader=request.user)

        def act(filled: Any) -> None:
            given = filled.cleaned_data
            offer_lead(
                user_id=person.id, to_id=given["to"], note=given["note"], caller=request.user, now=timezone.now()
            )

        said = "Offered. Until they take it, the lead stays as it is."
        question = Question(
            title=f"Pass on being the lead of {person.code}", submit="Pass it", said=said, act=act, person=person
        )
        return ask(self, request, form, question)

    def take_lead_view(self, request: HttpRequest, person_id: UUID) -> HttpResponseBase:
        """Makes the reader the lead."""
        person = self._person(request, person_id)
        return self._at_once(request, lambda **by: take_lead(user_id=person.id, **by), "You are the lead now.")

    def take_view(self, request: HttpRequest, offer_id: UUID) -> HttpResponseBase:
        """Takes what is offered to the reader."""
        offer = self._offer(request, offer_id)
        return self._at_once(request, lambda **by: take_offer(offer_id=offer.id, **by), "Taken: you answer for it now.")

    @in_clinic_time
    def return_view(self, request: HttpRequest, offer_id: UUID) -> HttpResponseBase:
        """Returns it, and asks why."""
        offer = self._offer(request, offer_id)
        assert isinstance(request.user, User)
        form = ReturnForm(request.POST or None, person=offer.user, reader=request.user)

        def act(filled: Any) -> None:
            return_offer(offer_id=offer.id, note=filled.cleaned_data["note"], caller=request.user, now=timezone.now())

        said = "Returned. Whoever offered it sees why."
        title = f"Return what was passed to you about {offer.user.code}"
        return ask(
            self, request, form, Question(title=title, submit="Return it", said=said, act=act, person=offer.user)
        )

    def _at_once(self, request: HttpRequest, act: Callable[..., object], said: str) -> HttpResponseBase:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            act(caller=request.user, now=timezone.now())
        except ResonaError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, said)
        return go_back(request)

    def _event(self, request: HttpRequest, event_id: UUID) -> CrisisEvent:
        event = CrisisEvent.objects.visible_to(request.user).select_related("user").filter(id=event_id).first()
        if event is None:
            raise Http404("There is no such crisis event.")
        if not request.user.has_perm(RESPOND):
            raise PermissionDenied
        show(request, [event.user_id])
        return event

    def _person(self, request: HttpRequest, person_id: UUID) -> User:
        person = User.objects.visible_to(request.user).people().filter(id=person_id).first()
        if person is None:
            raise Http404("There is no such person.")
        if not request.user.has_perm(CHOOSE):
            raise PermissionDenied
        return person

    def _offer(self, request: HttpRequest, offer_id: UUID) -> CareOffer:
        offer: CareOffer = self.get_object(request, str(offer_id))
        return offer

    @admin.display(description="offered", ordering="offered_at")
    def offered(self, offer: CareOffer) -> SafeString | str:
        return time_ago(offer.offered_at)

    @admin.display(description="from")
    def giver(self, offer: CareOffer) -> str:
        return offerer_of(offer) or EMPTY

    @admin.display(description="to")
    def receiver(self, offer: CareOffer) -> str:
        return offer.to_staff.called if offer.to_staff else EMPTY

    @admin.display(description="state")
    def state(self, offer: CareOffer) -> SafeString:
        return badge(str(offer.get_answer_display() or "waits for an answer"), TONES[offer.answer])

    @admin.display(description="what to know")
    def words(self, offer: CareOffer) -> str:
        return read_offer_note(offer) or EMPTY

    @admin.display(description="why it was returned")
    def because(self, offer: CareOffer) -> str:
        return read_answer_note(offer) or EMPTY
