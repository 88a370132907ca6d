"""What is known about a person's voice before the person has spoken: the population prior of each baseline type.

Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from baselines.calibration import Calibration
from baselines.policy import BASELINE_POLICY, BaselinePolicy
from resona.errors import ResonaError

# The baseline type of the distance between a session's emotion shares and the person's own.
EMOTION: Final = "emotion"


class UnknownBaselineTypeError(ResonaError):
    """There is no prior for this baseline type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypePrior:
    """Prior of one baseline type, on the scale that is compared (`Feature.compared_unit`)."""

    # Mean over people.
    mean: float
    # Standard deviation of one person's sessions about their own mean.
    within_sd: float
    # Standard deviation of people's own means.
    between_sd: float
    # How many sessions' worth of trust `within_sd` deserves (degrees of freedom).
    degrees_of_freedom: float

    @property
    def sessions(self) -> float:
        """How many sessions the mean over people counts for: within-person over between-person variance."""
        return (self.within_sd / self.between_sd) ** 2


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedType:
    """What reference people taught about one baseline type, and how many they were."""

    prior: TypePrior
    reference_people: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reference:
    """What reference people taught about the features of one extractor, apart and together."""

    types: Mapping[str, LearnedType]
    # How the features of one person's sessions move together: symmetric, ones on the diagonal, in the order of `types`.
    correlations: tuple[tuple[float, ...], ...]
    # None: too few reference sessions to say how often a session is as unusual as this one.
    calibration: Calibration | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Backing:
    """What stands behind the prior of one comparison; no people: the shipped constants."""

    version: str
    reference_people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """Priors of all baseline types: what a clinic's own people taught, and the weak constants for everything else."""

    version: str
    # People it was learned from; 0: none, the constants below.
    reference_people: int
    types: Mapping[str, TypePrior]
    # By extractor: values of different ones are never pooled.
    references: Mapping[str, Reference] = field(default_factory=dict)
    # Of the distance of emotions, likewise: another model hears another mix in the same voice.
    emotions: Mapping[str, LearnedType] = field(default_factory=dict)

    def of(self, baseline_type: str, extractor: str = "") -> TypePrior:
        """The prior of one type as this extractor measures it; raises UnknownBaselineTypeError."""
        learned = self._learned(baseline_type, extractor)
        prior = learned.prior if learned else self.types.get(baseline_type)
        if prior is None:
            raise UnknownBaselineTypeError(f"There is no prior for the baseline type {baseline_type!r}.")
        return prior

    def behind(self, baseline_type: str, extractor: str = "") -> Backing:
        """Whether that prior was learned, from how many people, and in which version."""
        learned = self._learned(baseline_type, extractor)
        if learned is None:
            return Backing(version=PRIOR_VERSION, reference_people=0)
        return Backing(version=self.version, reference_people=learned.reference_people)

    def _learned(self, baseline_type: str, extractor: str) -> LearnedType | None:
        if baseline_type == EMOTION:
            return self.emotions.get(extractor)
        reference = self.references.get(extractor)
        return reference.types.get(baseline_type) if reference else None


# The weak default: rounded judgements, to be outvoted. Four degrees of freedom let three sessions of a steadier or
# livelier person do so. Pitch spans women's and men's voices (about 200 and 110 Hz; Traunmüller & Eriksson 1995). The
# spreads were checked against neutral clips of five speakers of the Berlin Database of Emotional Speech (within one
# person / between people): pitch 1.4 / 5.0, its spread 0.6 / 0.5, level 1.9 / 1.1 on one microphone, its spread
# 0.5 / 0.4, rate 0.7 / 0.2, pauses 0.6 / 0.1, jitter 0.17 / 0.22, shimmer 0.13 / 0.16, noise 1.4 / 2.3, alpha ratio
# 1.9 / 1.6, slope of the low tones 8 / 13, of all 0.7 / 0.3. Clips of three seconds exaggerate the spread of rate and
# pauses within a person; five people in one studio understate that between people, and that from day to day.
# `within_sd` stands for the typical person: on four degrees of freedom the root mean square over people is 1.4 times
# as much.
_DEGREES_OF_FREEDOM: Final = 4.0

