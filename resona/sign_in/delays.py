"""How long whoever guesses has to wait: delays that grow and are capped, never a lock. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

_MOST_DOUBLINGS = 30  # beyond that every cap is reached; a larger power would only be a larger number


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """How many failures are free, and what the next ones cost. Spans in seconds."""

    free_failures: int
    first_delay: int
    longest_delay: int
    forgotten_after: int  # without a failure for so long, one begins anew


@dataclass(frozen=True, kw_only=True, slots=True)
class Failures:
    """What is known of one guesser, or of one thing guessed at."""

    count: int
    last_at: datetime


# By what failures are counted for. Cheap to make many of are addresses, so each guess counts for several at once.
POLICIES = {
    # One address at one account: who mistypes waits for seconds, who guesses gets 300 tries a day.
    "account_address": Policy(free_failures=5, first_delay=2, longest_delay=300, forgotten_after=3600),
    # One address at whatever accounts: a whole clinic may share one.
    "address": Policy(free_failures=40, first_delay=2, longest_delay=300, forgotten_after=3600),
    # One account from whatever addresses. Nobody waits for this one, or its owner would too, on a browser that never
    # signed in before: beyond the free failures, until an hour after the last, a right password takes a mailed link.
    "account": Policy(free_failures=50, first_delay=1, longest_delay=30, forgotten_after=3600),
    # One account on a browser that signed in to it before: nobody else's failures count here.
    "browser": Policy(free_failures=10, first_delay=2, longest_delay=300, forgotten_after=3600),
    # Codes after a right password: 300 tries a day of 333,000 (a million codes, three of them right at any time).
    "code": Policy(free_failures=10, first_delay=5, longest_delay=300, forgotten_after=24 * 3600),
    "code_browser": Policy(free_failures=10, first_delay=5, longest_delay=300, forgotten_after=24 * 3600),
    # Links by mail that one address asks for.
    "link": Policy(free_failures=5, first_delay=30, longest_delay=300, forgotten_after=3600),
    # Enrolment codes from one address, behind which a whole clinic may enrol: 300 tries a day of 6.6e11 codes.
    "enrolment": Policy(free_failures=20, first_delay=2, longest_delay=300, forgotten_after=3600),
    # From whatever addresses. Whoever has a right code waits a second or two while others guess: 86,000 tries a day.
    "enrolments": Policy(free_failures=500, first_delay=1, longest_delay=1, forgotten_after=3600),
}


def wait_seconds(policy: Policy, failures: Failures | None, now: datetime) -> float:
    """How long until the next try is looked at; 0: now."""
    if failures is None or is_forgotten(policy, failures, now):
        return 0
    delay = delay_seconds(policy, failures.count)
    # Of tries at the same moment, one that is looked at later may have begun before the last: it waits for nothing.
    return max(0.0, delay - (now - failures.last_at).total_seconds()) if delay else 0


def delay_seconds(policy: Policy, failures: int) -> int:
    """`first_delay` · 2^(failures − free_failures), capped; 0 while failures are free."""
    beyond = failures - policy.free_failures
    if beyond < 0:
        return 0
    return min(policy.longest_delay, policy.first_delay << min(beyond, _MOST_DOUBLINGS))


def is_forgotten(policy: Policy, failures: Failures, now: datetime) -> bool:
    return now - failures.last_at >= timedelta(seconds=policy.forgotten_after)
