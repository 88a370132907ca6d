"""Learns a population prior from reference people; nothing of a person is in what comes out. Pure."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Final

import numpy as np
from numpy.typing import NDArray

from baselines.calibration import Calibration, Scored, fit_calibration
from baselines.emotion_distance import EmotionSufficient
from baselines.features import FEATURES
from baselines.moments import FEWEST_PEOPLE, Floats, fit_type, shrink_correlations
from baselines.policy import POPULATION_POLICY, PopulationPolicy
from baselines.prior import DEFAULT_PRIOR, EMOTION, LearnedType, Prior, Reference, is_spread
from baselines.session_comparison import score_jointly
from baselines.statistics import Sufficient, compare, predict
from conversations.emotions import EmotionShares

TYPES: Final = tuple(feature.deviation_type for feature in FEATURES)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceSession:
    """What was measured of one ordinary session."""

    extractor: str
    # The extractor, and the device where that is known: sessions of different ones are not one person's normal.
    instrument: str
    values: Mapping[str, float]  # by baseline type, on the compared scale
    shares: EmotionShares | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReferencePerson:
    """What one person contributes."""

    # By extractor: sessions x TYPES in the order of time, NaN where not measured; of the instrument used most.
    series: Mapping[str, Floats]
    # By extractor: the distances of the emotions heard, likewise.
    emotion_distances: Mapping[str, Sufficient]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Series:
    """The series of everyone by one extractor, and their moments: people x types, people x types x types."""

    values: tuple[Floats, ...]
    counts: Floats
    means: Floats
    sum_squares: Floats
    products: Floats  # summed products of differences from the person's own mean
    squares: Floats  # the same, squared
    pairs: Floats  # sessions that hold both


def gather_person(sessions: Iterable[ReferenceSession]) -> ReferencePerson:
    """One person's ordinary sessions, in the order of time."""
    by_instrument: dict[tuple[str, str], list[list[float]]] = {}
    emotions: dict[tuple[str, str], EmotionSufficient] = {}
    for session in sessions:
        measured_by = (session.extractor, session.instrument)
        if session.values:
            row = [session.values.get(name, np.nan) for name in TYPES]
            by_instrument.setdefault(measured_by, []).append(row)
        if session.shares is not None:
            emotions[measured_by] = emotions.get(measured_by, EmotionSufficient()).add(session.shares)
    longest: dict[str, list[list[float]]] = {}
    for (extractor, _), rows in sorted(by_instrument.items()):
        if len(rows) > len(longest.get(extractor, ())):
            longest[extractor] = rows
    heard: dict[str, EmotionSufficient] = {}
    for (extractor, _), emotion in sorted(emotions.items(), key=itemgetter(0)):
        if extractor not in heard or emotion.k > heard[extractor].k:
            heard[extractor] = emotion
    return ReferencePerson(
        series={extractor: np.array(rows) for extractor, rows in longest.items()},
        emotion_distances={extractor: emotion.distances for extractor, emotion in heard.items()},
    )


def learn_prior(
    people: Sequence[ReferencePerson],
    *,
    version: str,
    minimum_people: int = POPULATION_POLICY.minimum_people,
    policy: PopulationPolicy = POPULATION_POLICY,
) -> Prior | None:
    """What these people teach about the next one; None where they are too few for anything.

    A type is learned from those who have `minimum_sessions` of it by one extractor, if they are at least
    `minimum_people`; of everything else the result keeps the shipped constants, and says so (`Prior.behind`).
    """
    references: dict[str, Reference] = {}
    for extractor in sorted({name for person in people for name in person.series}):
        series = _collect([person.series[extractor] for person in people if extractor in person.series], policy)
        reference = _learn_reference(series, minimum_people, policy)
        if reference is not None:
            references[extractor] = reference
    emotions = _learn_emotions(people, minimum_people, policy)
    learned = [*(one for reference in references.values() for one in reference.types.values()), *emotions.values()]
    if not learned:
        return None
    return replace(
        DEFAULT_PRIOR,
        version=version,
        reference_people=max(one.reference_people for one in learned),
        references=references,
        emotions=emotions,
    )


def _collect(values: Sequence[Floats], policy: PopulationPolicy) -> _Series:
    kept = tuple(rows for rows in values if len(rows) >= policy.minimum_sessions)
    size = len(TYPES)
    counts, means, sums = (np.zeros((len(kept), size)) for _ in range(3))
    products, squares, pairs = (np.zeros((len(kept), size, size)) for _ in range(3))
    for person, rows in enumerate(kept):
        present = ~np.isnan(rows)
        counts[person] = present.sum(axis=0)
        means[person] = np.where(present, rows, 0.0).sum(axis=0) / np.maximum(counts[person], 1.0)
        differences = np.where(present, rows - means[person], 0.0)
        products[person] = differences.T @ differences
        squares[person] = (differences**2).T @ differences**2
        pairs[person] = present.T.astype(np.float64) @ present
        sums[person] = products[person].diagonal()
    return _Series(
        values=kept, counts=counts, means=means, sum_squares=sums, products=products, squares=squares, pairs=pairs
    )


def _learn_reference(series: _Series, minimum_people: int, policy: PopulationPolicy) -> Reference | None:
    everyone = np.ones(len(series.values), dtype=bool)
    reference = _fit(series, everyone, minimum_people, policy)
    return reference and replace(reference, calibration=_calibrate(series, set(reference.types), policy))


