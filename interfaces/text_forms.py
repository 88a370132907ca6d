"""Forms of the clinic's own texts and resources: what could not be shown is refused, with what is wrong."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from interfaces.models import InterfaceText, SupportResource
from interfaces.querysets import of_clinic
from interfaces.wording.texts import OWN_TEXTS, TEXT_KEYS, MalformedTextError, check_text

_LABEL_CHARACTERS = 90  # of a text in the list of choices


class ClinicsOwnForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for type checkers only
    """A form of something that belongs to a clinic; `own_clinic_id` is given by the admin, unless the form asks."""

    own_clinic_id: UUID | None = None

    def clinic_id(self) -> UUID | None:
        """The clinic it will belong to; None: all clinics."""
        if "clinic" not in self.fields:
            return self.instance.clinic_id or self.own_clinic_id
        clinic = self.cleaned_data.get("clinic")
        return clinic.id if clinic else None


class InterfaceTextForm(ClinicsOwnForm):
    """A text in the clinic's own words."""

    key = forms.ChoiceField(
        label="Which text",
        choices=[(key, f"{key} — {OWN_TEXTS['en'][key][:_LABEL_CHARACTERS]}") for key in TEXT_KEYS],
        widget=UnfoldAdminSelectWidget(),
        help_text="With Resona's own words, which it replaces.",
    )

    class Meta:
        model = InterfaceText
        fields = ("clinic", "key", "language", "text")
        widgets = {"text": UnfoldAdminTextareaWidget()}
        help_texts = {"text": "May hold {clinic}, and in greetings {salutation}; titles hold neither."}

    def clean(self) -> dict[str, Any]:
        super().clean()
        given = self.cleaned_data
        key, text, language = given.get("key"), given.get("text"), given.get("language")
        if key and text:
            try:
                check_text(key, text)
            except MalformedTextError as error:
                self.add_error("text", str(error))
        if key and language and self._others(key, language).exists():
            self.add_error("key", "There is already a text for this in this language: change that one.")
        return given

    def _others(self, key: str, language: str) -> Any:
        same = InterfaceText.objects.filter(of_clinic(self.clinic_id()), key=key, language=language)
        return same.exclude(id=self.instance.id)


class SupportResourceForm(ClinicsOwnForm):
    """Somewhere to turn to."""

    class Meta:
        model = SupportResource
        fields = ("clinic", "kind", "topic", "language", "title", "text", "contact", "position", "is_active")
        widgets = {"text": UnfoldAdminTextareaWidget()}

    def clean(self) -> dict[str, Any]:
        super().clean()
        given = self.cleaned_data
        for field in ("title", "text", "contact"):
            if any(bracket in (given.get(field) or "") for bracket in "{}"):
                self.add_error(field, "Resources are shown as they are written: curly brackets stand for nothing here.")
        if given.get("kind") == SupportResource.Kind.CRISIS:
            if not given.get("contact"):
                self.add_error("contact", "A crisis line needs a telephone number or an address.")
            if given.get("topic"):
                self.add_error("topic", "A crisis line is for everyone: leave the topic empty.")
        return given
