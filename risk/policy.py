"""Every threshold and weight of the risk assessment, as one frozen value with a version. Pure.

The numbers are clinical judgement unless a source is named: weights say how far one kind of evidence alone may lift a
score, so that no voice and no mismatch alone reaches "high", while the person's own words can. Changing any number
needs a new version; the version is stored with what it produced.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Final, Literal, TypeAlias, get_args

from baselines.policy import BASELINE_POLICY, BaselinePolicy

RiskLevel: TypeAlias = Literal["low", "medium", "high", "critical"]
Sentiment: TypeAlias = Literal["positive", "neutral", "negative"]
SENTIMENTS: Final[tuple[Sentiment, ...]] = get_args(Sentiment)
Interpretation: TypeAlias = Literal[
    "authentic",
    "defensive_concealment",
    "minimization",
    "intensity_mismatch",
    "recovery_indicator",
    "exaggeration",
    "unclear",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class DissonancePolicy:
    """When words and voice disagree. Valences run from -1 (most negative) to 1; distances from 0 to 2."""

    # Valence of each emotion a voice can show.
    voice_valences: Mapping[str, float]
    # Below this confidence (0..1) of words or voice nothing is said.
    minimum_confidence: float
    # A valence beyond this on either side is positive or negative, within it neutral.
    clear_valence: float
    # Neutral words over a voice below this make little of what is felt.
    minimized_below_valence: float
    # Words and voice nearer than this agree ...
    agreement_distance: float
    # ... yet from this distance on, two negative ones differ in strength.
    intensity_distance: float
    # Sessions that must each sound better than the one before for negative words to be called recovery.
    recovery_sessions: int
    # Scores (half the distance) from which the record itself is medium or high.
    medium_from_score: float
    high_from_score: float

    def sentiment_of(self, valence: float) -> Sentiment:
        """Positive, neutral or negative; the limits themselves are neutral."""
        if valence > self.clear_valence:
            return "positive"
        return "negative" if valence < -self.clear_valence else "neutral"


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguagePolicy:
    """What the person's own words weigh. Severities: 1 hopelessness, 2 indirect or past wish to die, or words like
    those of people in crisis, 3 direct wish to die or active thought, 4 method, 5 intent, plan or self-harm, 6
    attempt."""

    # Weight times strength by severity; they order findings, the floors below decide the level.
    strengths: Mapping[int, float]
    # The same where it is not said of the present: never below what is next less severe.
    past_strengths: Mapping[int, float]
    # Lowest level that the words of each severity allow, said of the present or not.
    floors: Mapping[int, RiskLevel]
    past_floors: Mapping[int, RiskLevel]
    # Worry that someone else may take their life: a finding of its own, about a person who is not in care here.
    worry_strength: float
    worry_floor: RiskLevel
    # Harm to others and harm by others, each a finding of its own: for a clinician to review, never a crisis event.
    harm_strengths: Mapping[str, float]
    harm_floors: Mapping[str, RiskLevel]


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternPolicy:
    """When a course over sessions is a finding, and what it weighs (0..1). Valences run from -1 to 1."""

    # Sessions before the present one that are looked at, and how far back.
    earlier_sessions: int
    looks_back: timedelta

    # The person's own decline (baselines.drift): an alarm not yet confirmed keeps a part of the weight.
    decline_weight: float
    unconfirmed_part: float

    # Words more positive than the voice, and more so from session to session: sessions needed, and the largest chance
    # of such a trend in random order. It must have risen by the distance at which words and voice disagree, and be
    # beyond it by now.
    concealment_weight: float
    concealment_from_sessions: int
    concealment_largest_p: float

    # Hopeless or graver words in so many of the last sessions whose words were read.
    hopelessness_weight: float
    hopelessness_from_sessions: int
    hopelessness_of_sessions: int

    # Positive after so many sessions of distress, over so long and until so recently. The part of the weight that is
    # kept where no words of this severity fell in that time.
    calm_weight: float
    calm_from_sessions: int
    calm_from_duration: timedelta
    calm_within: timedelta
    calm_crisis_severity: int
    calm_without_crisis_part: float

    # Silence beyond the person's own rhythm. Sessions nearer than `contact_apart` are one contact.
    silence_weight: float
    rhythm_gaps: int
    contact_apart: timedelta
    shortest_silence: timedelta
    silence_largest_p: float
    silence_over_longest: float
    # Nobody is more regular than this: the least spread of their gaps, as a share of them.
    gap_spread_floor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CrisisPolicy:
    """When a human is called, and how soon they must have looked."""

    # Time to acknowledge, by the levels that raise a crisis event; other levels raise none.
    due_within: Mapping[RiskLevel, timedelta]
    # A person's events are one episode while one is open, or so long after the last was raised.
    episode_within: timedelta
    # What a session shows that is analysed again longer after its arrival is historical: reviewed, without escalation.
    historical_after: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPolicy:
    """How soon a human should have looked at what calls nobody, from when it was found."""

    # By level; other levels ask for no review.
    due_within: Mapping[RiskLevel, timedelta]
    # At the least, where the person's own words alone call for medium: a passive wish to die, worry about someone else.
    words_due_within: timedelta
    # What could not be assessed, and may hold anything; an alarm of gradual decline.
    failure_due_within: timedelta
    drift_due_within: timedelta

    def within(self, level: RiskLevel, *, said: RiskLevel | None) -> timedelta | None:
        """How soon, at a level and at that of the words alone; None: it asks for no review."""
        within = self.due_within.get(level)
        return within if within is None or said is None else min(within, self.words_due_within)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertPolicy:
    """Who is told of a crisis event when, and by when somebody must have acted again. It changes no finding."""

    # Time to resolve an event from when somebody acknowledged it, by its level.
    resolve_within: Mapping[RiskLevel, timedelta]
    # When each recipient is tried, from the first time on, until a try succeeds; after the last one at its distance.
    tries_at: Mapping[RiskLevel, tuple[timedelta, ...]]
    # The next recipient is told as well after so many failures of the one before, or without an answer for so long.
    failures_before_next: int
    unanswered_after: Mapping[RiskLevel, timedelta]
    # A try of which nothing was heard for so long is made again.
    lost_after: timedelta
    # An event of which nobody could be told for so long is shown as undelivered.
    undelivered_after: timedelta

    def pause_after(self, number: int, level: RiskLevel) -> timedelta:
        """How long after the begin of this try, counted from 1, the next one is due."""
        tries = self.tries_at[level]
        place = min(number, len(tries) - 1)
        return tries[place] - tries[place - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskPolicy:
    """All of it. Weights, strengths, scores and cuts are within 0..1."""

    version: str
    baseline: BaselinePolicy
    dissonance: DissonancePolicy
    language: LanguagePolicy
    patterns: PatternPolicy
    crisis: CrisisPolicy
    review: ReviewPolicy

    # Most that one factor may count: no single finding makes a score certain.
    factor_cap: float
    # Scores from which each level holds; below the first it is low.
    cuts: Mapping[RiskLevel, float]

    # Weight of words against voice, by what it was taken for.
    dissonance_weights: Mapping[Interpretation, float]
    # Weight of a voice unlike the person's own, and the part of it that each direction keeps.
    baseline_weight: float
    decline_part: float
    other_direction_part: float
    positive_voice_part: float
    # An unusual mix of emotions is decline when its valence lies this far below the person's usual one.
    emotion_decline_shift: float

    def level_of(self, score: float) -> RiskLevel:
        """The level of a score; a score on a cut is above it."""
        reached: RiskLevel = "low"
        for level, cut in self.cuts.items():
            if score >= cut:
                reached = level
        return reached


_DISSONANCE: Final = DissonancePolicy(
    voice_valences=MappingProxyType(
        {
            "happy": 0.8,
            "calm": 0.5,
            "surprise": 0.0,
            "neutral": 0.0,
            "bored": -0.2,
            "numb": -0.5,
            "resigned": -0.5,
            "disgust": -0.5,
            "angry": -0.6,
            "sad": -0.7,
            "anxious": -0.7,
            "fear": -0.8,
            "hopeless": -0.9,
        }
    ),
    minimum_confidence=0.45,
    clear_valence=0.2,
    minimized_below_valence=-0.3,
    agreement_distance=0.4,
    intensity_distance=0.3,
    recovery_sessions=3,
    medium_from_score=0.5,
    high_from_score=0.7,
)

_LANGUAGE: Final = LanguagePolicy(
    strengths=MappingProxyType({1: 0.20, 2: 0.35, 3: 0.55, 4: 0.65, 5: 0.80, 6: 0.95}),
    past_strengths=MappingProxyType({1: 0.20, 2: 0.35, 3: 0.55, 4: 0.65, 5: 0.70, 6: 0.75}),
    floors=MappingProxyType({2: "medium", 3: "high", 4: "high", 5: "critical", 6: "critical"}),
    past_floors=MappingProxyType({2: "medium", 3: "high", 4: "high", 5: "high", 6: "high"}),
    worry_strength=0.25,
    worry_floor="medium",
    harm_strengths=MappingProxyType({"harm_to_others": 0.35, "harm_by_others": 0.35}),
    harm_floors=MappingProxyType({"harm_to_others": "medium", "harm_by_others": "medium"}),
)

# Weights: none of them is high alone, and all together are not critical: a course over weeks asks for a conversation
# soon, not for an alarm tonight. Sources and false-alarm rates: PATTERNS.md.
_PATTERNS: Final = PatternPolicy(
    # At two sessions a week six weeks; a quarter of a year for those who come seldom.
    earlier_sessions=12,
    looks_back=timedelta(days=90),
    # Confirmed, it is medium alone: it was measured against this person and held for weeks.
    decline_weight=0.40,
    unconfirmed_part=0.5,
    # Below the weight of concealment in one session (.60), to which it adds.
    concealment_weight=0.35,
    # Five that rise without exception have a chance of 1 in 120.
    concealment_from_sessions=5,
    concealment_largest_p=0.01,
    # In all of the last five sessions it is medium alone.
    hopelessness_weight=0.30,
    hopelessness_from_sessions=3,
    hopelessness_of_sessions=5,
    # A warning sign by clinical tradition, of which no study gives a rate, and far more often recovery: it weighs no
    # more than the mildest words of hopelessness (.20), and less than half of that where there were no words of crisis.
    calm_weight=0.20,
    calm_from_sessions=4,
    calm_from_duration=timedelta(days=7),
    calm_within=timedelta(days=14),
    calm_crisis_severity=2,
    calm_without_crisis_part=0.4,
    silence_weight=0.20,
    rhythm_gaps=5,
    contact_apart=timedelta(hours=12),
    shortest_silence=timedelta(days=3),
    silence_largest_p=0.005,
    silence_over_longest=1.5,
    gap_spread_floor=0.3,
)

POLICY: Final = RiskPolicy(
    version="risk-5",
    baseline=BASELINE_POLICY,
    dissonance=_DISSONANCE,
    language=_LANGUAGE,
    patterns=_PATTERNS,
    crisis=CrisisPolicy(
        # What standards allow where there are any (NHS England: an emergency in hospital is seen within an hour, an
        # urgent referral in the community within 24 hours).
        due_within=MappingProxyType({"high": timedelta(hours=24), "critical": timedelta(hours=1)}),
        # As long as the days after a crisis in which care is closest (NICE NG225: followed up within 48 hours).
        episode_within=timedelta(hours=72),
        # A week-old session tells how it was; acting as if it were tonight's would wear out those on duty.
        historical_after=timedelta(days=7),
    ),
    review=ReviewPolicy(
        # No voice and no course over weeks calls anybody tonight: a day, three days, a week, that is, the next rounds.
        due_within=MappingProxyType(
            {"critical": timedelta(hours=24), "high": timedelta(hours=72), "medium": timedelta(days=7)}
        ),
        # As an answer of "several days" to the last item of PHQ-9, which asks for thoughts of being better off dead.
        words_due_within=timedelta(hours=24),
        failure_due_within=timedelta(hours=24),
        drift_due_within=timedelta(days=7),
    ),
    factor_cap=0.95,
    cuts=MappingProxyType({"medium": 0.30, "high": 0.60, "critical": 0.85}),
    dissonance_weights=MappingProxyType(
        {
            # Distress that is hidden weighs most, distress made little of next.
            "defensive_concealment": 0.60,
            "minimization": 0.45,
            # Something differs and nobody knows how: for a human to look at.
            "unclear": 0.30,
            "intensity_mismatch": 0.25,
            # A person's own negative words never count for less than neutral ones, however well the voice sounds.
            "exaggeration": 0.30,
            "recovery_indicator": 0.0,
            "authentic": 0.0,
        }
    ),
    baseline_weight=0.50,
    decline_part=1.0,
    other_direction_part=0.5,
    positive_voice_part=0.0,
    emotion_decline_shift=0.2,
)


def _minutes(*minutes: int) -> tuple[timedelta, ...]:
    return tuple(timedelta(minutes=each) for each in minutes)


ALERTING: Final = AlertPolicy(
    # A shift's half for whoever may be in danger now, a day for whoever is to be seen soon: longer than contact takes,
    # and short enough that another shift hears of what the last one left.
    resolve_within=MappingProxyType({"high": timedelta(hours=24), "critical": timedelta(hours=4)}),
    # Seven tries before a critical event is due (60 min): close at first, for most faults of mail pass within minutes,
    # then apart, to outlast greylisting (5 to 30 min) and a restart. For a high one (24 h) likewise, on to a night's
    # outage.
    tries_at=MappingProxyType(
        {
            "high": _minutes(0, 1, 3, 7, 15, 30, 60, 120, 240, 480, 960),
            "critical": _minutes(0, 1, 3, 7, 15, 30, 45),
        }
    ),
    # Three failures are three minutes of a critical event's hour: enough for a fault that passes, and no more.
    failures_before_next=3,
    # A quarter of the time there is: mail that nobody reads must not use up the hour, and three more can be told in it.
    unanswered_after=MappingProxyType({"high": timedelta(hours=6), "critical": timedelta(minutes=15)}),
    # A mail has 60 s (resona.outgoing.mail); what takes longer has ended without a trace.
    lost_after=timedelta(seconds=90),
    # The first try is made within seconds; a minute without success is one that failed, or no worker.
    undelivered_after=timedelta(minutes=1),
)
