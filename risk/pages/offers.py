"""What a page offers once something was done about a finding: apps to the right add to it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from resona.slots import Slot
from risk.models import RiskAssessment

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

Offer = Callable[[HttpRequest, UUID], Iterable[tuple[str, str]]]  # of whom; words and addresses

# Each is asked once it is done, and gives what this reader may go on with about this person.
OFFERS: Final[Slot[Offer]] = Slot()


@dataclass(frozen=True, kw_only=True, slots=True)
class FollowUps:
    """What may be planned with the same press with which something is done about an assessment."""

    choices: Callable[[HttpRequest], Sequence[tuple[str, str]]]  # for this reader: keys and words
    plan: Callable[[RiskAssessment, Collection[str], Caller, datetime], object]  # of the keys that are its own


FOLLOW_UPS: Final[Slot[FollowUps]] = Slot()


def follow_up_choices(request: HttpRequest) -> list[tuple[str, str]]:
    """All that this reader may choose."""
    return [choice for offered in FOLLOW_UPS for choice in offered.choices(request)]


def plan_follow_ups(assessment: RiskAssessment, chosen: Collection[str], caller: Caller, now: datetime) -> None:
    """Plans what was chosen, in the transaction that records what was done."""
    for offered in FOLLOW_UPS if chosen else ():
        offered.plan(assessment, chosen, caller, now)


def with_offers(said: str, request: HttpRequest, person_id: UUID) -> SafeString:
    """What was done, in words, and links to what may follow."""
    links = [link for offer in OFFERS for link in offer(request, person_id)]
    following = format_html_join("", ' <a class="resona-link" href="{}">{}</a>', ((url, words) for words, url in links))
    return format_html("{}{}", said, following)
