"""What the commands share that make, list and revoke credentials of other systems."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Model
from django.utils import timezone

from resona.accounts.models import ApiKey, Clinic
from resona.errors import ResonaError
from resona.sign_in.credentials import Credential, Maker, NewCredential, make_credential, revoke_credential


class CredentialCommand(BaseCommand):
    """Makes one and shows it once, or lists, or revokes."""

    kind: Credential
    model: type[Model]
    noun: str  # as a person says it
    command: str  # its name, as it is kept

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--clinic", metavar="NAME|ID", help=f"the clinic whose people the {self.noun} opens")
        parser.add_argument("--name", help=f"what the {self.noun} is for, e.g. the system that will use it")
        parser.add_argument(
            "--scope",
            action="append",
            default=[],
            choices=ApiKey.Scope.values,
            help=f"what the {self.noun} may do; give it once for each scope",
        )
        parser.add_argument(
            "--origin",
            action="append",
            default=[],
            metavar="URL",
            help=f"an origin whose web pages come with the {self.noun}, e.g. https://app.example; once for each",
        )
        instead = parser.add_mutually_exclusive_group()
        instead.add_argument(
            "--list", action="store_true", help=f"show the {self.noun}s there are, of one clinic or all"
        )
        instead.add_argument(
            "--revoke", metavar="ID", type=UUID, help=f"the {self.noun} with this id opens nothing any more"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["revoke"]:
                revoke_credential(self.kind, credential_id=options["revoke"], maker=self._maker, now=timezone.now())
                self.stdout.write(f"Revoked {options['revoke']}.")
            elif options["list"]:
                self._list(options["clinic"])
            else:
                self._make(options["clinic"], options["name"], options["scope"], options["origin"])
        except ResonaError as error:
            raise CommandError(str(error)) from error

    def show(self, made: NewCredential) -> None:
        """Tells what was made, the only time."""
        raise NotImplementedError

    @property
    def _maker(self) -> Maker:
        return Maker(actor=f"command:{self.command}")

    def _make(self, clinic: str | None, name: str | None, scopes: list[str], origins: list[str]) -> None:
        if not clinic or not name or not scopes:
            raise CommandError(f"A new {self.noun} needs --clinic, --name and at least one --scope.")
        made = make_credential(
            self.kind, clinic=find_clinic(clinic), name=name, scopes=scopes, origins=origins, maker=self._maker
        )
        self.show(made)

    def _list(self, clinic: str | None) -> None:
        made: Any = self.model._default_manager.select_related("clinic").order_by("clinic__name", "created_at")
        for one in made.filter(clinic=find_clinic(clinic)) if clinic else made:
            state = f"revoked {one.revoked_at:%Y-%m-%d}" if one.revoked_at else "open"
            self.stdout.write(
                f"{one.id}  {state:18}  {one.clinic}  {one.name}  {' '.join([*one.scopes, *one.origins])}"
            )


def find_clinic(name_or_id: str) -> Clinic:
    """The clinic with this name or id. Raises CommandError."""
    clinic = Clinic.objects.filter(name=name_or_id).first() or _clinic_by_id(name_or_id)
    if clinic is None:
        raise CommandError(f"There is no clinic {name_or_id!r}.")
    return clinic


def _clinic_by_id(text: str) -> Clinic | None:
    try:
        return Clinic.objects.filter(id=text).first()
    except ValidationError:
        return None
