"""The demo as clinicians find it: everyone's course, what is open, what has been done, and who sees whom."""

from __future__ import annotations

import io
import re
import stat
from collections import Counter
from datetime import timedelta
from itertools import groupby, pairwise
from statistics import fmean
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
import pytest
from django.apps import apps
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from baselines.models import Baseline, BaselineReplay, Deviation, DriftDecision, UserDrift
from baselines.services import read_reason
from conversations.models import Conversation
from interfaces.models import InterfaceBuild, InterfaceEvolution, SupportResource, UserInterface
from interfaces.nights import BUILT_AT
from interfaces.themes import Theme
from resona.accounts.models import User
from resona.accounts.profiles import read_names
from resona.demo.generator import generate_sessions
from resona.demo.logins import FILE_NAME, make_passwords, read_passwords
from resona.demo.people import DEMO_CLINIC, PEOPLE, SECOND_CLINIC, STAFF, TIMEZONE
from resona.demo.resources import NOT_REAL
from resona.demo.serving import HOST, answers
from resona.sign_in.second_factor import take_factor
from risk.models import CrisisEvent, Dissonance, RiskAssessment
from risk.services import read_note
from risk.triage import build_triage
from risk.triage_rows import GroupKey, TriageRow
from tests.demo.conftest import InstalledDemo

# A second run looks what is there and builds one triage list.
MOST_STATEMENTS_AGAIN = 40

# Of a component in all the months of a person's course: with one cut it came and went six times within one of them.
MOST_TURNS = 5

# The mark: without one no test database is made when these tests run alone.
pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.django_db]


def _user(name: str) -> User:
    names = read_names(User.objects.people().values_list("id", flat=True))
    (user_id,) = (user_id for user_id, known in names.items() if known == name)
    return User.objects.get(id=user_id)


def _staff(email: str) -> User:
    return User.objects.get(email=email)


def _triage(email: str) -> dict[GroupKey, list[TriageRow]]:
    triage = build_triage(_staff(email), now=timezone.now())
    return {group.key: list(group.rows) for group in triage.groups}


def _latest(user: User, count: int) -> list[UUID]:
    return list(Conversation.objects.filter(user=user).order_by("-started_at").values_list("id", flat=True)[:count])


def _row_counts() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def test_from_nothing_to_a_page_and_back(demo: InstalledDemo) -> None:
    assert f"Open http://{HOST}:{demo.port}/admin/" in demo.printed
    assert demo.page_status == 200
    assert demo.status_after_a_kill == 200
    assert demo.exit_status == 0, "the server or its worker did not live through the kill of the database"
    assert not answers(demo.port)


def test_every_session_is_recorded_and_told_as_if_it_had_been_then() -> None:
    counts = Counter(Conversation.objects.values_list("user__profile", flat=True))
    now = timezone.now()
    expected = Counter(len(generate_sessions(person, now)) for person in PEOPLE)
    assert Counter(counts.values()) == expected
    ruth = _user("Ruth Adhiambo")
    for session in Conversation.objects.exclude(user=ruth):
        assert session.ended_at is not None
        assert timedelta() < session.created_at - session.ended_at < timedelta(hours=1)


def test_names_are_sealed_and_people_never_sign_in() -> None:
    names = read_names(User.objects.people().values_list("id", flat=True))
    assert set(names.values()) == {person.name for person in PEOPLE}
    assert not any(user.has_usable_password() for user in User.objects.people())


def test_the_crisis_of_this_morning_stands_first_and_its_time_has_passed() -> None:
    first = _triage("wairimu.admin@demo.example")["crisis"][0]
    assert first.name == "Faith Nyambura"
    assert first.finding.level == "critical"
    assert first.finding.due_at is not None
    # The demo's worker goes a step up, which names another time.
    assert first.finding.escalation_step or first.finding.due_at < timezone.now()
    assert first.finding.acknowledged_at is None


def test_the_crisis_of_weeks_ago_was_answered_in_time_and_resolved() -> None:
    user = _user("Samuel Kiptoo")
    event = CrisisEvent.objects.filter(user=user).get(risk_level="critical")
    assert event.resolution == CrisisEvent.Resolution.CONFIRMED
    assert event.acknowledged_at is not None
    assert event.due_at is not None
    assert event.acknowledged_at <= event.due_at
    assert event.acknowledged_by in User.objects.filter(staff_teams__people=user)
    assert "Safety plan" in read_note(event)
    assert not CrisisEvent.objects.filter(user=user, resolved_at__isnull=True).exists()
    levels = RiskAssessment.objects.filter(session_id__in=_latest(user, 5), is_current=True)
    assert set(levels.values_list("risk_level", flat=True)) == {"low"}


