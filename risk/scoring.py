"""From separate findings to one score, a level, and what each finding contributed. Pure.

Every factor is one piece of evidence; together they count as noisy-or, 1 - prod(1 - weight * strength), so that further
evidence never lowers the score. A floor is a rule that allows no lower score. What was not assessed stays None: missing
evidence is not zero risk.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias, get_args

from risk.policy import POLICY, RiskLevel, RiskPolicy

Column: TypeAlias = Literal["dissonance", "baseline_deviation", "pattern"]
COLUMNS: Final[tuple[Column, ...]] = get_args(Column)

JsonValue: TypeAlias = "str | int | float | bool | Sequence[JsonValue] | Mapping[str, JsonValue] | None"
# What a reviewer is shown of a finding: ids, spans, names and numbers, never words.
Evidence: TypeAlias = Mapping[str, JsonValue]

# Decimals kept of a score before it is held against a cut: a sum that means 0.6 must be "high" whatever its last bit.
_DECIMALS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """One piece of evidence. It counts weight times strength, both within 0..1; a weight of 0 is shown, not counted."""

    name: str
    column: Column
    weight: float
    strength: float
    evidence: Evidence = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not (0.0 <= self.weight <= 1.0 and 0.0 <= self.strength <= 1.0):
            raise ValueError(f"Weight and strength of {self.name} are within 0 and 1.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """A rule that allows no lower score, 0..1."""

    rule: str
    column: Column
    score: float
    evidence: Evidence = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 0.0 <= self.score <= 1.0:
            raise ValueError(f"The score of {self.rule} is within 0 and 1.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """How much of the score is owed to one factor, or to the rule that lifted the score to its floor."""

    factor: str
    column: Column
    contribution: float
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class FusedRisk:
    """The assessment of one session. Contributions sum to the score within 1e-9, and so do the columns assessed."""

    score: float
    level: RiskLevel
    # None: not assessed.
    dissonance_contribution: float | None
    baseline_deviation_contribution: float | None
    pattern_contribution: float | None
    # Largest first.
    contributions: tuple[Contribution, ...]
    policy_version: str


def fuse(
    factors: Iterable[Factor],
    floors: Iterable[Floor],
    assessed_columns: AbstractSet[Column],
    policy: RiskPolicy = POLICY,
) -> FusedRisk | None:
    """One assessment of all findings, whatever their order; None when nothing was assessed.

    Raises ValueError for a finding in a column that was not assessed.
    """
    factors, floors = tuple(factors), tuple(floors)
    _require_assessed([*(factor.column for factor in factors), *(floor.column for floor in floors)], assessed_columns)
    if not assessed_columns:
        return None
    contributions, score = _share_out(factors, policy)
    highest = max(floors, key=lambda floor: (floor.score, floor.rule, floor.column, repr(floor.evidence)), default=None)
    if highest is not None and highest.score > score:
        contributions.append(_lift(highest, score))
        score = highest.score
    # Down to the evidence: nothing of the answer, its order included, may depend on the order of the findings.
    contributions.sort(key=lambda part: (-part.contribution, part.factor, part.column, repr(part.evidence)))
    columns = _sum_columns(contributions, assessed_columns)
    return FusedRisk(
        score=score,
        level=policy.level_of(score),
        dissonance_contribution=columns["dissonance"],
        baseline_deviation_contribution=columns["baseline_deviation"],
        pattern_contribution=columns["pattern"],
        contributions=tuple(contributions),
        policy_version=policy.version,
    )


def _require_assessed(columns: Iterable[Column], assessed_columns: AbstractSet[Column]) -> None:
    for column in columns:
        if column not in assessed_columns:
            raise ValueError(f"There is a finding in {column}, which was not assessed.")


def _share_out(factors: Sequence[Factor], policy: RiskPolicy) -> tuple[list[Contribution], float]:
    """The noisy-or, and each factor's share of it by -log(1 - weight * strength): on that scale evidence adds up."""
    evidence = [-math.log1p(-min(factor.weight * factor.strength, policy.factor_cap)) for factor in factors]
    # fsum rounds once, so that the order of the factors does not show in the last digit.
    total = math.fsum(evidence)
    score = round(-math.expm1(-total), _DECIMALS)
    return [
        Contribution(
            factor=factor.name,
            column=factor.column,
            contribution=score * amount / total if total else 0.0,
            evidence=factor.evidence,
        )
        for factor, amount in zip(factors, evidence, strict=True)
    ], score


def _lift(floor: Floor, score: float) -> Contribution:
    """What a floor adds to the score of the factors belongs to its own rule."""
    return Contribution(
        factor=floor.rule, column=floor.column, contribution=floor.score - score, evidence=floor.evidence
    )


def _sum_columns(
    contributions: Sequence[Contribution], assessed_columns: AbstractSet[Column]
) -> dict[Column, float | None]:
    return {
        column: math.fsum(part.contribution for part in contributions if part.column == column)
        if column in assessed_columns
        else None
        for column in COLUMNS
    }
