"""Scores the charts of gradual decline by computation and by simulation: they need no labelled data."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from baselines.drift_policy import CHARTS_A_PERSON, DRIFT_POLICY
from baselines.run_lengths import Cusum, Design, Ewma, average_run_length, simulate_run_lengths
from resona.analysis.evaluation.simulated_people import (
    Setting,
    follow_people,
    median_sessions,
    share_alarmed,
    share_latched,
)

# Textbook designs, which any implementation reproduces, and the one in use; shifts in standard deviations.
DESIGNS: Final[Mapping[str, tuple[Design, tuple[float, ...]]]] = {
    "cusum_k0.5_h4": (Cusum(reference=0.5, limit=4.0), (0.0, 1.0)),
    "cusum_k0.5_h5": (Cusum(reference=0.5, limit=5.0), (0.0, 1.0)),
    "ewma_0.2_2.86": (Ewma(weight=0.2, limit=2.86), (0.0, 1.0)),
    "in_use": (DRIFT_POLICY.design, (0.0, 0.5, 1.0)),
}
SIMULATED_CHARTS: Final = 10_000
BASELINES: Final = (3, 5, 10, 50)  # sessions known when the charts begin
# For each baseline; the standard error of a tenth is then 1.1 %. Of the rest it is enough to know them roughly.
PEOPLE: Final = 800
ROUGHLY: Final = 2
DECLINES: Final = (0.5, 1.0)  # personal deviations
DECLINE_BASELINES: Final = (10, 50)
# People whose sessions break what the limit assumes, or strain it.
DISTURBANCES: Final[Mapping[str, Setting]] = {
    "autocorrelation_0.2": Setting(baseline_sessions=10, autocorrelation=0.2),
    "heavy_tails_5_df": Setting(baseline_sessions=10, degrees_of_freedom=5.0),
    "correlation_0.7_missing_0.3": Setting(baseline_sessions=10, correlation=0.7, missing_share=0.3),
}
SESSIONS_A_WEEK: Final = (1, 3, 7)
SEED: Final = 20260301
_DIGITS: Final = 4


def evaluate_drift(*, people: int = PEOPLE, charts: int = SIMULATED_CHARTS) -> dict[str, object]:
    """Run lengths, false alarms, declines found, and the alarms to expect; each person's charts by `Drift.step`."""
    return {
        "run_lengths": {
            name: {f"shift_{shift:g}": _run_length(design, shift, charts) for shift in shifts}
            for name, (design, shifts) in DESIGNS.items()
        },
        "false_alarms_in_60_sessions": {f"k{sessions}": _false_alarms(sessions, people) for sessions in BASELINES},
        "declines_found_in_60_sessions": {
            f"k{sessions}": {f"shift_{shift:g}": _declines(sessions, shift, people // ROUGHLY) for shift in DECLINES}
            for sessions in DECLINE_BASELINES
        },
        "disturbed_false_alarms_in_60_sessions": {
            name: _round(share_alarmed(follow_people(setting, people=people // ROUGHLY, seed=SEED)))
            for name, setting in DISTURBANCES.items()
        },
        "alarms_per_100_people_a_week": {
            f"sessions_{sessions}": _round(alarms_per_100_people(sessions)) for sessions in SESSIONS_A_WEEK
        },
    }


def alarms_per_100_people(sessions_a_week: int) -> float:
    """False alarms of a week among 100 undisturbed people in the long run, while none of them is latched."""
    sessions_between = average_run_length(DRIFT_POLICY.design) / CHARTS_A_PERSON
    return 100.0 * sessions_a_week / sessions_between


def _run_length(design: Design, shift: float, charts: int) -> dict[str, float]:
    lengths = simulate_run_lengths(design, people=charts, seed=SEED, shift=shift)
    return {
        "markov_chain": _round(average_run_length(design, shift=shift)),
        "simulated": _round(float(lengths.mean())),
        "standard_error": _round(float(lengths.std(ddof=1)) / math.sqrt(charts)),
    }


def _false_alarms(baseline_sessions: int, people: int) -> dict[str, object]:
    courses = follow_people(Setting(baseline_sessions=baseline_sessions), people=people, seed=SEED + baseline_sessions)
    rate = share_alarmed(courses)
    return {
        "rate": _round(rate),
        "standard_error": _round(math.sqrt(rate * (1.0 - rate) / people)),
        "latched_share": _round_known(share_latched(courses)),
        "people": people,
    }


def _declines(baseline_sessions: int, shift: float, people: int) -> dict[str, object]:
    setting = Setting(baseline_sessions=baseline_sessions, shift=shift)
    courses = follow_people(setting, people=people, seed=SEED)
    return {
        "found_share": _round(share_alarmed(courses)),
        "median_sessions_when_found": median_sessions(courses),
        "latched_share": _round_known(share_latched(courses)),
    }


def _round_known(figure: float | None) -> float | None:
    return None if figure is None else _round(figure)


def _round(figure: float) -> float:
    return round(figure, _DIGITS)
