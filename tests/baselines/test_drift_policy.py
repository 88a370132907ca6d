"""The limit of the charts is the one that their false alarms ask for."""

import pytest

from baselines.drift_policy import CHARTS_A_PERSON, DRIFT_POLICY, FALSE_ALARM_SESSIONS, FALSE_ALARM_SHARE
from baselines.run_lengths import alarm_probability, family_limit


def test_limit_is_that_of_the_family() -> None:
    design = DRIFT_POLICY.design
    limit = family_limit(
        weight=design.weight,
        clip=design.clip,
        charts=CHARTS_A_PERSON,
        sessions=FALSE_ALARM_SESSIONS,
        share=FALSE_ALARM_SHARE,
    )
    assert design.limit == pytest.approx(limit, abs=0.005)


def test_one_wild_session_does_not_alarm_a_chart_at_rest() -> None:
    design = DRIFT_POLICY.design
    assert alarm_probability(design, sessions=1, shift=1e9) == 0.0
    assert alarm_probability(design, sessions=2, shift=1e9) == 1.0
