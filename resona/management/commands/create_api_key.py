"""Makes an API key and shows it once; lists keys and revokes them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from resona.accounts.keys import create_key, revoke_key
from resona.accounts.models import ApiKey, Clinic
from resona.errors import ResonaError


class Command(BaseCommand):
    help = "Makes an API key for another system and shows it once: only its digest is stored. Or lists or revokes keys."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--clinic", metavar="NAME|ID", help="the clinic whose people the key opens")
        parser.add_argument("--name", help="what the key is for, e.g. the system that will use it")
        parser.add_argument(
            "--scope",
            action="append",
            default=[],
            choices=ApiKey.Scope.values,
            help="what the key may do; give it once for each scope",
        )
        instead = parser.add_mutually_exclusive_group()
        instead.add_argument("--list", action="store_true", help="show the keys there are, of one clinic or of all")
        instead.add_argument("--revoke", metavar="ID", type=UUID, help="the key with this id opens nothing any more")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["revoke"]:
                revoke_key(key_id=options["revoke"], now=timezone.now())
                self.stdout.write(f"Revoked {options['revoke']}.")
            elif options["list"]:
                self._list_keys(options["clinic"])
            else:
                self._create_key(options["clinic"], options["name"], options["scope"])
        except ResonaError as error:
            raise CommandError(str(error)) from error

    def _create_key(self, clinic: str | None, name: str | None, scopes: list[str]) -> None:
        if not clinic or not name or not scopes:
            raise CommandError("A new key needs --clinic, --name and at least one --scope.")
        key = create_key(clinic=_find_clinic(clinic), name=name, scopes=scopes)
        self.stdout.write(key.text)
        self.stderr.write(f"This is the only time the key is shown. Its id, to revoke it: {key.id}")

    def _list_keys(self, clinic: str | None) -> None:
        keys = ApiKey.objects.select_related("clinic").order_by("clinic__name", "created_at")
        for key in keys.filter(clinic=_find_clinic(clinic)) if clinic else keys:
            state = f"revoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else "open"
            self.stdout.write(f"{key.id}  {state:18}  {key.clinic}  {key.name}  {' '.join(key.scopes)}")


def _find_clinic(name_or_id: str) -> Clinic:
    clinic = Clinic.objects.filter(name=name_or_id).first() or _clinic_by_id(name_or_id)
    if clinic is None:
        raise CommandError(f"There is no clinic {name_or_id!r}.")
    return clinic


def _clinic_by_id(text: str) -> Clinic | None:
    try:
        return Clinic.objects.filter(id=text).first()
    except ValidationError:
        return None
