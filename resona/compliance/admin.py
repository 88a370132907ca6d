"""The admin of consent: decisions to be read and recorded, texts to be read and succeeded by new versions."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString

from resona.accounts.models import User
from resona.accounts.profiles import read_names
from resona.accounts.purposes import Purpose
from resona.compliance.consent import Channel, Decision, give_consent, withdraw_consent
from resona.compliance.consent_forms import ConsentTextForm, DecisionForm
from resona.compliance.consent_section import RECORD, said_by
from resona.compliance.emergency_admin import EmergencyAccessAdmin
from resona.compliance.models import ConsentRecord, ConsentText, PurposeChoice
from resona.compliance.request_admin import GdprRequestAdmin
from resona.compliance.wording import TITLES, WITHOUT
from resona.errors import InvalidInputError
from resona.site.filters import ChoiceFilter, period_of
from resona.site.links import EMPTY, badge, day_and_time
from resona.site.places import Permissions, Place
from resona.site.records import RecordAdmin, ScopedAdmin, in_clinic_time
from resona.site.returning import go_back, safe_next

__all__ = ["ConsentRecordAdmin", "ConsentTextAdmin", "EmergencyAccessAdmin", "GdprRequestAdmin"]


class PurposeFilter(ChoiceFilter):
    """What decisions are about."""

    title = "purpose"
    parameter_name = field = "purpose"
    offers = PurposeChoice.choices


class DecisionFilter(ChoiceFilter):
    """Given or withdrawn."""

    title = "decision"
    parameter_name = field = "decision"
    offers = ConsentRecord.Decision.choices


@admin.register(ConsentRecord)
class ConsentRecordAdmin(RecordAdmin):
    """Decisions, as they came in."""

    permissions = Permissions(staff="view change")
    places = (Place(group="Records", title="Consents", icon="how_to_reg", order=60),)
    list_display: ClassVar[tuple[str, ...]] = ("when", "person", "purpose", "state", "version", "channel")
    list_filter: ClassVar[Any] = (period_of("decided_at"), PurposeFilter, DecisionFilter)
    ordering = ("-decided_at", "-id")
    fields = readonly_fields = ("person", "purpose", "state", "version", "words", "channel", "when", "who")
    also_shows = ("decision", "text", "decided_by")
    exclude = ("reason",)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.decide_view)
        own = path("of/<uuid:person_id>/<str:purpose>/", view, name="compliance_consentrecord_decide")
        return [own, *super().get_urls()]

    @in_clinic_time
    def decide_view(self, request: HttpRequest, person_id: UUID, purpose: str) -> HttpResponseBase:
        """Asks what the person decided, and records it."""
        person = User.objects.in_care_of(request.user).people().filter(id=person_id).first()
        if person is None or purpose not in set(Purpose):
            raise Http404
        if not request.user.has_perm(RECORD):
            raise PermissionDenied
        form = _form(request, person, Purpose(purpose))
        if request.method == "POST" and form.is_valid() and _record(request, person, Purpose(purpose), form):
            messages.success(request, "Recorded. It counts from now on.")
            return go_back(request)
        name = read_names([person.id]).get(person.id) or person.code
        context = {
            **self.admin_site.each_context(request),
            "title": f"{TITLES[Purpose(purpose)]}: what {name} decided",
            "form": form,
            "submit": "Record",
            "next_url": safe_next(request),
        }
        return TemplateResponse(request, "resona/ask.html", context)

    @admin.display(description="when", ordering="decided_at")
    def when(self, record: ConsentRecord) -> str:
        return day_and_time(record.decided_at)

    @admin.display(description="decision")
    def state(self, record: ConsentRecord) -> SafeString:
        is_given = record.decision == Decision.GIVEN
        return badge(str(record.get_decision_display()), "low" if is_given else "missing")

    @admin.display(description="words agreed to")
    def words(self, record: ConsentRecord) -> str:
        return record.text.text if record.text is not None else "kept elsewhere"

    @admin.display(description="recorded by")
    def who(self, record: ConsentRecord) -> str:
        return said_by(record, record.user) or EMPTY


@admin.register(ConsentText)
class ConsentTextAdmin(ScopedAdmin):
    """Texts: each stays as it was agreed to; a change is a new version."""

    permissions = Permissions(staff="view", administrators="add")
    places = (Place(group="Clinic", title="Consent texts", icon="contract", order=50),)
    form = ConsentTextForm
    list_display: ClassVar[tuple[str, ...]] = ("purpose", "language", "version", "since", "clinic")
    list_select_related: ClassVar[tuple[str, ...]] = ("clinic",)
    list_filter: ClassVar[Any] = (PurposeFilter,)
    list_before_template = None
    ordering = ("purpose", "language", "-created_at")
    actions: Any = None

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: type[ConsentTextForm] = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"own_clinic_id": getattr(request.user, "clinic_id", None)})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """It belongs to the clinic of whoever writes it; only a superuser chooses."""
        fields = list(ConsentTextForm.Meta.fields)
        if obj is not None:
            return [*fields, "since"]
        return fields if request.user.is_superuser else fields[1:]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("since",) if obj is not None else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        if not request.user.is_superuser:
            obj.clinic_id = form.own_clinic_id
        super().save_model(request, obj, form, change)

    @admin.display(description="since", ordering="created_at")
    def since(self, text: ConsentText) -> str:
        return day_and_time(text.created_at)


def _form(request: HttpRequest, person: User, purpose: Purpose) -> DecisionForm:
    texts = ConsentText.objects.filter(clinic=person.clinic_id, purpose=purpose).order_by("-created_at")
    versions = list(dict.fromkeys(texts.values_list("version", flat=True)))
    return DecisionForm(request.POST or None, without=WITHOUT[purpose], versions=versions)


def _record(request: HttpRequest, person: User, purpose: Purpose, form: DecisionForm) -> bool:
    """Whether it was recorded; otherwise the form says why not."""
    given = form.cleaned_data
    decide = give_consent if given["decision"] == Decision.GIVEN else withdraw_consent
    try:
        decide(
            user_id=person.id,
            purpose=purpose,
            version=given["version"],
            channel=Channel(given["channel"]),
            reason=given["reason"],
            caller=request.user,
            now=timezone.now(),
        )
    except InvalidInputError as error:
        for fault in error.faults:
            form.add_error(fault.pointer.strip("/"), f"This {fault.detail}.")
        return False
    return True
