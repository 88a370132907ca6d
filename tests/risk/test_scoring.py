"""The fusion: hand-worked sums, and the properties a clinician relies on."""

import math
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk.policy import POLICY, RiskLevel
from risk.scoring import COLUMNS, Column, Factor, Floor, FusedRisk, fuse

LEVELS = list(get_args(RiskLevel))
ALL: frozenset[Column] = frozenset(COLUMNS)
# Often the same: what is equal must not be told apart by its place in a list.
UNIT = st.floats(0.0, 1.0) | st.sampled_from([0.0, 0.5, 1.0])
EVIDENCE = st.dictionaries(st.sampled_from(["start", "end"]), st.integers(0, 9))
FACTORS = st.lists(
    st.builds(
        Factor,
        name=st.text("abc", min_size=1, max_size=2),
        column=st.sampled_from(COLUMNS),
        weight=UNIT,
        strength=UNIT,
        evidence=EVIDENCE,
    ),
    max_size=6,
)
FLOORS = st.lists(
    st.builds(
        Floor,
        rule=st.text("xyz", min_size=1, max_size=2),
        column=st.sampled_from(COLUMNS),
        score=UNIT,
        evidence=EVIDENCE,
    ),
    max_size=3,
)


def factor(column: Column, weight: float, strength: float = 1.0, name: str = "") -> Factor:
    return Factor(name=name or column, column=column, weight=weight, strength=strength)


def fused(factors: list[Factor], floors: list[Floor] | None = None, assessed: frozenset[Column] = ALL) -> FusedRisk:
    risk = fuse(factors, floors or [], assessed)
    assert risk is not None
    return risk


def columns(risk: FusedRisk) -> list[float | None]:
    return [risk.dissonance_contribution, risk.baseline_deviation_contribution, risk.pattern_contribution]


class TestByHand:
    def test_one_factor_is_the_score(self) -> None:
        risk = fused([factor("dissonance", 0.6, 0.75)])
        assert risk.score == pytest.approx(0.45)
        assert risk.level == "medium"
        assert columns(risk) == pytest.approx([0.45, 0.0, 0.0])

    def test_three_factors_share_the_score_by_their_evidence(self) -> None:
        # 1 - .5*.5*.75 = .8125; evidence ln 2, ln 2, ln 4/3 = .6931, .6931, .2877 of 1.6740.
        risk = fused([factor("dissonance", 0.5), factor("baseline_deviation", 0.5), factor("pattern", 0.5, 0.5)])
        assert risk.score == pytest.approx(0.8125)
        assert risk.level == "high"
        assert columns(risk) == pytest.approx([0.336433, 0.336433, 0.139633], abs=1e-6)

    def test_what_a_floor_adds_belongs_to_its_rule_and_column(self) -> None:
        floor = Floor(rule="named_method", column="pattern", score=0.6, evidence={"severity": 4})
        risk = fused([factor("dissonance", 0.2), factor("pattern", 0.25)], [floor])
        # Factors: 1 - .8*.75 = .4, shared .2231 to .2877 of .5108; the floor adds .2 to the pattern.
        assert (risk.score, risk.level) == (0.6, "high")
        assert columns(risk) == pytest.approx([0.174732, 0.0, 0.425268], abs=1e-6)
        shown = {part.factor: part for part in risk.contributions}
        assert shown["named_method"].contribution == pytest.approx(0.2)
        assert shown["named_method"].evidence == {"severity": 4}
        assert [part.factor for part in risk.contributions] == ["pattern", "named_method", "dissonance"]

    def test_the_highest_floor_wins_and_a_lower_one_is_not_shown(self) -> None:
        floors = [
            Floor(rule="low_one", column="pattern", score=0.3),
            Floor(rule="high_one", column="pattern", score=0.85),
        ]
        risk = fused([], floors)
        assert (risk.score, risk.level) == (0.85, "critical")
        assert [part.factor for part in risk.contributions] == ["high_one"]

    @pytest.mark.parametrize("floor", [0.6, 0.7])
    def test_a_floor_the_evidence_reaches_adds_nothing(self, floor: float) -> None:
        risk = fused([factor("pattern", 0.7)], [Floor(rule="rule", column="pattern", score=floor)])
        assert risk.score == pytest.approx(0.7)
        assert [part.factor for part in risk.contributions] == ["pattern"]

    def test_no_single_factor_is_certain(self) -> None:
        assert fused([factor("pattern", 1.0)]).score == pytest.approx(0.95)
        assert fused([factor("pattern", 1.0), factor("dissonance", 1.0)]).score == pytest.approx(0.9975)

    @pytest.mark.parametrize(
        ("weights", "level"),
        [([0.3], "medium"), ([0.2, 0.5], "high"), ([0.5, 0.5, 0.4], "critical"), ([0.25, 0.8], "critical")],
    )
    def test_a_score_that_means_a_cut_is_above_it(self, weights: list[float], level: str) -> None:
        assert fused([factor("pattern", weight) for weight in weights]).level == level

    def test_a_factor_without_weight_is_shown_and_not_counted(self) -> None:
        risk = fused([factor("baseline_deviation", 0.0, 1.0)])
        assert (risk.score, risk.level) == (0.0, "low")
        assert [(part.factor, part.contribution) for part in risk.contributions] == [("baseline_deviation", 0.0)]