def test_decline_shows_in_the_voice_and_waits_for_review() -> None:
    user = _user("Peter Kamau")
    recent = Deviation.objects.filter(session_id__in=_latest(user, 5), is_current=True)
    for deviation_type, sign in (("rate", -1), ("pitch_sd_semitones", -1), ("pause", 1)):
        z = recent.filter(deviation_type=deviation_type).values_list("z", flat=True)
        assert fmean(value for value in z if value is not None) * sign > 1.2
    names = [row.name for group in _triage("otieno@demo.example").values() for row in group]
    assert "Peter Kamau" in names


def test_only_the_slow_decline_holds_a_confirmed_alarm() -> None:
    confirmed = UserDrift.objects.filter(status=UserDrift.Status.LATCHED)
    assert [drift.user for drift in confirmed.select_related("user")] == [_user("Peter Kamau")]
    assert confirmed.get().direction == UserDrift.Direction.DECLINE


def test_events_come_from_words_and_requests_alone_and_a_decline_asks_for_a_review_by_a_time() -> None:
    raised = CrisisEvent.objects.order_by().values_list("source_kind", "detection_method").distinct()
    assert set(raised) == {("session", "crisis_language"), ("help_request", "help_request")}
    peter = _user("Peter Kamau")
    assert not CrisisEvent.objects.filter(user=peter).exists()
    [review] = [row for row in _triage("otieno@demo.example")["review"] if row.name == "Peter Kamau"]
    assert review.finding.due_at is not None


def test_a_session_and_the_request_for_help_after_it_are_one_item() -> None:
    [row] = [row for row in _triage("otieno@demo.example")["crisis"] if row.name == "Faith Nyambura"]
    assert row.episode is not None
    assert (row.episode.number, len(row.episode.waiting)) == (2, 2)


def test_the_alarm_before_the_crisis_was_reset_when_it_was_over() -> None:
    user = _user("Samuel Kiptoo")
    decision = DriftDecision.objects.get()
    crisis = CrisisEvent.objects.filter(user=user).get(risk_level="critical")
    assert (decision.user, decision.decision) == (user, "reset")
    assert crisis.resolved_at is not None
    assert crisis.resolved_at < decision.decided_at < timezone.now()
    assert decision.decided_by in User.objects.filter(staff_teams__people=user)
    assert "well again" in read_reason(decision)
    assert UserDrift.objects.get(user=user).status == UserDrift.Status.WATCHING


def test_concealment_shows_as_positive_words_over_a_distressed_voice() -> None:
    user = _user("Mercy Achieng")
    recent = Dissonance.objects.filter(session_id__in=_latest(user, 5), is_current=True)
    interpretations = Counter(recent.values_list("interpretation", flat=True))
    assert interpretations["defensive_concealment"] >= 3
    newest = RiskAssessment.objects.get(session_id=_latest(user, 1)[0], is_current=True)
    assert "rising_concealment" in [found["factor"] for found in newest.risk_factors]
    assert "Mercy Achieng" in [row.name for row in _triage("njeri@demo.example")["review"]]


@pytest.mark.parametrize("name", ["Grace Wanjiru", "Daniel Otieno"])
def test_people_whose_life_is_ordinary_are_left_in_peace(name: str) -> None:
    user = _user(name)
    assessments = RiskAssessment.objects.filter(user=user, is_current=True)
    assert assessments.exclude(risk_level="low").count() <= 0.06 * assessments.count()
    # What could not be told from the words alone is no more than a calm row at the end.
    groups = _triage("wairimu.admin@demo.example")
    assert name not in [row.name for key, group in groups.items() if key != "gap" for row in group]


def test_who_has_no_care_team_stands_before_the_others() -> None:
    rows = _triage("mutiso@demo.example")["review"]
    assert rows[0].name == "Esther Chebet"
    assert rows[0].teams == ()


