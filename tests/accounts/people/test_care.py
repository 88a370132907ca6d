"""Who is no longer in care raises no silence and no review, is recorded no more, and is heard who calls for help."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from baselines.models import Baseline, DriftDecision
from conversations.models import Conversation
from conversations.reading import read_session
from resona.accounts.models import CarePeriod, User
from resona.accounts.people.care import InCareError, NotInCareError, begin_care, end_care
from resona.accounts.teams import UnknownPersonError
from resona.analysis.replay import replay_person
from resona.analysis.services import CREATED, Outcome, record_sessions
from resona.api.lenient_json import Sent
from resona.compliance.refusals import NoLongerInCareError
from risk.models import CrisisEvent
from risk.open_findings import failed_sessions, open_assessments
from risk.triage import build_triage
from tests.admin.pages import sign_in
from tests.api.records import make_assessment, make_session
from tests.conftest import Cast
from tests.sessions import make_body

ORDINARY = ("I slept well and went to work.",)
CRY = ("I want to kill myself tonight.",)


def leave(cast: Cast, because: CarePeriod.Ended = CarePeriod.Ended.DISCHARGED) -> datetime:
    now = timezone.now()
    end_care(user_id=cast.person.id, because=because, caller=cast.clinician, now=now)
    return now


def send(cast: Cast, said: tuple[str, ...], **changed: Any) -> Outcome:
    now = timezone.now()
    body = {**make_body(cast.person, at=now - timedelta(hours=1), said=said), **changed}
    (outcome,) = record_sessions([read_session(Sent(value=body), now=now)], caller=cast.administrator, now=now)
    return outcome


@pytest.mark.parametrize("because", CarePeriod.Ended)
def test_who_has_left_is_recorded_no_more(cast: Cast, because: CarePeriod.Ended) -> None:
    leave(cast, because)
    outcome = send(cast, ORDINARY)
    assert isinstance(outcome.error, NoLongerInCareError)
    assert not Conversation.objects.filter(user=cast.person).exists()


def test_a_call_for_help_of_who_has_left_still_reaches_people(cast: Cast) -> None:
    leave(cast)
    assert send(cast, CRY).status == CREATED
    assert CrisisEvent.objects.filter(user=cast.person, resolved_at=None).exists()
    rows = [row for group in build_triage(cast.clinician, now=timezone.now()).groups for row in group.rows]
    (row,) = (row for row in rows if row.finding.person_id == cast.person.id)
    assert row.finding.kind == "crisis"
    assert row.card is not None
    assert row.card.care_ended == "discharged"


def test_who_took_back_their_consent_is_not_even_read(cast: Cast) -> None:
    User.objects.filter(id=cast.person.id).update(consent_version="")
    leave(cast)
    assert send(cast, CRY).status == 403


def test_a_session_that_was_refused_is_taken_once_they_are_back(cast: Cast) -> None:
    leave(cast)
    body = make_body(cast.person, at=timezone.now() - timedelta(hours=1), said=ORDINARY)
    assert send(cast, ORDINARY, id=body["id"]).status == 403
    begin_care(user_id=cast.person.id, keeps_normal=True, caller=cast.clinician, now=timezone.now())
    assert send(cast, ORDINARY, id=body["id"]).status == CREATED


def test_nobody_is_asked_to_review_what_is_open_of_who_has_left(cast: Cast) -> None:
    make_assessment(make_session(cast.person), needs_review=True, risk_level="high")
    make_session(cast.person, analysis_status="failed")
    assert open_assessments(cast.clinician).exists()
    assert failed_sessions(cast.clinician).exists()
    leave(cast)
    assert not open_assessments(cast.clinician).exists()
    assert not failed_sessions(cast.clinician).exists()


def test_periods_follow_one_another_and_say_why_each_ended(cast: Cast) -> None:
    leave(cast, CarePeriod.Ended.MOVED)
    with pytest.raises(NotInCareError):
        leave(cast)
    begin_care(user_id=cast.person.id, keeps_normal=True, caller=cast.clinician, now=timezone.now())
    with pytest.raises(InCareError):
        begin_care(user_id=cast.person.id, keeps_normal=True, caller=cast.clinician, now=timezone.now())
    ended = CarePeriod.objects.filter(user=cast.person).order_by("started_at").values_list("ended_because", flat=True)
    assert list(ended) == ["moved", ""]
    cast.person.refresh_from_db()
    assert cast.person.care_ended == ""


def test_plain_sql_keeps_what_stands_on_the_person(cast: Cast) -> None:
    leave(cast, CarePeriod.Ended.DECEASED)
    with connection.cursor() as cursor:
        cursor.execute("SELECT care_ended FROM users WHERE id = %s", [cast.person.id])
        assert cursor.fetchone() == ("deceased",)
        cursor.execute("DELETE FROM care_periods WHERE user_id = %s", [cast.person.id])
        cursor.execute("SELECT care_ended FROM users WHERE id = %s", [cast.person.id])
        assert cursor.fetchone() == ("",)


def test_an_outsider_ends_no_care(cast: Cast) -> None:
    with pytest.raises(UnknownPersonError):
        end_care(user_id=cast.person.id, because=CarePeriod.Ended.MOVED, caller=cast.outsider, now=timezone.now())


@pytest.mark.parametrize("keeps_normal", [True, False])
def test_what_was_normal_is_kept_or_left_in_replays_too(cast: Cast, keeps_normal: bool) -> None:
    for _ in range(4):
        assert send(cast, ORDINARY).status == CREATED
    before = set(Baseline.objects.filter(user=cast.person).values_list("baseline_type", "session_count"))
    assert before
    leave(cast)
    begin_care(user_id=cast.person.id, keeps_normal=keeps_normal, caller=cast.clinician, now=timezone.now())
    kept = set(Baseline.objects.filter(user=cast.person).values_list("baseline_type", "session_count"))
    assert kept == (before if keeps_normal else set())
    late = timezone.now() - timedelta(days=40)
    now = timezone.now()
    body = make_body(cast.person, at=late, said=ORDINARY)
    record_sessions([read_session(Sent(value=body), now=now)], caller=cast.administrator, now=now)
    replay_person(cast.person.id, now=now)
    counts = set(Baseline.objects.filter(user=cast.person).values_list("session_count", flat=True))
    assert bool(counts) is keeps_normal
    assert DriftDecision.objects.filter(user=cast.person, decision="anew").exists() is not keeps_normal


def test_staff_end_and_begin_care_on_a_page(cast: Cast) -> None:
    client = sign_in(cast.clinician)
    url = f"/admin/accounts/user/{cast.person.id}/care-period/"
    assert client.post(url, {"because": "discharged"}).status_code == 302
    page = client.get(f"/admin/accounts/user/{cast.person.id}/change/").content.decode()
    assert "No longer in care" in page
    assert "Take back into care" in page
    client.post(url, {"normal": "anew"})
    cast.person.refresh_from_db()
    assert cast.person.care_ended == ""
