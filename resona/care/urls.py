"""Paths of follow-ups, decisions, notes, handovers and offers, and of the care record."""

from django.urls import path

from resona.care.api.decision_views import DecisionDetail, DecisionList, ReviewDecision, StakeholdersOfDecision
from resona.care.api.note_views import MoveNote, NoteDetail, NoteList, ReadNote
from resona.care.api.task_views import (
    AssignTask,
    CancelTask,
    CompleteTask,
    ReopenTask,
    TakeTask,
    TaskDetail,
    TaskList,
    TasksOfPerson,
)
from resona.care.handover.handover_views import (
    GiveHandover,
    HandoverDetail,
    HandoverList,
    TakeHandover,
    WriteHandover,
)
from resona.care.handover.offer_views import (
    LeadOfPerson,
    OfferDetail,
    OfferList,
    PassEvent,
    PassLead,
    ReturnOffer,
    TakeLead,
    TakeOffer,
)
from resona.care.record.views import CareRecord

urlpatterns = [
    path("crisis-events/<uuid:id>/pass/", PassEvent.as_view(), name="pass-event"),
    path("care-offers/", OfferList.as_view(), name="care-offers"),
    path("care-offers/<uuid:id>/", OfferDetail.as_view(), name="care-offer"),
    path("care-offers/<uuid:id>/take/", TakeOffer.as_view(), name="take-offer"),
    path("care-offers/<uuid:id>/return/", ReturnOffer.as_view(), name="return-offer"),
    path("users/<uuid:id>/lead/", LeadOfPerson.as_view(), name="lead"),
    path("users/<uuid:id>/lead/take/", TakeLead.as_view(), name="take-lead"),
    path("users/<uuid:id>/lead/pass/", PassLead.as_view(), name="pass-lead"),
    path("handovers/", HandoverList.as_view(), name="handovers"),
    path("handovers/<uuid:id>/", HandoverDetail.as_view(), name="handover"),
    path("handovers/<uuid:id>/items/", WriteHandover.as_view(), name="write-handover"),
    path("handovers/<uuid:id>/give/", GiveHandover.as_view(), name="give-handover"),
    path("handovers/<uuid:id>/take/", TakeHandover.as_view(), name="take-handover"),
    path("users/<uuid:id>/record/", CareRecord.as_view(), name="care-record"),
    path("users/<uuid:id>/tasks/", TasksOfPerson.as_view(), name="tasks-of-person"),
    path("tasks/", TaskList.as_view(), name="tasks"),
    path("tasks/<uuid:id>/", TaskDetail.as_view(), name="task"),
    path("tasks/<uuid:id>/take/", TakeTask.as_view(), name="take-task"),
    path("tasks/<uuid:id>/assign/", AssignTask.as_view(), name="assign-task"),
    path("tasks/<uuid:id>/complete/", CompleteTask.as_view(), name="complete-task"),
    path("tasks/<uuid:id>/reopen/", ReopenTask.as_view(), name="reopen-task"),
    path("tasks/<uuid:id>/cancel/", CancelTask.as_view(), name="cancel-task"),
    path("decisions/", DecisionList.as_view(), name="decisions"),
    path("decisions/<uuid:id>/", DecisionDetail.as_view(), name="decision"),
    path("decisions/<uuid:id>/review/", ReviewDecision.as_view(), name="review-decision"),
    path("decisions/<uuid:id>/stakeholders/", StakeholdersOfDecision.as_view(), name="stakeholders"),
    path("notes/", NoteList.as_view(), name="notes"),
    path("notes/<uuid:id>/", NoteDetail.as_view(), name="note"),
    path("notes/<uuid:id>/move/", MoveNote.as_view(), name="move-note"),
    path("notes/<uuid:id>/read/", ReadNote.as_view(), name="read-note"),
]
