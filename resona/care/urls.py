"""Paths of follow-ups, decisions and notes, and of the care record."""

from django.urls import path

from resona.care.api.decision_views import DecisionDetail, DecisionList, ReviewDecision, StakeholdersOfDecision
from resona.care.api.note_views import NoteDetail, NoteList, ReadNote
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
from resona.care.handover.views import PassEvent
from resona.care.record.views import CareRecord

urlpatterns = [
    path("crisis-events/<uuid:id>/pass/", PassEvent.as_view(), name="pass-event"),
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
    path("notes/<uuid:id>/read/", ReadNote.as_view(), name="read-note"),
]
