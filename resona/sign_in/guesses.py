"""Counts failed sign-ins in PostgreSQL, so that all processes know of them.

A try is counted as a failure before it is looked at and taken back when it was none: a thousand tries at the same
moment are a thousand failures, and not one that nobody had seen yet.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from resona.encryption.digests import keyed_digest
from resona.errors import ResonaError
from resona.sign_in.delays import POLICIES, Failures, delay_seconds, is_forgotten, wait_seconds
from resona.sign_in.models import GuessCount

REFUSAL = "refusal"  # the kind of rows that say when a refusal was last recorded
TOLD_IN_MINUTES_FROM = 120  # seconds
RECORDED_EVERY = timedelta(minutes=1)

_MAKE = "INSERT INTO guess_counts (kind, key, failures, last_at) VALUES (%s, %s, 0, %s) ON CONFLICT DO NOTHING"
# In one order, so that two tries never wait for each other in a ring.
_LOCK = "SELECT kind, key, failures, last_at FROM guess_counts WHERE (kind, key) IN ({}) ORDER BY kind, key FOR UPDATE"
_COUNT = "UPDATE guess_counts SET failures = %s, last_at = %s WHERE kind = %s AND key = %s"
_TAKE_BACK = "UPDATE guess_counts SET failures = greatest(failures - 1, 0) WHERE kind = %s AND key = %s"
_ONCE_A_WHILE = """
INSERT INTO guess_counts (kind, key, failures, last_at) VALUES (%s, %s, 0, %s)
ON CONFLICT (kind, key) DO UPDATE SET last_at = excluded.last_at WHERE guess_counts.last_at <= %s
"""
_FORGIVE = "UPDATE guess_counts SET failures = 0 WHERE kind = %s AND key = %s"
# Kinds that count the failures of one guesser only, not those of several at once.
OWN = frozenset({"account_address", "browser", "code_browser"})
LONGEST_KEPT = timedelta(seconds=max(policy.forgotten_after for policy in POLICIES.values()))


class TooManyGuessesError(ResonaError):
    """Too many failures: this try is not even looked at."""

    status = 429
    problem = "too-many-guesses"

    def __init__(self, seconds: float) -> None:
        self.seconds = int(seconds) + 1
        super().__init__(f"Too many failed attempts. Try again in {_in_words(self.seconds)}.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """What failures are counted for: one of POLICIES, and whom or what it is about, as a keyed digest."""

    kind: str
    key: str


def subject(kind: str, *parts: str) -> Subject:
    return Subject(kind=kind, key=keyed_digest("\n".join((kind, *parts)).encode()))


def begin_try(subjects: Sequence[Subject], *, now: datetime, yielding: str = "") -> bool:
    """Counts a failure for each of them. Raises TooManyGuessesError, and counts nothing, if one has to wait.

    One of the kind `yielding` never has to: whether it has more failures than are free.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        for one in sorted(subjects, key=_order):
            cursor.execute(_MAKE, [one.kind, one.key, now])
        cursor.execute(_LOCK.format(", ".join(["(%s, %s)"] * len(subjects))), _flat(subjects))
        known = {
            Subject(kind=kind, key=key): Failures(count=count, last_at=last_at)
            for kind, key, count, last_at in cursor.fetchall()
        }
        waits = [wait_seconds(POLICIES[one.kind], known[one], now) for one in subjects if one.kind != yielding]
        if (wait := max(waits, default=0)) > 0:
            raise TooManyGuessesError(wait)
        for one in subjects:
            before = 0 if is_forgotten(POLICIES[one.kind], known[one], now) else known[one].count
            cursor.execute(_COUNT, [before + 1, now, one.kind, one.key])
        return any(_has_many(known[one], now, one.kind) for one in subjects if one.kind == yielding)


def take_back(subjects: Sequence[Subject]) -> None:
    """The try was right: it counts no longer. What is only the guesser's own begins anew."""
    with transaction.atomic(), connection.cursor() as cursor:
        for one in sorted(subjects, key=_order):
            cursor.execute(_FORGIVE if one.kind in OWN else _TAKE_BACK, [one.kind, one.key])


def is_first_of_its_minute(*parts: str, now: datetime) -> bool:
    """Whether nothing with these parts was recorded within a minute: a flood leaves one row each minute, no more."""
    return is_first_within(RECORDED_EVERY, *parts, now=now)


def is_first_within(span: timedelta, *parts: str, now: datetime) -> bool:
    """The same within another span of time."""
    key = keyed_digest("\n".join(parts).encode())
    with connection.cursor() as cursor:
        cursor.execute(_ONCE_A_WHILE, [REFUSAL, key, now, now - span])
        return bool(cursor.rowcount)


def forget_old_guesses(*, now: datetime) -> int:
    """Deletes what counts no longer, and returns how many."""
    deleted, _ = GuessCount.objects.filter(last_at__lt=now - LONGEST_KEPT).delete()
    return deleted


def _has_many(failures: Failures, now: datetime, kind: str) -> bool:
    policy = POLICIES[kind]
    return delay_seconds(policy, failures.count) > 0 and not is_forgotten(policy, failures, now)


def _order(one: Subject) -> tuple[str, str]:
    return one.kind, one.key


def _flat(subjects: Sequence[Subject]) -> list[str]:
    return [part for one in subjects for part in (one.kind, one.key)]


def _in_words(seconds: int) -> str:
    return f"{seconds} seconds" if seconds < TOLD_IN_MINUTES_FROM else f"{math.ceil(seconds / 60)} minutes"
