"""Who may be recorded: the same people whichever way the caller comes in."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from resona.accounts.callers import ApiKeyCaller
from resona.accounts.models import Clinic, User
from resona.accounts.purposes import Purpose
from resona.analysis.intake import lock_people
from tests.conftest import Cast


def key_of(clinic: Clinic) -> ApiKeyCaller:
    return ApiKeyCaller(id=uuid4(), clinic_id=clinic.id, scopes=frozenset())


@pytest.mark.parametrize("own", [True, False])
def test_key_may_record_exactly_the_people_it_sees(cast: Cast, own: bool) -> None:
    elsewhere = cast.strange_person.clinic
    assert elsewhere is not None
    key = key_of(cast.clinic if own else elsewhere)
    everyone = set(User.objects.values_list("id", flat=True))
    with transaction.atomic():
        people = lock_people(everyone, key)
    assert set(people) == set(User.objects.visible_to(key).people().values_list("id", flat=True))
    assert len(people) == (3 if own else 1)


def test_what_is_known_of_a_person_is_read(cast: Cast) -> None:
    User.objects.filter(id=cast.person.id).update(language="sw", consent_version="")
    with transaction.atomic():
        people = lock_people([cast.person.id, cast.other_person.id], key_of(cast.clinic))
    assert people[cast.person.id].language == "sw"
    assert Purpose.RECORDING not in people[cast.person.id].consents
    assert Purpose.RECORDING in people[cast.other_person.id].consents


@pytest.mark.parametrize("comes", ["with a key", "signed in"])
def test_people_are_locked_in_the_order_of_their_ids_against_other_sessions_alone(cast: Cast, comes: str) -> None:
    caller = key_of(cast.clinic) if comes == "with a key" else cast.administrator
    with transaction.atomic(), CaptureQueriesContext(connection) as captured:
        lock_people([cast.person.id], caller)
    assert captured[-1]["sql"].endswith(" ORDER BY 1 ASC FOR NO KEY UPDATE")  # 1 is the id
