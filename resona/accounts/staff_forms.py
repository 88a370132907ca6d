"""Forms of clinics and staff."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from unfold.forms import UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminSelectWidget

from resona.accounts.models import User

STAFF_ROLES = ((User.Role.CLINICIAN, "clinician"), (User.Role.ADMINISTRATOR, "clinic administrator"))


class ClinicForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for type checkers only
    """A clinic, in a time zone that exists: deadlines are shown in it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_time_zones(self)


class StaffCreationForm(UserCreationForm):  # type: ignore[misc]  # unfold publishes no types
    """A new member of staff, who signs in with an e-mail address."""

    class Meta:
        model = User
        fields = ("email", "role")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True
        _offer_staff_roles(self)

    def save(self, commit: bool = True) -> User:
        self.instance.is_pseudonymous = False
        saved: User = super().save(commit)
        return saved


class StaffChangeForm(UserChangeForm):  # type: ignore[misc]  # unfold publishes no types
    """A member of staff."""

    class Meta:
        model = User
        fields = "__all__"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "email" in self.fields:
            self.fields["email"].required = True
        _offer_staff_roles(self)
        _offer_time_zones(self)


def _offer_staff_roles(form: forms.BaseForm) -> None:
    """An account never changes between staff and care."""
    role = form.fields.get("role")
    if role is not None:
        form.fields["role"] = forms.ChoiceField(choices=STAFF_ROLES, widget=UnfoldAdminSelectWidget())


def _offer_time_zones(form: forms.BaseForm) -> None:
    if "timezone" in form.fields:
        zones = [(zone, zone) for zone in sorted(available_timezones())]
        form.fields["timezone"] = forms.ChoiceField(choices=zones, widget=UnfoldAdminSelectWidget(), label="Time zone")
