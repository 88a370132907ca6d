"""Erases people: everything of theirs, looked for afterwards in every table there is."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from resona.accounts.models import User
from resona.audit.actors import name_actor
from resona.compliance.erasure import erase_person
from resona.compliance.requests import receive_request
from resona.compliance.rights_models import GdprRequest
from resona.errors import ResonaError
from resona.management.person_ids import find_person, person_id

ACTOR: Final = "command:erase_person"


class Command(BaseCommand):
    help = (
        "Erases a person and everything of theirs for good, then looks for them in every table; what is found takes "
        "all of it back. A receipt without anything personal stays among the privacy requests. Records under legal "
        "hold are not erased."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("person", metavar="ID", type=person_id, help="the person's id")
        parser.add_argument("--yes", action="store_true", help="does it; without, only says whom")

    def handle(self, *args: Any, **options: Any) -> None:
        person = find_person(options["person"])
        if not options["yes"]:
            raise CommandError(f"This erases {person.code} for good. Nothing was done: say so with --yes.")
        try:
            receipt = erase_person(_request(person.id), now=timezone.now())
        except ResonaError as error:
            raise CommandError(str(error)) from error
        rows = receipt.rows if receipt is not None else {}
        for table, count in sorted(rows.items()):
            self.stdout.write(f"{count:>9,}  {table}")
        searched = receipt.columns_searched if receipt is not None else 0
        self.stdout.write(f"Erased: {sum(rows.values()):,} rows. Nothing is left in {searched} columns.")


@transaction.atomic
def _request(user_id: UUID) -> UUID:
    """The request this is done for: one that waits, or a new one; no worker begins it before it names who asked."""
    operator = User(is_superuser=True, role=User.Role.ADMINISTRATOR)
    kind = GdprRequest.Kind.ERASURE
    request_id = receive_request(user_id=user_id, kind=kind, caller=operator, now=timezone.now()).id
    # Nobody's account stands behind the operator.
    GdprRequest.objects.filter(id=request_id, requested_by=name_actor(operator)).update(requested_by=ACTOR)
    GdprRequest.objects.filter(id=request_id).update(handled_by=ACTOR)
    return request_id
