"""What every address answers to every kind of caller who asks for what belongs to `person`. Written by hand.

A line reads: method, address, statuses in the order of the callers. `person` is in the care of `clinician`'s team;
`outsider` is a clinician of the same clinic, `stranger` one of another. `app` comes with a token of `person`, `client`
with an OAuth 2 token of the clinic's.
"""

from __future__ import annotations

from typing import Final

from tests.access.care_expectations import MADE_OF_CARE

API_CALLERS: Final = (
    "nobody",
    "person", "app", "other_person",
    "clinician", "outsider", "administrator", "superuser", "stranger",
    "key", "client", "key_without_scopes", "strange_key",
)  # fmt: skip

# Lists answer 200 to whoever sees no one's records too: with nothing in them.
API: Final = """
GET   users/                                    401 | 200 200 200 | 200 200 200 200 200 | 200 200 403 200
POST  users/                                    401 | 403 403 403 | 201 201 201 400 201 | 201 201 403 201
PATCH users/<uuid:id>/                          401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
GET   users/<uuid:id>/profile/                  401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
PUT   users/<uuid:id>/profile/                  401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
GET   users/<uuid:id>/identifiers/              401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
PUT   users/<uuid:id>/identifiers/              401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
GET   users/<uuid:id>/contacts/                 401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
PUT   users/<uuid:id>/contacts/                 401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
GET   users/<uuid:id>/care-teams/               401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
PUT   users/<uuid:id>/care-teams/               401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
POST  users/<uuid:id>/care/end/                 401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
POST  users/<uuid:id>/care/begin/               401 | 403 403 403 | 409 404 409 409 404 | 409 409 403 404
GET   care-periods/                             401 | 200 200 200 | 200 200 200 200 200 | 200 200 403 200
POST  users/search/                             401 | 403 403 403 | 200 200 200 200 200 | 200 200 403 200
GET   changes/                                  401 | 403 403 403 | 403 403 403 403 403 | 200 200 403 200
GET   care-teams/                               401 | 200 200 200 | 200 200 200 200 200 | 200 200 403 200
GET   users/<uuid:id>/                          401 | 200 200 404 | 200 404 200 200 404 | 200 200 403 404
GET   users/<uuid:id>/record/                   401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
GET   users/<uuid:id>/timeline/                 401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
GET   users/<uuid:id>/consents/                 401 | 200 200 404 | 200 404 200 200 404 | 200 200 403 404
POST  users/<uuid:id>/consents/                 401 | 200 200 404 | 200 404 200 200 404 | 200 200 403 404
GET   users/<uuid:id>/privacy-settings/         401 | 200 200 404 | 200 404 200 200 404 | 200 200 403 404
PATCH users/<uuid:id>/privacy-settings/         401 | 200 200 404 | 403 403 403 403 403 | 200 200 403 404
GET   users/<uuid:id>/privacy-requests/         401 | 200 200 404 | 403 403 200 200 403 | 200 200 403 404
POST  users/<uuid:id>/privacy-requests/         401 | 201 201 404 | 403 403 201 201 403 | 201 201 403 404
GET   privacy-requests/<uuid:id>/               401 | 200 200 404 | 403 403 200 200 403 | 200 200 403 404
POST  privacy-requests/<uuid:id>/withdraw/      401 | 200 200 404 | 403 403 200 200 403 | 200 200 403 404
GET   users/<uuid:id>/accesses/                 401 | 200 200 404 | 200 404 200 200 404 | 200 200 403 404
POST  users/<uuid:id>/emergency-access/         401 | 403 403 403 | 409 201 403 403 404 | 403 403 403 403
DELETE users/<uuid:id>/emergency-access/        401 | 403 403 403 | 404 404 404 404 404 | 403 403 403 403
GET   users/me/                                 401 | 200 200 200 | 403 403 403 403 403 | 403 403 403 403
POST  users/<uuid:id>/enrolment-code/           401 | 403 403 403 | 201 404 201 201 404 | 201 201 403 404
GET   users/<uuid:id>/tokens/                   401 | 200 200 404 | 200 404 200 200 404 | 200 200 403 404
POST  users/<uuid:id>/tokens/                   401 | 410 410 410 | 410 410 410 410 410 | 410 410 403 410
DELETE users/<uuid:id>/tokens/                  401 | 403 403 403 | 204 404 204 204 404 | 204 204 403 404
DELETE users/<uuid:id>/tokens/<uuid:token>/     401 | 204 204 404 | 204 404 204 204 404 | 204 204 403 404
POST  tokens/refresh/                           401 | 403 201 403 | 403 403 403 403 403 | 403 403 403 403
POST  enrolments/                               404 | 404 404 404 | 404 404 404 404 404 | 404 404 404 404
GET   users/<uuid:id>/drift/                    401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
POST  users/<uuid:id>/drift/accept/             401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
POST  users/<uuid:id>/drift/reset/              401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
GET   users/<uuid:id>/interface/                401 | 200 200 404 | 200 404 200 200 404 | 200 200 403 404
POST  users/<uuid:id>/interface/rebuild/        401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
POST  users/<uuid:id>/interface/pin/            401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
POST  users/<uuid:id>/interface/unpin/          401 | 403 403 403 | 409 404 409 409 404 | 409 409 403 404
POST  users/<uuid:id>/interface/back/           401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
POST  users/<uuid:id>/help-requests/            401 | 201 201 404 | 403 403 403 403 403 | 201 201 403 404
POST  users/<uuid:id>/safety-checks/            401 | 201 201 404 | 403 403 403 403 403 | 201 201 403 404
POST  sessions/                                 401 | 201 201 404 | 403 403 403 403 403 | 201 201 403 404
POST  sessions/audio/                           401 | 201 201 404 | 403 403 403 403 403 | 201 201 403 404
POST  sessions/batch/                           401 | 200 200 200 | 403 403 403 403 403 | 200 200 403 200
GET   conversations/                            401 | 200 200 200 | 200 200 200 200 200 | 200 200 403 200
GET   conversations/<uuid:id>/                  401 | 200 200 404 | 200 404 200 200 404 | 200 200 403 404
GET   conversations/<uuid:id>/messages/         401 | 200 200 404 | 200 404 200 200 404 | 200 200 403 404
GET   baselines/                                401 | 403 403 403 | 200 200 200 200 200 | 200 200 403 200
GET   deviations/                               401 | 403 403 403 | 200 200 200 200 200 | 200 200 403 200
GET   baselines/<uuid:id>/                      401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
GET   deviations/<uuid:id>/                     401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
GET   dissonance-records/<uuid:id>/             401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
GET   risk-assessments/<uuid:id>/               401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
GET   crisis-event-steps/<uuid:id>/             401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
GET   interfaces/<uuid:id>/                     401 | 200 200 404 | 200 404 200 200 404 | 200 200 403 404
GET   interface-evolution/<uuid:id>/            401 | 200 200 404 | 200 404 200 200 404 | 200 200 403 404
GET   sessions/<uuid:id>/                       401 | 200 200 404 | 200 404 200 200 404 | 200 200 403 404
GET   dissonance-records/                       401 | 403 403 403 | 200 200 200 200 200 | 200 200 403 200
GET   risk-assessments/                         401 | 403 403 403 | 200 200 200 200 200 | 200 200 403 200
POST  risk-assessments/<uuid:id>/action/        401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
POST  users/<uuid:id>/crisis-events/            401 | 403 403 403 | 201 404 201 201 404 | 201 201 403 404
GET   crisis-events/                            401 | 403 403 403 | 200 200 200 200 200 | 200 200 403 200
POST  crisis-events/<uuid:id>/acknowledge/      401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
GET   crisis-events/<uuid:id>/                  401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
POST  crisis-events/<uuid:id>/take/             401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
POST  crisis-events/<uuid:id>/undo/             401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
POST  crisis-events/<uuid:id>/notes/            401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
POST  crisis-events/<uuid:id>/reopen/           401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
POST  crisis-events/<uuid:id>/correct/          401 | 403 403 403 | 409 404 409 409 404 | 409 409 403 404
POST  crisis-events/<uuid:id>/resolve/          401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
GET   interfaces/                               401 | 200 200 200 | 200 200 200 200 200 | 200 200 403 200
GET   interface-evolution/                      401 | 200 200 200 | 200 200 200 200 200 | 200 200 403 200
GET   interface-schema/                         401 | 200 200 200 | 200 200 200 200 200 | 200 200 403 200
GET   webhook-endpoints/                        401 | 403 403 403 | 200 200 200 200 200 | 200 200 403 200
POST  webhook-endpoints/                        401 | 403 403 403 | 403 403 201 400 403 | 201 201 403 201
GET   webhook-endpoints/<uuid:id>/              401 | 403 403 403 | 404 404 200 200 404 | 200 200 403 404
PATCH webhook-endpoints/<uuid:id>/              401 | 403 403 403 | 403 403 200 200 403 | 200 200 403 404
DELETE webhook-endpoints/<uuid:id>/             401 | 403 403 403 | 403 403 204 204 403 | 204 204 403 404
POST  webhook-endpoints/<uuid:id>/rotate-secret/ 401 | 403 403 403 | 403 403 200 200 403 | 200 200 403 404
POST  webhook-endpoints/<uuid:id>/test/         401 | 403 403 403 | 403 403 202 202 403 | 202 202 403 404
GET   webhook-messages/                         401 | 403 403 403 | 200 200 200 200 200 | 200 200 403 200
POST  webhook-messages/replay/                  401 | 403 403 403 | 403 403 404 404 403 | 404 404 403 404
GET   webhook-messages/<uuid:id>/               401 | 403 403 403 | 404 404 200 200 404 | 200 200 403 404
POST  webhook-messages/<uuid:id>/replay/        401 | 403 403 403 | 403 403 202 202 403 | 202 202 403 404
GET   webhook-attempts/                         401 | 403 403 403 | 200 200 200 200 200 | 200 200 403 200
POST  oauth/token/                              401 | 401 400 401 | 401 401 401 401 401 | 400 400 400 400
GET   schema/                                   200 | 200 200 200 | 200 200 200 200 200 | 200 200 200 200
GET   docs/                                     200 | 200 200 200 | 200 200 200 200 200 | 200 200 200 200
"""

