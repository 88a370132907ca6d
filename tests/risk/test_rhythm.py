"""A person's rhythm: silences by hand, and how often an ordinary gap is called one."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from risk.rhythm import Silence, measure_silence

START = datetime(2026, 3, 2, 18, tzinfo=UTC)
GAPS = st.lists(st.floats(0.6, 40.0), min_size=5, max_size=12)


def after(gaps: Iterable[float]) -> list[datetime]:
    """The first contact, and one after each of these gaps in days."""
    contacts = [START]
    for gap in gaps:
        contacts.append(contacts[-1] + timedelta(days=gap))
    return contacts


def silence_of(gaps: Iterable[float], days: float) -> Silence:
    contacts = after(gaps)
    silence = measure_silence(contacts, contacts[-1] + timedelta(days=days))
    assert silence is not None
    return silence


def test_by_hand() -> None:
    # Fourth roots 1, 2, 1, 2, 1, 2: mean 1.5, spread .5477 * sqrt(7/6) = .5916; t(5) at .995 is 4.0321.
    silence = silence_of([1, 16, 1, 16, 1, 16], 200)
    assert silence.usual_days == pytest.approx(1.5**4)
    assert silence.limit_days == pytest.approx((1.5 + 4.0321 * 0.5916) ** 4, rel=1e-3)
    assert silence.p == pytest.approx(stats.t.sf((200**0.25 - 1.5) / 0.5916, 5), rel=1e-3)
    assert (silence.gaps, silence.gap_days, silence.is_unusual) == (6, 200.0, False)
    assert silence_of([1, 16, 1, 16, 1, 16], 230).is_unusual


def test_nobody_is_taken_to_be_a_clock() -> None:
    # Exactly weekly: as if gaps varied by 30 %, 7 * (1 + t(9) at .995 * .3/4 * sqrt(1.1))^4 = 7 * 1.2556^4.
    assert silence_of([7] * 10, 8).limit_days == pytest.approx(17.4, abs=0.1)


def test_a_silence_is_longer_than_any_before() -> None:
    # Every other gap of five days and of twelve: half as long again as twelve.
    assert silence_of([5, 12] * 6, 15).limit_days >= 18.0


def test_someone_who_comes_daily_may_miss_a_weekend() -> None:
    assert silence_of([0.6] * 10, 2.9).limit_days == 3.0


@pytest.mark.parametrize("gaps", [[], [3.0] * 4, [3.0] * 4 + [0.1] * 8])
def test_too_few_contacts_have_no_rhythm(gaps: list[float]) -> None:
    """However many sessions one contact has."""
    contacts = after(gaps)
    assert measure_silence(contacts, contacts[-1] + timedelta(days=90)) is None
    assert measure_silence([], START) is None


def test_the_moment_before_the_last_contact_is_no_silence() -> None:
    silence = silence_of([3.0] * 6, -0.01)
    assert (silence.gap_days, silence.is_unusual) == (0.0, False)
    assert silence.p > 0.5


def test_several_sessions_of_one_contact_change_nothing() -> None:
    contacts = after([3.0, 4.0, 2.0, 5.0, 3.0])
    again = [*contacts, *(contact - timedelta(minutes=40) for contact in contacts[1:])]
    now = contacts[-1] + timedelta(days=9)
    one, other = measure_silence(contacts, now), measure_silence(again, now)
    assert one is not None
    assert other is not None
    assert other.gaps == one.gaps == 5
    assert other.limit_days == pytest.approx(one.limit_days, rel=0.05)


@given(GAPS, st.floats(0.0, 400.0), st.floats(0.0, 400.0))
def test_a_longer_silence_is_never_less_unusual(gaps: list[float], one: float, other: float) -> None:
    shorter, longer = (silence_of(gaps, days) for days in sorted((one, other)))
    assert longer.p <= shorter.p
    assert longer.is_unusual >= shorter.is_unusual
    assert shorter.limit_days == longer.limit_days >= 3.0


@given(GAPS, st.randoms(use_true_random=False))
def test_the_order_in_which_contacts_are_given_does_not_matter(gaps: list[float], random: np.random.Generator) -> None:
    contacts = after(gaps)
    shuffled = list(contacts)
    random.shuffle(shuffled)
    now = contacts[-1] + timedelta(days=30)
    assert measure_silence(shuffled, now) == measure_silence(contacts, now)


def _poisson(random: np.random.Generator, count: int) -> list[float]:
    return list(random.exponential(3.0, count))


def _weekly(random: np.random.Generator, count: int) -> list[float]:
    return list(random.normal(7.0, 0.7, count))


def _weekly_with_misses(random: np.random.Generator, count: int) -> list[float]:
    return list(7.0 * random.geometric(0.75, count) + random.normal(0.0, 0.5, count))


def _bursts(random: np.random.Generator, count: int) -> list[float]:
    """Days close together, then a week or two of nothing."""
    near, far = random.exponential(0.8, count) + 0.3, random.exponential(9.0, count) + 2.0
    return list(np.where(random.random(count) < 0.7, near, far))


@pytest.mark.parametrize(
    ("rhythm", "most"),
    [(_poisson, 0.015), (_weekly, 0.001), (_weekly_with_misses, 0.025), (_bursts, 0.045)],
)
def test_an_ordinary_gap_is_seldom_called_a_silence(
    rhythm: Callable[[np.random.Generator, int], list[float]], most: float
) -> None:
    """The limit is meant for one gap in a hundred; whoever comes in bursts is asked about one in thirty."""
    random, people, alarms = np.random.default_rng(7), 1500, 0
    for _ in range(people):
        *gaps, last = (max(gap, 0.55) for gap in rhythm(random, 12))
        alarms += silence_of(gaps, last).is_unusual
    assert alarms / people <= most
