"""Who looked at one person's record, for those who may know."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet

from resona.accounts.models import User
from resona.accounts.teams import UnknownPersonError, refuse_who_only_looks
from resona.audit.models import DataAccess

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller


def accesses_of(person_id: UUID, caller: Caller) -> QuerySet[DataAccess]:
    """The requests that showed this person: for themselves, those who care for them, administrators, and systems.

    A row may tell of others too, by their pseudonyms and by how many records there were: show neither. Raises
    UnknownPersonError, and NotInYourCareError for whoever sees them by emergency access alone.
    """
    person = User.objects.addressed_by(caller).people().filter(id=person_id).first()
    if person is None:
        refuse_who_only_looks(person_id, caller)
        raise UnknownPersonError
    return DataAccess.objects.filter(subjects__contains=[person.pseudonym])
