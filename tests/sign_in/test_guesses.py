"""Failures are counted for each of several things at once, forgiven where they were one's own, and forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from resona.sign_in.guesses import (
    TooManyGuessesError,
    begin_try,
    forget_old_guesses,
    is_first_of_its_minute,
    subject,
    take_back,
)
from resona.sign_in.models import GuessCount

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ACCOUNT, ADDRESS = subject("account", "otieno"), subject("address", "192.0.2.1")
OWN = subject("account_address", "otieno", "192.0.2.1")


def failures() -> dict[str, int]:
    return dict(GuessCount.objects.values_list("kind", "failures"))


def wait_of(*kinds: str, now: datetime) -> int:
    with pytest.raises(TooManyGuessesError) as refused:
        begin_try([subject(kind, "somebody") for kind in kinds], now=now)
    return refused.value.seconds


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "1 seconds"),
        (1, "2 seconds"),
        (118.9, "119 seconds"),
        (119, "2 minutes"),
        (120, "3 minutes"),
        (300, "6 minutes"),
    ],
)
def test_whoever_waits_is_told_how_long_and_never_too_little(seconds: float, words: str) -> None:
    error = TooManyGuessesError(seconds)

    assert str(error) == f"Too many failed attempts. Try again in {words}."
    assert error.seconds > seconds


def test_what_is_counted_names_neither_account_nor_address() -> None:
    assert "otieno" not in OWN.key
    assert "192.0.2.1" not in OWN.key
    assert OWN.key != subject("address", "otieno", "192.0.2.1").key
    assert subject("account", "a", "b").key != subject("account", "ab").key


def test_a_try_counts_for_each_and_one_that_was_right_clears_only_ones_own(db: None) -> None:
    for _ in range(3):
        begin_try([ACCOUNT, OWN, ADDRESS], now=NOW)
    assert failures() == {"account": 3, "account_address": 3, "address": 3}
    take_back([ACCOUNT, OWN, ADDRESS])

    assert failures() == {"account": 2, "account_address": 0, "address": 2}


def test_nothing_is_taken_back_that_was_not_counted(db: None) -> None:
    begin_try([ACCOUNT], now=NOW)
    for _ in range(3):
        take_back([ACCOUNT, ADDRESS])

    assert failures() == {"account": 0}


def test_the_longest_wait_of_all_that_is_counted_is_told(db: None) -> None:
    for kind, count in (("account_address", 8), ("account", 3)):
        one = subject(kind, "somebody")
        GuessCount.objects.create(kind=kind, key=one.key, failures=count, last_at=NOW)

    assert wait_of("account", "account_address", now=NOW) == 17  # 2 · 2³ seconds, and told rounded up
    assert wait_of("account", "account_address", now=NOW + 15 * SECOND) == 2
    begin_try([subject("account", "somebody")], now=NOW)
    assert failures() == {"account": 4, "account_address": 8}


def test_a_refused_try_is_counted_for_none_of_them(db: None) -> None:
    GuessCount.objects.create(kind=OWN.kind, key=OWN.key, failures=9, last_at=NOW)
    with pytest.raises(TooManyGuessesError):
        begin_try([ADDRESS, OWN, ACCOUNT], now=NOW + SECOND)

    assert failures() == {"account_address": 9}
    assert GuessCount.objects.get().last_at == NOW


@pytest.mark.parametrize(("minutes", "count"), [(59, 4), (60, 1)])
def test_an_hour_without_a_failure_begins_anew(db: None, minutes: int, count: int) -> None:
    for _ in range(3):
        begin_try([OWN], now=NOW)
    begin_try([OWN], now=NOW + timedelta(minutes=minutes))

    assert failures() == {"account_address": count}


def test_wrong_codes_are_remembered_for_a_day(db: None) -> None:
    code = subject("code", "otieno")
    for hours in (0, 23, 46):
        begin_try([code], now=NOW + timedelta(hours=hours))
    assert failures() == {"code": 3}
    begin_try([code], now=NOW + timedelta(hours=70))

    assert failures() == {"code": 1}


def test_only_what_no_policy_remembers_is_deleted(db: None) -> None:
    for hours, kind in ((25, "code"), (24, "account"), (2, "address"), (0, "browser")):
        begin_try([subject(kind, "somebody")], now=NOW - timedelta(hours=hours))

    assert forget_old_guesses(now=NOW) == 1
    assert set(failures()) == {"account", "address", "browser"}


@pytest.mark.parametrize(("seconds", "is_first"), [(0, False), (59, False), (60, True), (3600, True)])
def test_a_minute_begins_with_what_was_recorded_last(db: None, seconds: int, is_first: bool) -> None:
    assert is_first_of_its_minute("sign_in_failed", "192.0.2.1", now=NOW)

    assert is_first_of_its_minute("sign_in_failed", "192.0.2.1", now=NOW + seconds * SECOND) is is_first
    assert is_first_of_its_minute("sign_in_failed", "192.0.2.2", now=NOW)
    assert is_first_of_its_minute("sign_in_locked", "192.0.2.1", now=NOW)
