"""What every address answers to every kind of caller who asks for what belongs to `person`. Written by hand.

A line reads: method, address, statuses in the order of the callers. `person` is in the care of `clinician`'s team;
`outsider` is a clinician of the same clinic, `stranger` one of another. `app` comes with a token of `person`, `client`
with an OAuth 2 token of the clinic's.
"""

from __future__ import annotations

from typing import Final

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
POST  users/search/                             401 | 403 403 403 | 200 200 200 200 200 | 200 200 403 200
GET   care-teams/                               401 | 200 200 200 | 200 200 200 200 200 | 200 200 403 200
GET   users/<uuid:id>/                          401 | 200 200 404 | 200 404 200 200 404 | 200 200 403 404
GET   users/<uuid:id>/timeline/                 401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
GET   users/<uuid:id>/consents/                 401 | 200 200 404 | 200 404 200 200 404 | 200 200 403 404
POST  users/<uuid:id>/consents/                 401 | 200 200 404 | 200 404 200 200 404 | 200 200 403 404
GET   users/<uuid:id>/privacy-settings/         401 | 200 200 404 | 200 404 200 200 404 | 200 200 403 404
PATCH users/<uuid:id>/privacy-settings/         401 | 200 200 404 | 403 403 403 403 403 | 200 200 403 404
GET   users/<uuid:id>/privacy-requests/         401 | 200 200 404 | 403 403 200 200 403 | 200 200 403 404
POST  users/<uuid:id>/privacy-requests/         401 | 201 201 404 | 403 403 201 201 403 | 201 201 403 404
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
POST  oauth/token/                              401 | 401 400 401 | 401 401 401 401 401 | 400 400 400 400
GET   schema/                                   200 | 200 200 200 | 200 200 200 200 200 | 200 200 200 200
GET   docs/                                     200 | 200 200 200 | 200 200 200 200 200 | 200 200 200 200
"""

# Who may write as `person`, and with what: it stands in the record as their own words.
MAY_WRITE_AS: Final = frozenset({"person", "app", "key", "client"})
WRITTEN_AS: Final = (("POST", "sessions/"), ("POST", "sessions/audio/"), ("POST", "sessions/batch/"))

# What is made, the audit log tells. With a code somebody is given what opens the record, and an event that is raised is
# shown as it is read later, so these are kept as a look too.
SHOWS_WHAT_IT_MADE: Final = (("POST", "users/<uuid:id>/enrolment-code/"), ("POST", "users/<uuid:id>/crisis-events/"))

# What tells nothing of anybody, though it is about the person who is named in the address: which teams care for them.
TELLS_OF_TEAMS: Final = "users/<uuid:id>/care-teams/"

# What is read whole to be replaced whole: with what cannot be opened left out, it would be taken for all there is.
FAILS_FOR_A_LOST_KEY: Final = "users/<uuid:id>/identifiers/"

# What the API tells of itself.
ABOUT_NOBODY: Final = frozenset({"schema/", "docs/", "interface-schema/"})

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

# They name rows that were changed, by their ids and without what stood in them: nobody reads a record there.
NOBODYS_RECORD: Final = ("audit/auditentry/", "audit/securityevent/")

# The pages that every model has, by what the model's rows are; `.` is the list.
STANDARD: Final = {
    "record of a person": """
GET   .                             200 200 200 200
GET   add/                          403 403 403 403
POST  add/                          403 403 403 403
GET   <path:object_id>/             302 302 302 302
GET   <path:object_id>/history/     200 404 200 404
GET   <path:object_id>/change/      200 404 200 404
POST  <path:object_id>/change/      403 404 403 404
GET   <path:object_id>/delete/      403 404 403 404
POST  <path:object_id>/delete/      403 404 403 404
""",
    # A page of its own, which no form stands on
    "page about a person": """
GET   .                             200 200 200 200
GET   add/                          403 403 403 403
POST  add/                          403 403 403 403
GET   <path:object_id>/             302 302 302 302
GET   <path:object_id>/history/     200 404 200 404
GET   <path:object_id>/change/      200 404 200 404
POST  <path:object_id>/change/      405 404 405 404
GET   <path:object_id>/delete/      403 404 403 404
POST  <path:object_id>/delete/      403 404 403 404
""",
    # The page of the version it tells of shows it
    "shown elsewhere": """
