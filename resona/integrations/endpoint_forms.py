"""What administrators fill in about webhooks."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils import timezone
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSplitDateTimeWidget,
    UnfoldAdminTextInputWidget,
)

from resona.accounts.models import Clinic
from resona.errors import InvalidInputError
from resona.integrations.addresses import check_endpoint_url
from resona.integrations.kinds import CRISIS_KINDS
from resona.integrations.models import MAX_NAME_CHARACTERS, WebhookEndpoint
from resona.integrations.policy import WEBHOOKS
from resona.integrations.registry import kinds_by_name
from resona.outgoing.urls import MAX_URL_CHARACTERS

ADDRESS_HELP: Final = "Whoever runs the other system tells you this address. It begins with https://."
KINDS_HELP: Final = (
    "The other system hears that it happened and to which record, never what was said or found. Choose the last one of "
    "a crisis, “Somebody must be told”, for a system that pages people: it is told as people are by mail, and that "
    "counts as told."
)


class EndpointForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for type checkers only
    """Which other system, where, and of what it is told."""

    clinic = forms.ModelChoiceField(queryset=Clinic.objects.order_by("name"), widget=UnfoldAdminSelectWidget())
    name = forms.CharField(
        max_length=MAX_NAME_CHARACTERS,
        widget=UnfoldAdminTextInputWidget(),
        label="Name of the other system",
        help_text="As your colleagues know it, such as “Hospital pager”.",
    )
    url = forms.CharField(
        max_length=MAX_URL_CHARACTERS, widget=UnfoldAdminTextInputWidget(), label="Address", help_text=ADDRESS_HELP
    )
    kinds = forms.MultipleChoiceField(
        widget=UnfoldAdminCheckboxSelectMultipleWidget(), label="It is told when", help_text=KINDS_HELP, required=False
    )

    class Meta:
        model = WebhookEndpoint
        fields = ("clinic", "name", "url", "kinds")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known: Any = self.fields.get("kinds")
        if known is not None:
            known.choices = [(one.name, one.says) for one in kinds_by_name().values()]
            known.initial = [one.name for one in CRISIS_KINDS]
        if self.instance.integration_id:
            self.initial["name"] = self.instance.integration.name

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"].strip()
        if url != self.initial.get("url"):
            try:
                check_endpoint_url(url)
            except InvalidInputError as error:
                raise forms.ValidationError(f"This address {error.faults[0].detail}.") from error
        return url


class AgainForm(forms.Form):
    """Since when messages are sent again."""

    since = forms.SplitDateTimeField(
        widget=UnfoldAdminSplitDateTimeWidget(),
        label="Everything since",
        help_text=f"At most {WEBHOOKS.kept_for.days} days back. What the other system has already is sent again too.",
    )

    def clean_since(self) -> Any:
        since = self.cleaned_data["since"]
        if since < timezone.now() - WEBHOOKS.kept_for:
            raise forms.ValidationError(f"This is more than {WEBHOOKS.kept_for.days} days ago.")
        return since


class SureForm(forms.Form):
    """That it is meant."""

    sure = forms.BooleanField(initial=True, widget=forms.HiddenInput)
