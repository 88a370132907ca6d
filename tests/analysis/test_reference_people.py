"""Who teaches a clinic's prior: ordinary sessions of people whose consent stands, the latest of each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baselines.drift import Alarm, Drift
from baselines.models import DriftDecision, PopulationPrior
from baselines.policy import POPULATION_POLICY
from conversations.models import Conversation
from resona.accounts.models import Clinic, User
from resona.analysis.reference_people import learn_prior_of_clinic, learn_priors, read_reference_people
from resona.postgres.models import new_id
from risk.models import RiskAssessment
from tests.admin.records import make_drift
from tests.factories import ClinicFactory, PersonFactory

pytestmark = pytest.mark.django_db

START = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)
NOW = START + timedelta(days=100)


def record(person: User, sessions: int, *, seed: int = 0, **fields: Any) -> list[Conversation]:
    """Stored sessions of a person, a day apart, each with its own pitch and rate."""
    draw = np.random.default_rng([seed, person.id.int % 2**32])
    usual = draw.normal(150.0, 30.0)
    rows = [
        Conversation(
            id=new_id(),
            user=person,
            started_at=START + timedelta(days=day),
            voice_features={
                "pitch_hz": float(np.clip(draw.normal(usual, 10.0), 60.0, 500.0)),
                "rate_sps": float(np.clip(draw.normal(4.0, 0.4), 0.5, 10.0)),
                "extractor": "praat/1",
            },
            **fields,
        )
        for day in range(sessions)
    ]
    return Conversation.objects.bulk_create(rows)


def assess(session: Conversation, level: str, **fields: Any) -> None:
    RiskAssessment.objects.create(
        user=session.user, session=session, risk_score=0.9, risk_level=level, pattern_contribution=0.9, **fields
    )


@pytest.fixture
def clinic() -> Clinic:
    return ClinicFactory.create()


def make_people(clinic: Clinic, number: int, sessions: int = 4) -> list[User]:
    people = PersonFactory.create_batch(number, clinic=clinic)
    for person in people:
        record(person, sessions)
    return people


def series_lengths(clinic: Clinic) -> list[int]:
    return sorted(len(rows) for person in read_reference_people(clinic.id) for rows in person.series.values())


def test_eight_people_with_four_sessions_teach_a_prior(clinic: Clinic) -> None:
    make_people(clinic, 8)
    prior = learn_prior_of_clinic(clinic.id, now=NOW)
    assert prior is not None
    assert prior.reference_people == 8
    assert set(prior.parameters["references"]["praat/1"]["types"]) == {"pitch", "rate"}


def test_seven_do_not_unless_seven_are_asked_for(clinic: Clinic) -> None:
    make_people(clinic, 7)
    assert learn_prior_of_clinic(clinic.id, now=NOW) is None
    assert learn_prior_of_clinic(clinic.id, now=NOW, minimum_people=7) is not None


def test_people_of_other_clinics_staff_and_those_without_consent_stay_out(clinic: Clinic) -> None:
    make_people(clinic, 2)
    make_people(ClinicFactory.create(), 2)
    record(PersonFactory.create(clinic=clinic, consent_version=""), 5)
    record(PersonFactory.create(clinic=clinic, role=User.Role.CLINICIAN), 5)
    assert series_lengths(clinic) == [4, 4]


def test_critical_sessions_and_those_not_assessed_stay_out(clinic: Clinic) -> None:
    person = PersonFactory.create(clinic=clinic)
    record(person, 2, not_assessed=["detector_failed:baseline"], analysis_status="partial")
    sessions = record(person, 5, not_assessed=["voice_insufficient_baseline"], analysis_status="partial")
    assess(sessions[0], "critical")
    assess(sessions[1], "high")
    assess(sessions[2], "critical", is_current=False)
    assert series_lengths(clinic) == [4]


def make_decision(person: User, decision: str, *, onset: int | None, after: int) -> None:
    """A clinician's decision about an alarm: days of its onset and of the person's latest session then."""
    DriftDecision.objects.create(
        user=person,
        decision=decision,
        reason=DriftDecision.reason.seal(new_id(), "moved"),
        onset_at=None if onset is None else START + timedelta(days=onset),
        after_started_at=START + timedelta(days=after),
    )


@pytest.mark.parametrize(
    ("decision", "onset", "taught"),
    [("reset", 4, 4 + 3), ("reset", None, 10), ("accept", 4, 10)],
)
def test_sessions_of_a_decline_stay_out_after_its_reset_too(
    clinic: Clinic, decision: str, onset: int | None, taught: int
) -> None:
    """Ten days, of which the fifth to the seventh are those of the decline; decided after the seventh."""
    person, other = PersonFactory.create_batch(2, clinic=clinic)
    record(person, 10)
    record(other, 10)
    make_decision(person, decision, onset=onset, after=6)
    assert series_lengths(clinic) == sorted([taught, 10])


def test_sessions_of_every_decline_stay_out(clinic: Clinic) -> None:
    person = PersonFactory.create(clinic=clinic)
    record(person, 20)
    make_decision(person, "reset", onset=3, after=5)
    make_decision(person, "reset", onset=10, after=13)
    onset_at, alarmed_at = (START + timedelta(days=day) for day in (17, 18))
    alarm = Alarm(chart="voice", direction="decline", onset_at=onset_at, alarmed_at=alarmed_at)
    make_drift(person, Drift(alarm=alarm))
    assert series_lengths(clinic) == [3 + 4 + 3]


def test_only_the_latest_sessions_of_a_person_are_read(clinic: Clinic) -> None:
    record(PersonFactory.create(clinic=clinic), POPULATION_POLICY.sessions_per_person + 5)
    assert series_lengths(clinic) == [POPULATION_POLICY.sessions_per_person]


def test_emotions_alone_are_read_too(clinic: Clinic) -> None:
    person = PersonFactory.create(clinic=clinic)
    for day in range(4):
        Conversation.objects.create(
            user=person, started_at=START + timedelta(days=day), emotion_summary={"calm": 0.6, "sad": 0.4}
        )
    (read,) = read_reference_people(clinic.id)
    assert (read.emotion_distances[""].k, dict(read.series)) == (3, {})


def test_the_number_of_statements_does_not_depend_on_people_or_sessions(clinic: Clinic) -> None:
    make_people(clinic, 8)
    with CaptureQueriesContext(connection) as few:
        learn_prior_of_clinic(clinic.id, now=NOW)
    make_people(clinic, 8, sessions=9)
    with CaptureQueriesContext(connection) as many:
        learn_prior_of_clinic(clinic.id, now=NOW)
    assert len(many) <= len(few)


def test_each_clinic_has_its_own(clinic: Clinic) -> None:
    other = ClinicFactory.create()
    make_people(clinic, 8)
    make_people(other, 9)
    make_people(ClinicFactory.create(), 2)
    assert learn_priors(now=NOW) == 2
    assert learn_priors(now=NOW) == 2
    priors = PopulationPrior.objects.filter(clinic__in=(clinic, other)).order_by("reference_people")
    assert [(prior.clinic_id, prior.reference_people) for prior in priors] == [(clinic.id, 8), (other.id, 9)]


def test_a_clinic_that_fails_stops_no_other(clinic: Clinic, caplog: pytest.LogCaptureFixture) -> None:
    make_people(clinic, 8)
    first = learn_prior_of_clinic(clinic.id, now=NOW)
    assert first is not None
    # The number after the versions of the day is taken: a new one cannot be named.
    date = NOW.date().isoformat()
    PopulationPrior.objects.filter(id=first.id).update(is_current=False, version=f"clinic-{date}-2")
    other = ClinicFactory.create()
    make_people(other, 8)
    assert learn_priors(now=NOW) == 1
    assert PopulationPrior.objects.filter(is_current=True).get().clinic_id == other.id
    assert "IntegrityError" in caplog.text
    assert clinic.name not in caplog.text


@pytest.mark.parametrize(
    "damage",
    [
        {"emotion_summary": {"hungry": 1.0}},
        {"emotion_summary": {"calm": "much"}},
        {"emotion_summary": [0.5, 0.5]},
        {"voice_features": ["pitch_hz"]},
    ],
)
def test_a_damaged_session_stays_out_and_stops_no_other(
    clinic: Clinic, caplog: pytest.LogCaptureFixture, damage: dict[str, Any]
) -> None:
    person, other = PersonFactory.create_batch(2, clinic=clinic)
    record(other, 4)
    damaged = record(person, 4)[1]
    Conversation.objects.filter(id=damaged.id).update(**damage)
    assert series_lengths(clinic) == [3, 4]
    assert "courses.py" in caplog.text
    assert "hungry" not in caplog.text
