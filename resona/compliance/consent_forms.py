"""Forms of consent: a decision that staff were told or shown, and a new version of a text."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from resona.compliance.consent import Channel, Decision
from resona.compliance.models import MAX_VERSION_CHARACTERS, ConsentRecord, ConsentText

# Nothing is chosen before somebody chooses.
NOT_CHOSEN: Final = ("", "-")
LANGUAGE_TAG: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class DecisionForm(forms.Form):
    """What a person decided."""

    decision = forms.ChoiceField(
        choices=[NOT_CHOSEN, (Decision.WITHDRAWN, "withdrawn, or refused"), (Decision.GIVEN, "given")],
        widget=UnfoldAdminSelectWidget(),
        label="Decision",
    )
    version = forms.CharField(
        required=False,
        max_length=MAX_VERSION_CHARACTERS,
        widget=UnfoldAdminTextInputWidget(),
        label="Version of the text",
        help_text="Which one they agreed to; needed where consent is given.",
    )
    channel = forms.ChoiceField(
        choices=[NOT_CHOSEN, (Channel.PAPER, "on paper"), (Channel.CLINIC_STAFF, "told to staff")],
        widget=UnfoldAdminSelectWidget(),
        label="How",
    )
    reason = forms.CharField(
        max_length=ConsentRecord.reason.max_characters,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        label="What you were told or shown",
        help_text="Such as the date of the form, and where it is kept. Kept encrypted, read by who sees the person.",
    )

    def __init__(self, *args: Any, without: str, versions: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].help_text = without
        if versions:
            self.fields["version"] = forms.ChoiceField(
                required=False,
                choices=[NOT_CHOSEN, *((version, version) for version in versions)],
                widget=UnfoldAdminSelectWidget(),
                label=self.fields["version"].label,
                help_text=self.fields["version"].help_text,
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("decision") == Decision.GIVEN and not given.get("version") and "version" not in self.errors:
            self.add_error("version", "Say which version was agreed to.")
        return given


class ConsentTextForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for type checkers only
    """A text, or a new version of one; `own_clinic_id` is given by the admin, unless the form asks."""

    own_clinic_id: ClassVar[UUID | None] = None

    class Meta:
        model = ConsentText
        fields = ("clinic", "purpose", "language", "version", "text")
        widgets: ClassVar[dict[str, Any]] = {"text": UnfoldAdminTextareaWidget(attrs={"rows": 12})}
        help_texts: ClassVar[dict[str, str]] = {
            "language": "Such as en or sw.",
            "version": "A new name for every change: people agreed to what was there before, and that stays.",
        }

    def clean_language(self) -> str:
        language: str = self.cleaned_data["language"]
        if not LANGUAGE_TAG.fullmatch(language):
            raise forms.ValidationError("This is no language tag, such as en or sw-KE.")
        return language

    def clean(self) -> dict[str, Any]:
        super().clean()
        given = self.cleaned_data
        clinic = given["clinic"].id if given.get("clinic") else self.own_clinic_id
        same = {name: given.get(name) for name in ("purpose", "language", "version")}
        if all(same.values()) and ConsentText.objects.filter(clinic=clinic, **same).exists():
            self.add_error("version", "There is this version already, and it stays as it is: give yours another name.")
        return given
