"""Many tries at the same moment, from several connections: counted as they are, and one code opens once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.utils import timezone

from resona.sign_in.delays import POLICIES
from resona.sign_in.guesses import TooManyGuessesError, begin_try, subject
from resona.sign_in.models import GuessCount
from resona.sign_in.second_factor import begin_enrolment, enrol, take_factor
from resona.sign_in.totp import code_at
from tests.conftest import Cast
from tests.sign_in.conftest import SECRET

AT_ONCE = 8
NOW = timezone.now()


@pytest.fixture
def shared_database(transactional_db: None) -> Iterator[None]:
    """The tests' database, where what is written is there for everyone; emptied afterwards, the job queue too."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


def at_once(act: Callable[[int], bool], times: int) -> int:
    """How many of so many calls, each over a connection of its own, were true."""

    def call(number: int) -> bool:
        try:
            return act(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sum(pool.map(call, range(times)))


def test_a_code_given_many_times_at_once_opens_once(shared_database: None, cast: Cast) -> None:
    recovery_codes = enrol(cast.clinician, begin_enrolment(SECRET), step=0)
    for code in (code_at(SECRET, NOW.timestamp()), recovery_codes[0]):
        opened = at_once(lambda _, code=code: take_factor(cast.clinician.pk, code, now=NOW) is not None, 24)  # type: ignore[misc]
        assert opened == 1


def test_a_burst_gets_no_more_tries_than_one_after_another(shared_database: None) -> None:
    subjects = [subject("address", "192.0.2.1"), subject("account_address", "somebody", "192.0.2.1")]

    def is_looked_at(number: int) -> bool:
        try:
            begin_try(subjects[:: 1 if number % 2 else -1], now=NOW)
        except TooManyGuessesError:
            return False
        return True

    assert at_once(is_looked_at, 60) == POLICIES["account_address"].free_failures
    assert set(GuessCount.objects.values_list("failures", flat=True)) == {POLICIES["account_address"].free_failures}
