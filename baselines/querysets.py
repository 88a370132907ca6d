"""Querysets of baselines and deviations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from resona.accounts.querysets import PersonRecordQuerySet

if TYPE_CHECKING:
    from baselines.models import Baseline, BaselineReplay, Deviation


class BaselineQuerySet(PersonRecordQuerySet["Baseline"]):
    """Baselines."""


class DeviationQuerySet(PersonRecordQuerySet["Deviation"]):
    """Deviations."""


class BaselineReplayQuerySet(PersonRecordQuerySet["BaselineReplay"]):
    """Replays that wait."""
