"""The admin of follow-ups, decisions, notes, offers and handovers."""

from resona.care.handover.handover_admin import HandoverAdmin
from resona.care.handover.offer_admin import CareOfferAdmin
from resona.care.pages.decision_admin import DecisionAdmin
from resona.care.pages.note_admin import NoteAdmin
from resona.care.pages.task_admin import TaskAdmin

__all__ = ["CareOfferAdmin", "DecisionAdmin", "HandoverAdmin", "NoteAdmin", "TaskAdmin"]
