"""Who the actors of the logs are, to whoever reads who looked."""

from __future__ import annotations

from typing import Any

from resona.accounts.models import ApiKey
from resona.audit.names import names_of_actors
from resona.postgres.models import new_id
from tests.conftest import Cast
from tests.factories import make_api_key


def test_staff_are_told_by_role_and_code_and_systems_by_their_name(cast: Cast) -> None:
    make_api_key(cast.clinic, "records:read")
    key = ApiKey.objects.get()
    ApiKey.objects.filter(id=key.id).update(name="Kliniki: programu")
    actors = {
        f"staff:{cast.clinician.id}": f"clinician {cast.clinician.code}",
        f"staff:{cast.administrator.id}": f"administrator {cast.administrator.code}",
        f"staff:{new_id()}": "somebody whose account is gone",
        f"key:{key.id}": "system Kliniki: programu",
        f"key:{new_id()}": "a system",
        f"person:{cast.person.pseudonym}": "the person themselves",
        "command:export_person": "command:export_person",
        "": "",
    }
    assert names_of_actors(actors) == actors


def test_however_many_there_are_they_are_asked_for_at_once(cast: Cast, django_assert_num_queries: Any) -> None:
    make_api_key(cast.clinic, "records:read")
    staff = [cast.clinician, cast.outsider, cast.administrator, cast.superuser]
    actors = [f"staff:{one.id}" for one in staff for _ in range(3)] + [f"key:{ApiKey.objects.get().id}"]
    with django_assert_num_queries(2):
        assert len(names_of_actors(actors)) == 5


def test_of_nobody_nothing_is_told(cast: Cast) -> None:
    assert names_of_actors([]) == {}
