"""What the page of a person says of gradual change: the alarm that stands, and what was decided about others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import cast
from uuid import UUID

from baselines.drift import ChartName, Decision, Direction
from baselines.drift_pages import BUTTONS, OPEN, TONES
from baselines.drift_wording import observe
from baselines.models import DriftDecision, UserDrift
from baselines.services import read_reason
from resona.accounts.staff_names import actor_in_words
from resona.encryption.sealing import SealedValueError
from resona.site.pages import Page
from resona.site.times import ago_in_words, day_in_words, exact_time
from risk.pages.row_view import DECIDE, Button, act_url, permissions_on

CANNOT_BE_OPENED = "The reason cannot be opened."
# While an alarm stands, the sessions after it are kept apart.
CONSEQUENCES = {
    UserDrift.Status.ALARMED: "Until later sessions bear it out or it lapses, what is normal for this person stands "
    "still.",
    UserDrift.Status.LATCHED: "What is normal for this person stands still until someone resets it.",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class StandingChange:
    """An alarm that stands, as the page shows it."""

    tone: str
    level: str
    reason: str
    since: str
    since_title: str
    consequence: str
    buttons: tuple[Button, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class PastDecision:
    """What someone decided about an alarm, when and why."""

    what: str
    when: str
    who: str
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeSection:
    """The whole part of the page."""

    standing: StandingChange | None
    decisions: tuple[PastDecision, ...]


def change_on(page: Page) -> ChangeSection | None:
    """That of the page of a person; None where nothing was ever decided and no alarm stands. Two statements."""
    standing = standing_change(
        read_drift(page.person_id),
        now=page.now,
        zone=page.zone,
        may=page.once(permissions_on),
        next_url=page.request.get_full_path(),
    )
    decisions = tuple(past_decisions(page.person_id, page.zone))
    return ChangeSection(standing=standing, decisions=decisions) if standing or decisions else None


def standing_change(
    drift: UserDrift | None, *, now: datetime, zone: tzinfo, may: frozenset[str], next_url: str
) -> StandingChange | None:
    """The alarm that stands; None without any."""
    if drift is None or drift.onset_at is None or drift.alarmed_at is None:
        return None
    chart, direction = cast("ChartName", drift.chart), cast("Direction", drift.direction)  # CHECKs hold them to that
    return StandingChange(
        tone=TONES[drift.status],
        level=str(drift.get_status_display()),
        reason=observe(chart, direction, day_in_words(drift.onset_at, zone)),
        since=ago_in_words(drift.alarmed_at, now),
        since_title=exact_time(drift.alarmed_at, zone),
        consequence=CONSEQUENCES[UserDrift.Status(drift.status)],
        buttons=_buttons(drift, next_url) if DECIDE in may else (),
    )


def read_drift(person_id: UUID) -> UserDrift | None:
    """The person's charts, without what they are made of."""
    return UserDrift.objects.filter(user_id=person_id).defer("state").first()


def past_decisions(person_id: UUID, zone: tzinfo) -> list[PastDecision]:
    """All that was decided, the latest first."""
    taken = DriftDecision.objects.filter(user_id=person_id).select_related("decided_by")
    return [
        PastDecision(
            what=str(decision.get_decision_display()),
            when=exact_time(decision.decided_at, zone),
            who=actor_in_words(decision.decided_by, decision.decided_by_uuid) or "nobody known",
            why=_reason(decision),
        )
        for decision in taken
    ]


def _buttons(drift: UserDrift, next_url: str) -> tuple[Button, ...]:
    """Each leads to the page that asks for a reason."""
    decisions: tuple[Decision, ...] = OPEN[drift.status]
    return tuple(
        Button(
            label=f"{BUTTONS[decision]} …",
            url=act_url(f"baselines_userdrift_{decision}", drift.user_id, next=next_url),
            weight="primary" if decision == "accept" else "secondary",
        )
        for decision in decisions
    )


def _reason(decision: DriftDecision) -> str:
    try:
        return read_reason(decision)
    except SealedValueError:
        return CANNOT_BE_OPENED
