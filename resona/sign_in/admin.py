"""The admin of second factors: who has one, and a reset for whoever lost theirs. Credentials have their own module."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString

from resona.accounts.models import User
from resona.audit.actors import name_actor
from resona.sign_in.addresses import client_address
from resona.sign_in.credential_admin import ApiKeyAdmin, OAuthClientAdmin, PersonTokenAdmin
from resona.sign_in.invitation_admin import StaffInvitationAdmin
from resona.sign_in.letters import Notice
from resona.sign_in.models import TotpDevice
from resona.sign_in.queueing import queue_notice
from resona.sign_in.recording import record_reset
from resona.sign_in.second_factor import ask_for_reset
from resona.site.links import EMPTY, badge, link_to, person_url, time_ago
from resona.site.places import Permissions, Place
from resona.site.records import ScopedAdmin

__all__ = ["ApiKeyAdmin", "OAuthClientAdmin", "PersonTokenAdmin", "StaffInvitationAdmin", "TotpDeviceAdmin"]

FEW_CODES = 3  # left: time to make new ones


@admin.register(TotpDevice)
class TotpDeviceAdmin(ScopedAdmin):
    """Seen and reset; set up by whoever signs in, and by nobody for another."""

    permissions = Permissions(administrators="view change")
    places = (Place(group="Clinic", title="Second factors", icon="phonelink_lock", order=70),)
    list_display = ("email", "staff", "codes_left", "set_up", "reset_asked")
    list_select_related: ClassVar[tuple[str, ...]] = ("user",)
    fields = readonly_fields = ("staff", "email", "codes_left", "set_up", "reset_asked")
    id_fields: ClassVar[tuple[str, ...]] = ("id", "user_id")
    person_path: ClassVar[str | None] = "user"
    list_before_template = None
    actions = ("reset",)
    also_shows = ("user", "reset_asked_by", "reset_asked_at")
    exclude = ("secret", "used_steps")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        unused = Count("user__recovery_codes", filter=Q(user__recovery_codes__used_at=None))
        devices: QuerySet[Any] = super().get_queryset(request).annotate(codes_left=unused)
        return devices

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_reset_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("sign_in.change_totpdevice"))

    @admin.action(description="Reset, once a second administrator asks for it too", permissions=["reset"])
    def reset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Not one's own, which would let an unwatched screen replace it; nor a superuser's, unless one is one."""
        others = queryset.exclude(user_id=request.user.pk)
        for device in others if request.user.is_superuser else others.exclude(user__is_superuser=True):
            self._reset(request, device)

    def _reset(self, request: HttpRequest, device: TotpDevice) -> None:
        by, now, address = request.user, timezone.now(), client_address(request)
        assert isinstance(by, User)
        if ask_for_reset(device, by=by, now=now):
            record_reset(device.user, actor=name_actor(by), address=address)
            queue_notice(device.user_id, Notice.SECOND_STEP_RESET, now=now)
            self.message_user(request, f"The second step of {device.user.called} is to be set up anew.")
        else:
            record_reset(device.user, actor=name_actor(by), address=address, change="reset asked for")
            queue_notice(device.user_id, Notice.RESET_ASKED, now=now)
            told = f"Asked for. Within a day a second administrator has to reset it too: {device.user.called}."
            self.message_user(request, told)

    @admin.display(description="staff")
    def staff(self, device: TotpDevice) -> SafeString:
        return link_to(person_url(device.user_id), device.user.name or device.user.code)

    @admin.display(description="email", ordering="user__email")
    def email(self, device: TotpDevice) -> str:
        return device.user.email or "-"

    @admin.display(description="recovery codes left")
    def codes_left(self, device: Any) -> SafeString:
        return badge(str(device.codes_left), "low" if device.codes_left >= FEW_CODES else "missing")

    @admin.display(description="set up", ordering="created_at")
    def set_up(self, device: TotpDevice) -> SafeString | str:
        return time_ago(device.created_at)

    @admin.display(description="reset asked for")
    def reset_asked(self, device: TotpDevice) -> SafeString | str:
        return EMPTY if device.reset_asked_at is None else time_ago(device.reset_asked_at)
