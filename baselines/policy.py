"""Every threshold of the comparison with a person's own baseline, versioned as one value. Pure."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationPolicy:
    """How a population prior is learned from the people a clinic knows; a changed number needs a new version."""

    version: str

    # Fewer people say more about themselves than about people, and an aggregate of fewer could be traced to one.
    minimum_people: int
    # Sessions of one person, with the feature and extractor in question, before they are a reference.
    minimum_sessions: int
    # The latest sessions of a person that are read: a spread of sixty is known to a tenth, and memory stays bounded.
    sessions_per_person: int

    # Limits of the degrees of freedom behind a within-person variance. Below the lower one the variance of Student's t
    # hardly exists; above the upper one (people alike) three sessions of a livelier person would count for nothing.
    least_degrees_of_freedom: float
    most_degrees_of_freedom: float
    # A value that never moved in a few sessions has a variance of 0 and a log of minus infinity, which would set the
    # spread of everyone: it is at least this share of the mean over people, a tenth of their standard deviation.
    least_variance_share: float
    # The mean over people counts for at most so many sessions: never more than the shortest baseline compared.
    most_prior_sessions: float
    # The least eigenvalue of a correlation matrix: below it two features are one measured twice.
    least_eigenvalue: float

    # Calibration. Reference sessions are compared with so many sessions of the same person, and with all others.
    compared_with_sessions: tuple[int, ...]
    # Fewer reference sessions do not reach a p of 1 in 20.
    minimum_scores: int
    # Enough for a p of 1 in 2,000 from the reference alone, and learned within seconds.
    most_scores: int
    # Groups that reference people are left out in; each alone up to so many.
    most_folds: int
    # Reference sessions behind the tail: the quantile with so many beyond it is the last one taken as it is.
    tail_sessions: float
    # How many reference sessions the model's own tail counts for in extending it.
    tail_prior_sessions: float
    # Points of the calibration curve that are stored.
    most_knots: int


POPULATION_POLICY: Final = PopulationPolicy(
    version="population-1",
    minimum_people=8,
    minimum_sessions=3,
    sessions_per_person=60,
    least_degrees_of_freedom=2.5,
    most_degrees_of_freedom=60.0,
    least_variance_share=0.01,
    most_prior_sessions=3.0,
    least_eigenvalue=0.05,
    compared_with_sessions=(3, 5, 10),
    minimum_scores=19,
    most_scores=2000,
    most_folds=20,
    tail_sessions=10.0,
    tail_prior_sessions=10.0,
    most_knots=100,
)
