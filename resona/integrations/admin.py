"""The admin of webhooks, for a clinic's administrators, and of what was sent."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.safestring import SafeString

from resona.integrations.endpoint_actions import EndpointActions
from resona.integrations.endpoint_forms import EndpointForm
from resona.integrations.endpoint_page import TONES, head_of
from resona.integrations.message_admin import WebhookMessageAdmin
from resona.integrations.models import WebhookEndpoint
from resona.integrations.services import change_endpoint, create_endpoint
from resona.outgoing.errors import OutgoingError
from resona.outgoing.urls import parse_url
from resona.site.links import badge, time_ago
from resona.site.places import Permissions, Place
from resona.site.records import ScopedAdmin, in_clinic_time

__all__ = ["WebhookEndpointAdmin", "WebhookMessageAdmin"]


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(EndpointActions, ScopedAdmin):
    """Other systems that are told what changed."""

    permissions = Permissions(administrators="view add change")
    places = (Place(group="Clinic", title="Webhooks", icon="webhook", order=125),)
    form = EndpointForm
    list_display: ClassVar[tuple[str, ...]] = ("name", "server", "told_of", "state", "last_ok")
    list_select_related: ClassVar[tuple[str, ...]] = ("integration", "integration__clinic")
    list_before_template = "integrations/webhooks_above.html"
    change_form_outer_before_template = "integrations/endpoint_above.html"
    also_shows = ("integration", "disabled_at")
    exclude = ("secrets", "position")
    actions: Any = None
    search_fields: ClassVar[tuple[str, ...]] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request).kept()  # type: ignore[attr-defined]
        return rows.select_related("integration__clinic")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """It belongs to the clinic of whoever makes it; only a superuser chooses."""
        own = ("name", "url", "kinds")
        return ("clinic", *own) if obj is None and request.user.is_superuser else own

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Without what is not for this reader to fill in."""
        form = super().get_form(request, obj, change, **kwargs)
        if "clinic" not in self.get_fields(request, obj):
            del form.base_fields["clinic"]
        return form

    def has_add_permission(self, request: HttpRequest) -> bool:
        belongs_somewhere = request.user.is_superuser or getattr(request.user, "clinic_id", None) is not None
        return belongs_somewhere and bool(super().has_add_permission(request))

    @in_clinic_time
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponseBase:
        """With how it does above."""
        endpoint = self.get_object(request, object_id) if object_id else None
        above = {"head": head_of(endpoint)} if endpoint is not None else {}
        return super().changeform_view(request, object_id, form_url, {**(extra_context or {}), **above})

    def save_model(self, request: Any, obj: Any, form: Any, change: Any) -> None:
        given = {name: form.cleaned_data[name] for name in ("name", "url", "kinds")}
        if change:
            change_endpoint(endpoint_id=obj.pk, caller=request.user, now=timezone.now(), **given)
            return
        clinic = form.cleaned_data["clinic"] if request.user.is_superuser else request.user.clinic
        request.made = create_endpoint(clinic_id=clinic.id, caller=request.user, **given)
        obj.pk = request.made.id

    def response_add(self, request: Any, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """Shows the secret."""
        endpoint = WebhookEndpoint.objects.select_related("integration").get(id=request.made.id)
        return self.show_secret(request, endpoint, request.made, is_new=True)

    @admin.display(description="other system", ordering="integration__name")
    def name(self, endpoint: WebhookEndpoint) -> str:
        return endpoint.integration.name

    @admin.display(description="server")
    def server(self, endpoint: WebhookEndpoint) -> str:
        """Without the path, which may hold a secret."""
        try:
            return str(parse_url(endpoint.url).host)
        except OutgoingError:
            return "an address that cannot be read"

    @admin.display(description="told of")
    def told_of(self, endpoint: WebhookEndpoint) -> str:
        count = len(endpoint.kinds)
        return "nothing" if not count else "1 kind of change" if count == 1 else f"{count} kinds of changes"

    @admin.display(description="state", ordering="integration__status")
    def state(self, endpoint: WebhookEndpoint) -> SafeString:
        status = endpoint.integration.status
        return badge(endpoint.integration.get_status_display(), TONES[status])

    @admin.display(description="last took a message", ordering="integration__last_ok_at")
    def last_ok(self, endpoint: WebhookEndpoint) -> SafeString | str:
        return time_ago(endpoint.integration.last_ok_at) if endpoint.integration.last_ok_at else "never yet"
