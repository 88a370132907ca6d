"""Which followers have something to read: those that would find it, those whose place is lost or old, and no others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from baselines.models import Deviation
from resona.accounts.models import User
from resona.audit.changes import news
from resona.audit.changes.news import with_news
from resona.audit.changes.places import Place
from resona.audit.changes.reading import Follower
from resona.compliance.holds import lift_hold, place_hold
from resona.compliance.rights_models import PrivacyHold
from resona.postgres.models import new_id
from tests.api.records import make_deviation, make_session
from tests.audit.changes.following import follower_of, read_all, settle
from tests.audit.log import execute
from tests.conftest import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def start(cast: Cast) -> Place:
    """After whatever made the cast."""
    return settle()


def has_news(follower: Follower, after: Place) -> bool:
    key = new_id()
    found = with_news({key: (follower, after)}, now=timezone.now())
    assert found in ([], [key])
    return bool(found)


def see(cast: Cast) -> None:
    User.objects.filter(id=cast.person.id).update(last_active=timezone.now())


def lift(cast: Cast) -> None:
    who: dict[str, Any] = {"user_id": cast.person.id, "kind": PrivacyHold.Kind.RESTRICTION}
    place_hold(**who, caller=cast.administrator, reason="contested", now=timezone.now())
    lift_hold(**who, caller=cast.administrator, now=timezone.now())


@pytest.mark.parametrize(
    ("happens", "is_news"),
    [
        (lambda cast: make_session(cast.person), True),
        (lambda cast: make_session(cast.strange_person), False),
        (lambda cast: make_deviation(make_session(cast.strange_person)), False),
        (see, False),
        (lift, True),
        (lambda cast: execute("DELETE FROM users WHERE id = %s", cast.person.id), True),
        (lambda cast: execute("DELETE FROM users WHERE id = %s", cast.strange_person.id), False),
        (lambda cast: None, False),
    ],
    ids=["a session", "another's", "another's deviation", "seen", "read again", "erased", "another erased", "nothing"],
)
def test_there_is_news_where_reading_finds_some(
    cast: Cast, start: Place, happens: Callable[[Cast], None], is_news: bool
) -> None:
    follower = follower_of(cast.clinic, "session")
    happens(cast)
    assert not has_news(follower, start)  # not told yet: the transaction is under way
    end = settle()
    assert has_news(follower, start) is is_news
    assert bool(read_all(start, follower)[0]) is is_news
    assert not has_news(follower, end)


def test_the_kinds_of_each_follower_count(cast: Cast, start: Place) -> None:
    make_session(cast.person)
    settle()
    followers = {new_id(): (follower_of(cast.clinic, kind), start) for kind in ("session", "interface", "session")}
    found = with_news(followers, now=timezone.now())
    assert sorted(found) == sorted(key for key, (one, _) in followers.items() if one.kinds == {"session"})


def test_an_entry_that_is_read_in_part_is_news_until_its_last_row(cast: Cast, start: Place) -> None:
    session = make_session(cast.person)
    for name in ("pitch", "energy", "rate"):
        make_deviation(session, name)
    settle()
    Deviation.objects.filter(session=session).update(is_current=False)
    settle()
    follower = follower_of(cast.clinic, "deviation")
    places = [each.place for each in read_all(start, follower)[0]]
    assert [has_news(follower, place) for place in places] == [True] * 5 + [False]


def test_a_place_that_is_lost_or_old_is_to_be_read_from(cast: Cast, start: Place) -> None:
    follower, old = follower_of(cast.clinic), timezone.now() - timedelta(days=8)
    for place in (replace(start, server="another-00000001"), replace(start, xid=2**60), replace(start, at=old)):
        assert has_news(follower, place)


def test_a_place_moves_on_once_there_is_much_to_pass_over(
    cast: Cast, start: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news, "PASSED_OVER", 3)
    follower = follower_of(cast.clinic, "session")
    for _ in range(3):
        see(cast)
    settle()
    assert not has_news(follower, start)
    see(cast)
    settle()
    assert has_news(follower, start)
