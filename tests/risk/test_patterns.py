"""Patterns over sessions: each by hand, what is missing, and that more of what worries never counts less."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselines.statistics import evidence_strength
from risk.patterns import Decline, PastSession, Patterns, find_patterns
from risk.policy import POLICY
from risk.scoring import Factor, fuse

NOW = datetime(2026, 3, 30, 18, tzinfo=UTC)
EVERY = timedelta(days=3)
VALENCES = st.none() | st.floats(-0.9, 0.8)


def session(
    back: int = 0, *, severity: int | None = None, voice: float | None = None, words: float | None = None
) -> PastSession:
    """So many sessions before the present one, three days apart."""
    return PastSession(
        started_at=NOW - back * EVERY, language_severity=severity, voice_valence=voice, stated_valence=words
    )


def course(severities: Sequence[int | None]) -> list[PastSession]:
    """The last of them is the present one."""
    return [session(len(severities) - 1 - at, severity=severity) for at, severity in enumerate(severities)]


def concealing(distances: Sequence[float]) -> list[PastSession]:
    """A voice at -.3 and words so much above it."""
    return [
        session(len(distances) - 1 - at, voice=-0.3, words=-0.3 + distance) for at, distance in enumerate(distances)
    ]


def patterns_in(sessions: Sequence[PastSession], decline: Decline | None = None) -> Patterns:
    return find_patterns(sessions[:-1], sessions[-1], decline=decline)


def found(sessions: Sequence[PastSession], name: str) -> Factor | None:
    return next((factor for factor in patterns_in(sessions).factors if factor.name == name), None)


def counted(factor: Factor | None) -> float:
    return factor.weight * factor.strength if factor else 0.0


class TestGradualDecline:
    @pytest.mark.parametrize(
        ("chart", "direction", "is_confirmed", "weight"),
        [
            ("voice", "decline", True, 0.40),
            ("voice", "decline", False, 0.20),
            ("valence", "decline", True, 0.40),
            ("voice", "other", True, 0.20),
            ("voice", "other", False, 0.10),
            ("valence", "other", True, 0.0),  # emotions grow more pleasant
        ],
    )
    def test_by_hand(self, chart: str, direction: str, is_confirmed: bool, weight: float) -> None:
        decline = Decline(
            chart="voice" if chart == "voice" else "valence",
            direction="decline" if direction == "decline" else "other",
            onset_at=datetime(2026, 3, 3, 9, 30, tzinfo=UTC),
            is_confirmed=is_confirmed,
            sessions=4,
        )
        (factor,) = patterns_in([session()], decline).factors
        assert (factor.name, factor.column) == ("gradual_decline", "pattern")
        assert counted(factor) == pytest.approx(weight)
        assert factor.evidence == {
            "chart": chart,
            "direction": direction,
            "is_confirmed": is_confirmed,
            "onset_at": "2026-03-03T09:30:00Z",
            "sessions_since_alarm": 4,
        }


class TestRisingConcealment:
    def test_by_hand(self) -> None:
        factor = found(concealing([0.0, 0.2, 0.4, 0.6, 0.8]), "rising_concealment")
        assert factor is not None
        assert factor.weight == 0.35
        # One order of 120; log(.05 * 120) / log(500).
        assert factor.strength == pytest.approx(0.288317, abs=1e-5)
        assert factor.evidence == {
            "sessions": 5,
            "from_at": "2026-03-18T18:00:00Z",
            "to_at": "2026-03-30T18:00:00Z",
            "rise": pytest.approx(0.8),
            "tau": 1.0,
            "chance": pytest.approx(1 / 120),
            "latest": pytest.approx(0.6),
        }

    @pytest.mark.parametrize(
        "distances",
        [
            [0.8, 0.6, 0.4, 0.2, 0.0],  # falling
            [0.6, 0.6, 0.6, 0.6, 0.6],  # concealing, but not more and more
            [0.0, 0.4, 0.2, 0.6, 0.8],  # 5 orders of 120 rise as clearly
            [0.5, 0.55, 0.6, 0.65, 0.7],  # rises by .2 in all
            [-0.7, -0.5, -0.3, -0.1, 0.1],  # words that come to agree with the voice
            [-0.2, 0.0, 0.2, 0.39, 0.9],  # the middle one of the last three is not yet a disagreement
        ],
    )
    def test_what_is_none(self, distances: list[float]) -> None:
        assert found(concealing(distances), "rising_concealment") is None
        assert "rising_concealment" in patterns_in(concealing(distances)).judged

    def test_four_sessions_are_too_few_whatever_lies_between(self) -> None:
        sessions = [session(9, voice=-0.3), session(8, words=0.5), *concealing([0.0, 0.3, 0.6, 0.9])]
        assert "rising_concealment" not in patterns_in(sessions).judged

    def test_sessions_without_voice_or_words_are_passed_over(self) -> None:
        sessions = concealing([0.0, 0.2, 0.3, 0.4, 0.6, 0.8])
        sessions[2] = session(3, voice=-0.9)
        factor = found([*sessions, replace(session(), started_at=NOW + EVERY)], "rising_concealment")
        assert factor is not None
        assert factor.evidence["sessions"] == 5


class TestRepeatedHopelessness:
    @pytest.mark.parametrize(
        ("severities", "counts"),
        [
            ([1, 1, 1], 0.30 * 3 / 5),
            ([1, 0, 2, 0, 1], 0.30 * 3 / 5),
            ([1, 1, 1, 1, 1], 0.30),
            ([1, 1, 1, 0, 1], 0.30 * 4 / 5),
            ([1, None, 1, None, 1, None], 0.30 * 3 / 5),  # not read: passed over
            ([1, 1, 1, 0, 0, 0], 0.0),  # three of the last six
            ([0, 0, 1, 0, 1], 0.0),
        ],
    )
    def test_by_hand(self, severities: list[int | None], counts: float) -> None:
        assert counted(found(course(severities), "repeated_hopelessness")) == pytest.approx(counts)

    def test_evidence_names_the_window(self) -> None:
        factor = found(course([1, 0, 0, 2, 0, 1, 1]), "repeated_hopelessness")
        assert factor is not None
        assert factor.evidence == {
            "sessions": 5,
            "hopeless_sessions": 3,
            "from_at": "2026-03-18T18:00:00Z",
            "to_at": "2026-03-30T18:00:00Z",
        }

    def test_two_sessions_that_were_read_are_too_few(self) -> None:
        assert "repeated_hopelessness" not in patterns_in(course([None, 1, None, 1])).judged
        assert "repeated_hopelessness" in patterns_in(course([0, 1, 1])).judged

    def test_what_is_long_past_is_no_pattern_of_today(self) -> None:
        *earlier, present = course([1, 1, 1])
        later = replace(present, started_at=NOW + timedelta(days=88))
        assert found([*earlier, later], "repeated_hopelessness") is None


class TestCalmAfterLongDistress:
    def distress(self, sessions: int = 4) -> list[PastSession]:
        return [session(back, voice=-0.6, severity=0) for back in range(sessions, 0, -1)]

    def test_by_hand(self) -> None:
        factor = found([*self.distress(), session(voice=0.4)], "calm_after_long_distress")
        assert factor is not None
        assert counted(factor) == pytest.approx(0.20 * 0.4)
        assert factor.evidence == {
            "sessions": 4,
            "from_at": "2026-03-18T18:00:00Z",
            "to_at": "2026-03-27T18:00:00Z",
            "crisis_words": False,
        }

    @pytest.mark.parametrize(("severity", "counts"), [(1, 0.08), (2, 0.20), (6, 0.20)])
    def test_it_weighs_more_where_words_of_crisis_fell_before(self, severity: int, counts: float) -> None:
        distress = self.distress()
        distress[1] = replace(distress[1], language_severity=severity)
        calm = found([*distress, session(words=0.5)], "calm_after_long_distress")
        assert counted(calm) == pytest.approx(counts)

    def test_recovery_alone_is_low(self) -> None:
        distress = [replace(one, language_severity=2) for one in self.distress(12)]
        found_now = patterns_in([*distress, session(voice=0.6, words=0.6, severity=0)])
        calm = [factor for factor in found_now.factors if factor.name == "calm_after_long_distress"]
        risk = fuse(calm, [], frozenset({"pattern"}))
        assert risk is not None
        assert risk.level == "low"

    @pytest.mark.parametrize(
        "present", [session(voice=-0.6), session(voice=0.0, words=0.2), session(voice=-0.1, severity=0)]
    )
    def test_what_is_not_clearly_positive_is_no_calm(self, present: PastSession) -> None:
        assert found([*self.distress(), present], "calm_after_long_distress") is None
        assert "calm_after_long_distress" in patterns_in([*self.distress(), present]).judged

    @pytest.mark.parametrize("between", [session(2, voice=0.0), session(2, voice=-0.6, words=0.5)])
    def test_a_session_at_ease_or_positive_in_anything_ends_the_distress(self, between: PastSession) -> None:
        """Else a person who always speaks brightly over a low voice would be calm anew each time."""
        sessions = [*self.distress(5)[:3], between, session(1, voice=-0.6), session(voice=0.5)]
        assert found(sessions, "calm_after_long_distress") is None

    def test_hopeless_words_without_a_mood_are_distress_and_unknown_sessions_are_passed_over(self) -> None:
        sessions = [*self.distress(6)[:3], session(3, severity=1), session(2, severity=0), session(voice=0.5)]
        factor = found(sessions, "calm_after_long_distress")
        assert factor is not None
        assert factor.evidence["sessions"] == 4

    def test_three_sessions_or_three_days_are_not_long(self) -> None:
        assert found([*self.distress(3), session(voice=0.5)], "calm_after_long_distress") is None
        hurried = [replace(session(voice=-0.6), started_at=NOW - timedelta(days=back)) for back in (5, 4, 3, 2)]
        assert found([*hurried, session(voice=0.5)], "calm_after_long_distress") is None

    def test_what_took_weeks_is_not_sudden(self) -> None:
        later = replace(session(voice=0.5), started_at=NOW + timedelta(days=12))
        assert found([*self.distress(), later], "calm_after_long_distress") is None

    def test_an_unknown_mood_cannot_be_judged(self) -> None:
        assert "calm_after_long_distress" not in patterns_in([*self.distress(), session(severity=0)]).judged


class TestFadingContact:
    def back_after(self, days: float) -> list[PastSession]:
        earlier = [session(back) for back in range(8, 0, -1)]
        return [*earlier, replace(session(), started_at=earlier[-1].started_at + timedelta(days=days))]

    def test_by_hand(self) -> None:
        factor = found(self.back_after(31), "fading_contact")
        assert factor is not None
        assert factor.weight == 0.20
        chance = factor.evidence["chance"]
        assert isinstance(chance, float)
        assert factor.strength == evidence_strength(chance)
        assert factor.evidence["from_at"] == "2026-03-27T18:00:00Z"
        assert factor.evidence["to_at"] == "2026-04-27T18:00:00Z"
        assert (factor.evidence["gap_days"], factor.evidence["gaps"]) == (31.0, 7)
        assert factor.evidence["usual_days"] == pytest.approx(3.0)

    def test_the_usual_gap_is_no_pattern(self) -> None:
        assert found(self.back_after(4), "fading_contact") is None
        assert "fading_contact" in patterns_in(self.back_after(4)).judged

    def test_few_sessions_have_no_rhythm(self) -> None:
        assert "fading_contact" not in patterns_in(self.back_after(31)[3:]).judged


def test_one_session_alone_judges_nothing() -> None:
    assert patterns_in([session(severity=3, voice=-0.8, words=0.7)]) == Patterns(factors=(), judged=frozenset())


@pytest.mark.parametrize(
    ("severity", "voice", "words"),
    [(-1, None, None), (7, None, None), (None, 1.1, None), (None, None, -1.1), (None, float("nan"), None)],
)
def test_what_is_no_severity_or_valence_is_refused(
    severity: int | None, voice: float | None, words: float | None
) -> None:
    with pytest.raises(ValueError, match="within"):
        session(severity=severity, voice=voice, words=words)


# Of each session: severity, valence of voice and words, and the hours since the one before.
Drawn: TypeAlias = list[tuple[int | None, float | None, float | None, float]]
COURSES = st.lists(
    st.tuples(st.none() | st.integers(0, 6), VALENCES, VALENCES, st.floats(1.0, 1000.0)), min_size=1, max_size=16
)


def sessions_of(drawn: Drawn) -> list[PastSession]:
    sessions, at = [], NOW
    for severity, voice, words, hours in drawn:
        at += timedelta(hours=hours)
        sessions.append(
            PastSession(started_at=at, language_severity=severity, voice_valence=voice, stated_valence=words)
        )
    return sessions


@given(COURSES, st.data())
def test_the_order_in_which_sessions_are_given_does_not_matter(drawn: Drawn, data: st.DataObject) -> None:
    *earlier, present = sessions_of(drawn)
    assert find_patterns(data.draw(st.permutations(earlier)), present) == find_patterns(earlier, present)


@given(COURSES)
def test_every_factor_is_judged_bounded_and_of_its_column(drawn: Drawn) -> None:
    patterns = patterns_in(sessions_of(drawn))
    assert {factor.name for factor in patterns.factors} <= patterns.judged
    assert all(factor.column == "pattern" and counted(factor) < POLICY.cuts["high"] for factor in patterns.factors)


@given(COURSES, st.data())
def test_graver_words_in_any_session_never_count_less(drawn: Drawn, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(drawn) - 1))
    graver = list(drawn)
    graver[at] = (data.draw(st.integers(drawn[at][0] or 1, 6)), *drawn[at][1:])
    before = {factor.name: counted(factor) for factor in patterns_in(sessions_of(drawn)).factors}
    after = {factor.name: counted(factor) for factor in patterns_in(sessions_of(graver)).factors}
    assert all(after.get(name, 0.0) >= counts for name, counts in before.items())
