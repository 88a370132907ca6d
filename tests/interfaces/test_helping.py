"""What goes with heavier days and what seems to help: compared with the person's own usual, or not said at all."""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import pairwise

from interfaces.helping import ReadSession, find_helps, find_strain
from tests.interfaces.patterns import NOW


def course(*days: tuple[float, str], gap: timedelta = timedelta(days=1)) -> list[ReadSession]:
    """Sessions of these valences, each with a topic or an activity or nothing."""
    return [
        ReadSession(
            at=NOW + number * gap,
            valence=valence,
            topics=frozenset({named} if named in {"work", "money"} else ()),
            activities=frozenset({named} if named in {"movement", "music"} else ()),
        )
        for number, (valence, named) in enumerate(days)
    ]


def test_a_topic_of_heavier_days_is_found() -> None:
    days = course(*[(-0.5, "work"), (0.3, "")] * 6)
    assert find_strain(days) == ("work",)


def test_a_topic_of_every_day_and_one_of_lighter_days_are_not() -> None:
    assert find_strain(course(*[(0.3, "work"), (-0.5, "")] * 6)) == ()
    assert find_strain(course(*[(-0.5, "work")] * 12)) is None


def test_two_mentions_are_too_few_to_compare() -> None:
    assert find_strain(course(*[(-0.5, "work")] * 2, *[(0.3, "")] * 10)) is None
    assert find_helps(course(*[(-0.5, "movement"), (0.5, "")] * 2, *[(0.0, "")] * 6)) is None


def test_what_lifts_the_next_day_is_found() -> None:
    days = course(*[(-0.2, "movement"), (0.5, ""), (-0.2, ""), (-0.2, "")] * 4)
    assert find_helps(days) == ("movement",)


def test_what_is_done_on_bad_days_does_not_help_for_being_done_then() -> None:
    """Regression to the mean: every day follows from the one before alone, and music is heard on the worst of them."""
    found = 0
    for seed in range(200):
        rng = random.Random(seed)
        valence, days = 0.0, []
        for _ in range(40):
            valence = 0.4 * valence + rng.gauss(0.0, 0.25)
            days.append((valence, "music" if valence < -0.15 else ""))
        found += find_helps(course(*days)) == ("music",)
        naive = [after - before for (before, heard), (after, _) in pairwise(days) if heard]
        assert sum(naive) > 0, "compared with itself alone, music looks like help every time"
    assert found <= 20  # nominal 5 % of 200, with room


def test_a_session_weeks_later_is_not_what_followed() -> None:
    days = course(*[(-0.2, "movement"), (0.5, ""), (-0.2, ""), (-0.2, "")] * 4, gap=timedelta(days=8))
    assert find_helps(days) is None
