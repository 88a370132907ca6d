"""What every page of the admin answers to every kind of staff: of every model, and beyond. Written by hand."""

from __future__ import annotations

from typing import Final

from tests.access.care_expectations import CARE_MODELS

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
    "kept and seen by administrators": """
GET   .                             403 403 200 403
GET   add/                          403 403 200 403
POST  add/                          403 403 200 403
GET   <path:object_id>/             302 302 302 302
GET   <path:object_id>/history/     404 404 200 404
GET   <path:object_id>/change/      404 404 200 404
POST  <path:object_id>/change/      404 404 200 404
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
    # A page of its own; of people whom the reader does not see it tells nothing
    "handover of a shift": """
GET   .                             200 200 200 200
GET   add/                          403 403 403 403
POST  add/                          403 403 403 403
GET   <path:object_id>/             302 302 302 302
GET   <path:object_id>/history/     200 200 200 404
GET   <path:object_id>/change/      200 200 200 404
POST  <path:object_id>/change/      405 405 405 404
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
    **CARE_MODELS,
    "compliance/consentrecord": "record of a person",
    "compliance/consenttext": "written by administrators, once",
    "compliance/emergencyaccess": "record of a person",
    "compliance/gdprrequest": "seen by administrators",
    "conversations/conversation": "page about a person",
    "conversations/emotionreading": "record of a person",
    "conversations/message": "record of a person",
    "conversations/upload": "record of a person that is the superuser's",
    "integrations/webhookendpoint": "kept and seen by administrators",
    "integrations/webhookmessage": "seen by administrators",
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
GET   accounts/user/<uuid:person_id>/care-period/               200 404 200 404
POST  accounts/user/<uuid:person_id>/care-period/               200 404 200 404
GET   accounts/user/<uuid:person_id>/accesses/                  200 404 200 404
GET   accounts/clinic/<uuid:clinic_id>/nobody-to-tell/          405 405 405 405
POST  accounts/clinic/<uuid:clinic_id>/nobody-to-tell/          403 403 302 404
GET   accounts/user/<uuid:person_id>/details/                   200 404 200 404
POST  accounts/user/<uuid:person_id>/details/                   200 404 200 404
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
GET   integrations/webhookendpoint/<uuid:endpoint_id>/test/     405 405 405 405
POST  integrations/webhookendpoint/<uuid:endpoint_id>/test/     404 404 302 404
GET   integrations/webhookendpoint/<uuid:endpoint_id>/pause/    405 405 405 405
POST  integrations/webhookendpoint/<uuid:endpoint_id>/pause/    404 404 302 404
GET   integrations/webhookendpoint/<uuid:endpoint_id>/resume/   405 405 405 405
POST  integrations/webhookendpoint/<uuid:endpoint_id>/resume/   404 404 302 404
GET   integrations/webhookendpoint/<uuid:endpoint_id>/again/    404 404 200 404
POST  integrations/webhookendpoint/<uuid:endpoint_id>/again/    404 404 200 404
GET   integrations/webhookendpoint/<uuid:endpoint_id>/secret/   404 404 200 404
POST  integrations/webhookendpoint/<uuid:endpoint_id>/secret/   404 404 200 404
GET   integrations/webhookendpoint/<uuid:endpoint_id>/remove/   404 404 200 404
POST  integrations/webhookendpoint/<uuid:endpoint_id>/remove/   404 404 200 404
GET   integrations/webhookmessage/<uuid:message_id>/again/      405 405 405 405
POST  integrations/webhookmessage/<uuid:message_id>/again/      404 404 302 404
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
