"""`manage.py reanalyse`: stored sessions under today's policy, beside what was found before."""

from __future__ import annotations

import io
import os
import signal
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from baselines.models import Baseline, BaselineReplay, Deviation
from resona.analysis.queueing import REPLAY_PERSON
from resona.analysis.replay import replay_person
from resona.management.interruption import INTERRUPTED
from risk.models import CrisisEvent, RiskAssessment
from tests.conftest import Cast
from tests.sessions import LATEST, make_body, record, record_course

CRISIS = "I want to kill myself tonight"


def _run(*arguments: object) -> str:
    written = io.StringIO()
    call_command("reanalyse", *(str(argument) for argument in arguments), stdout=written, stderr=io.StringIO())
    return written.getvalue()


def _failure(*arguments: object) -> CommandError:
    with pytest.raises(CommandError) as caught:
        _run(*arguments)
    return caught.value


def _runs_of(session_id: UUID) -> list[tuple[UUID, bool]]:
    return list(
        RiskAssessment.objects.filter(session_id=session_id)
        .order_by("assessed_at")
        .values_list("analysis_run", "is_current")
    )


def test_a_new_run_stands_beside_the_old_one(cast: Cast) -> None:
    ids = record_course(cast.superuser, cast.person, 4)
    before = {session_id: _runs_of(session_id) for session_id in ids}
    assert _run("--user", cast.person.id) == "4 sessions of 1 people analysed again.\n"
    for session_id in ids:
        (old_run, _), (new_run, is_current) = _runs_of(session_id)
        assert [(old_run, True)] == before[session_id]
        assert is_current
        assert new_run != old_run


def test_old_rows_stay_as_they_were_but_for_being_current(cast: Cast) -> None:
    record_course(cast.superuser, cast.person, 4)
    unchanged = [field.name for field in Deviation._meta.fields if field.name != "is_current"]
    before = list(Deviation.objects.order_by("id").values(*unchanged))
    assert before
    _run("--all")
    after = Deviation.objects.filter(is_current=False).order_by("id").values(*unchanged)
    assert list(after) == before


def test_baselines_end_where_recording_had_brought_them(cast: Cast) -> None:
    record_course(cast.superuser, cast.person, 6)
    columns = ("id", "baseline_type", "baseline_value", "session_count", "established_at")
    before = list(Baseline.objects.order_by("id").values_list(*columns))
    _run("--all")
    assert list(Baseline.objects.order_by("id").values_list(*columns)) == before


def test_only_sessions_since_then_are_analysed_again(cast: Cast) -> None:
    earlier, later = record_course(cast.superuser, cast.person, 2)
    assert _run("--user", cast.person.id, "--since", LATEST - timedelta(days=1)).startswith("1 sessions of 1 people")
    assert len(_runs_of(earlier)) == 1
    assert len(_runs_of(later)) == 2


def test_a_date_means_its_first_instant(cast: Cast) -> None:
    at = datetime(2026, 2, 3, tzinfo=UTC)
    record(cast.superuser, make_body(cast.person, at=at - timedelta(microseconds=1)), make_body(cast.person, at=at))
    assert _run("--all", "--since", "2026-02-03").startswith("1 sessions of 1 people")


def test_only_those_people_are_analysed_again(cast: Cast) -> None:
    record(cast.superuser, make_body(cast.person), make_body(cast.other_person))
    assert _run("--user", cast.other_person.id).startswith("1 sessions of 1 people")
    assert not RiskAssessment.objects.filter(user=cast.person, is_current=False).exists()


def test_no_event_is_raised_anew_for_an_old_session(cast: Cast) -> None:
    record(cast.superuser, make_body(cast.person, said=(CRISIS,)))
    ProcrastinateJob.objects.all().delete()
    before = list(CrisisEvent.objects.values())
    _run("--all")
    assert list(CrisisEvent.objects.values()) == before
    assert not ProcrastinateJob.objects.exists()


def test_a_session_whose_level_rises_raises_its_event(cast: Cast) -> None:
    """As after a better detector: what was found before is set back to what an older one had seen."""
    record(cast.superuser, make_body(cast.person, at=timezone.now() - timedelta(hours=1), said=(CRISIS,)))
    CrisisEvent.objects.all().delete()
    RiskAssessment.objects.update(risk_level="low", risk_factors=[])
    _run("--all")
    event = CrisisEvent.objects.get()
    assert event.risk_level == "critical"
    assert ProcrastinateJob.objects.filter(task_name="announce_crisis", args__event_id=str(event.id)).exists()


