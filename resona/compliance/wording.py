"""What each consent means, as staff read it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from resona.accounts.purposes import Purpose

TITLES: Final[Mapping[Purpose, str]] = {
    Purpose.RECORDING: "Recording",
    Purpose.VOICE_ANALYSIS: "Voice analysis",
    Purpose.PERSONALISATION: "Personalisation",
    Purpose.CARE_TEAM_SHARING: "Sharing with the care team",
    Purpose.RESEARCH: "Research",
    Purpose.CRISIS_CONTACT: "Contact in a crisis",
}
WITHOUT: Final[Mapping[Purpose, str]] = {
    Purpose.RECORDING: "Without it nothing is recorded.",
    Purpose.VOICE_ANALYSIS: "Without it only the words are kept and read.",
    Purpose.PERSONALISATION: "Without it what they see stays as it is.",
    Purpose.CARE_TEAM_SHARING: "Refused, clinicians see the record in an emergency only.",
    Purpose.RESEARCH: "Refused, nothing is learned from their sessions for others.",
    Purpose.CRISIS_CONTACT: "Without it they are not to be called or written to; crisis events are raised as ever.",
}
