"""What a person may consent to, one decision each. Pure."""

from __future__ import annotations

from enum import StrEnum


class Purpose(StrEnum):
    """What a person's records may be used for."""

    RECORDING = "recording"  # what is said is kept and read for signs of danger
    VOICE_ANALYSIS = "voice_analysis"  # how it sounds is kept and compared
    PERSONALISATION = "personalisation"  # the interface adapts at night
    CARE_TEAM_SHARING = "care_team_sharing"  # the care team reads along
    RESEARCH = "research"  # others learn from it, beyond the person's own care
    CRISIS_CONTACT = "crisis_contact"  # the person may be called or written to in a crisis
