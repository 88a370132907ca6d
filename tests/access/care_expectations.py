"""What every address of follow-ups, decisions and notes answers, as `expectations` reads."""

from __future__ import annotations

from typing import Final

CARE_API: Final = """
POST  crisis-events/<uuid:id>/pass/             401 | 403 403 403 | 400 400 400 400 400 | 400 400 403 400
GET   care-offers/                              401 | 403 403 403 | 200 200 200 200 200 | 200 200 403 200
GET   care-offers/<uuid:id>/                    401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
POST  care-offers/<uuid:id>/take/               401 | 403 403 403 | 404 404 404 404 404 | 404 404 403 404
POST  care-offers/<uuid:id>/return/             401 | 403 403 403 | 404 404 404 404 404 | 404 404 403 404
GET   users/<uuid:id>/lead/                     401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
POST  users/<uuid:id>/lead/take/                401 | 403 403 403 | 200 404 200 400 404 | 403 403 403 403
POST  users/<uuid:id>/lead/pass/                401 | 403 403 403 | 400 400 400 400 400 | 400 400 403 400
GET   handovers/                                401 | 403 403 403 | 200 200 200 200 200 | 200 200 403 200
POST  handovers/                                401 | 403 403 403 | 200 404 201 201 404 | 201 201 403 404
GET   handovers/<uuid:id>/                      401 | 403 403 403 | 200 200 200 200 404 | 200 200 403 404
POST  handovers/<uuid:id>/items/                401 | 403 403 403 | 200 404 404 404 404 | 404 404 403 404
POST  handovers/<uuid:id>/give/                 401 | 403 403 403 | 200 404 404 404 404 | 404 404 403 404
POST  handovers/<uuid:id>/take/                 401 | 403 403 403 | 409 409 409 409 404 | 409 409 403 404
GET   users/<uuid:id>/tasks/                    401 | 200 200 404 | 200 404 200 200 404 | 200 200 403 404
GET   tasks/                                    401 | 200 200 200 | 200 200 200 200 200 | 200 200 403 200
POST  tasks/                                    401 | 403 403 403 | 201 404 201 201 404 | 201 201 403 404
GET   tasks/<uuid:id>/                          401 | 200 200 404 | 200 404 200 200 404 | 200 200 403 404
PATCH tasks/<uuid:id>/                          401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
POST  tasks/<uuid:id>/take/                     401 | 403 403 403 | 400 404 400 400 404 | 403 403 403 403
POST  tasks/<uuid:id>/assign/                   401 | 403 403 403 | 400 404 400 400 404 | 400 400 403 404
POST  tasks/<uuid:id>/complete/                 401 | 200 200 404 | 200 404 200 200 404 | 200 200 403 404
POST  tasks/<uuid:id>/reopen/                   401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
POST  tasks/<uuid:id>/cancel/                   401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
GET   decisions/                                401 | 403 403 403 | 200 200 200 200 200 | 200 200 403 200
POST  decisions/                                401 | 403 403 403 | 201 404 201 201 404 | 201 201 403 404
GET   decisions/<uuid:id>/                      401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
PATCH decisions/<uuid:id>/                      401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
POST  decisions/<uuid:id>/review/               401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
POST  decisions/<uuid:id>/stakeholders/         401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
GET   notes/                                    401 | 403 403 403 | 200 200 200 200 200 | 200 200 403 200
POST  notes/                                    401 | 403 403 403 | 201 404 201 201 404 | 201 201 403 404
GET   notes/<uuid:id>/                          401 | 403 403 403 | 200 404 200 200 404 | 200 200 403 404
POST  notes/<uuid:id>/move/                     401 | 403 403 403 | 404 404 200 200 404 | 200 200 403 404
POST  notes/<uuid:id>/read/                     401 | 403 403 403 | 200 404 200 200 404 | 403 403 403 403
"""

