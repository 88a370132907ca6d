"""When a member of staff was last here, as one would say it: not the page before this one, but the visit before.

Read off the log of who looked; looks that follow one another closely are one visit.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import F, QuerySet, Value, Window
from django.db.models.functions import Coalesce, Lag

from resona.accounts.models import User
from resona.audit.actors import name_actor
from resona.audit.models import DataAccess

# Looks that are further apart belong to two visits.
VISIT_ENDS_AFTER: Final = timedelta(minutes=30)
# Longer ago nobody remembers what they read.
REMEMBERED: Final = timedelta(days=60)


def last_visit_to(person: User, caller: Any, *, now: datetime) -> datetime | None:
    """When this caller last looked at the person's record before the visit that is under way; None: not that anybody
    remembered. One statement."""
    return _end_of_visit_before(_looks_of(caller, now).filter(subjects__contains=[person.pseudonym]), now)


def last_visit_to_anybody(caller: Any, *, now: datetime) -> datetime | None:
    """The same of whomever they looked at."""
    return _end_of_visit_before(_looks_of(caller, now), now)


def _looks_of(caller: Any, now: datetime) -> QuerySet[DataAccess]:
    return DataAccess.objects.filter(actor=name_actor(caller), created_at__gt=now - REMEMBERED)


def _end_of_visit_before(looks: QuerySet[DataAccess], now: datetime) -> datetime | None:
    """The latest look that no other follows closely. PostgreSQL reads them from the latest on, and no further."""
    followed = Window(Lag("created_at"), order_by=F("created_at").desc())
    ends = looks.annotate(next_look=Coalesce(followed, Value(now)))
    ends = ends.filter(created_at__lt=F("next_look") - VISIT_ENDS_AFTER).order_by("-created_at")
    return ends.values_list("created_at", flat=True).first()
