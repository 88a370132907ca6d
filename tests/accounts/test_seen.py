"""Statements that are kept for all callers show each of them whom they see, and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from resona.accounts.models import User
from resona.accounts.seen import SEEN, fetch_seen_by
from resona.audit.context import acting
from resona.postgres.compiled import CompiledQuery
from tests.accounts.test_visibility import CALLERS, PEOPLE, Caller
from tests.conftest import Cast
from tests.factories import StaffFactory

CODES = CompiledQuery(
    lambda *, role: User.objects.filter(id__in=SEEN, role=role).exclude(email__contains="%").values_list("id"),
    role="a role",
)


@pytest.mark.parametrize(("caller_of", "seen"), CALLERS.values(), ids=CALLERS)
def test_one_statement_shows_each_caller_their_people(
    cast: Cast, caller_of: Callable[[Cast], Caller], seen: set[str]
) -> None:
    found = {row[0] for row in fetch_seen_by(caller_of(cast), *CODES.statement(role="person"))}
    assert found == {getattr(cast, name).id for name in seen & set(PEOPLE)}


def test_a_superuser_of_a_clinic_sees_everybody_all_the_same(cast: Cast) -> None:
    superuser = StaffFactory.create(clinic=cast.clinic, role=User.Role.CLINICIAN, is_superuser=True)
    assert len(fetch_seen_by(superuser, *CODES.statement(role="person"))) == len(PEOPLE)


def test_values_are_those_of_the_run(cast: Cast) -> None:
    assert len(fetch_seen_by(cast.superuser, *CODES.statement(role="clinician"))) == 3
    assert fetch_seen_by(cast.superuser, *CODES.statement(role="nobody's")) == []


@pytest.mark.django_db(transaction=True)
def test_reading_makes_no_transaction_for_its_claims(django_assert_num_queries: Any) -> None:
    with acting(actor="command:test"), django_assert_num_queries(1):
        fetch_seen_by(User(is_superuser=True), *CODES.statement(role="person"))


def test_a_statement_about_whom_somebody_sees_says_nothing_by_itself(db: None) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(*CODES.statement(role="person"))
