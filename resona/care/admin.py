"""The admin of follow-ups, decisions and notes."""

from resona.care.pages.decision_admin import DecisionAdmin
from resona.care.pages.note_admin import NoteAdmin
from resona.care.pages.task_admin import TaskAdmin

__all__ = ["DecisionAdmin", "NoteAdmin", "TaskAdmin"]