class TestMissing:
    def test_nothing_assessed_is_no_assessment(self) -> None:
        assert fuse([], [], frozenset()) is None

    def test_what_was_not_assessed_is_none_and_not_zero(self) -> None:
        risk = fused([factor("pattern", 0.4)], assessed=frozenset({"pattern", "dissonance"}))
        assert columns(risk) == [0.0, None, pytest.approx(0.4)]

    def test_a_finding_in_a_column_that_was_not_assessed_is_an_error(self) -> None:
        with pytest.raises(ValueError, match="not assessed"):
            fuse([factor("dissonance", 0.4)], [], frozenset({"pattern"}))
        with pytest.raises(ValueError, match="not assessed"):
            fuse([], [Floor(rule="rule", column="pattern", score=0.3)], frozenset({"dissonance"}))

    @pytest.mark.parametrize(("weight", "strength"), [(1.1, 0.5), (0.5, -0.1), (0.5, 1.1), (math.nan, 0.5)])
    def test_what_is_no_weight_or_strength_is_refused(self, weight: float, strength: float) -> None:
        with pytest.raises(ValueError, match="within 0 and 1"):
            factor("pattern", weight, strength)

    @pytest.mark.parametrize("score", [-0.1, 1.1, math.nan])
    def test_what_is_no_floor_is_refused(self, score: float) -> None:
        with pytest.raises(ValueError, match="within 0 and 1"):
            Floor(rule="rule", column="pattern", score=score)


class TestProperties:
    @given(FACTORS, FLOORS)
    def test_bounded_and_every_part_sums_to_the_score(self, factors: list[Factor], floors: list[Floor]) -> None:
        risk = fused(factors, floors)
        assert 0.0 <= risk.score <= 1.0
        assert math.fsum(part.contribution for part in risk.contributions) == pytest.approx(risk.score, abs=1e-9)
        present = [column for column in columns(risk) if column is not None]
        assert math.fsum(present) == pytest.approx(risk.score, abs=1e-9)
        assert all(0.0 <= column <= 1.0 for column in present)
        assert risk.level == POLICY.level_of(risk.score)

    @given(FACTORS, FLOORS, st.data())
    def test_the_order_of_findings_does_not_matter(
        self, factors: list[Factor], floors: list[Floor], data: st.DataObject
    ) -> None:
        """To the last digit, and down to the order in which contributions are shown."""
        assert fused(data.draw(st.permutations(factors)), data.draw(st.permutations(floors))) == fused(factors, floors)

    @given(FACTORS, FLOORS)
    def test_no_score_is_below_a_floor_nor_below_any_factor(self, factors: list[Factor], floors: list[Floor]) -> None:
        risk = fused(factors, floors)
        assert all(risk.score >= floor.score for floor in floors)
        assert all(LEVELS.index(risk.level) >= LEVELS.index(POLICY.level_of(floor.score)) for floor in floors)
        alone = [min(one.weight * one.strength, POLICY.factor_cap) for one in factors]
        assert all(risk.score >= counts - 1e-9 for counts in alone)

    @given(FACTORS, FLOORS)
    def test_every_finding_is_shown_once_and_no_contribution_is_negative(
        self, factors: list[Factor], floors: list[Floor]
    ) -> None:
        shown = [part.factor for part in fused(factors, floors).contributions]
        rules = [name for name in shown if set(name) <= set("xyz")]
        assert len(rules) <= 1
        assert sorted(set(shown) - set(rules)) == sorted({one.name for one in factors})
        assert len(shown) - len(rules) == len(factors)
        assert all(part.contribution >= 0.0 for part in fused(factors, floors).contributions)

    @given(FACTORS, FLOORS, st.sets(st.sampled_from(COLUMNS), min_size=1))
    def test_columns_assessed_sum_to_the_score_and_others_are_missing(
        self, factors: list[Factor], floors: list[Floor], assessed: set[Column]
    ) -> None:
        risk = fused(
            [one for one in factors if one.column in assessed],
            [one for one in floors if one.column in assessed],
            frozenset(assessed),
        )
        for column, value in zip(COLUMNS, columns(risk), strict=True):
            assert (value is None) == (column not in assessed)
        assert math.fsum(value for value in columns(risk) if value is not None) == pytest.approx(risk.score, abs=1e-9)

    @given(FACTORS, FLOORS, FACTORS, FLOORS)
    def test_more_findings_never_lower_score_or_level(
        self, factors: list[Factor], floors: list[Floor], more: list[Factor], more_floors: list[Floor]
    ) -> None:
        before, after = fused(factors, floors), fused([*factors, *more], [*floors, *more_floors])
        assert after.score >= before.score
        assert LEVELS.index(after.level) >= LEVELS.index(before.level)

    @given(FACTORS, FLOORS, UNIT, UNIT, UNIT)
    def test_a_stronger_finding_never_lowers_score_or_level(
        self, factors: list[Factor], floors: list[Floor], weight: float, one: float, other: float
    ) -> None:
        weak, strong = sorted((one, other))
        before = fused([*factors, factor("pattern", weight, weak)], floors)
        after = fused([*factors, factor("pattern", weight, strong)], floors)
        assert after.score >= before.score
        assert LEVELS.index(after.level) >= LEVELS.index(before.level)
