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


class Command(BaseCommand):
    help = (
        "Enrols one person. What is told of them is named as the columns of import_people are: --given-name, "
        "--telephone, --identifier-system, --identifier, --care-teams … Who is known by an id or an identifier is left "
        "as they are."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--clinic", required=True, metavar="CLINIC", help="their clinic, by name or id")
        for column in SHOWN:
            parser.add_argument(f"--{column.replace('_', '-')}", metavar="TEXT", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        require_keys_to_begin()
        told = {column: value.strip() for column in SHOWN if (value := options[column] or "").strip()}
        record = PersonRecord(line=1, text="", body=body_of(told))
        (added,) = import_people([record], clinic=find_clinic(options["clinic"]), now=timezone.now())
        if added.faults:
            faults = "; ".join(f"{fault.pointer} {fault.detail}".strip() for fault in added.faults)
            raise CommandError(f"Nobody was enrolled: {faults}.")
        self.stdout.write(f"{added.person_id} {'enrolled' if added.is_new else 'was there already'}")
