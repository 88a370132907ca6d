"""What is kept for whoever guards the house: never changed, never taken away, shown to administrators alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, transaction

from resona.accounts.callers import ApiKeyCaller
from resona.audit.actors import name_actor
from resona.audit.events import record_event
from resona.audit.models import DataAccess, SecurityEvent
from resona.postgres.models import new_id
from tests.conftest import Cast

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller


@pytest.mark.parametrize("table", ["security_events", "data_access_logs"])
@pytest.mark.parametrize("change", ["UPDATE {} SET actor = 'x'", "DELETE FROM {}"])
def test_rows_are_neither_changed_nor_taken_away(cast: Cast, table: str, change: str) -> None:
    record_event(SecurityEvent.Kind.SCOPE_REFUSED, clinic_id=cast.clinic.id)
    DataAccess.objects.create(actor="key:1", subjects=[cast.person.pseudonym], source="/api/v1/users/", records=1)
    with connection.cursor() as cursor:
        with pytest.raises(IntegrityError, match=f"rows of {table} cannot be"), transaction.atomic():
            cursor.execute(change.format(table))
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone() == (1,)


def test_a_kind_that_nobody_knows_is_refused_by_the_database(db: None) -> None:
    with pytest.raises(IntegrityError, match="ck_security_events_kind"):
        SecurityEvent.objects.create(kind="mischief")


def test_every_kind_is_known_to_the_database(db: None) -> None:
    for kind in SecurityEvent.Kind:
        record_event(kind)
    assert SecurityEvent.objects.count() == len(SecurityEvent.Kind)


@pytest.mark.parametrize("model", [SecurityEvent, DataAccess])
def test_administrators_see_their_clinic_and_nobody_else_anything(
    cast: Cast, model: type[SecurityEvent] | type[DataAccess]
) -> None:
    record_event(SecurityEvent.Kind.BREAK_GLASS, clinic_id=cast.clinic.id)
    record_event(SecurityEvent.Kind.SIGN_IN_FAILED)
    for clinic_id in (cast.clinic.id, None):
        DataAccess.objects.create(actor="", subjects=[], source="/", records=0, clinic_uuid=clinic_id)
    callers: dict[str, Caller] = {
        "superuser": cast.superuser,
        "administrator": cast.administrator,
        "clinician": cast.clinician,
        "stranger": cast.stranger,
        "person": cast.person,
        "nobody": AnonymousUser(),
        "key": ApiKeyCaller(id=new_id(), clinic_id=cast.clinic.id, scopes=frozenset({"records:read"})),
    }
    seen = {name: model.objects.visible_to(caller).count() for name, caller in callers.items()}
    assert seen == {
        "superuser": 2, "administrator": 1, "clinician": 0, "stranger": 0, "person": 0, "nobody": 0, "key": 0
    }  # fmt: skip


def test_a_person_is_named_by_a_pseudonym_that_goes_with_them(cast: Cast) -> None:
    key = ApiKeyCaller(id=new_id(), clinic_id=cast.clinic.id, scopes=frozenset())
    assert name_actor(cast.person) == f"person:{cast.person.pseudonym}"
    assert str(cast.person.id) not in name_actor(cast.person)
    assert name_actor(cast.clinician) == f"staff:{cast.clinician.id}"
    assert name_actor(key) == f"key:{key.id}"
    assert name_actor(AnonymousUser()) == ""
    assert len(name_actor(cast.person)) <= 60