# Pages of the admin.
CARE_PAGES: Final = """
GET   accounts/user/<uuid:person_id>/add-task/                   200 404 200 404
POST  accounts/user/<uuid:person_id>/add-task/                   200 404 200 404
GET   accounts/user/<uuid:person_id>/record-decision/            200 404 200 404
POST  accounts/user/<uuid:person_id>/record-decision/            200 404 200 404
GET   accounts/user/<uuid:person_id>/write-note/                 200 404 200 404
POST  accounts/user/<uuid:person_id>/write-note/                 200 404 200 404
GET   accounts/user/<uuid:person_id>/contact/                    200 404 200 404
POST  accounts/user/<uuid:person_id>/contact/                    200 404 200 404
GET   accounts/user/<uuid:person_id>/read-notes/                 405 404 405 404
POST  accounts/user/<uuid:person_id>/read-notes/                 302 404 302 404
GET   care/task/<uuid:task_id>/take/                             405 405 405 405
POST  care/task/<uuid:task_id>/take/                             302 404 302 404
GET   care/task/<uuid:task_id>/complete/                         200 404 200 404
POST  care/task/<uuid:task_id>/complete/                         200 404 200 404
GET   care/task/<uuid:task_id>/pass/                             200 404 200 404
POST  care/task/<uuid:task_id>/pass/                             200 404 200 404
GET   care/task/<uuid:task_id>/when/                             200 404 200 404
POST  care/task/<uuid:task_id>/when/                             200 404 200 404
GET   care/task/<uuid:task_id>/reopen/                           200 404 200 404
POST  care/task/<uuid:task_id>/reopen/                           200 404 200 404
GET   care/task/<uuid:task_id>/cancel/                           200 404 200 404
POST  care/task/<uuid:task_id>/cancel/                           200 404 200 404
GET   care/decision/<uuid:decision_id>/review/                   200 404 200 404
POST  care/decision/<uuid:decision_id>/review/                   200 404 200 404
GET   care/decision/<uuid:decision_id>/status/                   200 404 200 404
POST  care/decision/<uuid:decision_id>/status/                   200 404 200 404
GET   care/decision/<uuid:decision_id>/part/                     200 404 200 404
POST  care/decision/<uuid:decision_id>/part/                     200 404 200 404
GET   care/decision/<uuid:decision_id>/supersede/                200 404 200 404
POST  care/decision/<uuid:decision_id>/supersede/                200 404 200 404
GET   care/carenote/<uuid:note_id>/move/                         200 404 200 404
POST  care/carenote/<uuid:note_id>/move/                         200 404 200 404
GET   my-day/                                                    200 200 200 200
GET   accounts/user/<uuid:person_id>/record/                     200 404 200 404
GET   care/careoffer/event/<uuid:event_id>/                      200 404 200 404
POST  care/careoffer/event/<uuid:event_id>/                      200 404 200 404
GET   care/careoffer/event/<uuid:event_id>/take/                 405 404 405 404
POST  care/careoffer/event/<uuid:event_id>/take/                 302 404 302 404
GET   care/careoffer/person/<uuid:person_id>/                    200 404 200 404
POST  care/careoffer/person/<uuid:person_id>/                    200 404 200 404
GET   care/careoffer/person/<uuid:person_id>/take/               405 404 405 404
POST  care/careoffer/person/<uuid:person_id>/take/               302 404 302 404
GET   care/careoffer/<uuid:offer_id>/take/                       405 404 405 404
POST  care/careoffer/<uuid:offer_id>/take/                       302 404 302 404
GET   care/careoffer/<uuid:offer_id>/return/                     200 404 200 404
POST  care/careoffer/<uuid:offer_id>/return/                     200 404 200 404
GET   care/handover/begin/<uuid:team_id>/                        404 404 404 404
POST  care/handover/begin/<uuid:team_id>/                        302 404 302 404
GET   care/handover/<uuid:handover_id>/write/                    404 404 404 404
POST  care/handover/<uuid:handover_id>/write/                    302 404 404 404
GET   care/handover/<uuid:handover_id>/sign/                     404 404 404 404
POST  care/handover/<uuid:handover_id>/sign/                     302 404 404 404
GET   care/handover/<uuid:handover_id>/take/                     404 404 404 404
POST  care/handover/<uuid:handover_id>/take/                     302 302 302 404
"""

MADE_OF_CARE: Final = (("POST", "tasks/"), ("POST", "decisions/"), ("POST", "notes/"), ("POST", "handovers/"))
CARE_MODELS: Final = {
    **dict.fromkeys(("care/carenote", "care/careoffer", "care/decision", "care/task"), "record of a person"),
    "care/handover": "handover of a shift",
}
