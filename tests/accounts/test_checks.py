"""A model that does not say who sees its rows is an error of `manage.py check`."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.checks import registry
from django.db import models

from resona.accounts.checks import check_visibility, faults_of_visibility
from resona.accounts.models import Clinic
from resona.accounts.querysets import PersonRecordQuerySet, StaffRecordQuerySet
from resona.postgres.duties import Duties
from resona.postgres.foreign_keys import OnDelete
from tests.duties.models import key, make_model, unknown_models


def test_the_project_has_no_faults_and_is_asked_for_them() -> None:
    assert check_visibility(None) == []
    assert check_visibility in set[Any](registry.registry.registered_checks)


@pytest.mark.parametrize(
    ("objects", "numbers"), [(models.Manager(), ["resona.E131"]), (PersonRecordQuerySet.as_manager(), [])]
)
def test_a_model_that_does_not_say_who_sees_its_rows_is_told_what_to_write(objects: Any, numbers: list[str]) -> None:
    with unknown_models():
        found = faults_of_visibility(make_model(Duties(), user=key(), objects=objects))
    assert [fault.id for fault in found] == numbers
    assert all('PersonRecordQuerySet["Toy"].as_manager()' in str(fault.hint) for fault in found)


class OfWhomQuerySet(PersonRecordQuerySet[Any]):
    """Records whose person is called otherwise."""

    person_field = "whom"


@pytest.mark.parametrize(
    ("duties", "queryset", "is_enough"),
    [
        (Duties(), PersonRecordQuerySet, True),
        (Duties(), StaffRecordQuerySet, False),
        (Duties(seen_by="staff of the clinic, because"), StaffRecordQuerySet, True),
        (Duties(nobody="of no person"), StaffRecordQuerySet, True),
        (Duties(subject="whom"), PersonRecordQuerySet, False),
        (Duties(subject="whom"), OfWhomQuerySet, True),
        (Duties(), OfWhomQuerySet, False),
        (Duties(pseudonym="number"), StaffRecordQuerySet, False),
        (Duties(found_by="number = %(pseudonym)s"), StaffRecordQuerySet, False),
    ],
)
def test_records_of_people_are_for_those_who_see_the_person_or_it_is_said_why_not(
    duties: Duties, queryset: Any, *, is_enough: bool
) -> None:
    fields: dict[str, Any] = {"user": key(), "whom": key(), "clinic": key(Clinic, OnDelete.RESTRICT)}
    with unknown_models():
        model = make_model(duties, number=models.UUIDField(), objects=queryset.as_manager(), **fields)
        found = faults_of_visibility(model)
    assert [fault.id for fault in found] == ([] if is_enough else ["resona.E131"])
    assert all('seen_by="' in str(fault.hint) for fault in found)
