"""People for whom nobody is responsible: they stay on triage whatever was done about their findings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from resona.accounts.models import User
from risk.open_findings import has_responsible_staff


@dataclass(frozen=True, kw_only=True, slots=True)
class UnassignedPerson:
    """Someone in care without a care team that has staff."""

    user: User

    @property
    def user_id(self) -> UUID:
        return self.user.id


def unassigned_people() -> QuerySet[User]:
    """All of them, of every clinic."""
    in_care = User.objects.people().filter(is_active=True, care_ended="")
    return in_care.filter(~has_responsible_staff("id"))


def read_unassigned(person_ids: Iterable[UUID]) -> list[UnassignedPerson]:
    """Of these people, those for whom still nobody is responsible; one statement."""
    return [UnassignedPerson(user=user) for user in unassigned_people().filter(id__in=list(person_ids)).order_by()]
