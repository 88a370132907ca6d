"""What one session gives to go by, and everything that is found in it, as values. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from baselines.deviations import FoundDeviation
from baselines.drift import Step
from baselines.normal import Measured
from baselines.session_comparison import SessionComparison
from risk.crisis.matches import CrisisLanguage
from risk.dissonance import Dissonance, VoiceEmotion, certain_valence
from risk.gaps import FAILED
from risk.patterns import PastSession, Patterns
from risk.policy import Sentiment
from risk.scoring import FusedRisk
from risk.stated import StatedEmotion

# Characters of what was said to a person before they spoke, the last: a question stands at the end.
LONGEST_ASKED: Final = 2_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Evident:
    """What one session gives to go by."""

    measured: Measured
    said: tuple[tuple[UUID, str], ...]  # the person's own messages
    language: str
    stated_emotion: Sentiment | None  # the client's own label
    asked: tuple[str, ...] = ()  # for each of them what was said to the person right before it, "" where they go on


@dataclass(frozen=True, kw_only=True, slots=True)
class Findings:
    """Everything found in a session; None and absent mean not assessed."""

    deviations: tuple[FoundDeviation, ...]
    compared: SessionComparison | None
    step: Step | None  # on the person's charts of gradual decline
    patterns: Patterns | None
    voice: VoiceEmotion | None
    stated: StatedEmotion | None
    language: CrisisLanguage | None
    dissonance: Dissonance | None
    risk: FusedRisk | None
    not_assessed: tuple[str, ...]
    failures: tuple[Exception, ...] = ()  # what went wrong in a detector, for whoever runs the server
    # Above low by nothing but a decline that had been confirmed before, about which the alarm itself asks.
    is_known_decline: bool = False

    @property
    def language_severity(self) -> int | None:
        """The severest of the person's own words that counts, 0 if there is none; None where they were not read.

        Words of a language nobody here reads say nothing, unless something was found in them all the same.
        """
        language = self.language
        if language is None or (
            "language_unsupported" in self.not_assessed and not (language.matches or language.harm)
        ):
            return None
        return language.severity

    @property
    def enters_normal(self) -> bool:
        """Whether the session becomes part of the person's normal: not a critical one, nor one that may have been."""
        is_critical = self.risk is not None and self.risk.level == "critical"
        return not is_critical and not any(code.startswith(FAILED) for code in self.not_assessed)


def in_turns(messages: Iterable[tuple[UUID, str, str]]) -> tuple[tuple[tuple[UUID, str], ...], tuple[str, ...]]:
    """The person's own of a session's messages (id, role, text) in order, and what was said right before each."""
    said: list[tuple[UUID, str]] = []
    asked: list[str] = []
    before = ""
    for message_id, role, text in messages:
        if role == "user":
            said.append((message_id, text))
            asked.append(before)
            before = ""
        elif role == "assistant":
            before = f"{before} {text}".lstrip()[-LONGEST_ASKED:]
    return tuple(said), tuple(asked)


def past_session(findings: Findings, started_at: datetime) -> PastSession:
    """What of a session counts for the course of those after it."""
    stated = findings.stated
    return PastSession(
        started_at=started_at,
        language_severity=findings.language_severity,
        voice_valence=certain_valence(findings.voice),
        stated_valence=None if stated is None or stated.label is None else stated.valence,
    )
