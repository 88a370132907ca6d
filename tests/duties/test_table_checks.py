"""What every table has, whatever it holds, is an error of `manage.py check` where it is missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.checks import registry
from django.db import models

from resona.accounts.models import Clinic, User
from resona.postgres.duties import Duties
from resona.postgres.foreign_keys import DatabaseForeignKey, OnDelete
from resona.postgres.table_checks import check_tables, faults_of_table
from resona.postgres.triggers import keeps_updated_at, remembers_actor
from tests.duties.models import key, make_model, unknown_models

ENDS: Any = {"null": True, "db_comment": "who"}
LEVEL = models.CheckConstraint(name="ck_toys_level", condition=models.Q(level__in=("low", "high")))
SCORE = models.CheckConstraint(name="ck_toys_score", condition=models.Q(score__gte=0) & ~models.Q(score=3))


@pytest.fixture(autouse=True)
def unknown() -> Iterator[None]:
    with unknown_models():
        yield


def faults(table_comment: str = "Toys", constraints: Any = (), **fields: Any) -> list[tuple[str, str]]:
    """Number and whole text of each error."""
    model = make_model(Duties(), **fields)
    model._meta.db_table_comment = table_comment
    model._meta.constraints = [*model._meta.constraints, *constraints]
    found = faults_of_table(model)
    assert all(error.hint for error in found)
    return [(str(error.id), f"{error.msg} {error.hint}") for error in found]


def level() -> Any:
    return models.CharField(max_length=9, choices=[("low", "low"), ("high", "high")], db_comment="low or high")


def test_the_project_has_no_faults_and_is_asked_for_them() -> None:
    assert check_tables(None) == []
    assert check_tables in set[Any](registry.registry.registered_checks)


def test_a_table_with_all_of_it_needs_no_word() -> None:
    fields = {
        "clinic": key(Clinic, OnDelete.RESTRICT, db_comment="where"),
        "seen_by": key(User, OnDelete.SET_NULL, **ENDS),
        "level": level(),
        "updated_at": models.DateTimeField(db_comment="when"),
        "seen_by_uuid": models.UUIDField(null=True, db_comment="who, for good"),
    }
    triggers = [LEVEL, keeps_updated_at("toys"), remembers_actor("toys", "seen_by_id")]
    assert faults(constraints=triggers, **fields) == []


def test_a_table_without_a_comment_is_told_to_have_one() -> None:
    assert faults(table_comment="") == [
        ("resona.E111", 'Its table has no comment. Write in its Meta db_table_comment="<its rows>".')
    ]


def test_a_key_that_django_makes_is_told_to_become_ours() -> None:
    meta = type("Meta", (), {"app_label": "toys", "db_table_comment": "Toys"})
    model = type("Toy", (models.Model,), {"__module__": __name__, "Meta": meta})
    numbers = [error.id for error in faults_of_table(model)]
    assert numbers == ["resona.E112", "resona.E113"]


@pytest.mark.parametrize(
    ("fields", "number", "expected"),
    [
        ({"said": models.TextField()}, "E113", "Write in its field said db_comment="),
        ({"said": models.TextField(blank=True, db_comment="words")}, "E123", "Write in its field said db_default="),
        ({"said": models.TextField(default="no", db_comment="words")}, "E123", "Django fills"),
        ({"at": models.TimeField(db_comment="when")}, "E114", "its column at loses something"),
        ({"size": models.DecimalField(max_digits=3, decimal_places=1, db_comment="cm")}, "E114", "a FloatField"),
        ({"level": level()}, "E115", "CheckConstraint(name=\"ck_toys_level\", condition=Q(level__in=('low', 'high')))"),
        ({"updated_at": models.DateTimeField(db_comment="when")}, "E116", 'keeps_updated_at("toys")'),
        ({"team_id": models.UUIDField(db_comment="which")}, "E117", "or call it team_uuid"),
        (
            {"user": models.ForeignKey(User, models.CASCADE, related_name="+", db_comment="whose")},
            "E118",
            "`user = DatabaseForeignKey(…)`",
        ),
        ({"user": DatabaseForeignKey(User, db_comment="whose")}, "E119", 'related_name="toys"'),
        ({"seen_by": key(User, OnDelete.SET_NULL, **ENDS)}, "E120", 'remembers_actor("toys", "seen_by_id")'),
    ],
)
def test_what_is_missing_is_named_with_what_to_write(fields: dict[str, Any], number: str, expected: str) -> None:
    ((found, told),) = faults(**fields)
    assert found == f"resona.{number}"
    assert expected in told


@pytest.mark.parametrize(("constraint", "numbers"), [(LEVEL, []), (SCORE, ["resona.E115"])])
def test_a_constraint_of_another_column_checks_none_of_its_values(constraint: Any, numbers: list[str]) -> None:
    assert [number for number, _ in faults(constraints=[constraint], level=level())] == numbers
