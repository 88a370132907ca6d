"""Every threshold of the comparison with a person's own baseline, versioned as one value."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselinePolicy:
    """Numbers without a unit unless the name says one; a changed number needs a new version."""

    version: str

    # Sessions of this person before a comparison means anything: two give no usable idea of their spread.
    established_from_sessions: int
    # A person who never varies would make any difference infinite: spread is at least this share of the prior variance.
    variance_floor_share: float

    # Limits of the p-values that are combined. Below the lower one the tangent overflows; above the upper one a single
    # feature exactly on its mean would hide seven extreme ones.
    smallest_p: float
    largest_p: float

    # Evidence for risk starts where ordinary life ends (1 session in 20) and is full at 1 session in 10,000.
    evidence_starts_at_p: float
    evidence_full_at_p: float

    # Share of a person's own sessions that the band drawn in charts is meant to hold.
    expected_band_share: float

    # Emotion shares. One half session of evenly spread emotion keeps every share above zero and fades after a few
    # sessions; the offset (in bits of divergence) keeps the log finite for a session exactly like the person's mean.
    emotion_smoothing_sessions: float
    emotion_distance_offset_bits: float

    def is_established(self, session_count: int) -> bool:
        """Whether enough sessions are known for a comparison; until then the baseline is learning."""
        return session_count >= self.established_from_sessions


BASELINE_POLICY: Final = BaselinePolicy(
    version="baseline-1",
    established_from_sessions=3,
    variance_floor_share=1e-3,
    smallest_p=1e-15,
    largest_p=0.95,
    evidence_starts_at_p=0.05,
    evidence_full_at_p=1e-4,
    expected_band_share=0.90,
    emotion_smoothing_sessions=0.5,
    emotion_distance_offset_bits=0.01,
)