PRIOR_VERSION: Final = "default-2"
DEFAULT_PRIOR: Final = Prior(
    version=PRIOR_VERSION,
    reference_people=0,
    types=MappingProxyType(
        {
            # semitones re 100 Hz: about 150 Hz, between the middles of men's (110) and women's (200) voices.
            "pitch": TypePrior(mean=7.0, within_sd=1.2, between_sd=5.0, degrees_of_freedom=_DEGREES_OF_FREEDOM),
            # semitones
            "pitch_sd_semitones": TypePrior(
                mean=2.8, within_sd=0.6, between_sd=1.0, degrees_of_freedom=_DEGREES_OF_FREEDOM
            ),
            # dB: extractors report about -25 re full scale or about +65 re 20 micropascals, so people say nothing about
            # a person; within one person the distance to the microphone alone moves the level by some decibels.
            "energy": TypePrior(mean=20.0, within_sd=3.0, between_sd=45.0, degrees_of_freedom=_DEGREES_OF_FREEDOM),
            # dB
            "energy_sd_db": TypePrior(mean=7.0, within_sd=0.8, between_sd=2.0, degrees_of_freedom=_DEGREES_OF_FREEDOM),
            # syllables per second, pauses included
            "rate": TypePrior(mean=4.2, within_sd=0.5, between_sd=0.8, degrees_of_freedom=_DEGREES_OF_FREEDOM),
            # log(share + 0.05): about a quarter of the time is silence.
            "pause": TypePrior(mean=-1.2, within_sd=0.35, between_sd=0.5, degrees_of_freedom=_DEGREES_OF_FREEDOM),
            # log share: about 2 % of the period in running speech.
            "jitter": TypePrior(mean=-3.9, within_sd=0.2, between_sd=0.4, degrees_of_freedom=_DEGREES_OF_FREEDOM),
            # log share: about 9 % of the amplitude.
            "shimmer": TypePrior(mean=-2.4, within_sd=0.16, between_sd=0.3, degrees_of_freedom=_DEGREES_OF_FREEDOM),
            # dB
            "hnr_db": TypePrior(mean=12.0, within_sd=1.2, between_sd=2.5, degrees_of_freedom=_DEGREES_OF_FREEDOM),
            # dB
            "alpha_ratio_db": TypePrior(
                mean=-17.0, within_sd=1.6, between_sd=4.0, degrees_of_freedom=_DEGREES_OF_FREEDOM
            ),
            # dB per kHz
            "low_slope_db_khz": TypePrior(
                mean=-5.0, within_sd=8.0, between_sd=20.0, degrees_of_freedom=_DEGREES_OF_FREEDOM
            ),
            # dB per octave
            "slope_db_octave": TypePrior(
                mean=-3.0, within_sd=0.6, between_sd=1.5, degrees_of_freedom=_DEGREES_OF_FREEDOM
            ),
            # log(bits + 0.01) to the person's own mean shares. From a simulation, for want of data: people's shares
            # from a Dirichlet law of concentration 6 and sessions of 12 about them give -2.4, .4, .4; early ones more.
            EMOTION: TypePrior(mean=-2.3, within_sd=0.4, between_sd=0.6, degrees_of_freedom=_DEGREES_OF_FREEDOM),
        }
    ),
)


def is_spread(baseline_type: str, prior: TypePrior, policy: BaselinePolicy = BASELINE_POLICY) -> bool:
    """Whether one person's sessions vary enough to compare another's with; raises UnknownBaselineTypeError.

    No person is taken to vary less than a share of the prior's variance, and no people less than that share of the
    shipped one: below it lies the rounding of a value that never moved, beside which any ordinary session is extreme.
    """
    return prior.within_sd**2 >= policy.variance_floor_share * DEFAULT_PRIOR.of(baseline_type).within_sd ** 2
