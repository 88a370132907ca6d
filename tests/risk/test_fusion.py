"""From findings to the assessment, all detectors together: more that worries never lowers it, no order changes it."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from baselines.features import FEATURES_BY_TYPE
from baselines.statistics import evidence_strength
from risk.dissonance import VoiceEmotion, measure_dissonance
from risk.factors import weigh_baseline_deviation, weigh_crisis_language, weigh_dissonance
from risk.patterns import Decline, PastSession, PatternName, find_patterns
from risk.policy import POLICY, RiskLevel
from risk.scoring import COLUMNS, Factor, Floor, FusedRisk, fuse

LEVELS = list(get_args(RiskLevel))
NOW = datetime(2026, 3, 30, 18, tzinfo=UTC)
NEGATIVE = VoiceEmotion(valence=-0.6, confidence=0.8, label="sad")


@dataclass(frozen=True, kw_only=True)
class Case:
    """What was found in a session and before it."""

    combined_p: float
    z_by_type: dict[str, float]
    words: float
    certainty: float
    severity: int
    present_severity: int
    worry: bool
    earlier: tuple[PastSession, ...]
    decline: Decline | None

    def findings(self) -> tuple[list[Factor], list[Floor]]:
        factors = [
            weigh_baseline_deviation(combined_p=self.combined_p, z_by_type=self.z_by_type, voice=NEGATIVE),
            *find_patterns(self.earlier, self.present, decline=self.decline).factors,
        ]
        dissonance = measure_dissonance(self.words, self.certainty, NEGATIVE, [])
        if dissonance:
            factors.append(weigh_dissonance(dissonance))
        spoken, floors = weigh_crisis_language(
            severity=self.severity, present_severity=self.present_severity, worry_about_other=self.worry, evidence={}
        )
        return [*factors, *spoken], list(floors)

    @property
    def present(self) -> PastSession:
        return PastSession(
            started_at=NOW, language_severity=self.severity, voice_valence=NEGATIVE.valence, stated_valence=self.words
        )

    @property
    def risk(self) -> FusedRisk:
        return fused(*self.findings())


def fused(factors: list[Factor], floors: list[Floor]) -> FusedRisk:
    risk = fuse(factors, floors, frozenset(COLUMNS))
    assert risk is not None
    return risk


def worse_or_equal(before: FusedRisk, after: FusedRisk) -> bool:
    return after.score >= before.score and LEVELS.index(after.level) >= LEVELS.index(before.level)


def dated(drawn: Sequence[tuple[int | None, float | None, float | None, float]]) -> tuple[PastSession, ...]:
    def sessions() -> Iterator[PastSession]:
        at = NOW
        for severity, voice, words, hours in drawn:
            at -= timedelta(hours=hours)
            yield PastSession(started_at=at, language_severity=severity, voice_valence=voice, stated_valence=words)

    return tuple(sessions())


VALENCES = st.none() | st.floats(-0.9, 0.8)
SEVERITY = st.none() | st.integers(0, 6)
EARLIER = st.lists(st.tuples(SEVERITY, VALENCES, VALENCES, st.floats(2.0, 900.0)), max_size=13).map(dated)
# Courses that drawing at random hardly finds: distress, ever more positive words (going back, ever less), a silence.
DISTRESS = st.lists(
    st.tuples(SEVERITY, st.floats(-0.9, -0.3), st.none(), st.floats(48.0, 90.0)), min_size=4, max_size=12
)
CONCEALING = st.lists(st.floats(-0.7, 0.4), min_size=4, max_size=12, unique=True).map(
    lambda words: [(None, -0.6, valence, 60.0) for valence in sorted(words, reverse=True)]
)
SILENCE = st.lists(st.floats(48.0, 90.0), min_size=5, max_size=12).map(
    lambda gaps: [(0, None, None, hours) for hours in (900.0, *gaps)]
)
COURSES = EARLIER | DISTRESS.map(dated) | CONCEALING.map(dated) | SILENCE.map(dated)
DECLINES = st.none() | st.builds(
    Decline,
    chart=st.sampled_from(["voice", "valence"]),
    direction=st.sampled_from(["decline", "other"]),
    onset_at=st.just(NOW - timedelta(days=20)),
    is_confirmed=st.booleans(),
    sessions=st.integers(0, 30),
)
SEVERITIES = st.tuples(st.integers(0, 6), st.integers(0, 6)).map(lambda pair: (max(pair), pair[0]))
CASES = st.builds(
    lambda severities, **fields: Case(severity=severities[0], present_severity=severities[1], **fields),
    SEVERITIES,
    combined_p=st.floats(1e-9, 1.0),
    z_by_type=st.dictionaries(st.sampled_from(sorted(FEATURES_BY_TYPE)), st.floats(-8.0, 8.0)),
    words=st.floats(-1.0, 1.0),
    certainty=st.floats(0.0, 1.0),
    worry=st.booleans(),
    earlier=COURSES,
    decline=DECLINES,
)


@pytest.mark.parametrize("name", ["baseline_deviation", "dissonance", "worry_about_other", *get_args(PatternName)])
def test_the_cases_drawn_reach_every_finding(name: str) -> None:
    """Else the properties below would say nothing of it."""

    def counts(case: Case) -> bool:
        return any(one.name == name and one.weight * one.strength > 0.0 for one in case.findings()[0])

    assert counts(find(CASES, counts, settings=settings(database=None, derandomize=True, phases=[Phase.generate])))


@given(CASES)
def test_contributions_and_columns_sum_to_the_score_and_floors_hold(case: Case) -> None:
    risk = case.risk
    columns = (risk.dissonance_contribution, risk.baseline_deviation_contribution, risk.pattern_contribution)
    assert math.fsum(part.contribution for part in risk.contributions) == pytest.approx(risk.score, abs=1e-9)
    assert math.fsum(column or 0.0 for column in columns) == pytest.approx(risk.score, abs=1e-9)
    assert all(risk.score >= floor.score for floor in case.findings()[1])
    assert risk.level == POLICY.level_of(risk.score)


@given(CASES, st.data())
def test_no_order_of_findings_or_sessions_changes_anything(case: Case, data: st.DataObject) -> None:
    factors, floors = replace(case, earlier=tuple(data.draw(st.permutations(case.earlier)))).findings()
    assert fused(data.draw(st.permutations(factors)), data.draw(st.permutations(floors))) == case.risk


@given(CASES, st.data())
def test_leaving_out_a_finding_never_raises_the_assessment(case: Case, data: st.DataObject) -> None:
    factors, floors = case.findings()
    kept = data.draw(st.lists(st.sampled_from(factors), unique_by=id))
    assert worse_or_equal(fused(kept, []), fused(kept, floors))
    assert worse_or_equal(fused(kept, floors), fused(factors, floors))


@given(CASES, SEVERITIES)
def test_graver_words_never_lower_the_assessment(case: Case, other: tuple[int, int]) -> None:
    """As crisis language and, in the same session, as part of the patterns."""
    severity, present = max(case.severity, other[0]), max(case.present_severity, other[1])
    assert worse_or_equal(case.risk, replace(case, severity=severity, present_severity=present).risk)


@given(CASES, st.data())
def test_graver_words_in_an_earlier_session_never_lower_the_assessment(case: Case, data: st.DataObject) -> None:
    if not case.earlier:
        return
    at = data.draw(st.integers(0, len(case.earlier) - 1))
    session = case.earlier[at]
    graver = replace(session, language_severity=data.draw(st.integers(session.language_severity or 1, 6)))
    earlier = (*case.earlier[:at], graver, *case.earlier[at + 1 :])
    assert worse_or_equal(case.risk, replace(case, earlier=earlier).risk)


@given(CASES, st.floats(1e-9, 1.0))
def test_a_less_likely_voice_never_lowers_the_assessment(case: Case, p: float) -> None:
    assert worse_or_equal(case.risk, replace(case, combined_p=min(p, case.combined_p)).risk)


@given(CASES)
def test_worry_and_a_confirmed_decline_never_lower_the_assessment(case: Case) -> None:
    decline = case.decline and replace(case.decline, is_confirmed=True)
    assert worse_or_equal(case.risk, replace(case, worry=True, decline=decline).risk)
    assert worse_or_equal(replace(case, decline=None).risk, case.risk)


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_a_smaller_p_is_never_weaker_evidence(one: float, other: float) -> None:
    assert 0.0 <= evidence_strength(max(one, other)) <= evidence_strength(min(one, other)) <= 1.0


@given(COURSES, DECLINES, VALENCES, VALENCES)
def test_patterns_alone_are_never_critical(
    earlier: tuple[PastSession, ...], decline: Decline | None, voice: float | None, words: float | None
) -> None:
    present = PastSession(started_at=NOW, language_severity=0, voice_valence=voice, stated_valence=words)
    risk = fused(list(find_patterns(earlier, present, decline=decline).factors), [])
    assert risk.level != "critical"
    if len(risk.contributions) == 1:
        assert risk.level in {"low", "medium"}
