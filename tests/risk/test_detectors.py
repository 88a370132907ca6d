"""What is found in a session, and that nothing fails silently."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NoReturn
from uuid import UUID, uuid4

import pytest

from baselines.calibration import Calibration
from baselines.drift import Alarm, Drift
from baselines.normal import Normal, learn, measure
from baselines.prior import DEFAULT_PRIOR, LearnedType, Prior, Reference, UnknownBaselineTypeError
from baselines.self_starting import RunningScale
from conversations.emotions import read_emotion_shares
from resona.analysis.rows import Origin, finding_rows
from risk.crisis.learned_file import PATH, load_learned_model
from risk.detectors import Detectors, find, follow
from risk.dissonance import heard_valence
from risk.language import add_crisis_words
from risk.person_state import PersonState
from risk.session_findings import Evident, in_turns

AT = datetime(2026, 3, 1, tzinfo=UTC)
CALM = read_emotion_shares({"calm": 0.7, "neutral": 0.3})
SAD = read_emotion_shares({"sad": 0.8, "hopeless": 0.2})
NEUTRAL = read_emotion_shares({"neutral": 1.0})
EVEN = read_emotion_shares(
    {"neutral": 0.2, "happy": 0.2, "sad": 0.2, "angry": 0.1, "calm": 0.1, "fear": 0.1, "bored": 0.1}
)
FEATURES = {"pitch_hz": 180.0, "rate_sps": 4.0, "extractor": "test/1"}
ORIGIN = Origin(session_id=uuid4(), user_id=uuid4(), is_historical=False)


def evident(*said: str, features: dict[str, Any] | None = None, shares: Any = CALM, **changed: Any) -> Evident:
    measured = measure(
        started_at=AT, features=FEATURES if features is None else features, shares=shares, valence=heard_valence(shares)
    )
    given = Evident(measured=measured, said=tuple((uuid4(), text) for text in said), language="en", stated_emotion=None)
    return replace(given, **changed)


def known_person(sessions: int = 5) -> PersonState:
    normal = Normal()
    for number in range(sessions):
        features = FEATURES | {"pitch_hz": 180.0 + number, "rate_sps": 4.0 + number / 10}
        normal = learn(normal, measure(started_at=AT, features=features, shares=CALM, valence=heard_valence(CALM)))
    return PersonState(normal=normal)


def broken(*_: object) -> NoReturn:
    raise RuntimeError("a detector's own fault")


@pytest.mark.parametrize(
    ("detectors", "code", "lost"),
    [
        (Detectors(stated_emotion=broken), "detector_failed:stated_emotion", "stated"),
        (Detectors(crisis_language=broken), "detector_failed:crisis_language", "language"),
        (Detectors(voice_emotion=broken), "detector_failed:voice_emotion", "voice"),
    ],
)
def test_failing_detector_is_named_and_costs_only_its_own_finding(detectors: Detectors, code: str, lost: str) -> None:
    findings = find(evident("I am well today, thank you."), known_person(), detectors=detectors)
    assert findings.not_assessed == (code,)
    assert getattr(findings, lost) is None
    assert findings.risk is not None
    assert findings.deviations


def test_damaged_learned_reader_is_named_and_leaves_what_the_expressions_found(tmp_path: Path) -> None:
    damaged = tmp_path / "learned.npz"
    damaged.write_bytes(PATH.read_bytes()[:5_000])
    read = partial(add_crisis_words, load=partial(load_learned_model, damaged))
    findings = find(evident("I want to kill myself."), known_person(), detectors=Detectors(crisis_words=read))
    assert findings.not_assessed == ("detector_failed:crisis_words",)
    assert [type(failure) for failure in findings.failures] == [ValueError]
    assert (findings.language_severity, findings.risk and findings.risk.level) == (5, "critical")


def test_failing_expressions_leave_what_the_learned_reader_found() -> None:
    said = "i have picked the place and after sunday nobody needs to look for me"
    findings = find(evident(said), known_person(), detectors=Detectors(crisis_language=broken))
    assert findings.not_assessed == ("detector_failed:crisis_language",)
    assert findings.language_severity == 2


@pytest.mark.parametrize(
    ("said", "factor"),
    [
        ("My husband hits me when he has been drinking and I am scared to go home.", "harm_by_others"),
        ("I want to kill my boss and I know where he parks.", "harm_to_others"),
    ],
)
def test_harm_to_or_by_others_asks_for_a_review_and_is_no_crisis_language(said: str, factor: str) -> None:
    findings = find(evident(said), known_person())
    assert findings.risk is not None
    assert findings.risk.level == "medium"
    assert factor in {part.factor for part in findings.risk.contributions}
    assert "crisis_language" not in {part.factor for part in findings.risk.contributions}
    assert findings.language_severity == 0


def test_failing_crisis_detector_leaves_its_column_not_assessed() -> None:
    findings = find(evident("I am well."), known_person(), detectors=Detectors(crisis_language=broken))
    assert findings.risk is not None
    assert findings.risk.pattern_contribution is None


GAPS: list[tuple[Evident, PersonState, set[str]]] = [
    (evident("I am happy today."), known_person(), set()),
    (evident("I am happy today."), known_person(2), {"voice_insufficient_baseline"}),
    (evident(), known_person(), {"words_missing"}),
    (evident("I am happy today.", features={}, shares=None), known_person(), {"voice_missing"}),
    (evident("I am happy today.", shares=None), known_person(), {"voice_missing"}),
    (evident("I am happy today.", shares=EVEN), known_person(), {"voice_unusable"}),
    (evident("I am happy.", features=FEATURES | {"jitter": 2.0}), known_person(), {"voice_unusable"}),
    (evident("Je suis content.", language="fr"), known_person(), {"language_unsupported"}),
    (evident("Je suis content.", language="fr", stated_emotion="positive"), known_person(), {"language_unsupported"}),
    (evident("Je suis rentré.", language="sw"), known_person(), {"words_uncertain"}),
    (evident("Je suis rentré.", language="sw", stated_emotion="neutral"), known_person(), set()),
]  # fmt: skip


@pytest.mark.parametrize(("given", "state", "codes"), GAPS)
def test_what_could_not_be_assessed_is_said(given: Evident, state: PersonState, codes: set[str]) -> None:
    assert set(find(given, state).not_assessed) == codes


def test_crisis_in_a_language_that_is_not_supported_is_found_all_the_same() -> None:
    findings = find(evident("je suis triste, i want to kill myself", language="fr"), PersonState())
    assert findings.risk is not None
    assert findings.risk.level == "critical"
    assert "language_unsupported" in findings.not_assessed


def test_without_anything_assessed_there_is_no_risk_at_all() -> None:
    assert find(evident(shares=None), PersonState()).risk is None


def test_recovery_needs_the_last_three_sessions_to_improve() -> None:
    happy = read_emotion_shares({"happy": 0.9, "calm": 0.1})
    better = [{"sad": 1.0}, {"sad": 0.5, "neutral": 0.5}, {"neutral": 1.0}]
    said = "Everything is horrible and I hate it, this is awful."

    def interpretation_after(courses: list[dict[str, float]]) -> str | None:
        state = PersonState()
        for shares in courses:
            heard = evident(features={}, shares=read_emotion_shares(shares))
            state = follow(state, heard, find(heard, state))
        dissonance = find(evident(said, shares=happy), state).dissonance
        return dissonance.interpretation if dissonance else None

    assert interpretation_after(better) == "recovery_indicator"
    assert interpretation_after(better[::-1]) == "exaggeration"


def test_session_is_not_part_of_the_baseline_it_is_compared_with() -> None:
    state = known_person()
    findings = find(evident("Hello.", features=FEATURES | {"pitch_hz": 300.0}), state)
    (pitch,) = [found for found in findings.deviations if found.deviation_type == "pitch"]
    assert pitch.k == 5
    assert pitch.expected < 190
    assert pitch.low < pitch.expected < pitch.high < pitch.value
    assert pitch.comparison.z > 3


def test_emotions_of_another_model_are_not_compared_with_those_known() -> None:
    same = find(evident("I am happy today.", features={"extractor": "test/1"}), known_person())
    other = find(evident("I am happy today.", features={"extractor": "test/2"}), known_person())
    assert [(one.deviation_type, one.extractor) for one in same.deviations] == [("emotion", "test/1")]
    assert other.deviations == ()
    assert set(other.not_assessed) == {"voice_missing", "voice_insufficient_baseline"}


def deviation_evidence(prior: Prior, features: dict[str, Any]) -> Any:
    risk = find(evident("I am well.", features=features, shares=None), known_person(), prior=prior).risk
    assert risk is not None
    return next(part.evidence for part in risk.contributions if part.factor == "baseline_deviation")


def test_deviation_says_who_stands_behind_the_least_known_of_its_parts() -> None:
    types = {
        "pitch": LearnedType(prior=DEFAULT_PRIOR.of("pitch"), reference_people=30),
        "rate": LearnedType(prior=DEFAULT_PRIOR.of("rate"), reference_people=9),
    }

    # One in ten of a hundred reference sessions scores above 1; beyond it the tail goes on by its law.
    calibration = Calibration(sessions=100, scores=(1.0,), log_p=(math.log(0.1),), tail_shape=10.0, tail_scale=2.0)

    def learned(*names: str, calibration: Calibration | None = calibration) -> Prior:
        correlations = tuple(tuple(float(one == other) for one in names) for other in names)
        chosen = {name: types[name] for name in names}
        reference = Reference(types=chosen, correlations=correlations, calibration=calibration)
        return replace(DEFAULT_PRIOR, version="clinic-1", references={"test/1": reference})

    def basis(prior: Prior) -> tuple[object, ...]:
        evidence = deviation_evidence(prior, FEATURES | {"pitch_hz": 500.0, "rate_sps": 15.0})
        assert evidence["p"] < 1e-6
        return tuple(evidence[name] for name in ("reference_people", "prior", "reference_sessions", "one_in"))

    assert basis(learned("pitch", "rate")) == (9, "clinic-1", 100, 1_000_000)
    assert basis(learned("pitch", "rate", calibration=None)) == (9, "clinic-1", 0, 10_000)
    assert basis(learned("pitch")) == (0, "default-2", 100, 10_000)


def declining_person(*, latched: bool = True) -> PersonState:
    """Known, and with an alarm of gradual decline that stands."""
    alarm = Alarm(
        chart="voice", direction="decline", onset_at=AT, alarmed_at=AT, latched_at=AT if latched else None, confirming=1
    )
    return replace(known_person(), drift=Drift(alarm=alarm, composite=RunningScale(k=9, sum_squares=9.0)))


# Far slower and lower than usual: by itself a session that someone should see.
SLOW = FEATURES | {"rate_sps": 0.5, "pitch_hz": 90.0}
REVIEWS: list[tuple[str, Evident, PersonState, str, bool]] = [
    ("nothing but the decline", evident("I am well."), declining_person(), "medium", False),
    ("no decline", evident("I am well."), known_person(), "low", False),
    ("words of hopelessness", evident("Everything is hopeless."), declining_person(), "medium", True),
    ("worry about another", evident("My friend wants to kill himself."), declining_person(), "medium", True),
    ("a voice far from usual", evident("I am well.", features=SLOW, shares=NEUTRAL), declining_person(), "high", True),
    ("something not assessed", evident("I am well.", features={}), declining_person(), "medium", True),
    ("words of a crisis", evident("I want to kill myself."), declining_person(), "critical", True),
]


@pytest.mark.parametrize(("what", "given", "state", "level", "is_reviewed"), REVIEWS, ids=[row[0] for row in REVIEWS])
def test_session_of_a_confirmed_decline_asks_for_someone_only_if_it_would_without(
    what: str, given: Evident, state: PersonState, level: str, is_reviewed: bool
) -> None:
    findings = find(given, state)
    assert findings.risk is not None
    assert findings.risk.level == level
    assert ("gradual_decline" in [part.factor for part in findings.risk.contributions]) == (state != known_person())
    risk = finding_rows(ORIGIN, given, findings, run=uuid4(), now=AT).risk
    assert risk is not None
    assert risk["needs_review"] == is_reviewed


def test_session_that_confirms_a_decline_asks_for_someone() -> None:
    """The second a personal deviation slower: until it, the alarm was not confirmed, and alone it is low."""
    given = evident("I am well.", features=FEATURES | {"rate_sps": 3.4}, shares=CALM)
    findings = find(given, declining_person(latched=False))
    assert findings.step is not None
    assert findings.step.learned.status == "latched"
    assert not findings.is_known_decline
    risk = finding_rows(ORIGIN, given, findings, run=uuid4(), now=AT).risk
    assert risk is not None
    assert (risk["risk_level"], risk["needs_review"]) == ("medium", True)


def test_evidence_points_at_the_message_that_was_said() -> None:
    first, second = UUID(int=1), UUID(int=2)
    given = evident(said=((first, "hello"), (second, "i want to kill myself")))
    risk = find(given, PersonState()).risk
    assert risk is not None
    evidence: Any = next(part.evidence for part in risk.contributions if part.factor == "crisis_language")
    assert [match["message_id"] for match in evidence["matches"]] == [str(second)]


def test_crisis_is_found_whatever_happens_to_the_comparison_of_the_voice() -> None:
    unusable = Prior(version="none", reference_people=0, types={})
    findings = find(evident("I want to kill myself tonight."), known_person(), prior=unusable)
    assert "detector_failed:baseline" in findings.not_assessed
    assert [type(failure) for failure in findings.failures] == [UnknownBaselineTypeError]
    assert findings.risk is not None
    assert findings.risk.level == "critical"


def test_session_that_a_detector_could_not_assess_does_not_become_normal() -> None:
    said = "I want to kill myself tonight."
    assert not find(evident(said), known_person(), detectors=Detectors(crisis_language=broken)).enters_normal
    assert not find(evident(said), known_person()).enters_normal
    assert find(evident("I had a good day."), known_person()).enters_normal


@pytest.mark.parametrize("said", [("",), (" ", "\n")])
def test_blank_words_are_missing_words_and_assess_nothing(said: tuple[str, ...]) -> None:
    findings = find(evident(*said, features={}, shares=None), PersonState())
    assert findings.risk is None
    assert set(findings.not_assessed) == {"voice_missing", "words_missing"}


def test_emotions_without_anything_measured_of_the_voice_are_incomplete() -> None:
    assert "voice_missing" in find(evident("I had a good day.", features={}), known_person()).not_assessed


def test_the_question_before_an_answer_is_read_with_it() -> None:
    asked, told, more = uuid4(), uuid4(), uuid4()
    said, before = in_turns(
        [(asked, "assistant", "Do you think of killing yourself?"), (told, "user", "yes"), (more, "user", "often")]
    )
    assert (said, before) == (((told, "yes"), (more, "often")), ("Do you think of killing yourself?", ""))
    findings = find(replace(evident(), said=said, asked=before), known_person())
    assert findings.risk is not None
    assert findings.risk.level == "high"
