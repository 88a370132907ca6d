"""Enrols one person, for set-up scripts."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from resona.compliance.importing_people import import_people
from resona.compliance.people_files import COLUMNS, REJECT_COLUMNS, PersonRecord, body_of
from resona.management.clinics import find_clinic
from resona.management.keys import require_keys_to_begin

SHOWN = tuple(sorted(COLUMNS - set(REJECT_COLUMNS)))
EXPLAINED = {
    "id": "their id here, a UUID; a new one unless it is told",
    "language": "the language they speak, such as sw; en unless it is told",
    "timezone": "their time zone, such as Africa/Nairobi",
    "given_name": "their given name",
    "family_name": "their family name",
    "preferred_name": "how they are called",
    "birth_date": "their day of birth, as 1990-12-31",
    "pronouns": "their pronouns",
    "address": "where they live",
    "area": "the area they live in",
    "interpreter": "into which language an interpreter is needed; empty: none is",
    "note": "what else is to be known of them",
    "telephone": "their telephone number, with its country code unless the clinic has a country",
    "telephone_times": "when it is best to call them",
    "email": "their e-mail address",
    "identifier": "how another system knows them, such as a hospital number",
    "identifier_system": "who gave the identifier: a URI, or a name",
    "care_teams": "the ids of their care teams, with | between them",
    "consent_version": "the version of the texts agreed to",
    "consent_given_by": "who decided: themselves, their mother, …",
    "consent_channel": "how the decisions reached the clinic; import unless it is told",
    "consent_note": "what is noted of how it came to the decisions",
}
OF_CONTACTS = {
    "kind": "who it is: next_of_kin, emergency, gp, school or other",
    "relation": "what they are to the person, such as mother",
    "name": "their name",
    "telephone": "their telephone number",
    "email": "their e-mail address",
    "times": "when it is best to call",
    "may_be_contacted": "whether they may be called: in_crisis, always or never",
}


class Command(BaseCommand):
    help = (
        "Enrols one person. What is told of them is named as the columns of import_people are: --given-name, "
        "--telephone, --identifier-system, --identifier, --care-teams … Who is known by an id or an identifier is left "
        "as they are."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--clinic", required=True, metavar="CLINIC", help="their clinic, by name or id")
        for column in SHOWN:
            parser.add_argument(f"--{column.replace('_', '-')}", metavar="TEXT", default="", help=_explain(column))

    def handle(self, *args: Any, **options: Any) -> None:
        require_keys_to_begin()
        told = {column: value.strip() for column in SHOWN if (value := options[column] or "").strip()}
        record = PersonRecord(line=1, text="", body=body_of(told))
        (added,) = import_people([record], clinic=find_clinic(options["clinic"]), now=timezone.now())
        if added.faults:
            faults = "; ".join(f"{fault.pointer} {fault.detail}".strip() for fault in added.faults)
            raise CommandError(f"Nobody was enrolled: {faults}.")
        self.stdout.write(f"{added.person_id} {'enrolled' if added.is_new else 'was there already'}")


def _explain(column: str) -> str:
    if column in EXPLAINED:
        return EXPLAINED[column]
    topic, _, rest = column.partition("_")
    if topic == "contact":
        number, _, part = rest.partition("_")
        return f"of contact {number}, who else may be called: {OF_CONTACTS[part]}"
    return f"what they decided about {rest.replace('_', ' ')}: given or withdrawn"
