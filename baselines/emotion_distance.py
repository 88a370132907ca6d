"""How far the emotions of a session are from this person's own mix of emotions. Pure."""

import math
from dataclasses import dataclass, field
from typing import Final

from baselines.policy import BASELINE_POLICY, BaselinePolicy
from baselines.statistics import Sufficient
from conversations.emotions import EMOTIONS, EmotionShares

_NO_SHARES: Final[EmotionShares] = (0.0,) * len(EMOTIONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class EmotionSufficient:
    """All that is kept of the emotions of a person's sessions."""

    k: int = 0
    # Sum over the sessions of the share of each of EMOTIONS.
    summed_shares: EmotionShares = _NO_SHARES
    # Distances of sessions from the mean of those before them: one fewer than sessions, and, unlike the sums, they
    # depend on the order of the sessions.
    distances: Sufficient = field(default_factory=Sufficient)

    def add(self, shares: EmotionShares, policy: BaselinePolicy = BASELINE_POLICY) -> "EmotionSufficient":
        """With one more session. The first has nothing to be distant from and adds no distance."""
        distances = self.distances.add(measure_emotion_distance(self, shares, policy)) if self.k else self.distances
        return EmotionSufficient(
            k=self.k + 1,
            summed_shares=tuple(total + share for total, share in zip(self.summed_shares, shares, strict=True)),
            distances=distances,
        )


def expect_shares(sufficient: EmotionSufficient, policy: BaselinePolicy = BASELINE_POLICY) -> EmotionShares:
    """The person's mean shares, smoothed so that an emotion not heard so far is unusual, not impossible (Dirichlet)."""
    pseudo_share = policy.emotion_smoothing_sessions / len(EMOTIONS)
    sessions = sufficient.k + policy.emotion_smoothing_sessions
    return tuple((total + pseudo_share) / sessions for total in sufficient.summed_shares)


def measure_emotion_distance(
    sufficient: EmotionSufficient, shares: EmotionShares, policy: BaselinePolicy = BASELINE_POLICY
) -> float:
    """log(divergence + offset) between the session's shares and the person's, on the scale of the emotion prior.

    The divergence is that of Jensen and Shannon in bits: 0 for the same mix, 1 for mixes without a common emotion.
    """
    expected = expect_shares(sufficient, policy)
    divergence = 0.0
    for share, usual in zip(shares, expected, strict=True):
        middle = (share + usual) / 2.0
        divergence += usual * math.log2(usual / middle)
        if share > 0.0:
            divergence += share * math.log2(share / middle)
    return math.log(max(divergence, 0.0) / 2.0 + policy.emotion_distance_offset_bits)
