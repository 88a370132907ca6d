"""Statements built once: the same answers as the ORM's, for whatever values."""

from __future__ import annotations

from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from resona.accounts.models import User
from resona.postgres.compiled import CompiledQuery, any_of
from tests.conftest import Cast

NO_CLINIC, NOBODY = UUID(int=1), UUID(int=2)


def people_of_clinic() -> CompiledQuery:
    return CompiledQuery(
        lambda *, clinic_id, ids: (
            User.objects.filter(any_of("id", ids), clinic_id=clinic_id, role="person").order_by("id").values_list("id")
        ),
        clinic_id=NO_CLINIC,
        ids=[NOBODY],
    )


def test_each_run_has_its_own_values(cast: Cast) -> None:
    query = people_of_clinic()
    everyone = [cast.person.id, cast.other_person.id, cast.strange_person.id, cast.clinician.id]
    own = sorted([cast.person.id, cast.other_person.id])
    assert query.fetch(clinic_id=cast.clinic.id, ids=everyone) == [(user_id,) for user_id in own]
    assert query.fetch(clinic_id=cast.strange_person.clinic_id, ids=everyone) == [(cast.strange_person.id,)]
    assert query.fetch(clinic_id=cast.clinic.id, ids=[cast.person.id]) == [(cast.person.id,)]
    assert query.fetch(clinic_id=cast.clinic.id, ids=[]) == []


def test_statement_is_built_once(cast: Cast) -> None:
    built: list[UUID] = []

    def build(*, key: UUID) -> QuerySet[User, tuple[UUID]]:
        built.append(key)
        return User.objects.filter(id=key).values_list("id")

    query = CompiledQuery(build, key=NOBODY)
    assert query.fetch(key=cast.person.id) == [(cast.person.id,)]
    assert query.fetch(key=cast.clinician.id) == [(cast.clinician.id,)]
    assert built == [NOBODY]


def test_a_part_of_another_statement_has_the_values_of_its_place(cast: Cast) -> None:
    query = people_of_clinic()
    own = query.part(clinic_id=cast.clinic.id, ids=[cast.person.id, cast.strange_person.id])
    strange = query.part(clinic_id=cast.strange_person.clinic_id, ids=[cast.person.id, cast.strange_person.id])
    people = User.objects.people().values_list("id", flat=True)
    assert list(people.filter(id__in=own)) == [cast.person.id]
    assert list(people.filter(id__in=strange)) == [cast.strange_person.id]
    assert set(people.exclude(id__in=own)) == set(people) - {cast.person.id}
    assert not people.filter(id__in=own).filter(id__in=strange).exists()


def test_statement_is_the_same_for_one_and_for_many() -> None:
    one, many = (User.objects.filter(any_of("id", [NOBODY] * count)).query.sql_with_params() for count in (1, 3))
    assert one[0] == many[0]
    assert (one[1], many[1]) == (([NOBODY],), ([NOBODY] * 3,))


def test_a_statement_may_be_run_as_part_of_another(cast: Cast) -> None:
    statement, parameters = people_of_clinic().statement(clinic_id=cast.clinic.id, ids=[cast.person.id, NOBODY])
    with connection.cursor() as cursor:
        cursor.execute(f"WITH found AS ({statement}) SELECT count(*), %s FROM found", [*parameters, 7])
        assert cursor.fetchall() == [(1, 7)]
