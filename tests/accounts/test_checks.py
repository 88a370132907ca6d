"""A model that does not say who sees its rows is an error of `manage.py check`."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.checks import registry
from django.db import models

from resona.accounts.checks import check_visibility, faults_of_visibility
from resona.accounts.querysets import PersonRecordQuerySet
from resona.postgres.duties import Duties
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
