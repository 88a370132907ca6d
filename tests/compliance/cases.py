"""People with something of everything, and what they ask for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import orjson
from django.utils import timezone

from resona.accounts.models import User, UserProfile
from resona.compliance.requests import receive_request
from resona.compliance.rights_models import GdprRequest
from tests.sessions import AT_EASE, DISTRESSED, LATEST, make_body, record

CRISIS = "I want to kill myself tonight"
NAME = "Wanjiru wa Kweli"


def live_through(person: User, caller: User, sessions: int = 8) -> list[dict[str, Any]]:
    """A course of sessions, one of them distressed and one critical, and a name; the bodies as they were sent."""
    UserProfile.objects.create(
        user=person, encrypted_data=UserProfile.encrypted_data.seal(person.id, orjson.dumps({"name": NAME}))
    )
    bodies = []
    for number in range(sessions):
        body = make_body(
            person,
            at=LATEST - timedelta(days=sessions - number),
            said=(CRISIS,) if number == sessions - 1 else ("It was a good day.", f"Day {number}, and I slept."),
            emotion=DISTRESSED if number == sessions - 2 else AT_EASE,
            seed=number,
        )
        (outcome,) = record(caller, body)
        assert outcome.status == 201
        bodies.append(body)
    return bodies


def ask(person: User, kind: str, caller: User, reason: str = "") -> GdprRequest:
    return receive_request(
        user_id=person.id, kind=GdprRequest.Kind(kind), caller=caller, now=timezone.now(), reason=reason
    )
