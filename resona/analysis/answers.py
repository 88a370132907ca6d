"""The shape of what a recorded session is answered with, for the API's description and the tests that hold it to it."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, RootModel

from conversations.input_warnings import WARNING_CODES
from interfaces.config import Resource
from risk.policy import Interpretation, RiskLevel, Sentiment

_CODES = "; ".join(f"`{code}`: {meaning}" for code, meaning in WARNING_CODES.items())

Share = Annotated[float, Field(ge=0, le=1)]


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Open(BaseModel):
    """Of which more members may come."""

    model_config = ConfigDict(extra="allow")


class BaselineAnswer(_Answer):
    """A baseline's standing after the session."""

    baseline_type: str
    status: Literal["learning", "established", "latched"]
    session_count: int


class ExpectedAnswer(_Answer):
    """What was expected of this person: natural units; the band holds nine in ten of their sessions."""

    expected: float
    low: float
    high: float
    k: int = Field(description="sessions of the person behind it")
    prior: str = Field(description="version of the population prior behind it")
    reference_people: int = Field(description="people that prior was learned from; 0: the shipped constants")
    extractor: str


class ValueAnswer(_Answer):
    """What was measured, in the feature's own unit."""

    value: float


class DeviationAnswer(_Answer):
    """One thing measured, against what was expected."""

    id: UUID
    deviation_type: str
    deviation_score: Share
    z: float = Field(description="signed personal deviations from the expected value")
    baseline_value: ExpectedAnswer
    current_value: ValueAnswer


class DissonanceAnswer(_Answer):
    """Words against voice."""

    id: UUID
    stated_emotion: Sentiment
    actual_emotion: Sentiment
    dissonance_score: Share
    interpretation: Interpretation
    confidence: Share
    risk_level: RiskLevel


class PlaceAnswer(_Open):
    """Where words stand that were found: which message, from which character to which."""

    message_id: UUID
    start: int
    end: int


class EvidenceAnswer(_Open):
    """Ids, places and numbers, never words; which of them, the factor says."""

    matches: list[PlaceAnswer] | None = None
    severity: int | None = Field(default=None, description="of crisis language: 1 to 6")
    is_present_tense: bool | None = None
    direction: str | None = None
    z: dict[str, float] | None = Field(default=None, description="signed personal deviations, by baseline type")
    p: float | None = None
    score: float | None = None
    confidence: float | None = None


class FactorAnswer(_Answer):
    """What one finding contributed; evidence is ids, spans and numbers."""

    factor: str
    column: Literal["dissonance", "baseline_deviation", "pattern"]
    contribution: Share
    evidence: EvidenceAnswer


class RiskAnswer(_Answer):
    """The assessment; the contributions that are there sum to the score."""

    id: UUID
    risk_score: Share
    risk_level: RiskLevel
    dissonance_contribution: Share | None = Field(description="null: not assessed")
    baseline_deviation_contribution: Share | None = Field(description="null: not assessed")
    pattern_contribution: Share | None = Field(description="null: not assessed")
    needs_review: bool
    review_due_at: AwareDatetime | None = Field(default=None, description="when a human should have looked")
    risk_factors: list[FactorAnswer]
    policy_version: str


class CrisisEventAnswer(_Answer):
    """What someone must act on."""

    id: UUID
    risk_level: RiskLevel
    detection_method: str
    escalation_required: bool
    is_historical: bool
    due_at: AwareDatetime | None


class WarningAnswer(_Answer):
    """One thing that was wrong with the body, and was read all the same."""

    pointer: str = Field(description="where in the body (RFC 6901)")
    code: str = Field(description=f"of which kind, and what became of it; {_CODES}; there may be new ones")
    detail: str


class SessionAnswer(_Answer):
    """Everything found in a recorded session."""

    session_id: UUID
    user_id: UUID
    baselines: list[BaselineAnswer]
    deviations: list[DeviationAnswer]
    dissonance: DissonanceAnswer | None
    risk: RiskAnswer | None = Field(description="null: nothing could be assessed")
    not_assessed: list[str]
    crisis_event: CrisisEventAnswer | None
    warnings: list[WarningAnswer] = Field(default=[], description="at most 100; none where nothing was wrong")
    warning_count: int = Field(default=0, description="how many there are in all")


class ReceiptAnswer(_Answer):
    """What the person's own app is answered: nothing of what was found."""

    session_id: UUID
    warnings: list[WarningAnswer] = Field(description="at most 100; none where nothing was wrong")
    warning_count: int = Field(description="how many there are in all")
    help: list[Resource] = Field(
        description="the clinic's crisis lines, in the person's language, where a crisis event was raised or is open"
    )


class RecordedAnswer(RootModel[SessionAnswer | ReceiptAnswer]):
    """Everything found, for staff and systems; a receipt for the person's own app."""


class FaultAnswer(_Answer):
    """One thing that kept a line from being recorded."""

    pointer: str = Field(description="where in the line (RFC 6901)")
    detail: str


class BatchLineAnswer(_Answer):
    """What became of one line, or the last line, which says how many there were.

    The person's own app reads a receipt in it, and nothing of what was found.
    """

    line: int | None = None
    id: UUID | None = None
    status: int | None = None
    errors: list[FaultAnswer] | None = None
    risk_level: RiskLevel | None = None
    needs_review: bool | None = None
    not_assessed: list[str] | None = None
    crisis_event_id: UUID | None = None
    warnings: list[WarningAnswer] | None = None
    warning_count: int | None = None
    recorded_as: UUID | None = Field(default=None, description="with 409: the id it was recorded as all the same")
    session_id: UUID | None = Field(default=None, description="of a receipt")
    help: list[Resource] | None = Field(
        default=None, description="with 403, and of a receipt: the clinic's crisis lines, in the person's language"
    )
    done: Literal[True] | None = None
    lines: int | None = Field(default=None, description="how many were answered")
    blank: int | None = Field(
        default=None, description="blank ones that were passed over, if any: counted by `line` alone"
    )
    failed: int | None = None
