"""The admin of invitations to the staff of a clinic."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from resona.accounts.models import User
from resona.accounts.staff_names import GONE
from resona.audit.actors import name_actor
from resona.outgoing.mail_addresses import check_mail_address
from resona.sign_in.invitation_models import StaffInvitation
from resona.sign_in.invitations import end_invitation, invite
from resona.site.links import EMPTY, badge, time_ago
from resona.site.places import Permissions, Place
from resona.site.records import ScopedAdmin


class InvitationForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for type checkers only
    """Whom to invite, as what."""

    class Meta:
        model = StaffInvitation
        fields = ("email", "role", "clinic")
        help_texts: ClassVar[dict[str, str]] = {
            "email": "A link is mailed there. It opens once, within a week; they set their own name and password."
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "email" in self.fields:
            self.fields["email"].validators.append(check_mail_address)


@admin.register(StaffInvitation)
class StaffInvitationAdmin(ScopedAdmin):
    """Sent by mail, and withdrawn here; whoever comes in sets their own password and second step."""

    permissions = Permissions(administrators="view add change")
    places = (Place(group="Clinic", title="Invitations", icon="person_add", order=15),)
    form = InvitationForm
    list_display = ("email", "role", "state", "invited", "by_whom")
    shown = ("email", "role", "clinic", "state", "created_at", "expires_at", "accepted_at", "by_whom")
    also_shows = ("invited_by_uuid",)
    exclude = ("digest",)
    list_before_template = None
    empty_words = "Nothing to show. Add an invitation, with the button above, to let a colleague in."
    actions = ("end",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        inviter = User.objects.filter(pk=OuterRef("invited_by_uuid"))
        called = Coalesce(NullIf("name", Value("")), "email", output_field=CharField())
        named = {"name_of_inviter": Subquery(inviter.values(called=called)[:1])}
        invitations: QuerySet[Any] = super().get_queryset(request).annotate(**named)
        return invitations

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """They come to the clinic of whoever invites them; only a superuser chooses."""
        if obj is not None:
            return self.shown
        return ("email", "role", "clinic") if request.user.is_superuser else ("email", "role")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.shown if obj is not None else ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        belongs_somewhere = request.user.is_superuser or getattr(request.user, "clinic_id", None) is not None
        return belongs_somewhere and bool(super().has_add_permission(request))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_end_permission(self, request: HttpRequest) -> bool:
        return bool(super().has_change_permission(request))

    def save_model(self, request: Any, obj: Any, form: Any, change: Any) -> None:
        given, user = form.cleaned_data, request.user
        obj.pk = invite(
            email=given["email"],
            role=given["role"],
            clinic=given["clinic"] if user.is_superuser else user.clinic,
            inviter=user,
            actor=name_actor(user),
            now=timezone.now(),
        ).pk

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """The same whether the address is somebody's already or not."""
        told = f"A mail to {obj.email} is on its way, unless the address is that of an account already."
        self.message_user(request, told)
        return HttpResponseRedirect(reverse("admin:sign_in_staffinvitation_changelist"))

    @admin.action(description="Withdraw: the links open nothing from now on", permissions=["end"])
    def end(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        assert isinstance(request.user, User)
        for invitation in queryset:
            if end_invitation(invitation=invitation, actor=name_actor(request.user), now=timezone.now()):
                self.message_user(request, f"Withdrawn: the invitation of {invitation.email}.", messages.SUCCESS)

    @admin.display(description="state")
    def state(self, invitation: StaffInvitation) -> SafeString:
        if invitation.accepted_at is not None:
            return badge("came in", "low")
        return badge("waiting", "nobody") if invitation.expires_at > timezone.now() else badge("over", "missing")

    @admin.display(description="invited", ordering="created_at")
    def invited(self, invitation: StaffInvitation) -> SafeString | str:
        return time_ago(invitation.created_at)

    @admin.display(description="by")
    def by_whom(self, invitation: StaffInvitation) -> str:
        name: str | None = getattr(invitation, "name_of_inviter", None)
        return name or (GONE if invitation.invited_by_uuid else EMPTY)
