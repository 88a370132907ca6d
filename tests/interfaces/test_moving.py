"""Nightly builds follow people to where they live now."""

from __future__ import annotations

from resona.accounts.people.details import change_person
from tests.conftest import Cast
from tests.interfaces.test_nightly import DAY, HOUR, TWO, at, built_at


def test_whose_zone_staff_change_is_built_from_then_on_at_two_where_they_live_now(cast: Cast) -> None:
    person = cast.person
    assert person.id in built_at(TWO - DAY)
    change_person(user_id=person.id, timezone="America/New_York", caller=cast.clinician, now=TWO - 3 * HOUR)
    hours = [TWO + hour * HOUR for hour in range(-2, 36)]
    assert [now for now in hours if person.id in built_at(now)] == [at("2026-03-02T07:00"), at("2026-03-03T07:00")]
