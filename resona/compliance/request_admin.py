"""The admin of privacy requests: what is due, what is decided, archives fetched, holds placed and lifted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from resona.accounts.models import User
from resona.api.streaming import begin
from resona.audit.names import names_of_actors
from resona.compliance.archives import FILE_NAME, open_archive
from resona.compliance.holds import is_held, lift_hold, place_hold
from resona.compliance.request_wording import HOLD_QUESTIONS, REQUEST_QUESTIONS, STEP_QUESTIONS, receipt_in_words
from resona.compliance.requests import (
    begin_request,
    complete_request,
    read_request_reason,
    receive_request,
    refuse_request,
)
from resona.compliance.rights_models import OPEN_STATES, GdprRequest, PrivacyHold
from resona.compliance.rights_section import HANDLE
from resona.encryption.sealing import SealedValueError
from resona.errors import InvalidInputError, ResonaError
from resona.site.filters import ChoiceFilter
from resona.site.links import EMPTY, badge, day_and_time, link_to, named_link
from resona.site.places import Permissions, Place
from resona.site.records import ScopedAdmin, in_clinic_time
from resona.site.returning import go_back, safe_next

TONES: Final = {"received": "medium", "in_progress": "medium", "completed": "low", "failed": "critical"}


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        max_length=GdprRequest.reason.max_characters,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        label="Reason",
        help_text="Kept encrypted, read by administrators; of an erased person nothing of it stays.",
    )


class ErasureForm(ReasonForm):
    """Why somebody is erased, and their code, typed: nobody is erased by a press beside the one that was meant."""

    code = forms.CharField(widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}), label="Their code")

    def __init__(self, *args: Any, code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.code_of_person = code
        self.fields["code"].help_text = f"Type {code}. What is erased does not come back."

    def clean_code(self) -> str:
        typed: str = self.cleaned_data["code"]
        if typed.strip().upper() != self.code_of_person:
            raise forms.ValidationError("This is another code.")
        return typed


class LiftForm(forms.Form):
    """That a hold is to be lifted."""

    lift = forms.BooleanField(initial=True, widget=forms.HiddenInput)


class StateFilter(ChoiceFilter):
    """Open, unless others are asked for."""

    title = "state"
    parameter_name = field = "state"
    offers = GdprRequest.State.choices


class KindFilter(ChoiceFilter):
    """What is asked for."""

    title = "kind"
    parameter_name = field = "kind"
    offers = GdprRequest.Kind.choices


@admin.register(GdprRequest)
class GdprRequestAdmin(ScopedAdmin):
    """Requests, what is due first at the top."""

    permissions = Permissions(administrators="view change")
    places = (Place(group="Clinic", title="Privacy requests", icon="policy", order=80, first={"administrator": 70}),)
    list_display: ClassVar[tuple[str, ...]] = ("due", "kind", "person", "shown_state", "progress", "received")
    list_filter: ClassVar[Any] = (StateFilter, KindFilter)
    list_before_template = None
    ordering = ("due_at", "id")
    actions: Any = None
    fields = readonly_fields = (
        "person", "kind", "shown_state", "progress", "received", "due", "ended_at", "said", "asked_by",
        "handler", "what_was_done", "next_steps",
    )  # fmt: skip
    also_shows = ("subject", "reason", "done", "total", "expires_at", "requested_by", "handled_by", "receipt")
    exclude = ("clinic",)

    def person_of(self, record: Any) -> UUID | None:
        person_id: UUID | None = record.person_id
        return person_id

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        people = User.objects.filter(pseudonym=OuterRef("subject")).values("id")
        rows: QuerySet[Any] = super().get_queryset(request).annotate(person_id=Subquery(people))
        return rows

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site.admin_view
        own = [
            path("of/<uuid:person_id>/<str:kind>/", site(self.ask_view), name="compliance_gdprrequest_ask"),
            path("hold/<uuid:person_id>/<str:hold>/", site(self.hold_view), name="compliance_gdprrequest_hold"),
            path("<uuid:request_id>/archive/", site(self.archive_view), name="compliance_gdprrequest_archive"),
            path("<uuid:request_id>/<str:step>/now/", site(self.step_view), name="compliance_gdprrequest_step"),
        ]
        return [*own, *super().get_urls()]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @in_clinic_time
    def ask_view(self, request: HttpRequest, person_id: UUID, kind: str) -> HttpResponseBase:
        """A person asked staff: what for, and what they said."""
        person = _person(request, person_id)
        if kind not in GdprRequest.Kind.values:
            raise Http404
        return self._ask(
            request,
            title=REQUEST_QUESTIONS[kind].format(person.code),
            act=lambda reason: receive_request(
                user_id=person.id,
                kind=GdprRequest.Kind(kind),
                reason=reason,
                caller=request.user,
                now=timezone.now(),
            ),
            form_class=partial(ErasureForm, code=person.code) if kind == GdprRequest.Kind.ERASURE else ReasonForm,
        )

    @in_clinic_time
    def hold_view(self, request: HttpRequest, person_id: UUID, hold: str) -> HttpResponseBase:
        """Places a hold, or lifts the one that stands."""
        person = _person(request, person_id)
        if hold not in PrivacyHold.Kind.values:
            raise Http404
        kind = PrivacyHold.Kind(hold)
        # What was asked is done, whatever somebody else did since, or the same click before.
        stands = "lift" in request.POST if request.method == "POST" else is_held(person.id, kind)
        details: dict[str, Any] = {"user_id": person.id, "kind": kind, "caller": request.user}
        return self._ask(
            request,
            title=HOLD_QUESTIONS[hold, stands].format(person.code),
            act=lambda reason: (
                lift_hold(**details, now=timezone.now())
                if stands
                else place_hold(**details, reason=reason, now=timezone.now())
            ),
            form_class=LiftForm if stands else ReasonForm,
        )

    @in_clinic_time
    def step_view(self, request: HttpRequest, request_id: UUID, step: str) -> HttpResponseBase:
        """Begins, completes or refuses a request."""
        asked = self._find(request, request_id)
        steps: Mapping[str, Callable[..., object]] = {
            "begin": begin_request, "complete": complete_request, "refuse": refuse_request,
        }  # fmt: skip
        if step not in steps:
            raise Http404
        details: dict[str, Any] = {"request_id": asked.id, "caller": request.user}
        return self._ask(
            request,
            title=STEP_QUESTIONS[step].format(asked.get_kind_display()),
            act=lambda reason: steps[step](
                **details, now=timezone.now(), **({"reason": reason} if step == "refuse" else {})
            ),
            form_class=ReasonForm if step == "refuse" else forms.Form,
        )

    def archive_view(self, request: HttpRequest, request_id: UUID) -> HttpResponseBase:
        """The archive, as it comes out of the database; that it was fetched is kept."""
        asked = self._find(request, request_id)
        try:
            parts = open_archive(
                request_id=asked.id,
                caller=request.user,
                address=None,  # the audit log has the request
                now=timezone.now(),
            )
        except SealedValueError:
            messages.error(request, "The archive cannot be opened: an encryption key is missing here.")
            return go_back(request)
        except ResonaError as error:
            raise Http404(str(error)) from error
        self._show(request, [asked])  # all there is of them: nothing in the answer says so
        headers = {"Content-Disposition": f'attachment; filename="{FILE_NAME}"', "Cache-Control": "no-store"}
        return StreamingHttpResponse(begin(parts), content_type="application/zip", headers=headers)

    def _find(self, request: HttpRequest, request_id: UUID) -> GdprRequest:
        found: GdprRequest | None = self.get_queryset(request).filter(id=request_id).first()
        if found is None:
            raise Http404
        if not request.user.has_perm(HANDLE):
            raise PermissionDenied
        return found

    def _ask(
        self,
        request: HttpRequest,
        *,
        title: str,
        act: Callable[[str], object],
        form_class: Callable[..., forms.Form] = ReasonForm,
    ) -> HttpResponseBase:
        """The page that asks first; where something is refused, what was typed stays in it."""
        form = form_class(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                act(form.cleaned_data.get("reason", ""))
            except InvalidInputError:
                form.add_error(None, "This reason cannot be kept.")
            except ResonaError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, "Done.")
                return go_back(request)
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "form": form,
            "submit": "Yes",
            "next_url": safe_next(request),
        }
        return TemplateResponse(request, "resona/ask.html", context)

    @admin.display(description="due", ordering="due_at")
    def due(self, asked: GdprRequest) -> SafeString | str:
        when = day_and_time(asked.due_at)
        is_late = asked.state in OPEN_STATES and asked.due_at < timezone.now()
        return badge(f"overdue since {when}", "critical") if is_late else when

    @admin.display(description="person")
    def person(self, asked: Any) -> SafeString | str:
        if asked.person_id is None:
            return "erased"
        return named_link(User(id=asked.person_id), getattr(asked, "shown_name", ""))

    @admin.display(description="state", ordering="state")
    def shown_state(self, asked: GdprRequest) -> SafeString:
        return badge(str(asked.get_state_display()), TONES.get(asked.state, "missing"))

    @admin.display(description="progress")
    def progress(self, asked: GdprRequest) -> str:
        return f"{asked.done} of {asked.total}" if asked.total else EMPTY

    @admin.display(description="received", ordering="created_at")
    def received(self, asked: GdprRequest) -> str:
        return day_and_time(asked.created_at)

    @admin.display(description="what was said")
    def said(self, asked: GdprRequest) -> str:
        try:
            return read_request_reason(asked) or EMPTY
        except SealedValueError:
            return "What was said cannot be opened."

    @admin.display(description="asked for by")
    def asked_by(self, asked: GdprRequest) -> str:
        return names_of_actors([asked.requested_by])[asked.requested_by] or EMPTY

    @admin.display(description="handled by")
    def handler(self, asked: GdprRequest) -> str:
        return names_of_actors([asked.handled_by])[asked.handled_by] or EMPTY

    @admin.display(description="what was done")
    def what_was_done(self, asked: GdprRequest) -> str:
        return receipt_in_words(asked.receipt) or EMPTY

    @admin.display(description="what can be done")
    def next_steps(self, asked: GdprRequest) -> SafeString | str:
        links = [link_to(url, words) for words, url in steps_of(asked)]
        return SafeString(" · ".join(links)) if links else EMPTY


def steps_of(asked: GdprRequest) -> list[tuple[str, str]]:
    """What an administrator can do about a request now: words, and where."""
    here = reverse("admin:compliance_gdprrequest_change", args=[asked.id])
    steps = []
    if asked.state in ("received", "failed"):
        by_hand = asked.kind == GdprRequest.Kind.RECTIFICATION
        steps = ["complete" if by_hand else "begin", "refuse"]
    urls = [
        (step.capitalize(), f"{reverse('admin:compliance_gdprrequest_step', args=[asked.id, step])}?next={here}")
        for step in steps
    ]
    if asked.expires_at is not None and asked.expires_at > timezone.now():
        urls.append(("Fetch the archive", reverse("admin:compliance_gdprrequest_archive", args=[asked.id])))
    return urls


def _person(request: HttpRequest, person_id: UUID) -> User:
    person = User.objects.visible_to(request.user).people().filter(id=person_id).first()
    if person is None:
        raise Http404
    if not request.user.has_perm(HANDLE):
        raise PermissionDenied
    return person
