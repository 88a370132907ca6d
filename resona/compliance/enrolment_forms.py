"""The form by which staff enrol somebody: one screen, of which only what is known is filled in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from django import forms
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from resona.accounts.models import Clinic, PersonContact
from resona.accounts.people.enrolment import teams_in
from resona.accounts.purposes import Purpose
from resona.compliance.consent import Channel, Decision, texts_of
from resona.compliance.models import MAX_VERSION_CHARACTERS
from resona.compliance.wording import TITLES, WITHOUT
from resona.time_zones import known_zones

IDENTIFIERS: Final = 2
CONTACTS: Final = 3
# Which field a fault of the body is told beside, by the beginning of its pointer; the longest that fits counts.
_PROFILE_FIELDS: Final = ("given_name", "family_name", "preferred_name", "birth_date", "pronouns", "address", "area",
    "interpreter", "note")  # fmt: skip


class EnrolmentForm(forms.Form):
    """Fields of the body, each a text: what they must be, the body says."""

    def __init__(self, *args: Any, clinic: Clinic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clinic = clinic
        self.texts = texts_of(clinic.id, *Purpose)
        self.fields |= {**_who(), **_reach(), **_place(clinic), **_identifiers(), **_contacts(), **self._consents()}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not any(given.get(name) for name in ("given_name", "family_name", "preferred_name")):
            self.add_error("given_name", "Say what they are called.")
        return given

    def body(self) -> dict[str, Any]:
        """What was filled in, as the API takes it."""
        given = self.cleaned_data
        profile = {name: given[name] for name in _PROFILE_FIELDS if given[name]}
        if given["telephone"]:
            phone = {"kind": "phone", "value": given["telephone"], "times": given["times"] or None}
            profile["telecom"] = [phone]
        return {
            "language": given["language"],
            "timezone": given["timezone"],
            "profile": profile,
            "identifiers": [row for _, row in self.rows("identifier", IDENTIFIERS, ("system", "value"), "value")],
            "contacts": [row for _, row in self.rows("contact", CONTACTS, _CONTACT_PARTS, "name", "telephone")],
            "care_teams": given["care_teams"],
            "consents": list(self._decided()),
        }

    def rows(self, kind: str, count: int, parts: tuple[str, ...], *needed: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """The rows of this kind in which one of the needed parts is filled in, each with its number."""
        for number in range(1, count + 1):
            row = {part: self.cleaned_data[f"{kind}_{number}_{part}"] for part in parts}
            if any(row[part] for part in needed):
                yield number, {part: value for part, value in row.items() if value}

    def show_fault(self, pointer: str, detail: str) -> None:
        """Beside the field that it is about."""
        self.add_error(self._field_at(pointer), f"This {detail}.")

    def parts(self) -> list[tuple[str, list[Any]]]:
        """The fields of the screen, part by part, with the title of each."""
        return [
            (title, [self[name] for name in self.fields if name in names or name.startswith(prefix)])
            for title, names, prefix in _PARTS
        ]

    def _field_at(self, pointer: str) -> str | None:
        _, part, *rest = [*pointer.split("/"), "", ""]
        if part == "profile":
            if rest[0] == "telecom":
                return "times" if "times" in rest else "telephone"
            return rest[0] if rest[0] in self.fields else None
        if part == "identifiers" and rest[0].isdecimal():
            shown = [number for number, _ in self.rows("identifier", IDENTIFIERS, ("system", "value"), "value")]
            return f"identifier_{shown[int(rest[0])]}_{rest[1] if rest[1] in ('system', 'value') else 'value'}"
        if part == "contacts" and rest[0].isdecimal():
            shown = [number for number, _ in self.rows("contact", CONTACTS, _CONTACT_PARTS, "name", "telephone")]
            return f"contact_{shown[int(rest[0])]}_{rest[1] if rest[1] in _CONTACT_PARTS else 'name'}"
        if part == "consents":
            return "consent_given_by" if rest[1] == "reason" else "consent_version"
        return part if part in self.fields else None

    def _consents(self) -> dict[str, forms.Field]:
        purposes = {
            f"consent_{purpose}": _choice(TITLES[purpose], _ANSWERS, help_text=WITHOUT[purpose], required=False)
            for purpose in Purpose
        }
        return {
            **purposes,
            "consent_version": _text(
                "Version of what they agreed to",
                MAX_VERSION_CHARACTERS,
                "Needed where consent is given. Empty: the newest of your clinic's texts.",
            ),
            "consent_given_by": _text("Who decided", 150, "Such as: themselves, or their mother. Kept encrypted."),
            "consent_channel": _choice("How", [(Channel.CLINIC_STAFF, "told to staff"), (Channel.PAPER, "on paper")]),
            "consent_note": _text("Note", 300, "Such as where the paper is kept. Kept encrypted."),
        }

    def _decided(self) -> Iterator[dict[str, Any]]:
        given = self.cleaned_data
        for purpose in Purpose:
            decision = given[f"consent_{purpose}"]
            if decision:
                own = [text for text in self.texts if text.purpose == purpose]
                newest = max(own, key=lambda text: (text.created_at, text.id)).version if own else None
                yield {
                    "purpose": purpose,
                    "decision": decision,
                    "version": given["consent_version"] or newest,
                    "channel": given["consent_channel"],
                    "given_by": given["consent_given_by"] or None,
                    "note": given["consent_note"] or None,
                }


# Titles of the screen, with the names of their fields, or how these begin.
_PARTS: Final = (
    ("Who they are", ("given_name", "family_name", "preferred_name", "birth_date", "pronouns"), "-"),
    (
        "How they are reached",
        ("telephone", "times", "language", "interpreter", "timezone", "address", "area", "note"),
        "-",
    ),
    ("Who cares for them", ("care_teams",), "-"),
    ("How other systems know them", (), "identifier_"),
    ("Who else may be called", (), "contact_"),
    ("What they agreed to", (), "consent_"),
)
_ANSWERS: Final = [("", "not asked"), (Decision.GIVEN, "agreed"), (Decision.WITHDRAWN, "refused")]
_CONTACT_PARTS: Final = ("kind", "relation", "name", "telephone", "times", "may_be_contacted")


def _who() -> dict[str, forms.Field]:
    return {
        "given_name": _text("Given name", 200),
        "family_name": _text("Family name", 200),
        "preferred_name": _text("What they want to be called", 200),
        "birth_date": _text("Born on", 10, "As 1990-02-28."),
        "pronouns": _text("Pronouns", 50),
    }


def _reach() -> dict[str, forms.Field]:
    return {
        "telephone": _text("Telephone", 40),
        "times": _text("Best times to call", 100),
        "language": _text("Language", 10, "Such as en, or sw-KE."),
        "interpreter": _text("Interpreter", 100, "Into which language, where one is needed."),
        "address": _text("Address", 500, area=True),
        "area": _text("Area", 100, "Village, ward or part of town."),
        "note": _text("Note for whoever calls", 1000, area=True),
    }


def _place(clinic: Clinic) -> dict[str, forms.Field]:
    teams = forms.TypedMultipleChoiceField(
        coerce=UUID,
        required=False,
        choices=[(str(team_id), name) for team_id, name in teams_in(clinic).items()],
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
        label="Care teams",
        help_text="They see the person at once. With none, every clinician of the clinic does.",
    )
    return {
        "timezone": _choice("Time zone", [(zone, zone) for zone in known_zones()]),
        "care_teams": teams,
    }


def _identifiers() -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    for number in range(1, IDENTIFIERS + 1):
        fields[f"identifier_{number}_system"] = _text(
            f"System {number}", 200, "Who gave the number, such as the hospital."
        )
        fields[f"identifier_{number}_value"] = _text(f"Number {number}", 100)
    return fields


def _contacts() -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    for number in range(1, CONTACTS + 1):
        fields |= {
            f"contact_{number}_kind": _choice(f"Contact {number}", PersonContact.Kind.choices),
            f"contact_{number}_relation": _text("Relation", 50, "Such as mother."),
            f"contact_{number}_name": _text("Name", 200),
            f"contact_{number}_telephone": _text("Telephone", 40),
            f"contact_{number}_times": _text("Best times", 100),
            f"contact_{number}_may_be_contacted": _choice("May be called", PersonContact.MayBeContacted.choices),
        }
    return fields


def _text(label: str, limit: int, help_text: str = "", *, area: bool = False) -> forms.CharField:
    """Left as it was typed: what is wrong with it, the body names."""
    widget = UnfoldAdminTextareaWidget(attrs={"rows": 2}) if area else UnfoldAdminTextInputWidget()
    return forms.CharField(label=label, max_length=limit, required=False, help_text=help_text, widget=widget)


def _choice(label: str, choices: Any, *, help_text: str = "", required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, help_text=help_text, required=required, widget=UnfoldAdminSelectWidget()
    )
