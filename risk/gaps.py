"""What of a session could not be assessed, as codes of the API: for a human to see, and never silently nothing.

Pure.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from baselines.normal import Measured
from conversations.emotions import EmotionShares
from risk.dissonance import VoiceEmotion
from risk.policy import POLICY

_Result = TypeVar("_Result")

FAILED = "detector_failed:"  # followed by which one


class Gaps:
    """Collects what could not be assessed, as codes of the API."""

    def __init__(self) -> None:
        self.codes: list[str] = []
        self.failures: list[Exception] = []

    def note(self, code: str) -> None:
        if code not in self.codes:
            self.codes.append(code)

    def note_all(self, others: Gaps) -> None:
        """Those of a part that was assessed by itself."""
        for code in others.codes:
            self.note(code)
        self.failures += others.failures

    def attempt(self, name: str, detector: Callable[[], _Result]) -> _Result | None:
        """The detector's result; whatever goes wrong in it is noted, and nothing else is lost with it."""
        try:
            return detector()
        except Exception as error:
            self.note(f"{FAILED}{name}")
            self.failures.append(error)
            return None

    def note_voice(self, measured: Measured, compared: int) -> None:
        things_measured = len(measured.values) + (measured.shares is not None)
        if measured.is_waiting:
            self.note("voice_waiting")
        if measured.unusable:
            self.note("voice_unusable")
        elif not (measured.values or measured.is_waiting):
            self.note("voice_missing")
        if compared < things_measured and f"{FAILED}baseline" not in self.codes:
            self.note("voice_insufficient_baseline")

    def note_voice_emotion(self, shares: EmotionShares | None, voice: VoiceEmotion | None) -> None:
        """Without an emotion of the voice the words cannot be held against it."""
        if shares is None:
            self.note("voice_missing")
        elif voice is not None and voice.confidence < POLICY.dissonance.minimum_confidence:
            self.note("voice_unusable")
