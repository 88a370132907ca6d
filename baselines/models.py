"""What is normal for a person, and what differed from it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from baselines.drift_models import DriftDecision, UserDrift
from baselines.querysets import (
    BaselineQuerySet,
    BaselineReplayQuerySet,
    DeviationQuerySet,
    PopulationPriorQuerySet,
)
from conversations.models import OF_ANOTHER, Conversation, Finding
from resona.accounts.models import ApiKey, Clinic, User
from resona.postgres.duties import WRITE, Duties, Followed, Treatment
from resona.postgres.foreign_keys import DatabaseForeignKey, DatabaseOneToOneField, OnDelete
from resona.postgres.indexes import NamedIndex
from resona.postgres.models import Record
from resona.postgres.triggers import keeps_updated_at

__all__ = ["Baseline", "BaselineReplay", "Deviation", "DriftDecision", "PopulationPrior", "UserDrift"]


class Baseline(Record):
    """A person's own normal for one thing measured: sufficient statistics, not the sessions themselves.

    `baseline_value` of a voice feature: {"extractor" (and device), "unit", "k", "mean", "sum_squares", "others": {…}},
    in transformed units (baselines.features); of 'emotion', by the same extractors: {"extractor", "k", "summed_shares":
    {emotion: sum}, "distances": {…}, "unpleasantness": {"k", "mean", "sum_squares"}, "others": {…}}.
    """

    user = DatabaseForeignKey(User, related_name="baselines", db_index=False, db_comment="Whose normal this is")
    baseline_type = models.CharField(
        max_length=50, db_comment="emotion, pitch, energy, rate, pause, or a feature's name"
    )
    baseline_value = models.JSONField(db_comment="Sufficient statistics of the person's sessions so far")
    session_count = models.IntegerField(default=0, db_default=0, db_comment="How many sessions it was learned from")
    established_at = models.DateTimeField(
        null=True, blank=True, db_default=Now(), db_comment="Empty while the person's normal is still being learned"
    )
    updated_at = models.DateTimeField(
        db_default=Now(), editable=False, db_comment="Moved by every update, by a trigger"
    )

    objects = BaselineQuerySet.as_manager()
    duties = Duties(
        rights=WRITE,
        kept=("baseline_type",),
        kept_codes={"baseline_type": "what is compared"},
        copies={"baseline_type": Treatment.KEEP, "baseline_value": Treatment.JSON},
        followed=Followed(kind="baseline", scope=ApiKey.Scope.RECORDS_READ),
    )

    class Meta:
        db_table = "user_baselines"
        db_table_comment = "A person's own normal, the personal voice fingerprint"
        ordering = ("user_id", "baseline_type")
        constraints = [
            models.UniqueConstraint(name="uq_user_baselines_user_type", fields=("user", "baseline_type")),
            models.CheckConstraint(name="ck_user_baselines_session_count", condition=Q(session_count__gte=0)),
            keeps_updated_at("user_baselines"),
        ]
        indexes = [
            # A person's baselines; the cascade's own look-up.
            NamedIndex(name="idx_user_baselines_user_id", fields=("user",)),
            # One type across people: the population prior, the list's filter.
            NamedIndex(name="idx_user_baselines_type", fields=("baseline_type",)),
        ]

    def __str__(self) -> str:
        return f"{self.baseline_type} baseline"


class Deviation(Finding):
    """How far one thing measured in a session was from the person's own normal before it.

    `baseline_value`: {"expected", "low", "high", "k", "prior", "extractor"}, natural units, central 90 % band;
    `current_value`: {"value"} in the feature's own unit.
    """

    user = DatabaseForeignKey(User, related_name="deviations", db_index=False, db_comment="The person")
    session = DatabaseForeignKey(
        Conversation, related_name="deviations", db_index=False, db_comment="The session compared"
    )
    deviation_type = models.CharField(max_length=50, db_comment="What was compared: a baseline type")
    baseline_value = models.JSONField(null=True, blank=True, db_comment="The baseline it was compared with")
    current_value = models.JSONField(null=True, blank=True, db_comment="What was measured")
    deviation_score = models.FloatField(db_comment="1 - p: 0 as usual .. 1 never seen")
    z = models.FloatField(null=True, blank=True, db_comment="Signed personal deviations from the expected value")
    detected_at = models.DateTimeField(db_default=Now(), db_comment="When the analysis found it")

    objects = DeviationQuerySet.as_manager()
    duties = Duties(
        rights=WRITE,
        kept=("is_current",),
        not_exported_where=f"session_id {OF_ANOTHER}",
        followed=Followed(kind="deviation", scope=ApiKey.Scope.RECORDS_READ),
        copies={
            "policy_version": Treatment.KEEP,
            "deviation_type": Treatment.KEEP,
            "baseline_value": Treatment.JSON,
            "current_value": Treatment.JSON,
        },
    )

    class Meta:
        db_table = "session_deviations"
        db_table_comment = "What differed from the person's own normal, one row a session and thing measured"
        ordering = ("-detected_at", "-id")
        constraints = [
            models.CheckConstraint(
                name="ck_session_deviations_score", condition=Q(deviation_score__gte=0, deviation_score__lte=1)
            ),
            models.UniqueConstraint(
                name="uq_session_deviations_current", fields=("session", "deviation_type"), condition=Q(is_current=True)
            ),
        ]
        indexes = [
            # A person's course; the cascade's own look-up.
            NamedIndex(name="idx_session_deviations_user_id", fields=("user", "detected_at")),
            # What was found in one session; the cascade's own look-up.
            NamedIndex(name="idx_session_deviations_session_id", fields=("session",)),
            # The list with the strongest first, or from a least score on.
            NamedIndex(name="idx_session_deviations_score", fields=("deviation_score", "id")),
            # The list of all deviations, newest first.
            NamedIndex(name="idx_session_deviations_time", fields=("detected_at", "id")),
        ]

    def __str__(self) -> str:
        return f"{self.deviation_type} deviation"


class BaselineReplay(models.Model):
    """A person whose sessions arrived out of order: their baselines are to be replayed from this time on."""

    user = DatabaseOneToOneField(User, primary_key=True, related_name="baseline_replay", db_comment="The person")
    since = models.DateTimeField(db_comment="The earliest late session's start")
    requested_at = models.DateTimeField(db_default=Now(), db_comment="When the late session arrived")

    objects = BaselineReplayQuerySet.as_manager()
    duties = Duties(rights=WRITE, not_audited="a note that a replay waits, and since when")

    class Meta:
        db_table = "baseline_replays"
        db_table_comment = "People whose baselines wait for a replay in the order of time"

    def __str__(self) -> str:
        return f"replay for {self.user_id}"


class PopulationPrior(Record):
    """What a clinic's people taught about the voice of the next one; aggregates only, nobody's own values.

    `parameters`: see baselines.prior_parameters. Old versions stay, so that a result can be traced to what was behind
    it; but for `is_current` a row never changes.
    """

    clinic = DatabaseForeignKey(
        Clinic,
        OnDelete.RESTRICT,
        related_name="population_priors",
        db_index=False,
        db_comment="The clinic whose people it was learned from",
    )
    version = models.CharField(max_length=40, db_comment="clinic-<date>-<number of the day>; named in every result")
    parameters = models.JSONField(db_comment="Spread within and between people, correlations, calibration")
    reference_people = models.IntegerField(db_comment="How many people it was learned from")
    reference_sessions = models.IntegerField(
        default=0, db_default=0, db_comment="How many of their sessions calibrate the p of a session; 0: too few"
    )
    is_current = models.BooleanField(
        default=True, db_default=True, db_comment="In use for new sessions; at most one a clinic"
    )
    learned_at = models.DateTimeField(db_default=Now(), db_comment="When it was learned")
    created_at = models.DateTimeField(db_default=Now(), editable=False, db_comment="When the row was written")

    objects = PopulationPriorQuerySet.as_manager()
    duties = Duties(
        nobody="aggregates of many people, nobody's own values",
        rights=WRITE,
        kept=("is_current",),
        copies={"version": Treatment.KEEP, "parameters": Treatment.KEEP},
    )

    class Meta:
        db_table = "population_priors"
        db_table_comment = "What a clinic's people taught about the next one, a row a version"
        ordering = ("-learned_at", "-id")
        constraints = [
            # Serves the versions of a clinic too.
            models.UniqueConstraint(name="uq_population_priors_clinic_version", fields=("clinic", "version")),
            models.UniqueConstraint(
                name="uq_population_priors_current", fields=("clinic",), condition=Q(is_current=True)
            ),
            # One person is no population, and would be told by it.
            models.CheckConstraint(name="ck_population_priors_people", condition=Q(reference_people__gte=2)),
            models.CheckConstraint(name="ck_population_priors_sessions", condition=Q(reference_sessions__gte=0)),
        ]

    def __str__(self) -> str:
        return self.version
