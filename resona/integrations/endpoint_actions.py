"""What administrators do about a webhook, beside changing it: tests, pauses, secrets, messages sent again, its end."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from resona.errors import ResonaError
from resona.integrations.again import send_all_again, send_test
from resona.integrations.endpoint_forms import AgainForm, SureForm
from resona.integrations.models import WebhookEndpoint
from resona.integrations.services import NewEndpoint, change_endpoint, remove_endpoint, rotate_secret
from resona.site.records import in_clinic_time

CHANGE = "integrations.change_webhookendpoint"
TESTED = "A test is on its way. In a moment the log below says whether the other system took it."


class EndpointActions:
    """The part of an admin that acts on webhooks."""

    admin_site: Any
    opts: Any

    def get_urls(self) -> list[URLPattern]:
        at_once = {
            "test": partial(self._act, act=send_test, said=TESTED),
            "pause": partial(self._act, act=partial(_pause, paused=True), said="Paused: nothing is sent to it."),
            "resume": partial(self._act, act=partial(_pause, paused=False), said="Resumed."),
        }
        views = {**at_once, "again": self.again_view, "secret": self.secret_view, "remove": self.remove_view}
        own = [
            path(f"<uuid:endpoint_id>/{name}/", self.admin_site.admin_view(view), name=_name(name))
            for name, view in views.items()
        ]
        return [*own, *super().get_urls()]  # type: ignore[misc]

    @in_clinic_time
    def again_view(self, request: HttpRequest, endpoint_id: UUID) -> HttpResponseBase:
        """Asks since when, then sends all of it again."""
        endpoint, form = self._changeable(request, endpoint_id), AgainForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            given = {"endpoint_id": endpoint.id, "since": form.cleaned_data["since"], "caller": request.user}
            try:
                count = send_all_again(**given, now=timezone.now())
            except ResonaError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, f"{count} {'message is' if count == 1 else 'messages are'} sent again.")
                return _to(endpoint)
        return self._ask(request, endpoint, form, title="Send messages again", submit="Send again")

    def secret_view(self, request: HttpRequest, endpoint_id: UUID) -> HttpResponseBase:
        """Asks, makes a new secret, and shows it in this answer alone."""
        endpoint, form = self._changeable(request, endpoint_id), SureForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                made = rotate_secret(endpoint_id=endpoint.id, caller=_user(request), now=timezone.now())
            except ResonaError as error:
                form.add_error(None, error.told or str(error))
            else:
                return self.show_secret(request, endpoint, made, is_new=False)
        note = (
            "Messages are signed with the old and the new secret for a day, so that whoever runs the other system can "
            "change over. The new one is shown once."
        )
        return self._ask(request, endpoint, form, title="New secret", submit="Make a new secret", note=note)

    def remove_view(self, request: HttpRequest, endpoint_id: UUID) -> HttpResponseBase:
        """Asks, then removes it."""
        endpoint, form = self._changeable(request, endpoint_id), SureForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            remove_endpoint(endpoint_id=endpoint.id, caller=_user(request), now=timezone.now())
            messages.success(request, "Removed. The other system is told of nothing more.")
            return HttpResponseRedirect(reverse("admin:integrations_webhookendpoint_changelist"))
        note = "The other system is told of nothing more, not of a crisis either. What was sent stays in the log."
        return self._ask(request, endpoint, form, title="Remove the webhook", submit="Remove", note=note)

    def show_secret(
        self, request: HttpRequest, endpoint: WebhookEndpoint, made: NewEndpoint, *, is_new: bool
    ) -> HttpResponse:
        """The secret in this answer and never again: neither a message nor the session holds it."""
        context = {
            **self.admin_site.each_context(request),
            "title": f"Secret of {endpoint.integration.name}",
            "made": made,
            "is_new": is_new,
            "next_url": reverse("admin:integrations_webhookendpoint_change", args=[made.id]),
        }
        answer = TemplateResponse(request, "integrations/secret.html", context)
        answer["Cache-Control"] = "no-store"
        return answer

    def _act(
        self, request: HttpRequest, endpoint_id: UUID, *, act: Callable[..., object], said: str
    ) -> HttpResponseBase:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        endpoint = self._changeable(request, endpoint_id)
        try:
            act(endpoint_id=endpoint.id, caller=_user(request), now=timezone.now())
        except ResonaError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, said)
        return _to(endpoint)

    def _changeable(self, request: HttpRequest, endpoint_id: UUID) -> WebhookEndpoint:
        endpoint: WebhookEndpoint = self.get_object(request, str(endpoint_id))  # type: ignore[attr-defined]
        if not _user(request).has_perm(CHANGE):
            raise PermissionDenied
        return endpoint

    def _ask(
        self, request: HttpRequest, endpoint: WebhookEndpoint, form: forms.Form, *, note: str = "", **asked: str
    ) -> HttpResponseBase:
        next_url = reverse("admin:integrations_webhookendpoint_change", args=[endpoint.id])
        context = {
            **self.admin_site.each_context(request),
            "form": form,
            "next_url": next_url,
            "note": note,
            "endpoint": endpoint,
            **asked,
        }
        return TemplateResponse(request, "integrations/ask.html", context)


def _pause(*, endpoint_id: UUID, caller: Any, now: Any, paused: bool) -> None:
    change_endpoint(endpoint_id=endpoint_id, caller=caller, now=now, paused=paused)


def _to(endpoint: WebhookEndpoint) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:integrations_webhookendpoint_change", args=[endpoint.id]))


def _user(request: HttpRequest) -> Any:
    return request.user


def _name(action: str) -> str:
    return f"integrations_webhookendpoint_{action}"
