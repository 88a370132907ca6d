"""What the description of the API is told of by hand: headings of addresses, and which code lists are closed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

TAGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "sessions": "Recording what was said and how it sounded.",
        "people": "Who is in care: enrolment, details, contacts, care teams.",
        "findings": "Baselines, deviations, words against voice, assessments, courses. Observations with evidence.",
        "crisis": "Crisis events, what is done about them, and calls for help.",
        "care": "Follow-ups, decisions, notes, handovers, offers: what people do about what was found.",
        "interfaces": "What people see in their app, and why it changed.",
        "privacy": "Consent, what may be shown, what people ask for by law, who looked.",
        "changes": "What changed, for systems that follow it.",
        "webhooks": "Addresses of other systems that are told what changed, and what became of each message.",
        "access": "Tokens of systems and of people's own apps.",
    }
)
# Of the code lists of answers those to which nothing is added: scales, decisions of two kinds, and what standards fix.
CLOSED_CODES: Final = frozenset(
    {
        "RiskLevelEnum",
        "SentimentEnum",
        "DecisionEnum",
        "MessageRowRoleEnum",
        "TokenTypeEnum",
        "ErrorEnum",
        "PriorityEnum",
    }
)
# Below `users/{id}/` by what follows; elsewhere by the first part.
OF_PART: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("sessions", "conversations"), "sessions"),
        **dict.fromkeys(
            ("users", "profile", "identifiers", "contacts", "care-teams", "care", "care-periods", "search"), "people"
        ),
        **dict.fromkeys(
            ("baselines", "deviations", "dissonance-records", "risk-assessments", "timeline", "drift"), "findings"
        ),
        **dict.fromkeys(("crisis-events", "help-requests", "safety-checks"), "crisis"),
        **dict.fromkeys(("tasks", "decisions", "notes", "handovers", "care-offers", "lead"), "care"),
        **dict.fromkeys(("interface", "interfaces", "interface-evolution", "interface-schema"), "interfaces"),
        **dict.fromkeys(
            ("consents", "privacy-settings", "privacy-requests", "accesses", "emergency-access"), "privacy"
        ),
        "changes": "changes",
        **dict.fromkeys(("webhook-endpoints", "webhook-messages", "webhook-attempts"), "webhooks"),
        **dict.fromkeys(("oauth", "enrolments", "enrolment-code", "tokens", "me"), "access"),
    }
)
