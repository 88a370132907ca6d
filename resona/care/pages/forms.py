"""What staff fill in about follow-ups, decisions and notes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django import forms
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSplitDateTimeWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from resona.accounts.models import User
from resona.care.colleagues import colleagues_for, teams_for
from resona.care.evidence import evidence_in_words, recent_evidence
from resona.care.models import CareNote, Decision, DecisionStakeholder, Task
from resona.care.models.decisions import MAX_NAME_CHARACTERS, MAX_TEXT_CHARACTERS
from resona.care.models.notes import MAX_NOTE_CHARACTERS
from resona.care.models.tasks import MAX_DESCRIPTION_CHARACTERS, MAX_STEP_CHARACTERS, MAX_TITLE_CHARACTERS
from resona.site.records import clinic_zone

SEALED: Final = "Kept encrypted, read by whoever cares for the person."
ANYBODY: Final = ""
OF_THE_PERSON: Final = "person"
STAFF, TEAM = "staff:", "team:"


def long_text(label: str, *, limit: int, help_text: str = SEALED, required: bool = True, rows: int = 3) -> Any:
    """A text of several lines."""
    widget = UnfoldAdminTextareaWidget(attrs={"rows": rows})
    return forms.CharField(max_length=limit, widget=widget, label=label, help_text=help_text, required=required)


def line(label: str, *, limit: int, help_text: str = "", required: bool = True, focus: bool = False) -> Any:
    """A text of one line."""
    widget = UnfoldAdminTextInputWidget(attrs={"autofocus": True} if focus else {})
    return forms.CharField(max_length=limit, widget=widget, label=label, help_text=help_text, required=required)


def moment(label: str, *, help_text: str = "") -> Any:
    """A day and time in the clinic's zone, which may be left out."""
    return forms.SplitDateTimeField(
        required=False, label=label, help_text=help_text, widget=UnfoldAdminSplitDateTimeWidget()
    )