def test_what_arrived_over_a_week_ago_raises_an_event_that_alerts_nobody(cast: Cast) -> None:
    record(cast.superuser, make_body(cast.person, at=timezone.now() - timedelta(days=8), said=(CRISIS,)))
    CrisisEvent.objects.all().delete()
    RiskAssessment.objects.update(risk_level="low", risk_factors=[])
    ProcrastinateJob.objects.all().delete()
    _run("--all")
    assert CrisisEvent.objects.get().is_historical
    assert not ProcrastinateJob.objects.filter(task_name="announce_crisis").exists()


def test_one_persons_failure_stops_nobody_else_and_is_named(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    record(cast.superuser, make_body(cast.person), make_body(cast.other_person))

    def fail_for_person(user_id: UUID, *, now: datetime) -> int:
        if user_id == cast.person.id:
            raise RuntimeError
        return replay_person(user_id, now=now)

    monkeypatch.setattr("resona.analysis.reanalysis.replay_person", fail_for_person)
    failure = _failure("--all")
    assert str(failure).startswith("1 sessions of 1 people analysed again. 1 people failed, see the log:")
    assert str(cast.person.id) in str(failure)
    assert str(cast.other_person.id) not in str(failure)
    assert BaselineReplay.objects.get().user_id == cast.person.id


def test_what_is_waiting_goes_on_and_nothing_else(cast: Cast) -> None:
    record(cast.superuser, make_body(cast.person), make_body(cast.other_person))
    BaselineReplay.objects.create(user=cast.other_person, since=LATEST - timedelta(days=1))
    assert _run("--waiting").startswith("1 sessions of 1 people")
    assert not RiskAssessment.objects.filter(user=cast.person, is_current=False).exists()
    assert _run("--waiting").startswith("0 sessions of 0 people")


def test_an_interrupted_run_finishes_the_person_and_keeps_the_others_waiting(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = sorted((cast.person, cast.other_person), key=lambda person: person.id)
    record(cast.superuser, *(make_body(person) for person in people))

    def interrupted_replay(user_id: UUID, *, now: datetime) -> int:
        os.kill(os.getpid(), signal.SIGINT)
        return replay_person(user_id, now=now)

    monkeypatch.setattr("resona.analysis.reanalysis.replay_person", interrupted_replay)
    failure = _failure("--all")
    assert failure.returncode == INTERRUPTED
    assert str(failure) == "Interrupted. `reanalyse --waiting` goes on."
    assert list(BaselineReplay.objects.values_list("user_id", flat=True)) == [people[1].id]
    monkeypatch.undo()
    assert _run("--waiting").startswith("1 sessions of 1 people")


def test_noting_again_keeps_the_earlier_time(cast: Cast) -> None:
    record_course(cast.superuser, cast.person, 3)
    BaselineReplay.objects.create(user=cast.person, since=LATEST - timedelta(days=2))
    assert _run("--all", "--since", LATEST - timedelta(days=1)).startswith("2 sessions of 1 people")


def test_a_waiting_late_session_and_its_job_find_nothing_left_to_do(cast: Cast) -> None:
    record_course(cast.superuser, cast.person, 2)
    record(cast.superuser, make_body(cast.person, at=LATEST - timedelta(days=9)), now=LATEST)
    assert ProcrastinateJob.objects.filter(task_name=REPLAY_PERSON).count() == 1
    assert _run("--waiting").startswith("3 sessions of 1 people")
    assert not BaselineReplay.objects.exists()


def test_an_unknown_person_is_named_and_nothing_done(cast: Cast) -> None:
    record(cast.superuser, make_body(cast.person))
    unknown = uuid4()
    failure = _failure("--user", cast.person.id, "--user", unknown)
    assert str(failure) == f"There is no person {unknown}. Nothing was done."
    assert not BaselineReplay.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (("--all", "--since", "yesterday"), "'yesterday' is no date and no time."),
        (("--all", "--since", "2026-01-01T10:00"), "needs its zone"),
        (("--user", "Achieng"), "'Achieng' is no id of a person."),
        (("--all", "--waiting"), "not allowed with argument"),
        (("--waiting", "--since", "2026-01-01"), "--since goes with --user or --all"),
        ((), "one of the arguments --user --all --waiting is required"),
    ],
)
def test_arguments_that_make_no_sense_are_named(cast: Cast, arguments: tuple[str, ...], fault: str) -> None:
    assert fault in str(_failure(*arguments))