# Who may write as `person`, and with what: it stands in the record as their own words.
MAY_WRITE_AS: Final = frozenset({"person", "app", "key", "client"})
WRITTEN_AS: Final = (("POST", "sessions/"), ("POST", "sessions/audio/"), ("POST", "sessions/batch/"))

# What is made, the audit log tells. With a code somebody is given what opens the record, and an event that is raised is
# shown as it is read later, so these are kept as a look too.
SHOWS_WHAT_IT_MADE: Final = (
    ("POST", "users/<uuid:id>/enrolment-code/"), ("POST", "users/<uuid:id>/crisis-events/"), *MADE_OF_CARE
)  # fmt: skip

# What tells nothing of anybody, though it is about the person who is named in the address: which teams care for them.
TELLS_OF_TEAMS: Final = "users/<uuid:id>/care-teams/"

# What the API tells of itself.
# Of changes only those are told that are over, which nothing is that the scene does.
ABOUT_NOBODY: Final = frozenset({
    "schema/", "docs/", "interface-schema/", "changes/",
    "webhook-endpoints/", "webhook-endpoints/<uuid:id>/", "webhook-attempts/",
})  # fmt: skip

# What is seen of whom is told by webhooks, in the list of what they were told: one message about `person` is there.
SEE_WEBHOOK_MESSAGES: Final = frozenset({"administrator", "superuser", "key", "client"})

# Everybody else is sent to the sign-in.
ADMIN_CALLERS: Final = ("clinician", "outsider", "administrator", "stranger")

# Pages that are there before anyone has signed in.
OPEN_PAGES: Final = frozenset(
    {
        "login/",
        "login/code/",
        "login/enrol/",
        "login/forgotten/",
        "login/link/<str:secret>/",
        "login/password/<str:secret>/",
        "invitation/<str:secret>/",
    }
)

# They name rows by their ids and without what stood in them: nobody reads a record there. The audit log names people.
NOBODYS_RECORD: Final = ("audit/securityevent/",)

# Neither API nor admin: patterns, and an address of each. Open to everybody, and about nobody.
ELSEWHERE: Final = {
    "": "/",
    "favicon.ico": "/favicon.ico",
    "health/": "/health/",
    "health/ready/": "/health/ready/",
    "metrics": "/metrics",
    "problems/": "/problems/",
    "problems/<slug:code>": "/problems/not-found",
    r"^api/(?:.*/)?$": "/api/nothing/",
    r"^api/.*[^/]$": "/api/nothing",
}
