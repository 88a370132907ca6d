"""The form by which staff enrol somebody: one screen, of which only what is known is filled in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from django import forms
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from resona.accounts.models import Clinic
from resona.accounts.people.enrolment import teams_in
from resona.accounts.people.person_forms import (
    CONTACTS,
    IDENTIFIERS,
    PersonForm,
    choice_field,
    contact_fields,
    identifier_fields,
    reach_fields,
    rows_of,
    text_field,
    who_fields,
)
from resona.accounts.purposes import Purpose
from resona.compliance.consent import Channel, Decision, texts_of
from resona.compliance.models import MAX_VERSION_CHARACTERS
from resona.compliance.wording import TITLES, WITHOUT
from resona.time_zones import known_zones

_IDENTIFIERS, _CONTACTS = 2, 3
_ANSWERS: Final = [("", "not asked"), (Decision.GIVEN, "agreed"), (Decision.WITHDRAWN, "refused")]


class EnrolmentForm(PersonForm):
    """Somebody who comes into care."""

    titles = (
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

    def __init__(self, *args: Any, clinic: Clinic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clinic = clinic
        self.texts = texts_of(clinic.id, *Purpose)
        self.fields |= {
            **who_fields(),
            "telephone": text_field("Telephone", 40),
            "times": text_field("Best times to call", 100),
            **reach_fields(),
            **_place(clinic),
            **rows_of(identifier_fields, _IDENTIFIERS),
            **rows_of(contact_fields, _CONTACTS),
            **self._consents(),
        }

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("times") and not given.get("telephone") and "telephone" not in self.errors:
            self.add_error("telephone", "Say which number these times are for.")
        return given

    def body(self) -> dict[str, Any]:
        """What was filled in, as the API takes it."""
        given, profile = self.cleaned_data, self.profile()
        if given["telephone"]:
            profile["telecom"] = [{"kind": "phone", "value": given["telephone"], "times": given["times"] or None}]
        return {
            "language": given["language"],
            "timezone": given["timezone"],
            "profile": profile,
            "identifiers": [row for _, row in self.filled(IDENTIFIERS)],
            "contacts": [row for _, row in self.filled(CONTACTS)],
            "care_teams": given["care_teams"],
            "consents": list(self._decided()),
        }

    def _field_at(self, pointer: str) -> str | None:
        if pointer.startswith("/profile/telecom"):
            return "times" if pointer.endswith("/times") else "telephone"
        if pointer.startswith("/consents"):
            return "consent_given_by" if pointer.endswith("/reason") else "consent_version"
        return super()._field_at(pointer)

    def _consents(self) -> dict[str, forms.Field]:
        purposes = {
            f"consent_{purpose}": choice_field(TITLES[purpose], _ANSWERS, help_text=WITHOUT[purpose])
            for purpose in Purpose
        }
        channels = [(Channel.CLINIC_STAFF, "told to staff"), (Channel.PAPER, "on paper")]
        return {
            **purposes,
            "consent_version": text_field(
                "Version of what they agreed to",
                MAX_VERSION_CHARACTERS,
                "Needed where consent is given. Empty: the newest of your clinic's texts.",
            ),
            "consent_given_by": text_field("Who decided", 150, "Such as: themselves, or their mother. Kept encrypted."),
            "consent_channel": choice_field("How", channels, required=True),
            "consent_note": text_field("Note", 300, "Such as where the paper is kept. Kept encrypted."),
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


def _place(clinic: Clinic) -> dict[str, forms.Field]:
    teams = forms.TypedMultipleChoiceField(
        coerce=UUID,
        required=False,
        choices=[(str(team_id), name) for team_id, name in teams_in(clinic).items()],
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
        label="Care teams",
        help_text="They see the person at once. With none, every clinician of the clinic does.",
    )
    zones = [(zone, zone) for zone in known_zones()]
    return {"timezone": choice_field("Time zone", zones, required=True), "care_teams": teams}