def test_what_could_not_be_assessed_says_so() -> None:
    groups = _triage("wairimu.admin@demo.example")
    assert "Kevin Mutua" in [row.name for row in groups["failure"]]
    assert "Joseph Mwangi" in [row.name for row in groups["gap"]]
    kevin = Conversation.objects.filter(user=_user("Kevin Mutua")).order_by("-started_at")
    assert "voice_unusable" in kevin[0].not_assessed
    assert "voice_missing" in kevin[2].not_assessed


def test_old_sessions_that_arrived_late_are_a_group_of_their_own_and_in_the_baseline() -> None:
    ruth = _user("Ruth Adhiambo")
    assert "Ruth Adhiambo" in [row.name for row in _triage("otieno@demo.example")["historical"]]
    assert not CrisisEvent.objects.filter(user=ruth, escalation_required=True).exists()
    assert not BaselineReplay.objects.exists()
    measured = Conversation.objects.filter(user=ruth, voice_features__has_key="pitch_hz").count()
    assert Baseline.objects.get(user=ruth, baseline_type="pitch").session_count == measured


def test_a_clinic_sees_nothing_of_the_other() -> None:
    ali = _user("Ali Hassan")
    assert ali.clinic is not None
    assert ali.clinic.name == SECOND_CLINIC
    assert set(User.objects.people().visible_to(_staff("salma@coast.demo.example"))) == {ali}
    everyone = User.objects.people().visible_to(_staff("wairimu.admin@demo.example"))
    assert {user.clinic.name for user in everyone if user.clinic} == {DEMO_CLINIC}


def test_the_people_see_visibly_different_interfaces() -> None:
    looks = {_look(_shown(person.name)) for person in PEOPLE}
    assert len(looks) >= 6
    assert {theme for theme, *_ in looks} == {theme.value for theme in Theme}
    assert {language for _, language, *_ in looks} == {"en", "sw"}


def test_the_crisis_of_this_morning_brings_help_first() -> None:
    faith = _shown("Faith Nyambura")
    assert _order(faith) == ["SafetyCheck", "CrisisResources", "Greeting", "VoiceRecorder"]
    assert faith["components"]["SafetyCheck"]["prominence"] == "modal"


def test_who_came_through_a_crisis_sees_their_lighter_days_and_nobody_else_does() -> None:
    celebrating = [person.name for person in PEOPLE if "ProgressCelebration" in _order(_shown(person.name))]
    assert celebrating == ["Samuel Kiptoo"]
    samuel = _shown("Samuel Kiptoo")
    assert samuel["greeting"]["key"] == "greeting.lighter"
    assert _order(samuel)[-1] == "CrisisResources"


def test_one_persons_versions_tell_their_months() -> None:
    samuel = _user("Samuel Kiptoo")
    versions = list(UserInterface.objects.filter(user=samuel).order_by("version"))
    themes = [theme for theme, _ in groupby(version.interface_config["theme"]["name"] for version in versions)]
    crisis = themes.index("crisis")
    # Well, heavier, help near; the crisis; help near, heavy still; well again.
    assert themes[0] == "balanced"
    assert themes[crisis - 2 : crisis] == ["warm", "calm"]
    assert themes[crisis + 1 :] == ["calm", "warm", "balanced"]
    told = InterfaceEvolution.objects.filter(user=samuel).order_by("version")
    assert [evolution.version for evolution in told] == [version.version for version in versions]
    for evolution in told:
        assert evolution.changes
        assert all(change["why"] and change["why_for_clinician"] for change in evolution.changes)


def test_no_component_comes_and_goes_with_a_score_that_lies_at_a_cut() -> None:
    """But for a crisis, while which everything else waits."""
    for person in PEOPLE:
        versions = UserInterface.objects.filter(user=_user(person.name)).order_by("version")
        configs = [version.interface_config for version in versions if not _is_in_crisis(version.interface_config)]
        for name in ("DissonanceIndicator", "WhatsWorking", "GentleObservations"):
            shown = [config["components"][name]["visible"] for config in configs]
            turns = sum(before != after for before, after in pairwise(shown))
            assert turns <= MOST_TURNS, (person.name, name)


def _is_in_crisis(config: dict[str, Any]) -> bool:
    prominence: str = config["components"]["SafetyCheck"]["prominence"]
    return prominence == "modal"


