"""Of what other systems are told: the kinds of messages. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

TEST: Final = "webhook.test"
ALERT: Final = "crisis.alert"
ERASED: Final = "person.erased"
RECORDS_READ: Final = "records:read"
URGENT: Final = ("crisis_event.", ALERT, TEST)  # how the kinds begin that wait for nothing else


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageKind:
    """What an endpoint can be told of."""

    name: str
    says: str  # to whoever chooses it: "A crisis event was raised"
    path: str  # where the API has the record that it names; empty: nowhere
    scope: str = RECORDS_READ  # what a key needs to read that record


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
# Sent where the change feed cannot tell any more what was missed.
LOST_KIND: Final = MessageKind(
    name="changes.lost", says="What changed meanwhile can no longer be told: everything is to be read again", path=""
)

# What is told to any webhook, or to any that follows the feed, whatever its kinds.
TO_EVERYBODY: Final = (TEST, LOST_KIND.name, ERASED, "person.read_again")

# Kinds of the feed that other messages tell of already, at once.
NOT_FROM_FEED: Final = frozenset({"crisis_event", "crisis_event_step"})
# What is done to records, by kind; "" is of all others. The last two are told to whoever follows any kind of the feed.
OPERATIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "": ("created", "updated", "deleted"),
    "person": ("created", "updated", "deleted", "read_again", "erased"),
}
# Where records of the feed's kinds are read; of others only their ids are told.
FEED_PATHS: Final[Mapping[str, str]] = {
    "person": "/api/v1/users/{id}/",
    "session": "/api/v1/sessions/{id}/",
    "baseline": "/api/v1/baselines/{id}/",
    "deviation": "/api/v1/deviations/{id}/",
    "dissonance_record": "/api/v1/dissonance-records/{id}/",
    "risk_assessment": "/api/v1/risk-assessments/{id}/",
    "drift": "/api/v1/users/{user_id}/drift/",
    "interface": "/api/v1/interfaces/{id}/",
    "interface_evolution": "/api/v1/interface-evolution/{id}/",
    "contact": "/api/v1/users/{user_id}/contacts/",
    "identifier": "/api/v1/users/{user_id}/identifiers/",
    "consent": "/api/v1/users/{user_id}/consents/",
    "privacy_settings": "/api/v1/users/{user_id}/privacy-settings/",
    "privacy_request": "/api/v1/privacy-requests/{id}/",
    "task": "/api/v1/tasks/{id}/",
    "decision": "/api/v1/decisions/{id}/",
    "note": "/api/v1/notes/{id}/",
}
# What staff read of them; of others their name.
FEED_SAYS: Final[Mapping[str, str]] = {
    "person": "A person comes in, their details change, or they are erased",
    "session": "A session is recorded or changes",
    "risk_assessment": "A session is assessed, or what was done about it is recorded",
    "interface": "What a person sees is built anew",
    "consent": "A person gives or withdraws consent",
    "task": "A follow-up is added, changed or done",
    "dissonance_record": "Words against voice: added, changed or deleted",
}
