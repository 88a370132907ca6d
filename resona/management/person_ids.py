"""People as commands name them: by the id alone, so that nothing personal stands in a shell's history."""

from __future__ import annotations

from argparse import ArgumentTypeError
from uuid import UUID

from django.core.management.base import CommandError

from resona.accounts.models import User


def person_id(text: str) -> UUID:
    """The type of an argument. Raises ArgumentTypeError."""
    try:
        return UUID(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no id of a person.") from None


def find_person(id_: UUID) -> User:
    """Raises CommandError where there is nobody in care with this id."""
    person = User.objects.people().filter(id=id_).first()
    if person is None:
        raise CommandError(f"There is no person {id_}. Nothing was done.")
    return person
