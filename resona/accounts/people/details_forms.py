"""The form on which staff change what is known of somebody in care."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from django import forms
from django.http import QueryDict
from unfold.widgets import UnfoldBooleanWidget

from resona.accounts.people.person_bodies import MAX_CONTACTS, MAX_IDENTIFIERS
from resona.accounts.people.person_forms import (
    CONTACTS,
    GONE,
    IDENTIFIERS,
    NOBODY,
    PROFILE_FIELDS,
    PersonForm,
    Rows,
    choice_field,
    contact_fields,
    count_rows,
    identifier_fields,
    reach_fields,
    rows_of,
    text_field,
    who_fields,
)
from resona.accounts.people.profile import MAX_TELECOM
from resona.accounts.people.telephones import shown_telephone
from resona.time_zones import known_zones

TELECOM: Final = Rows(
    name="telecom", parts=("kind", "value", "use", "times"), telling=("value", "times"), faults_at="value"
)
_MOST: Final = ((TELECOM, MAX_TELECOM), (IDENTIFIERS, MAX_IDENTIFIERS), (CONTACTS, MAX_CONTACTS))
_KINDS: Final = [("phone", "Telephone"), ("email", "E-mail")]
_USES: Final = [*NOBODY, ("mobile", "mobile"), ("home", "home"), ("work", "work"), ("other", "other")]
VERSION: Final = "version"


class DetailsForm(PersonForm):
    """All that there is to fill in, of a document as `details_document` makes one.

    With what was sent of it, and without: then with one more row of each kind than are filled in.
    """

    titles = (
        ("Who they are", ("given_name", "family_name", "preferred_name", "birth_date", "pronouns"), "-"),
        ("How they are reached", ("language", "interpreter", "timezone", "address", "area", "note"), "telecom_"),
        ("Who else may be called", (), "contact_"),
        ("How other systems know them", (), "identifier_"),
    )
    rows_at: ClassVar[Mapping[str, Rows]] = {**PersonForm.rows_at, "telecom": TELECOM}

    def __init__(self, data: QueryDict | None, *, document: Mapping[str, Any], version: str) -> None:
        self.has_changed_meanwhile = False  # whether somebody else saved something since it was opened
        initial = {**_flat(document), VERSION: version}
        super().__init__(data, initial=initial)
        more = 1 if data is None else 0
        counts = {rows.name: min(count_rows(rows, data or initial, most) + more, most) for rows, most in _MOST}
        self.fields |= {
            VERSION: forms.CharField(widget=forms.HiddenInput(), max_length=64),
            **who_fields(),
            **rows_of(_telecom_fields, counts[TELECOM.name]),
            **reach_fields(),
            "timezone": choice_field("Time zone", _zones(document["timezone"]), required=True),
            **rows_of(_contact_fields, counts[CONTACTS.name]),
            **rows_of(identifier_fields, counts[IDENTIFIERS.name]),
        }
        for number in range(len(document["contacts"]) + 1, counts[CONTACTS.name] + 1):
            del self.fields[f"contact_{number}_{GONE}"]  # nobody is on the list there

    @classmethod
    def again(cls, data: QueryDict, *, document: Mapping[str, Any], version: str) -> DetailsForm:
        """With what was sent, beside what somebody else saved meanwhile; rows that they added are filled in."""
        kept, sent = _flat(document), data.copy()
        sent[VERSION] = version
        for rows, most in _MOST:
            beyond = range(count_rows(rows, data, most) + 1, most + 1)
            own = tuple(f"{rows.name}_{number}_" for number in beyond)
            sent.update({name: value for name, value in kept.items() if own and name.startswith(own)})
        form = cls(sent, document=document, version=version)
        form.has_changed_meanwhile = True
        form.meanwhile = {
            name: _in_words(form.fields[name], kept.get(name, ""))
            for name in form.fields
            if not name.endswith((VERSION, GONE)) and sent.get(name, "").strip() != kept.get(name, "")
        }
        for number in range(1, MAX_TELECOM + 1):  # of a row that is empty here and there the choice says nothing
            if not (sent.get(f"telecom_{number}_value") or kept.get(f"telecom_{number}_value")):
                form.meanwhile.pop(f"telecom_{number}_kind", None)
        return form

    def body(self) -> dict[str, Any]:
        """What was filled in, as the API takes it."""
        given = self.cleaned_data
        return {
            "language": given["language"],
            "timezone": given["timezone"],
            "profile": {**self.profile(), "telecom": [row for _, row in self.filled(TELECOM)]},
            "identifiers": [row for _, row in self.filled(IDENTIFIERS)],
            "contacts": [_with_number(row) for _, row in self.filled(CONTACTS)],
        }


def _flat(document: Mapping[str, Any]) -> dict[str, str]:
    """The document by the names of the form's fields."""
    profile = document["profile"]
    telecom, contacts = profile.get("telecom", []), document["contacts"]
    return {
        "language": document["language"],
        "timezone": document["timezone"],
        **{name: profile[name] for name in PROFILE_FIELDS if name in profile},
        **_flat_rows(TELECOM, [{**one, "value": _shown(one["value"])} for one in telecom]),
        **_flat_rows(IDENTIFIERS, document["identifiers"]),
        **_flat_rows(CONTACTS, [{**one, "telephone": _shown(one.get("telephone", ""))} for one in contacts]),
    }


def _flat_rows(rows: Rows, kept: list[dict[str, Any]]) -> dict[str, str]:
    return {
        f"{rows.name}_{number}_{part}": str(row[part])
        for number, row in enumerate(kept, start=1)
        for part in rows.parts
        if row.get(part)
    }


def _telecom_fields(number: int) -> dict[str, forms.Field]:
    return {
        f"telecom_{number}_kind": choice_field(f"Telephone or e-mail {number}", _KINDS),
        f"telecom_{number}_value": text_field("Number or address", 254),
        f"telecom_{number}_use": choice_field("Use", _USES),
        f"telecom_{number}_times": text_field("Best times", 100),
    }


def _contact_fields(number: int) -> dict[str, forms.Field]:
    return {
        **contact_fields(number),
        f"contact_{number}_priority": text_field("Whom to call first", 2, "1 is called before 2."),
        f"contact_{number}_{GONE}": forms.BooleanField(
            label="Take off the list", required=False, widget=UnfoldBooleanWidget()
        ),
    }


def _zones(kept: str) -> list[tuple[str, str]]:
    """One that is no longer known here stays until another one is chosen."""
    return [(zone, zone) for zone in dict.fromkeys((kept, *known_zones()))]


def _with_number(row: dict[str, Any]) -> dict[str, Any]:
    priority = row.get("priority", "")
    return {**row, "priority": int(priority)} if priority.isascii() and priority.isdecimal() else row


def _shown(value: str) -> str:
    return shown_telephone(value) if value.startswith("+") else value


def _in_words(field: forms.Field, value: str) -> str:
    choices = dict(getattr(field, "choices", ()))
    return str(choices.get(value, value)) or "nothing"