GET   .                             200 200 200 200
GET   add/                          403 403 403 403
POST  add/                          403 403 403 403
GET   <path:object_id>/             302 302 302 302
GET   <path:object_id>/history/     200 404 200 404
GET   <path:object_id>/change/      302 404 302 404
POST  <path:object_id>/change/      302 404 302 404
GET   <path:object_id>/delete/      403 404 403 404
POST  <path:object_id>/delete/      403 404 403 404
""",
    "record of a person that is the superuser's": """
GET   .                             403 403 403 403
GET   add/                          403 403 403 403
POST  add/                          403 403 403 403
GET   <path:object_id>/             302 302 302 302
GET   <path:object_id>/history/     403 404 403 404
GET   <path:object_id>/change/      403 404 403 404
POST  <path:object_id>/change/      403 404 403 404
GET   <path:object_id>/delete/      403 404 403 404
POST  <path:object_id>/delete/      403 404 403 404
""",
    "kept by administrators": """
GET   .                             200 200 200 200
GET   add/                          403 403 200 403
POST  add/                          403 403 200 403
GET   <path:object_id>/             302 302 302 302
GET   <path:object_id>/history/     200 200 200 404
GET   <path:object_id>/change/      200 200 200 404
POST  <path:object_id>/change/      403 403 200 404
GET   <path:object_id>/delete/      403 403 200 404
POST  <path:object_id>/delete/      403 403 200 404
""",
    "given out by administrators, once": """
GET   .                             403 403 200 403
GET   add/                          403 403 200 403
POST  add/                          403 403 200 403
GET   <path:object_id>/             302 302 302 302
GET   <path:object_id>/history/     404 404 200 404
GET   <path:object_id>/change/      404 404 200 404
POST  <path:object_id>/change/      404 404 403 404
GET   <path:object_id>/delete/      404 404 403 404
POST  <path:object_id>/delete/      404 404 403 404
""",
    "clinic": """
GET   .                             200 200 200 200
GET   add/                          403 403 403 403
POST  add/                          403 403 403 403
GET   <path:object_id>/             302 302 302 302
GET   <path:object_id>/history/     200 200 200 404
GET   <path:object_id>/change/      200 200 200 404
POST  <path:object_id>/change/      403 403 200 404
GET   <path:object_id>/delete/      403 403 403 404
POST  <path:object_id>/delete/      403 403 403 404
""",
    "learned of a clinic": """
GET   .                             200 200 200 200
GET   add/                          403 403 403 403
POST  add/                          403 403 403 403
GET   <path:object_id>/             302 302 302 302
GET   <path:object_id>/history/     200 200 200 404
GET   <path:object_id>/change/      200 200 200 404
POST  <path:object_id>/change/      403 403 403 404
GET   <path:object_id>/delete/      403 403 403 404
POST  <path:object_id>/delete/      403 403 403 404
""",
    "seen by administrators": """
GET   .                             403 403 200 403
GET   add/                          403 403 403 403
POST  add/                          403 403 403 403
GET   <path:object_id>/             302 302 302 302
GET   <path:object_id>/history/     404 404 200 404
GET   <path:object_id>/change/      404 404 200 404
POST  <path:object_id>/change/      404 404 403 404
GET   <path:object_id>/delete/      404 404 403 404
POST  <path:object_id>/delete/      404 404 403 404
""",
    "written by administrators, once": """
GET   .                             200 200 200 200
GET   add/                          403 403 200 403
POST  add/                          403 403 200 403
GET   <path:object_id>/             302 302 302 302
GET   <path:object_id>/history/     200 200 200 404
GET   <path:object_id>/change/      200 200 200 404
POST  <path:object_id>/change/      403 403 403 404
GET   <path:object_id>/delete/      403 403 403 404
POST  <path:object_id>/delete/      403 403 403 404
""",
    # Of `outsider`
    "second factor of a colleague": """
GET   .                             403 403 200 403
GET   add/                          403 403 403 403
POST  add/                          403 403 403 403
GET   <path:object_id>/             302 302 302 302
GET   <path:object_id>/history/     404 403 200 404
GET   <path:object_id>/change/      404 403 200 404
POST  <path:object_id>/change/      404 403 403 404
GET   <path:object_id>/delete/      404 403 403 404
POST  <path:object_id>/delete/      404 403 403 404
""",
    # Not ours: of a job that is not there Django tells everybody so, and leads to the start page
    "job": """
