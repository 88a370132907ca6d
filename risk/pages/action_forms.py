"""What a clinician says about a finding: forms of the pages that ask before anything is recorded."""

from __future__ import annotations

from typing import Any

from django import forms
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from resona.errors import InvalidInputError
from risk.models import CrisisEvent
from risk.services import MAX_ACTION_CHARACTERS
from risk.step_models import MAX_NOTE_CHARACTERS

RESOLUTIONS = (
    (CrisisEvent.Resolution.CONFIRMED, "Confirmed: the person was in crisis"),
    (CrisisEvent.Resolution.FALSE_ALARM, "False alarm: what was found means something else"),
    (CrisisEvent.Resolution.TRANSFERRED, "Transferred: someone else cares for it now"),
    (CrisisEvent.Resolution.OTHER, "Other"),
)


class ResolveForm(forms.Form):
    """How a crisis event ended, and why one thinks so."""

    resolution = forms.ChoiceField(choices=RESOLUTIONS, widget=UnfoldAdminRadioSelectWidget(), label="What was it?")
    note = forms.CharField(
        max_length=MAX_NOTE_CHARACTERS,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        label="Reason",
        help_text="What you found out and did. Kept encrypted, read by the person's care team.",
    )


class NoteForm(forms.Form):
    """What else is to be known of a crisis event."""

    note = forms.CharField(
        max_length=MAX_NOTE_CHARACTERS,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4, "autofocus": True}),
        label="Note",
        help_text="Stands with the event for good. Kept encrypted, read by the person's care team.",
    )


class ReopenForm(forms.Form):
    """Why a resolved crisis event is opened again."""

    reason = forms.CharField(
        max_length=MAX_NOTE_CHARACTERS,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4, "autofocus": True}),
        label="Why is it open again?",
        help_text="You take care of it from now on. Kept encrypted, read by the person's care team.",
    )


class CorrectForm(ResolveForm):
    """How a crisis event ended after all."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["resolution"].label = "What was it after all?"
        self.fields["note"].help_text = "What is known now. The earlier outcome and its reason stay readable."


class ActionForm(forms.Form):
    """What was done about assessments of a person."""

    action_taken = forms.CharField(
        max_length=MAX_ACTION_CHARACTERS,
        widget=UnfoldAdminTextInputWidget(attrs={"autofocus": True}),
        label="What was done?",
        help_text="In a few words, such as: called, is safe, next talk on Monday. Other systems can read it: no names.",
    )
    assessments = forms.MultipleChoiceField(
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
        label="It covers",
        error_messages={"required": "Choose at least one assessment."},
    )

    follow_ups = forms.MultipleChoiceField(
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
        label="And then",
        help_text="For the person's lead, else their team. Nothing is planned that is planned already.",
    )

    def __init__(
        self,
        *args: Any,
        assessments: list[tuple[str, str]],
        follow_ups: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        planned = self.fields["follow_ups"]
        assert isinstance(planned, forms.MultipleChoiceField)
        planned.choices = follow_ups
        if not follow_ups:
            del self.fields["follow_ups"]
        field = self.fields["assessments"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = assessments
        field.initial = [key for key, _ in assessments]


def show_faults(form: forms.Form, error: InvalidInputError) -> None:
    """Tells the faults a service found at the fields they are about."""
    for fault in error.faults:
        name = fault.pointer.strip("/")
        form.add_error(name if name in form.fields else None, f"This {fault.detail}.")
