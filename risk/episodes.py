"""Episodes: the crisis events of a person that belong together, shown as one item with its history."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from risk.models import CrisisEvent
from risk.triage_rows import Episode


def read_episodes(episode_ids: Iterable[UUID]) -> dict[UUID, Episode]:
    """These episodes; one statement, none where there is none to read."""
    wanted = set(episode_ids)
    if not wanted:
        return {}
    is_open = Q(resolved_at__isnull=True)
    waiting = ArrayAgg("id", filter=is_open & Q(human_reviewed=False), order_by=("created_at", "id"), default=[])
    rows = (
        CrisisEvent.objects.filter(episode_uuid__in=wanted)
        .order_by()
        .values("episode_uuid")
        .annotate(number=Count("id"), open=Count("id", filter=is_open), began_at=Min("created_at"), waiting=waiting)
    )
    return {
        row["episode_uuid"]: Episode(
            number=row["number"], open=row["open"], began_at=row["began_at"], waiting=tuple(row["waiting"])
        )
        for row in rows
    }


def events_of_episode(event: CrisisEvent) -> QuerySet[CrisisEvent]:
    """The events of the episode of this one, itself included."""
    return CrisisEvent.objects.filter(user_id=event.user_id, episode_uuid=event.episode_uuid)


def newest_of_each() -> Q:
    """Events after which none of their episode was raised: what stands for the episode in a list."""
    later = CrisisEvent.objects.filter(user_id=OuterRef("user_id"), episode_uuid=OuterRef("episode_uuid")).order_by()
    newer = Q(created_at__gt=OuterRef("created_at")) | Q(created_at=OuterRef("created_at"), id__gt=OuterRef("id"))
    return Q(~Exists(later.filter(newer)))
