"""How long guessers wait: free at first, then twice as long each time, and never longer than the cap."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resona.sign_in.delays import POLICIES, Failures, Policy, delay_seconds, wait_seconds
from resona.sign_in.models import GuessCount

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
POLICY = Policy(free_failures=3, first_delay=2, longest_delay=20, forgotten_after=600)
LONGEST_ALLOWED = 5 * 60  # seconds that anybody is ever kept waiting
DAY = 24 * 3600


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (2, 0), (3, 2), (4, 4), (5, 8), (6, 16), (7, 20), (8, 20), (10_000, 20)]
)
def test_the_delay_doubles_up_to_its_cap(failures: int, seconds: int) -> None:
    assert delay_seconds(POLICY, failures) == seconds


@pytest.mark.parametrize(
    ("count", "seconds_ago", "waits"), [(2, 0, 0), (3, 0, 2), (3, 1, 1), (3, 2, 0), (9, 5, 15), (9, 20, 0), (9, 600, 0)]
)
def test_who_has_waited_is_looked_at(count: int, seconds_ago: int, waits: int) -> None:
    failures = Failures(count=count, last_at=NOW - timedelta(seconds=seconds_ago))

    assert wait_seconds(POLICY, failures, NOW) == waits
    assert wait_seconds(POLICY, None, NOW) == 0


def test_a_try_that_began_before_the_last_failure_waits_for_nothing_while_failures_are_free() -> None:
    before = Failures(count=1, last_at=NOW + timedelta(milliseconds=5))
    assert wait_seconds(POLICIES["address"], before, NOW) == 0


@given(st.sampled_from(sorted(POLICIES)), st.integers(0, 10**9))
def test_more_failures_never_wait_less_and_nobody_longer_than_minutes(kind: str, failures: int) -> None:
    policy = POLICIES[kind]

    assert delay_seconds(policy, failures) <= delay_seconds(policy, failures + 1) <= LONGEST_ALLOWED
    assert policy.longest_delay < policy.forgotten_after


@pytest.mark.parametrize(("kind", "most"), [("account_address", 350), ("account", 3000), ("code", 350)])
def test_a_patient_guesser_gets_few_tries_a_day(kind: str, most: int) -> None:
    policy, at, failures = POLICIES[kind], 0, 0
    while at < DAY:
        failures += 1
        at += delay_seconds(policy, failures)

    assert failures <= most


def test_every_kind_that_is_counted_has_a_policy() -> None:
    assert {*POLICIES, "refusal"} == set(GuessCount.Kind)
