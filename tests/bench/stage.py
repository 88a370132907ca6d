"""What all measurements share: a clinic, its API key, both ways to the database."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from uuid import UUID

import orjson
from django.utils import timezone

from resona.accounts.models import Clinic, User
from tests.bench.application import Application
from tests.bench.floor import Floor, Plain
from tests.bench.session import sessions_of

SESSIONS_PATH = "/api/v1/sessions/"
ESTABLISHED_SESSIONS = 20  # of a person with a settled baseline


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    """Where the measurements take place."""

    clinic: Clinic
    key: str
    application: Application
    plain: Plain
    directory: Path  # for files, removed afterwards

    def add_people(self, count: int) -> list[UUID]:
        """New people of the clinic, who have given consent."""
        people = [User(clinic=self.clinic, consent_version="bench") for _ in range(count)]
        return [person.id for person in User.objects.bulk_create(people)]

    def make_floor(self) -> Floor:
        """A floor that writes what one session of a person with a settled baseline leaves."""
        (owner_id, person_id) = self.add_people(2)
        bodies = list(islice(sessions_of(owner_id, seed=1), ESTABLISHED_SESSIONS))
        for body in bodies:
            self.application.post(SESSIONS_PATH, orjson.dumps(body))
        return Floor(
            self.plain,
            session_id=UUID(bodies[-1]["id"]),
            owner_id=owner_id,
            person_id=person_id,
            now=timezone.now(),
        )