def test_interfaces_were_built_at_night_as_they_would_have_been_then() -> None:
    at_night, today = set(), 0
    for interface in UserInterface.objects.filter(user__clinic__name=DEMO_CLINIC):
        local = interface.generated_at.astimezone(ZoneInfo(TIMEZONE))
        if local.time() == BUILT_AT:
            at_night.add(local.date())
        else:
            assert timezone.now() - interface.generated_at < timedelta(hours=1)
            today += 1
    assert len(at_night) >= 30
    assert 0 < today <= len(PEOPLE)
    assert not InterfaceBuild.objects.filter(failure__isnull=False).exists()
    assert InterfaceBuild.objects.count() == len(PEOPLE)


def test_crisis_lines_of_the_demo_say_that_they_are_none() -> None:
    lines = SupportResource.objects.filter(kind="crisis")
    assert {line.language for line in lines} == {"en", "sw"}
    for line in lines:
        assert line.contact in NOT_REAL.values()
        assert not any(character.isdigit() for character in f"{line.title}{line.text}{line.contact}")
    for person in PEOPLE:
        assert [line["contact"] for line in _shown(person.name)["crisis_lines"]] == [NOT_REAL[person.language]]


def _shown(name: str) -> dict[str, Any]:
    config: dict[str, Any] = UserInterface.objects.get(user=_user(name), active=True).interface_config
    return config


def _order(config: dict[str, Any]) -> list[str]:
    return [name for section in config["layout"] for name in section["components"]]


def _look(config: dict[str, Any]) -> tuple[Any, ...]:
    """What strikes the eye: colours, language, the welcome, and what stands where in which size."""
    sizes = ((name, config["components"][name]["prominence"]) for name in _order(config))
    return config["theme"]["name"], config["language"], config["greeting"]["key"], tuple(sizes)


def test_older_findings_were_dealt_with_by_those_responsible() -> None:
    acted = RiskAssessment.objects.filter(action_taken__isnull=False)
    assert acted.count() >= 4
    for assessment in acted.select_related("user", "action_taken_by"):
        assert assessment.action_taken_at is not None
        assert assessment.action_taken_at <= timezone.now()
        assert assessment.action_taken_by is not None
        assert assessment.user in User.objects.visible_to(assessment.action_taken_by)


def test_running_again_changes_nothing_takes_few_statements_and_prints_the_same_logins(demo: InstalledDemo) -> None:
    before = _row_counts()
    with CaptureQueriesContext(connection) as statements:
        printed = demo.run_again()
    assert _row_counts() == before
    assert len(statements) <= MOST_STATEMENTS_AGAIN
    assert not [query["sql"] for query in statements if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert _logins_in(printed) == _logins_in(demo.printed)


def _logins_in(printed: str) -> str:
    """Without the code, which changes, and without what is said of the server."""
    _, said, logins = printed.partition("Sign in as")
    assert said
    return re.sub(r"code \d{6}", "", logins.partition("\nStarting")[0])


def test_the_overview_names_those_who_wait_most_urgent_first(demo: InstalledDemo) -> None:
    lines = demo.printed.splitlines()
    crisis = lines.index("Crisis events")
    assert lines[crisis + 1].split()[:2] == ["critical", _user("Faith Nyambura").code]
    assert "overdue by" in lines[crisis + 1]
    assert not [person.name for person in PEOPLE if person.name in demo.printed]


def test_passwords_are_kept_for_their_owner_only_and_open_the_accounts(demo: InstalledDemo) -> None:
    path = demo.state_directory / FILE_NAME
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    passwords = read_passwords(demo.state_directory)
    assert set(passwords) == {member.email for member in STAFF}
    for email, password in passwords.items():
        assert f"{email:28}{password}" in demo.printed
        assert _staff(email).check_password(password)


def test_the_printed_code_is_everyones_second_step(demo: InstalledDemo) -> None:
    told = io.StringIO()
    call_command("demo_code", stdout=told)
    code = told.getvalue().strip()

    assert re.search(r"the code \d{6}:", demo.printed)
    assert {take_factor(_staff(member.email).pk, code, now=timezone.now()) for member in STAFF} == {"totp"}


def test_a_production_database_has_no_printed_code(settings: LazySettings) -> None:
    settings.IS_PRODUCTION = True
    with pytest.raises(CommandError, match="embedded database only"):
        call_command("demo_code")


def test_passwords_are_never_the_same_twice() -> None:
    first, second = make_passwords(), make_passwords()
    assert not set(first.values()) & set(second.values())
    assert len(set(first.values())) == len(STAFF)
    assert all(len(password) >= 12 for password in first.values())
    assert orjson.dumps(first)
