"""Querysets of baselines and deviations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from resona.accounts.querysets import PersonRecordQuerySet, StaffRecordQuerySet

if TYPE_CHECKING:
    from baselines.drift_models import DriftDecision, UserDrift
    from baselines.models import Baseline, BaselineReplay, Deviation, PopulationPrior


class BaselineQuerySet(PersonRecordQuerySet["Baseline"]):
    """Baselines."""


class DeviationQuerySet(PersonRecordQuerySet["Deviation"]):
    """Deviations."""


class BaselineReplayQuerySet(PersonRecordQuerySet["BaselineReplay"]):
    """Replays that wait."""


class PopulationPriorQuerySet(StaffRecordQuerySet["PopulationPrior"]):
    """What a clinic's people taught about the next one."""


class UserDriftQuerySet(PersonRecordQuerySet["UserDrift"]):
    """Charts of gradual decline."""


class DriftDecisionQuerySet(PersonRecordQuerySet["DriftDecision"]):
    """Decisions about them."""
