"""Forms of the clinic's own texts and resources: what could not be shown is refused, with what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from interfaces.config import is_safe_contact
from interfaces.models import InterfaceText, SupportResource
from interfaces.querysets import of_clinic
from interfaces.wording.texts import OWN_TEXTS, TEXT_KEYS, MalformedTextError, check_text, fault_of_line

_LABEL_CHARACTERS = 90  # of a text in the list of choices
_UNCHOSEN = ("", "Choose a text …")
# Groups of texts, by how their keys begin; those that begin like none of these are the rest of the screen.
_GROUPS: Mapping[str, tuple[str, ...]] = {
    "Welcome": ("salutation.", "greeting.", "Greeting.", "clinic."),
    "Help": ("SafetyCheck.", "safety.", "CrisisResources.", "crisis."),
    "Further parts of the screen": (),
    "What we noticed": ("observation.",),
    "What seems to help": ("helps.",),
    "Reasons why something changed": ("why.",),
}


def text_choices() -> list[tuple[str, Any]]:
    """Every text by its key, with Resona's own words, in groups."""
    grouped: dict[str, list[tuple[str, str]]] = {group: [] for group in _GROUPS}
    for key in TEXT_KEYS:
        grouped[_group_of(key)].append((key, f"{key} — {OWN_TEXTS['en'][key][:_LABEL_CHARACTERS]}"))
    return [_UNCHOSEN, *grouped.items()]


def _group_of(key: str) -> str:
    named = (group for group, beginnings in _GROUPS.items() if key.startswith(beginnings))
    return next(named, "Further parts of the screen")


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
        choices=text_choices(),
        widget=UnfoldAdminSelectWidget(),
        help_text="With Resona's own words, which it replaces.",
    )

    class Meta:
        model = InterfaceText
        fields = ("clinic", "key", "language", "text")
        widgets = {"text": UnfoldAdminTextareaWidget(attrs={"rows": 4})}
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
        widgets = {"text": UnfoldAdminTextareaWidget(attrs={"rows": 4})}
        labels = {"is_active": "Shown"}
        help_texts = {
            "kind": "A crisis line is shown to everyone, always.",
            "topic": "Shown to those whose heavier days go with it; empty: to everyone.",
            "text": "What it is for, in a sentence.",
            "contact": "A telephone number or an address; people read it as it stands here.",
            "position": "The lowest number is shown first.",
        }

    def clean(self) -> dict[str, Any]:
        super().clean()
        given = self.cleaned_data
        for field in ("title", "text", "contact"):
            if any(bracket in (given.get(field) or "") for bracket in "{}"):
                self.add_error(field, "Resources are shown as they are written: curly brackets stand for nothing here.")
        if not is_safe_contact(given.get("contact") or ""):
            self.add_error("contact", "This is neither a telephone number nor an address that a telephone may open.")
        if given.get("kind") == SupportResource.Kind.CRISIS:
            if not given.get("contact"):
                self.add_error("contact", "A crisis line needs a telephone number or an address.")
            if given.get("topic"):
                self.add_error("topic", "A crisis line is for everyone: leave the topic empty.")
        if not self.errors and (fault := self._fault()):
            raise forms.ValidationError(f"The resource cannot be shown: {fault}.")
        return given

    def _fault(self) -> str | None:
        return fault_of_line(**{name: self.cleaned_data[name] for name in ("kind", "title", "text", "contact")})
