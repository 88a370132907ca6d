"""Forms behind mailed links."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldAdminTextInputWidget

from resona.accounts.models import MAX_NAME_CHARACTERS
from resona.outgoing.mail_addresses import MAX_CHARACTERS

_PASSWORD: Final = {"autocomplete": "new-password"}


class AddressForm(forms.Form):
    """What somebody signs in with."""

    email = forms.EmailField(
        max_length=MAX_CHARACTERS,
        label="E-mail address",
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "username", "autofocus": True}),
    )


class NewPasswordForm(SetPasswordForm):  # type: ignore[type-arg]  # generic for type checkers only
    """A password of one's own, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("new_password1", "new_password2"):
            self.fields[name].widget = UnfoldAdminPasswordWidget(attrs=_PASSWORD)
        self.fields["new_password1"].label = "New password"
        self.fields["new_password2"].label = "The same again"


class InvitationForm(NewPasswordForm):
    """A name and a password."""

    name = forms.CharField(
        max_length=MAX_NAME_CHARACTERS,
        label="Your name",
        help_text="As colleagues and the people in your care know you.",
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "name", "autofocus": True}),
    )
    field_order = ("name", "new_password1", "new_password2")
