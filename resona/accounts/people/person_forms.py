"""What the forms about a person share: fields as the body has them, and where each fault of the body is shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from django import forms
from django.forms.boundfield import BoundField
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from resona.accounts.models import PersonContact

PROFILE_FIELDS: Final = ("given_name", "family_name", "preferred_name", "birth_date", "pronouns", "address", "area",
    "interpreter", "note")  # fmt: skip
_NAMES: Final = ("given_name", "family_name", "preferred_name")
NOBODY: Final = [("", "—")]
GONE: Final = "gone"  # a row that is to be taken off, of forms that have it


@dataclass(frozen=True, kw_only=True, slots=True)
class Rows:
    """Fields that stand on a form several times, one row each."""

    name: str
    parts: tuple[str, ...]
    telling: tuple[str, ...]  # of these one is filled in, or the row is empty
    faults_at: str  # the part at which a fault of the row as a whole is told


IDENTIFIERS: Final = Rows(name="identifier", parts=("system", "value"), telling=("system", "value"), faults_at="value")
CONTACTS: Final = Rows(
    name="contact",
    parts=("kind", "relation", "name", "telephone", "email", "times", "may_be_contacted", "priority"),
    telling=("kind", "relation", "name", "telephone", "email", "times", "may_be_contacted"),
    faults_at="name",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownField:
    """A field, and what of it was saved since the page was opened."""

    field: BoundField
    begins_row: bool
    meanwhile: str


class PersonForm(forms.Form):
    """Fields of a body, each a text: what they must be, the body says."""

    # Titles of the parts of the screen, with the names of their fields, or how these begin.
    titles: ClassVar[tuple[tuple[str, tuple[str, ...], str], ...]] = ()
    # Rows of the form by where they stand in the body.
    rows_at: ClassVar[Mapping[str, Rows]] = {"identifiers": IDENTIFIERS, "contacts": CONTACTS}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sent_rows: dict[str, list[tuple[int, dict[str, Any]]]] = {}
        self.meanwhile: dict[str, str] = {}  # what was saved of a field since the page was opened

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not any(given.get(name) for name in _NAMES):
            self.add_error("given_name", "Say what they are called.")
        return given

    def profile(self) -> dict[str, Any]:
        """What was filled in of a profile."""
        return {name: self.cleaned_data[name] for name in PROFILE_FIELDS if self.cleaned_data[name]}

    def filled(self, rows: Rows) -> list[tuple[int, dict[str, Any]]]:
        """The rows in which something is filled in, each with its number, as they were sent: a fault that is told
        takes its field out of what was cleaned."""
        if rows.name not in self._sent_rows:
            self._sent_rows[rows.name] = list(self._filled(rows))
        return self._sent_rows[rows.name]

    def show_fault(self, pointer: str, detail: str) -> None:
        """Beside the field that it is about."""
        self.add_error(self._field_at(pointer), f"This {detail}.")

    def parts(self) -> list[tuple[str, list[ShownField]]]:
        """The fields of the screen, part by part, with the title of each."""
        return [
            (title, [self._shown(name) for name in self.fields if name in names or name.startswith(prefix)])
            for title, names, prefix in self.titles
        ]

    def _shown(self, name: str) -> ShownField:
        begins_row = any(
            name.startswith(f"{rows.name}_") and name.endswith(f"_{rows.parts[0]}") for rows in self.rows_at.values()
        )
        return ShownField(field=self[name], begins_row=begins_row, meanwhile=self.meanwhile.get(name, ""))

    def _filled(self, rows: Rows) -> Iterator[tuple[int, dict[str, Any]]]:
        number = 1
        while f"{rows.name}_{number}_{rows.parts[0]}" in self.fields:
            row = {part: self.cleaned_data.get(f"{rows.name}_{number}_{part}", "") for part in rows.parts}
            is_gone = self.cleaned_data.get(f"{rows.name}_{number}_{GONE}")
            if any(row[part] for part in rows.telling) and not is_gone:
                yield number, {part: value for part, value in row.items() if value}
            number += 1

    def _field_at(self, pointer: str) -> str | None:
        path = pointer.removeprefix("/profile").removeprefix("/").split("/")
        rows = self.rows_at.get(path[0])
        if rows is not None and len(path) > 1 and path[1].isdecimal():
            number, _ = self.filled(rows)[int(path[1])]
            part = path[-1] if path[-1] in rows.parts else rows.faults_at
            return f"{rows.name}_{number}_{part}"
        return path[0] if path[0] in self.fields else None


def who_fields() -> dict[str, forms.Field]:
    """What they are called, and when they were born."""
    return {
        "given_name": text_field("Given name", 200),
        "family_name": text_field("Family name", 200),
        "preferred_name": text_field("What they want to be called", 200),
        "birth_date": text_field("Born on", 10, "As 1990-02-28."),
        "pronouns": text_field("Pronouns", 50),
    }


def reach_fields() -> dict[str, forms.Field]:
    """How they are spoken to, and where they live; their numbers stand before these."""
    return {
        "language": text_field("Language", 10, "Such as en, or sw-KE."),
        "interpreter": text_field("Interpreter", 100, "Into which language, where one is needed."),
        "address": text_field("Address", 500, is_long=True),
        "area": text_field("Area", 100, "Village, ward or part of town."),
        "note": text_field("Note for whoever calls", 1000, is_long=True),
    }


def identifier_fields(number: int) -> dict[str, forms.Field]:
    """A row of an identifier."""
    hint = "Who gave the number, such as the hospital."
    return {
        f"identifier_{number}_system": text_field(f"System {number}", 200, hint),
        f"identifier_{number}_value": text_field(f"Number {number}", 100),
    }


def contact_fields(number: int) -> dict[str, forms.Field]:
    """A row of a contact. What the person allows is not chosen beforehand."""
    may = [*NOBODY, *PersonContact.MayBeContacted.choices]
    return {
        f"contact_{number}_kind": choice_field(f"Contact {number}", [*NOBODY, *PersonContact.Kind.choices]),
        f"contact_{number}_relation": text_field("Relation", 50, "Such as mother."),
        f"contact_{number}_name": text_field("Name", 200),
        f"contact_{number}_telephone": text_field("Telephone", 40),
        f"contact_{number}_email": text_field("E-mail", 254),
        f"contact_{number}_times": text_field("Best times", 100),
        f"contact_{number}_may_be_contacted": choice_field("May be called", may),
    }


def rows_of(row: Callable[[int], dict[str, forms.Field]], count: int) -> dict[str, forms.Field]:
    """So many rows, numbered from 1."""
    return {name: each for number in range(1, count + 1) for name, each in row(number).items()}


def count_rows(rows: Rows, data: Mapping[str, Any], most: int) -> int:
    """How many rows were sent, as far as there can be."""
    pattern = re.compile(rf"{rows.name}_(\d{{1,2}})_\w+", re.ASCII)
    numbers = [int(match[1]) for name in data if (match := pattern.fullmatch(name))]
    return min(max(numbers, default=0), most)


def text_field(label: str, limit: int, help_text: str = "", *, is_long: bool = False) -> forms.CharField:
    """Left as it was typed: what is wrong with it, the body names."""
    widget = UnfoldAdminTextareaWidget(attrs={"rows": 2}) if is_long else UnfoldAdminTextInputWidget()
    return forms.CharField(label=label, max_length=limit, required=False, help_text=help_text, widget=widget)


def choice_field(label: str, choices: Any, *, help_text: str = "", required: bool = False) -> forms.ChoiceField:
    """One of these."""
    return forms.ChoiceField(
        label=label, choices=choices, help_text=help_text, required=required, widget=UnfoldAdminSelectWidget()
    )
