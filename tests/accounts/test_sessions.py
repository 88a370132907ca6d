"""Sign-ins know their user, open to no reader of the table, end when idle, and are forgotten once they have ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from resona.accounts.models import User, UserSession
from resona.accounts.sessions import BEGUN_AT, SessionStore, forget_expired_sign_ins
from resona.sign_in.tasks import forget_sign_ins
from tests.admin.pages import sign_in
from tests.conftest import Cast

pytestmark = pytest.mark.django_db


def test_expired_sign_ins_are_deleted_and_others_stay() -> None:
    now = timezone.now()
    for name, hours in (("long ago", -24), ("just now", -1), ("still open", 1)):
        UserSession.objects.create(session_key=name, session_data="", expire_date=now + timedelta(hours=hours))
    assert forget_expired_sign_ins(now=now) == 2
    assert [session.session_key for session in UserSession.objects.all()] == ["still open"]


def test_the_hourly_job_forgets_them() -> None:
    UserSession.objects.create(session_key="a", session_data="", expire_date=timezone.now() - timedelta(hours=1))
    forget_sign_ins(timestamp=0)
    assert not UserSession.objects.exists()


def is_in(client: Client) -> bool:
    return client.get(reverse("admin:index")).status_code == 200


def pass_minutes(minutes: float) -> None:
    """All sessions are so much older."""
    for row in UserSession.objects.all():
        row.expire_date -= timedelta(minutes=minutes)
        row.save()


def with_cookie(key: str) -> Client:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    return client


def test_nothing_in_the_table_of_sessions_signs_anybody_in(cast: Cast) -> None:
    key = str(sign_in(cast.clinician).session.session_key)
    assert is_in(with_cookie(key))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM user_sessions")
        stolen = [str(value) for row in cursor.fetchall() for value in row]

    assert len(stolen) == 4
    assert not any(key in value for value in stolen)
    for value in stolen:
        assert not is_in(with_cookie(value))


def test_whoever_is_away_for_half_an_hour_is_signed_out(cast: Cast) -> None:
    client = sign_in(cast.clinician)
    pass_minutes(29)
    assert is_in(client)
    pass_minutes(29)
    assert is_in(client)  # the end had moved
    pass_minutes(31)
    assert not is_in(client)
    assert client.get("/api/v1/users/").status_code == 401


def test_a_working_day_is_the_longest_however_busy(cast: Cast) -> None:
    client = sign_in(cast.clinician)
    session = client.session
    session[BEGUN_AT] -= settings.SESSION_COOKIE_AGE - 60
    session.save()

    assert UserSession.objects.get().expire_date <= timezone.now() + timedelta(seconds=60)
    assert is_in(client)
    pass_minutes(1)
    assert not is_in(client)


def test_reading_page_after_page_writes_once_a_minute(cast: Cast) -> None:
    client = sign_in(cast.clinician)

    def writes() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert is_in(client)
        return sum("user_sessions" in query["sql"] and query["sql"].startswith("UPDATE") for query in queries)

    assert [writes(), writes()] == [0, 0]
    pass_minutes(1.1)
    assert [writes(), writes()] == [1, 0]


def test_the_cookie_is_for_this_site_over_http_only_and_ends_with_the_session(cast: Cast) -> None:
    client = sign_in(cast.clinician)
    pass_minutes(2)
    cookie = client.get(reverse("admin:index")).cookies[settings.SESSION_COOKIE_NAME]

    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 30 * 60)


def test_a_key_that_nobody_was_given_is_not_taken_up(db: None) -> None:
    client = with_cookie("a" * 32)
    client.post(reverse("admin:login"), {"username": "nobody@clinic.example", "password": "x"})

    assert not SessionStore().exists("a" * 32)
    assert UserSession.objects.count() == 0


def test_a_sign_in_knows_its_user(cast: Cast) -> None:
    sign_in(cast.clinician)

    assert UserSession.objects.get().user == User.objects.get(pk=cast.clinician.pk)


def test_a_store_deletes_its_own_session_only(cast: Cast) -> None:
    mine, other = sign_in(cast.clinician), sign_in(cast.outsider)
    SessionStore(mine.session.session_key).delete()

    assert not is_in(mine)
    assert is_in(other)


def test_a_key_that_names_no_session_is_given_up_when_something_is_kept(db: None) -> None:
    """Or whoever made somebody use that key would hold it too."""
    store = SessionStore("a" * 32)
    store["kept"] = "something"
    store.save()

    assert store.session_key not in {None, "a" * 32}
    assert SessionStore(store.session_key)["kept"] == "something"


def test_a_session_that_ended_is_empty_and_its_key_is_given_up(cast: Cast) -> None:
    key = str(sign_in(cast.clinician).session.session_key)
    UserSession.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    ended = SessionStore(key)

    assert (dict(ended.items()), ended.session_key) == ({}, None)


def test_a_sign_in_that_is_kept_again_began_when_it_began(db: None) -> None:
    store = SessionStore()
    store.create()
    began = store[BEGUN_AT] = store[BEGUN_AT] - 3600
    store.save()
    again = SessionStore(store.session_key)
    again["seen"] = 1
    again.save()

    assert SessionStore(store.session_key)[BEGUN_AT] == began


@pytest.mark.parametrize(
    ("hours", "seconds"),
    [(0, 30 * 60), (11, 30 * 60), (11.75, 15 * 60), (12, 0), (13, 0)],
)
def test_a_session_has_half_an_hour_and_never_more_than_is_left_of_the_day(hours: float, seconds: int) -> None:
    store = SessionStore()
    store[BEGUN_AT] = timezone.now().timestamp() - hours * 3600

    assert store.get_session_cookie_age() in {seconds, seconds - 1} - {-1}


def test_a_key_is_kept_by_its_digest_in_asynchronous_views_too(cast: Cast) -> None:
    store = SessionStore()
    store["_auth_user_id"] = str(cast.clinician.pk)
    async_to_sync(store.asave)(must_create=True)
    key = str(store.session_key)
    row = UserSession.objects.get()

    assert (row.user_id, row.session_key == key) == (cast.clinician.pk, False)
    assert async_to_sync(SessionStore().aexists)(key)
    assert async_to_sync(SessionStore(key).aload)()["_auth_user_id"] == str(cast.clinician.pk)
    assert not async_to_sync(SessionStore().aexists)(row.session_key)
    async_to_sync(SessionStore().adelete)(row.session_key)
    assert UserSession.objects.exists()
    async_to_sync(SessionStore().adelete)(key)
    assert not UserSession.objects.exists()


def test_a_store_without_a_session_deletes_none(cast: Cast) -> None:
    sign_in(cast.clinician)
    SessionStore().delete()

    assert UserSession.objects.count() == 1
