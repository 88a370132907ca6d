"""The admin of what other systems and people's apps come with: made here, shown once, revoked here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Final

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminTextareaWidget

from resona.accounts.models import ApiKey, User
from resona.accounts.origins import NotAnOriginError, read_origins
from resona.accounts.teams import NotInYourCareError
from resona.audit.actors import name_actor
from resona.audit.names import names_of_actors
from resona.sign_in.addresses import client_address
from resona.sign_in.credentials import Credential, Maker, NewCredential, make_credential, revoke_credential
from resona.sign_in.models import OAuthClient, PersonToken
from resona.sign_in.person_tokens import revoke_person_tokens
from resona.site.links import badge, time_ago
from resona.site.places import Permissions, Place
from resona.site.records import RecordAdmin, ScopedAdmin

SHOWN_SCOPES: Final = 2  # in the list, where they are long


class CredentialForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for type checkers only
    """What it is for, and what it may do."""

    scopes = forms.MultipleChoiceField(
        choices=ApiKey.Scope.choices, widget=UnfoldAdminCheckboxSelectMultipleWidget(), label="May"
    )
    origins = forms.CharField(
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        label="Web pages",
        help_text="Origins of pages that come with it in a browser, one a line, such as https://app.example. With "
        "“issue codes”, pages of people's apps as well. Empty: it is for servers and apps, not for pages.",
    )

    def clean_origins(self) -> list[str]:
        try:
            return read_origins(self.cleaned_data["origins"].split())
        except NotAnOriginError as error:
            raise forms.ValidationError(str(error)) from error


class CredentialAdmin(ScopedAdmin):
    """Of other systems: bound to a clinic, never changed, its secret never shown again."""

    permissions = Permissions(administrators="view add change")
    kind: Credential
    form = CredentialForm
    list_display = ("name", "clinic", "scopes_in_short", "state", "made")
    list_select_related: ClassVar[tuple[str, ...]] = ("clinic",)
    shown = ("name", "clinic", "id", "scope_names", "origin_names", "state", "created_at", "revoked_at")
    list_before_template: str | None = None
    actions = ("revoke",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """It belongs to the clinic of whoever makes it; only a superuser chooses."""
        if obj is not None:
            return self.shown
        return ("name", "clinic", "scopes", "origins") if request.user.is_superuser else ("name", "scopes", "origins")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.shown if obj is not None else ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        belongs_somewhere = request.user.is_superuser or getattr(request.user, "clinic_id", None) is not None
        return belongs_somewhere and bool(super().has_add_permission(request))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return bool(super().has_change_permission(request))

    def save_model(self, request: Any, obj: Any, form: Any, change: Any) -> None:
        clinic = form.cleaned_data["clinic"] if request.user.is_superuser else request.user.clinic
        given = form.cleaned_data
        request.made = make_credential(
            self.kind,
            clinic=clinic,
            name=given["name"],
            scopes=given["scopes"],
            origins=given["origins"],
            maker=_maker(request),
        )
        obj.pk = request.made.id

    def response_add(self, request: Any, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """Shows the secret in this answer and never again: neither a message nor the session holds it."""
        made: NewCredential = request.made
        context = {**self.admin_site.each_context(request), "title": f"New: {obj.name}", "opts": self.opts}
        answer = TemplateResponse(
            request, "sign_in/secret.html", {**context, "made": made, "is_client": self.kind == "client"}
        )
        answer["Cache-Control"] = "no-store"
        return answer

    @admin.action(description="Revoke: the chosen open nothing from now on", permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for one in queryset.filter(revoked_at__isnull=True):
            revoke_credential(self.kind, credential_id=one.id, maker=_maker(request), now=timezone.now())
            self.message_user(request, f"“{one.name}” opens nothing any more.")

    @admin.display(description="may")
    def scope_names(self, one: Any) -> str:
        return ", ".join(_names_of(one.scopes)) or "nothing"

    @admin.display(description="may")
    def scopes_in_short(self, one: Any) -> str:
        """The first of them: with all a row of the list fills a telephone."""
        names = _names_of(one.scopes)
        more = [f"and {len(names) - SHOWN_SCOPES} more"] if len(names) > SHOWN_SCOPES else []
        return ", ".join([*names[:SHOWN_SCOPES], *more]) or "nothing"

    @admin.display(description="web pages")
    def origin_names(self, one: Any) -> str:
        return ", ".join(one.origins) or "none"

    @admin.display(description="state")
    def state(self, one: Any) -> SafeString:
        return badge("revoked", "missing") if one.revoked_at else badge("in use", "low")

    @admin.display(description="made", ordering="created_at")
    def made(self, one: Any) -> SafeString | str:
        return time_ago(one.created_at)


@admin.register(ApiKey)
class ApiKeyAdmin(CredentialAdmin):
    """API keys."""

    places = (Place(group="Clinic", title="API keys", icon="key", order=90),)
    kind = "key"
    exclude = ("digest",)
    list_before_template = "resona/key_hint.html"


@admin.register(OAuthClient)
class OAuthClientAdmin(CredentialAdmin):
    """Clients of OAuth 2."""

    places = (Place(group="Clinic", title="OAuth clients", icon="vpn_key", order=100),)
    kind = "client"
    exclude = ("secret_digest",)


@admin.register(PersonToken)
class PersonTokenAdmin(RecordAdmin):
    """Tokens of people's apps: seen and ended here, or one by one on the person's page of codes."""

    permissions = Permissions(staff="view change")
    places = (Place(group="Clinic", title="App tokens", icon="smartphone", order=110),)
    list_display = ("issued", "person", "state", "expires_at")
    fields = readonly_fields = (
        "person",
        "state",
        "issuer",
        "created_at",
        "refreshed_at",
        "confirmed_at",
        "expires_at",
        "revoked_at",
    )
    also_shows = ("device", "issued_by")  # the first on the person's page of codes
    exclude = ("digest", "previous_digest")
    list_before_template = None
    actions = ("revoke",)

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("sign_in.change_persontoken"))

    @admin.action(description="End: all tokens of the chosen people open nothing from now on", permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        caller: Any = request.user
        for user_id in queryset.order_by().values_list("user_id", flat=True).distinct():
            try:
                ended = revoke_person_tokens(user_id=user_id, caller=caller, now=timezone.now())
            except NotInYourCareError as error:
                self.message_user(request, str(error), messages.ERROR)
            else:
                self.message_user(request, f"Ended: {ended}.")

    @admin.display(description="state")
    def state(self, token: PersonToken) -> SafeString:
        if token.revoked_at is not None:
            return badge("ended", "missing")
        return badge("in use", "low") if token.expires_at > timezone.now() else badge("expired", "missing")

    @admin.display(description="issued by")
    def issuer(self, token: PersonToken) -> str:
        return names_of_actors([token.issued_by])[token.issued_by]

    @admin.display(description="issued", ordering="created_at")
    def issued(self, token: PersonToken) -> SafeString | str:
        return time_ago(token.created_at)


def _names_of(scopes: Iterable[str]) -> list[str]:
    names = dict(ApiKey.Scope.choices)
    return [str(names.get(scope, scope)) for scope in scopes]


def _maker(request: HttpRequest) -> Maker:
    assert isinstance(request.user, User)
    return Maker(actor=name_actor(request.user), address=client_address(request))
