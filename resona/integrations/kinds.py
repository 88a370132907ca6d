"""Of what other systems are told: the kinds of messages. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

TEST: Final = "webhook.test"
ALERT: Final = "crisis.alert"
URGENT: Final = ("crisis_event.", ALERT, TEST)  # how the kinds begin that wait for nothing else


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageKind:
    """What an endpoint can be told of."""

    name: str
    says: str  # to whoever chooses it: "A crisis event was raised"
    path: str  # where the API has the record that it names; empty: nowhere


CRISIS_KINDS: Final = (
    MessageKind(name="crisis_event.created", says="A crisis event was raised", path="/api/v1/crisis-events/{id}/"),
    MessageKind(
        name="crisis_event.told", says="Somebody was told of a crisis event", path="/api/v1/crisis-events/{id}/"
    ),
    MessageKind(
        name="crisis_event.acknowledged",
        says="Somebody acknowledged a crisis event",
        path="/api/v1/crisis-events/{id}/",
    ),
    MessageKind(
        name="crisis_event.escalated",
        says="A crisis event went a step up, or to a higher level",
        path="/api/v1/crisis-events/{id}/",
    ),
    MessageKind(
        name="crisis_event.overdue",
        says="Nobody acted on a crisis event in time",
        path="/api/v1/crisis-events/{id}/",
    ),
    MessageKind(
        name="crisis_event.resolved",
        says="A crisis event was resolved, or how it turned out was corrected",
        path="/api/v1/crisis-events/{id}/",
    ),
    MessageKind(
        name="crisis_event.reopened",
        says="A crisis event is open again, or waits again to be acknowledged",
        path="/api/v1/crisis-events/{id}/",
    ),
)
# Sent as mail about a crisis is, to whoever is told of it; a delivery of the event says whether it was taken.
ALERT_KIND: Final = MessageKind(
    name=ALERT,
    says="Somebody must be told of a crisis now",
    path="",
)
# Sent to whoever asks for it, and not to be chosen.
TEST_KIND: Final = MessageKind(name=TEST, says="A test: nothing happened", path="")


def is_urgent(kind: str) -> bool:
    """Whether messages of this kind go before all others."""
    return kind.startswith(URGENT)