GET   .                             403 403 403 403
GET   add/                          403 403 403 403
POST  add/                          403 403 403 403
GET   <path:object_id>/             302 302 302 302
GET   <path:object_id>/history/     302 302 302 302
GET   <path:object_id>/change/      403 403 403 403
POST  <path:object_id>/change/      403 403 403 403
GET   <path:object_id>/delete/      403 403 403 403
POST  <path:object_id>/delete/      403 403 403 403
""",
}
MODELS: Final = {
    "accounts/apikey": "given out by administrators, once",
    "accounts/careperiod": "record of a person",
    "accounts/careteam": "kept by administrators",
    "accounts/clinic": "clinic",
    "accounts/oncallshift": "kept by administrators",
    "accounts/personlead": "record of a person",
    "accounts/user": "page about a person",
    "audit/auditentry": "seen by administrators",
    "audit/securityevent": "seen by administrators",
    "baselines/baseline": "record of a person",
    "baselines/deviation": "record of a person",
    "baselines/populationprior": "learned of a clinic",
    "baselines/userdrift": "record of a person",
    "compliance/consentrecord": "record of a person",
    "compliance/consenttext": "written by administrators, once",
    "compliance/emergencyaccess": "record of a person",
    "compliance/gdprrequest": "seen by administrators",
    "conversations/conversation": "page about a person",
    "conversations/emotionreading": "record of a person",
    "conversations/message": "record of a person",
    "conversations/upload": "record of a person that is the superuser's",
    "interfaces/interfacebuild": "record of a person",
    "interfaces/interfaceevolution": "shown elsewhere",
    "interfaces/interfacetext": "kept by administrators",
    "interfaces/supportresource": "kept by administrators",
    "interfaces/userinterface": "page about a person",
    "procrastinate/procrastinatejob": "job",
    "risk/crisisevent": "record of a person",
    "risk/dissonance": "record of a person",
    "risk/riskassessment": "record of a person",
    "sign_in/oauthclient": "given out by administrators, once",
    "sign_in/persontoken": "record of a person",
    "sign_in/staffinvitation": "given out by administrators, once",
    "sign_in/totpdevice": "second factor of a colleague",
}
# Pages of the site, and those that our models have beyond the standard. A form is sent empty: 200 shows it again.
PAGES: Final = r"""
GET   .                                                         200 200 200 200
GET   triage/                                                   200 200 200 200
GET   search/                                                   200 200 200 200
GET   logout/                                                   405 405 405 405
POST  logout/                                                   200 200 200 200
GET   password_change/                                          200 200 200 200
POST  password_change/                                          200 200 200 200
GET   password_change/done/                                     200 200 200 200
GET   second-step/                                              200 200 200 200
GET   autocomplete/                                             403 403 403 403
GET   jsi18n/                                                   200 200 200 200
GET   r/<path:content_type_id>/<path:object_id>/                404 404 404 404
GET   accounts/user/<uuid:person_id>/teams/                     403 404 200 404
POST  accounts/user/<uuid:person_id>/teams/                     403 404 302 404
GET   accounts/user/find/                                       200 200 200 200
POST  accounts/user/find/                                       200 200 200 200
GET   accounts/user/enrol/                                      200 200 200 200
POST  accounts/user/enrol/                                      200 200 200 200
GET   accounts/user/<uuid:person_id>/care/                      200 404 200 404
POST  accounts/user/<uuid:person_id>/care/                      200 404 200 404
GET   accounts/user/<uuid:person_id>/accesses/                  200 404 200 404
GET   accounts/clinic/<uuid:clinic_id>/nobody-to-tell/          405 405 405 405
POST  accounts/clinic/<uuid:clinic_id>/nobody-to-tell/          403 403 302 404
GET   accounts/user/<uuid:person_id>/lead/                      200 404 200 404
POST  accounts/user/<uuid:person_id>/lead/                      302 404 302 404
GET   accounts/user/<uuid:person_id>/raise-event/               200 404 200 404
POST  accounts/user/<uuid:person_id>/raise-event/               200 404 200 404
GET   accounts/user/<uuid:person_id>/enrolment-code/            200 404 200 404
POST  accounts/user/<uuid:person_id>/enrolment-code/            200 404 200 404
GET   accounts/user/<uuid:staff_id>/password-link/              403 403 200 404
POST  accounts/user/<uuid:staff_id>/password-link/              403 403 302 404
GET   accounts/user/<uuid:staff_id>/deactivate/                 403 403 200 404
POST  accounts/user/<uuid:staff_id>/deactivate/                 403 403 302 404
GET   accounts/user/<uuid:staff_id>/reactivate/                 403 403 404 404
POST  accounts/user/<uuid:staff_id>/reactivate/                 403 403 404 404
GET   baselines/userdrift/<uuid:user_id>/accept/                200 404 200 404
POST  baselines/userdrift/<uuid:user_id>/accept/                200 404 200 404
GET   baselines/userdrift/<uuid:user_id>/reset/                 200 404 200 404
POST  baselines/userdrift/<uuid:user_id>/reset/                 200 404 200 404
GET   compliance/consentrecord/of/<uuid:person_id>/<str:purpose>/    200 404 200 404
POST  compliance/consentrecord/of/<uuid:person_id>/<str:purpose>/    200 404 200 404
GET   compliance/emergencyaccess/open/                          200 200 403 200
POST  compliance/emergencyaccess/open/                          200 200 403 200
GET   compliance/emergencyaccess/<uuid:access_id>/end/          405 405 405 405
POST  compliance/emergencyaccess/<uuid:access_id>/end/          404 404 302 404
GET   compliance/gdprrequest/of/<uuid:person_id>/<str:kind>/    403 404 200 404
POST  compliance/gdprrequest/of/<uuid:person_id>/<str:kind>/    403 404 200 404
GET   compliance/gdprrequest/hold/<uuid:person_id>/<str:hold>/  403 404 200 404
POST  compliance/gdprrequest/hold/<uuid:person_id>/<str:hold>/  403 404 200 404
GET   compliance/gdprrequest/<uuid:request_id>/archive/         404 404 404 404
POST  compliance/gdprrequest/<uuid:request_id>/archive/         404 404 404 404
GET   compliance/gdprrequest/<uuid:request_id>/<str:step>/now/  404 404 200 404
POST  compliance/gdprrequest/<uuid:request_id>/<str:step>/now/  404 404 302 404
GET   conversations/conversation/<uuid:session_id>/review/      405 405 405 405
POST  conversations/conversation/<uuid:session_id>/review/      302 404 302 404
GET   conversations/conversation/<uuid:session_id>/wrong-person/    200 404 200 404
POST  conversations/conversation/<uuid:session_id>/wrong-person/    200 404 200 404
GET   interfaces/userinterface/<uuid:interface_id>/pin/         200 404 200 404
POST  interfaces/userinterface/<uuid:interface_id>/pin/         200 404 200 404
GET   interfaces/userinterface/<uuid:interface_id>/unpin/       200 404 200 404
POST  interfaces/userinterface/<uuid:interface_id>/unpin/       200 404 200 404
GET   interfaces/userinterface/<uuid:interface_id>/go_back/     200 404 200 404
POST  interfaces/userinterface/<uuid:interface_id>/go_back/     200 404 200 404
GET   interfaces/userinterface/<uuid:interface_id>/colours/     200 404 200 404
GET   interfaces/userinterface/of/<uuid:user_id>/               302 404 302 404
GET   risk/crisisevent/<uuid:event_id>/acknowledge/             405 405 405 405
POST  risk/crisisevent/<uuid:event_id>/acknowledge/             302 404 302 404
GET   risk/crisisevent/<uuid:event_id>/resolve/                 200 404 200 404
POST  risk/crisisevent/<uuid:event_id>/resolve/                 200 404 200 404
GET   risk/crisisevent/<uuid:event_id>/undo/                    405 405 405 405
POST  risk/crisisevent/<uuid:event_id>/undo/                    302 404 302 404
GET   risk/crisisevent/<uuid:event_id>/note/                    200 404 200 404
POST  risk/crisisevent/<uuid:event_id>/note/                    200 404 200 404
GET   risk/crisisevent/<uuid:event_id>/reopen/                  200 404 200 404
POST  risk/crisisevent/<uuid:event_id>/reopen/                  200 404 200 404
GET   risk/crisisevent/<uuid:event_id>/correct/                 200 404 200 404
POST  risk/crisisevent/<uuid:event_id>/correct/                 200 404 200 404
GET   risk/crisisevent/<uuid:event_id>/move/                    200 404 200 404
POST  risk/crisisevent/<uuid:event_id>/move/                    200 404 200 404
GET   risk/crisisevent/<uuid:event_id>/notes/<uuid:step_id>/move/   200 404 200 404
POST  risk/crisisevent/<uuid:event_id>/notes/<uuid:step_id>/move/   200 404 200 404
GET   risk/riskassessment/<uuid:assessment_id>/action/          200 404 200 404
POST  risk/riskassessment/<uuid:assessment_id>/action/          200 404 200 404
GET   app_list                                                  200 200 200 200
GET   (?P<url>.*)$                                              404 404 404 404
"""

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