class AboutPersonForm(forms.Form):
    """A form about one person: who may be chosen in it depends on them."""

    def __init__(self, *args: Any, person: User, reader: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.reader = person, reader

    def choose(self, name: str, choices: Iterable[tuple[Any, str]]) -> None:
        """Fills the choices of a field."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)

    def colleagues(self) -> list[tuple[str, str]]:
        """Those who care for the person, the reader first."""
        found = [one for one in colleagues_for(self.person) if one.id != self.reader.id]
        return [(str(one.id), one.called) for one in found]


class _VersionForm(AboutPersonForm):
    """Of a row that others may change meanwhile."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def given(self) -> dict[str, Any]:
        """As services take it."""
        return dict(self.cleaned_data)


class _WhoForm(AboutPersonForm):
    who = forms.ChoiceField(required=False, widget=UnfoldAdminSelectWidget(), label="Who does it")

    def __init__(self, *args: Any, offers_person: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [(f"{STAFF}{self.reader.id}", "Me")]
        teams = [(f"{TEAM}{team.id}", f"Team {team.name}") for team in teams_for(self.person)]
        others = [(f"{STAFF}{key}", name) for key, name in self.colleagues()]
        person = [(OF_THE_PERSON, "The person: a small step of their own, which they see in their app")]
        anybody = [(ANYBODY, "Nobody yet: whoever takes it")]
        self.choose("who", [*own, *teams, *others, *anybody, *(person if offers_person else [])])

    def owner(self) -> dict[str, Any]:
        """Who was chosen, as services name them."""
        who: str = self.cleaned_data["who"]
        return {
            "owner_id": UUID(who.removeprefix(STAFF)) if who.startswith(STAFF) else None,
            "care_team_id": UUID(who.removeprefix(TEAM)) if who.startswith(TEAM) else None,
        }


class TaskForm(_WhoForm):
    """A follow-up."""

    title = line("What is to be done?", limit=MAX_TITLE_CHARACTERS, help_text="In a few words. " + SEALED, focus=True)
    due_at = moment("By when", help_text="In your clinic's time. Empty: whenever.")
    priority = forms.ChoiceField(
        choices=Task.Priority.choices,
        initial=Task.Priority.ROUTINE,
        widget=UnfoldAdminSelectWidget(),
        label="How urgent",
    )
    description = long_text("More about it", limit=MAX_DESCRIPTION_CHARACTERS, required=False)

    field_order = ("title", "who", "due_at", "priority", "description")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, offers_person=True, **kwargs)
        self.fields["who"].initial = f"{STAFF}{self.reader.id}"

    def given(self) -> dict[str, Any]:
        """As services take it."""
        is_own = self.cleaned_data["who"] == OF_THE_PERSON
        names = ("title", "due_at", "priority", "description")
        audience = Task.Audience.PERSON if is_own else Task.Audience.TEAM
        return {**{name: self.cleaned_data[name] for name in names}, **self.owner(), "audience": audience}


class PassForm(_WhoForm, _VersionForm):
    """To whom a follow-up is passed on."""

    note = long_text("Note", limit=MAX_STEP_CHARACTERS, required=False, help_text="What they should know. " + SEALED)

    def given(self) -> dict[str, Any]:
        return {**self.owner(), "note": self.cleaned_data["note"], "version": self.cleaned_data["version"]}


class CompleteForm(_VersionForm):
    """How a follow-up ended."""

    outcome = forms.ChoiceField(
        choices=Task.Outcome.choices,
        initial=Task.Outcome.DONE,
        widget=UnfoldAdminRadioSelectWidget(),
        label="How did it end?",
    )
    note = long_text("What happened", limit=MAX_STEP_CHARACTERS, required=False)


class WhenForm(_VersionForm):
    """By when a follow-up is to be done."""

    due_at = moment("By when", help_text="In your clinic's time. Empty: whenever.")
    priority = forms.ChoiceField(choices=Task.Priority.choices, widget=UnfoldAdminSelectWidget(), label="How urgent")
    note = long_text("Why", limit=MAX_STEP_CHARACTERS, required=False)


class ReasonForm(_VersionForm):
    """Why a follow-up is reopened or cancelled."""

    reason = long_text("Why?", limit=MAX_STEP_CHARACTERS)


class NoteOfPersonForm(AboutPersonForm):
    """A note about a person."""

    content = long_text(
        "Note", limit=MAX_NOTE_CHARACTERS, rows=6, help_text="Signed by you, and never changed. " + SEALED
    )
    kind = forms.ChoiceField(
        choices=[choice for choice in CareNote.Kind.choices if choice[0] != CareNote.Kind.CONTACT],
        initial=CareNote.Kind.NOTE,
        widget=UnfoldAdminSelectWidget(),
        label="Kind",
    )
    mentions = forms.MultipleChoiceField(
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
        label="Colleagues who should read it",
        help_text="Or write @ and their name. It waits for them until they have read it.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("mentions", self.colleagues())

    def given(self) -> dict[str, Any]:
        return {**self.cleaned_data, "mentions": [UUID(key) for key in self.cleaned_data["mentions"]]}


class ContactForm(AboutPersonForm):
    """An attempt to reach a person."""

    contact_outcome = forms.ChoiceField(
        choices=CareNote.ContactOutcome.choices, widget=UnfoldAdminRadioSelectWidget(), label="How did it go?"
    )
    content = long_text("What was said", limit=MAX_NOTE_CHARACTERS, required=False)

    def given(self) -> dict[str, Any]:
        return {**self.cleaned_data, "kind": CareNote.Kind.CONTACT}


class DecisionForm(AboutPersonForm):
    """A decision."""

    title = line("What was decided?", limit=MAX_TITLE_CHARACTERS, help_text="In a line. " + SEALED, focus=True)
    decision_type = forms.ChoiceField(choices=Decision.Type.choices, widget=UnfoldAdminSelectWidget(), label="About")
    rationale = long_text("Why?", limit=MAX_TEXT_CHARACTERS)
    expected = long_text(
        "What do you expect of it?",
        limit=MAX_TEXT_CHARACTERS,
        required=False,
        rows=2,
        help_text="Compared at the review.",
    )
    description = long_text("More about it", limit=MAX_TEXT_CHARACTERS, required=False, rows=2, help_text="")
    status = forms.ChoiceField(
        choices=[choice for choice in Decision.Status.choices if choice[0] != Decision.Status.REVIEWED],
        initial=Decision.Status.APPROVED,
        widget=UnfoldAdminSelectWidget(),
        label="Where it stands",
    )
    evidence = forms.MultipleChoiceField(
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
        label="Based on",
        help_text="What was found of late. It stays readable from the decision.",
    )
    decided_at = moment("Decided", help_text="In your clinic's time. Empty: now.")
    review_at = moment("Review", help_text="Becomes a follow-up of yours. Empty: no review is planned.")
    agreed_with = forms.MultipleChoiceField(
        required=False, widget=UnfoldAdminCheckboxSelectMultipleWidget(), label="Colleagues who agreed"
    )
    disagreed = forms.MultipleChoiceField(
        required=False, widget=UnfoldAdminCheckboxSelectMultipleWidget(), label="Colleagues who did not agree"
    )
    dissent = long_text("Why they did not", limit=MAX_TEXT_CHARACTERS, required=False, rows=2, help_text="")
    others = line(
        "Who else took part",
        limit=MAX_NAME_CHARACTERS,
        required=False,
        help_text="Such as the person, their mother, their GP; with commas between them.",
    )

    def __init__(self, *args: Any, earlier: Sequence[Mapping[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("agreed_with", "disagreed"):
            self.choose(name, self.colleagues())
        zone = clinic_zone(self.reader)
        named, recent = evidence_in_words(earlier, self.reader, zone), recent_evidence(self.person, self.reader, zone)
        self.choose("evidence", [*named.items(), *(choice for choice in recent if choice[0] not in named)])
        self.fields["evidence"].initial = list(named)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        both = set(given.get("agreed_with", ())) & set(given.get("disagreed", ()))
        if both:
            self.add_error("disagreed", "Nobody can have agreed and not agreed.")
        return given


class StakeholderForm(AboutPersonForm):
    """What somebody says of a decision."""

    part = forms.ChoiceField(
        choices=DecisionStakeholder.Part.choices, widget=UnfoldAdminSelectWidget(), label="Their part"
    )
    who = forms.ChoiceField(required=False, widget=UnfoldAdminSelectWidget(), label="Who of the staff")
    name = line("Or somebody else", limit=MAX_NAME_CHARACTERS, required=False)
    agreed = forms.TypedChoiceField(
        required=False,
        coerce=lambda value: value == "yes",
        empty_value=None,
        choices=[("", "Not said"), ("yes", "Agreed"), ("no", "Did not agree")],
        widget=UnfoldAdminSelectWidget(),
        label="Did they agree?",
    )
    reason = long_text("Why", limit=MAX_TEXT_CHARACTERS, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("who", [("", "—"), (str(self.reader.id), "Me"), *self.colleagues()])


class ReviewForm(_VersionForm):
    """What came of a decision."""

    outcome_kind = forms.ChoiceField(
        choices=Decision.OutcomeKind.choices, widget=UnfoldAdminRadioSelectWidget(), label="Against what was expected"
    )
    outcome = long_text("What came of it?", limit=MAX_TEXT_CHARACTERS)


class StatusForm(_VersionForm):
    """Where a decision stands."""

    status = forms.ChoiceField(
        choices=[choice for choice in Decision.Status.choices if choice[0] != Decision.Status.REVIEWED],
        widget=UnfoldAdminRadioSelectWidget(),
        label="Where it stands",
    )
