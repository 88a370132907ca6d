"""What people do about what was found."""

from resona.care.models.decisions import Decision, DecisionStakeholder
from resona.care.models.handovers import Handover, HandoverItem
from resona.care.models.notes import CareNote, NoteRead
from resona.care.models.offers import CareOffer
from resona.care.models.tasks import Task, TaskStep

__all__ = [
    "CareNote",
    "CareOffer",
    "Decision",
    "DecisionStakeholder",
    "Handover",
    "HandoverItem",
    "NoteRead",
    "Task",
    "TaskStep",
]
