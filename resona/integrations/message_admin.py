"""The log of webhooks: what other systems were told of, how each try went, and the way to send it again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Final
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.admin import SimpleListFilter
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from resona.accounts.models import User
from resona.errors import ResonaError
from resona.integrations.again import send_again
from resona.integrations.endpoint_actions import CHANGE
from resona.integrations.models import WebhookAttempt, WebhookEndpoint, WebhookMessage
from resona.integrations.registry import says_of_type
from resona.integrations.wording import outcome_in_words
from resona.site.filters import period_of
from resona.site.links import EMPTY, badge, day_and_time, link_to, local_time, named_link, record_url
from resona.site.places import Permissions, Place
from resona.site.records import ScopedAdmin, in_clinic_time

STATES: Final = {"delivered": ("taken", "low"), "waiting": ("waits", "medium"), "failed": ("not taken", "critical")}


@dataclass(frozen=True, kw_only=True, slots=True)
class TryLine:
    """One try, as the page of a message shows it."""

    when: str
    number: int
    outcome: str
    tone: str
    took: str


class WebhookFilter(SimpleListFilter):
    """Which webhook, where the page of one led here."""

    title = "webhook"
    parameter_name = "webhook"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        seen = WebhookEndpoint.objects.visible_to(request.user).select_related("integration")
        return [(str(one.id), one.integration.name) for one in seen.order_by("integration__name")[:100]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if not value:
            return queryset
        known = {str(choice) for choice, _ in self.lookup_choices}
        return queryset.filter(endpoint_id=value) if value in known else queryset.none()


@admin.register(WebhookMessage)
class WebhookMessageAdmin(ScopedAdmin):
    """What other systems were told of in the last 30 days."""

    permissions = Permissions(administrators="view")
    places = (Place(group="Clinic", title="Webhook log", icon="outbox", order=130),)
    list_display: ClassVar[tuple[str, ...]] = ("when", "webhook", "what", "person", "outcome")
    list_select_related: ClassVar[tuple[str, ...]] = ("endpoint__integration",)
    list_filter: ClassVar[Any] = (period_of("created_at"), WebhookFilter)
    change_form_outer_before_template = "integrations/message_above.html"
    fields = readonly_fields = ("when", "webhook", "what", "person", "record", "header")
    also_shows = ("endpoint", "kind", "record_uuid", "user_uuid")
    exclude = ("clinic",)
    ordering = ("-created_at", "-id")
    actions: Any = None
    id_fields = ("id", "record_uuid", "user_uuid")
    person_path = "user_uuid"
    empty_words = "Nothing to show. Whenever something happens that a webhook is told of, it stands here with each try."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request).shown()  # type: ignore[attr-defined]
        return rows.select_related("endpoint__integration")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.again_view)
        own = path("<uuid:message_id>/again/", view, name="integrations_webhookmessage_again")
        return [own, *super().get_urls()]

    def person_of(self, record: Any) -> UUID | None:
        person_id: UUID | None = record.user_uuid
        return person_id

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @in_clinic_time
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponseBase:
        """With every try above, and the button that sends it again."""
        message = self.get_object(request, object_id) if object_id else None
        above = {} if message is None else self._above(request, message)
        return super().changeform_view(request, object_id, form_url, {**(extra_context or {}), **above})

    def again_view(self, request: HttpRequest, message_id: UUID) -> HttpResponseBase:
        """Sends it again, at once."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        message = self.get_object(request, str(message_id))
        user: Any = request.user
        if not user.has_perm(CHANGE):
            raise PermissionDenied
        try:
            send_again(message_id=message.id, caller=user, now=timezone.now())
        except ResonaError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "It is sent again.")
        return HttpResponseRedirect(reverse("admin:integrations_webhookmessage_change", args=[message.id]))

    @admin.display(description="when", ordering="created_at")
    def when(self, message: WebhookMessage) -> str:
        return day_and_time(message.created_at)

    @admin.display(description="other system")
    def webhook(self, message: WebhookMessage) -> str:
        return message.endpoint.integration.name

    @admin.display(description="what happened")
    def what(self, message: WebhookMessage) -> str:
        return says_of_type(message.kind)

    @admin.display(description="person")
    def person(self, message: WebhookMessage) -> SafeString | str:
        return named_link(User(id=message.user_uuid, role=User.Role.PERSON), "") if message.user_uuid else EMPTY

    @admin.display(description="record")
    def record(self, message: WebhookMessage) -> SafeString | str:
        if not message.kind.startswith("crisis_event."):
            return str(message.record_uuid)
        return link_to(reverse("admin:risk_crisisevent_change", args=[message.record_uuid]), "the crisis event")

    @admin.display(description="id the other system knows it by")
    def header(self, message: WebhookMessage) -> str:
        name: str = getattr(message, "webhook_id", "")
        return name

    @admin.display(description="outcome")
    def outcome(self, message: WebhookMessage) -> SafeString:
        return badge(*STATES[getattr(message, "state", "failed")])

    def _above(self, request: Any, message: WebhookMessage) -> dict[str, Any]:
        may = request.user.has_perm(CHANGE) and message.endpoint.disabled_at is None
        return {
            "tries": [_line(one) for one in WebhookAttempt.objects.filter(message=message).order_by("id")],
            "again_url": reverse("admin:integrations_webhookmessage_again", args=[message.id]) if may else "",
            "endpoint_url": record_url(WebhookEndpoint, message.endpoint_id),
            "endpoint_name": message.endpoint.integration.name,
        }


def _line(attempt: WebhookAttempt) -> TryLine:
    if attempt.at is None and attempt.next_at is not None:
        return TryLine(
            when=local_time(attempt.next_at), number=attempt.attempt, outcome="to come", tone="medium", took=""
        )
    is_under_way = attempt.next_at is not None
    is_taken = attempt.error_code is None
    return TryLine(
        when=local_time(attempt.at),
        number=attempt.attempt,
        outcome="under way" if is_under_way else outcome_in_words(attempt.status_code, attempt.error_code),
        tone="medium" if is_under_way else "low" if is_taken else "critical",
        took="" if attempt.duration_ms is None else f"{attempt.duration_ms / 1000:.1f} s",
    )