def _fit(
    series: _Series,
    included: NDArray[np.bool_],
    minimum_people: int,
    policy: PopulationPolicy,
    among: AbstractSet[str] = frozenset(TYPES),
) -> Reference | None:
    """The types, among these, that enough of the included people have, and the correlations of these."""
    types: dict[str, LearnedType] = {}
    for place, name in enumerate(TYPES):
        if name not in among:
            continue
        known = included & (series.counts[:, place] >= policy.minimum_sessions)
        people = int(known.sum())
        counts, means, sums = (part[known, place] for part in (series.counts, series.means, series.sum_squares))
        learned = _fit_type(name, counts, means, sums, policy) if people >= minimum_people else None
        if learned is not None:
            types[name] = learned
    if not types:
        return None
    correlations = _fit_correlations(series, included, types, policy)
    return Reference(types=types, correlations=correlations, calibration=None)


def _fit_type(
    name: str, counts: Floats, means: Floats, sum_squares: Floats, policy: PopulationPolicy
) -> LearnedType | None:
    """None where these people hardly ever varied by it: the shipped constants stand."""
    prior = fit_type(counts, means, sum_squares, policy)
    if prior is None or not is_spread(name, prior):
        return None
    return LearnedType(prior=prior, reference_people=len(counts))


def _fit_correlations(
    series: _Series,
    included: NDArray[np.bool_],
    types: Mapping[str, LearnedType],
    policy: PopulationPolicy,
) -> tuple[tuple[float, ...], ...]:
    """Within one person, in that person's own standard deviations: nobody's liveliness outweighs the others."""
    places = np.array([TYPES.index(name) for name in types])
    people = np.flatnonzero(included)
    chosen = np.ix_(people, places)
    df = np.array([learned.prior.degrees_of_freedom for learned in types.values()])
    variance = np.array([learned.prior.within_sd**2 for learned in types.values()])
    own = (df * variance + series.sum_squares[chosen]) / (df + np.maximum(series.counts[chosen] - 1.0, 0.0))
    unit = np.sqrt(own[:, :, None] * own[:, None, :])
    block = np.ix_(people, places, places)
    shrunk = shrink_correlations(
        (series.products[block] / unit).sum(axis=0),
        (series.squares[block] / unit**2).sum(axis=0),
        np.maximum(series.pairs[block] - 1.0, 0.0).sum(axis=0),
        policy,
    )
    return tuple(tuple(float(value) for value in row) for row in shrunk)


def _calibrate(series: _Series, types: AbstractSet[str], policy: PopulationPolicy) -> Calibration | None:
    """From every reference person's own sessions, scored with what the others taught about the same types."""
    people = len(series.values)
    folds = min(people, policy.most_folds)
    a_person = max(policy.most_scores // people, 1)
    scored: list[Scored] = []
    for fold in range(folds):
        left_out = np.arange(people) % folds == fold
        others = _fit(series, ~left_out, FEWEST_PEOPLE, policy, types)
        if others is not None:
            for person in np.flatnonzero(left_out):
                scored.extend(_score_person(series.values[person], others, a_person, policy))
    return fit_calibration(scored, policy)


def _score_person(rows: Floats, others: Reference, most: int, policy: PopulationPolicy) -> Iterator[Scored]:
    """The person's sessions, evenly spread, each against those just before it (the first against the last)."""
    sizes = sorted({k for k in policy.compared_with_sessions if k < len(rows)} | {len(rows) - 1})
    step = max(-(-len(rows) // most), 1)
    for place in range(0, len(rows), step):
        before = (rows[np.arange(place - k, place) % len(rows)] for k in sizes if k >= policy.minimum_sessions)
        scores = [
            score for score in (_score(rows[place], known, others, policy) for known in before) if score is not None
        ]
        yield from ((score, 1.0 / len(scores)) for score in scores)


def _score(row: Floats, before: Floats, others: Reference, policy: PopulationPolicy) -> float | None:
    """None where nothing of the session can be compared."""
    known = _summarise(before)
    comparable = [
        (name, value)
        for name, value in zip(TYPES, row.tolist(), strict=True)
        if name in others.types and not math.isnan(value) and known[name].k >= policy.minimum_sessions
    ]
    z = {name: compare(predict(others.types[name].prior, known[name]), value).z for name, value in comparable}
    return score_jointly(others, z, {name: known[name].k for name in z}) if z else None


def _summarise(rows: Floats) -> dict[str, Sufficient]:
    present = ~np.isnan(rows)
    counts = present.sum(axis=0)
    means = np.where(present, rows, 0.0).sum(axis=0) / np.maximum(counts, 1)
    sums = np.where(present, (rows - means) ** 2, 0.0).sum(axis=0)
    return {
        name: Sufficient(k=k, mean=mean, sum_squares=total)
        for name, k, mean, total in zip(TYPES, counts.tolist(), means.tolist(), sums.tolist(), strict=True)
    }


def _learn_emotions(
    people: Sequence[ReferencePerson], minimum_people: int, policy: PopulationPolicy
) -> dict[str, LearnedType]:
    """By extractor; without those that too few people have."""
    extractors = sorted({name for person in people for name in person.emotion_distances})
    learned = {
        extractor: _learn_emotion(
            [person.emotion_distances[extractor] for person in people if extractor in person.emotion_distances],
            minimum_people,
            policy,
        )
        for extractor in extractors
    }
    return {extractor: one for extractor, one in learned.items() if one is not None}


def _learn_emotion(
    distances: Sequence[Sufficient], minimum_people: int, policy: PopulationPolicy
) -> LearnedType | None:
    known = [one for one in distances if one.k >= policy.minimum_sessions]
    if len(known) < minimum_people:
        return None
    return _fit_type(
        EMOTION,
        np.array([one.k for one in known], dtype=np.float64),
        np.array([one.mean for one in known]),
        np.array([one.sum_squares for one in known]),
        policy,
    )
