"""Forms of clinics, care teams and staff."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from unfold.widgets import UnfoldAdminSelectWidget

from resona.accounts.models import CareTeam, User
from resona.accounts.people.telephones import known_countries
from resona.outgoing.mail_addresses import check_mail_address
from resona.time_zones import is_known, known_zones

STAFF_ROLES = ((User.Role.CLINICIAN, "clinician"), (User.Role.ADMINISTRATOR, "clinic administrator"))


class ClinicForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for type checkers only
    """A clinic, in a time zone that exists: deadlines are shown in it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "crisis_email" in self.fields:
            self.fields["crisis_email"].validators.append(check_mail_address)
        _offer_time_zones(self, self.instance.timezone)
        if "country" in self.fields:
            choices = [("", "none: every number begins with +"), *((code, code) for code in known_countries())]
            self.fields["country"] = forms.ChoiceField(
                choices=choices,
                required=False,
                widget=UnfoldAdminSelectWidget(),
                help_text="Whose telephone numbers are written here without their country code, such as KE.",
            )


class TeamForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for type checkers only
    """A care team. Where its clinic is not chosen, Django does not see that the clinic has a team of this name."""

    clinic_id_of_maker: ClassVar[UUID | None] = None

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        clinic_id = None if "clinic" in self.fields else self.instance.clinic_id or self.clinic_id_of_maker
        namesakes = CareTeam.objects.filter(name=name).exclude(pk=self.instance.pk)
        if clinic_id is not None and namesakes.filter(clinic_id=clinic_id).exists():
            raise forms.ValidationError("The clinic has a team of this name already.")
        return name


class StaffChangeForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for type checkers only
    """A member of staff."""

    class Meta:
        model = User
        fields = ("name", "email", "phone", "role", "clinic", "timezone", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _require_email(self)
        _offer_staff_roles(self)
        _offer_time_zones(self, self.instance.timezone)


def _require_email(form: forms.BaseForm) -> None:
    """One that mail can be sent to."""
    if "email" in form.fields:
        form.fields["email"].required = True
        form.fields["email"].validators.append(check_mail_address)


def _offer_staff_roles(form: forms.BaseForm) -> None:
    """An account never changes between staff and care."""
    role = form.fields.get("role")
    if role is not None:
        form.fields["role"] = forms.ChoiceField(choices=STAFF_ROLES, widget=UnfoldAdminSelectWidget())


def _offer_time_zones(form: forms.BaseForm, current: str) -> None:
    """What can be opened here; in place of a current zone that cannot, an empty choice that asks for another."""
    if "timezone" in form.fields:
        unknown = [] if is_known(current) else [("", f"“{current}” is not known here: please choose")]
        zones = [*unknown, *((zone, zone) for zone in known_zones())]
        form.fields["timezone"] = forms.ChoiceField(choices=zones, widget=UnfoldAdminSelectWidget(), label="Time zone")
