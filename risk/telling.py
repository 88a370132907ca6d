"""Whom to tell of a crisis event now: the order of recipients against the tries made so far. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from risk.policy import AlertPolicy, RiskLevel

REFUSED_FOR_GOOD: Final = (
    "refused_mail"  # the other side would refuse the same again: the next recipient is told at once
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Try:
    """One try to tell one recipient."""

    number: int  # from 1
    status: Literal["queued", "sent", "failed"]
    began_at: datetime
    next_at: datetime | None  # when it goes on; of one under way, when it counts as lost
    error_code: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DueTry:
    """A try to be made now."""

    recipient: str
    number: int


def due_tries(
    order: Sequence[str],
    made: Mapping[str, Sequence[Try]],
    *,
    first: int,
    is_acknowledged: bool,
    level: RiskLevel,
    policy: AlertPolicy,
    now: datetime,
) -> list[DueTry]:
    """The tries to be made now.

    `order`: the recipients, whom to tell first standing first; `made`: the tries of each, in their order. The `first`
    are told at once, and each after them once the one before has failed too often, was refused for good, or has not
    answered in time.
    """
    told: list[str] = []
    for place, recipient in enumerate(order):
        if place >= first and not _is_passed_over(
            made.get(order[place - 1], ()), is_acknowledged=is_acknowledged, level=level, policy=policy, now=now
        ):
            break
        told.append(recipient)
    return [due for recipient in told for due in _next_try(recipient, made.get(recipient, ()), now)]


def _is_passed_over(
    tries: Sequence[Try], *, is_acknowledged: bool, level: RiskLevel, policy: AlertPolicy, now: datetime
) -> bool:
    sent = next((one for one in tries if one.status == "sent"), None)
    if sent is not None:
        return not is_acknowledged and now - sent.began_at >= policy.unanswered_after[level]
    failed = [one for one in tries if one.status == "failed"]
    return len(failed) >= policy.failures_before_next or any(one.error_code == REFUSED_FOR_GOOD for one in failed)


def _next_try(recipient: str, tries: Sequence[Try], now: datetime) -> Iterator[DueTry]:
    if not tries:
        yield DueTry(recipient=recipient, number=1)
        return
    last = tries[-1]
    is_sent = any(one.status == "sent" for one in tries)
    if not is_sent and last.next_at is not None and last.next_at <= now:
        yield DueTry(recipient=recipient, number=last.number + 1)
