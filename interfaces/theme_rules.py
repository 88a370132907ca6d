"""Which theme a pattern asks for, and when the interface turns to it: no sudden flip, safety excepted. Pure."""

from dataclasses import dataclass
from typing import Final

from conversations.emotions import EMOTIONS
from interfaces.config import InterfaceConfig, NextTheme
from interfaces.pattern import PersonPattern
from interfaces.reasons import Reason
from interfaces.safety import Stage, reason_of, stage_of
from interfaces.themes import Theme
from interfaces.trajectory import Trajectory
from resona.site.counts import count_of

# Emotions of high arousal and of low mood (the two unpleasant quadrants of Russell's circumplex, 1980).
RESTLESS: Final = frozenset({"anxious", "angry", "fear"})
HEAVY: Final = frozenset({"sad", "hopeless", "resigned", "numb", "bored"})
# Share of the voice, over the window, from which such emotions set the tone.
LEADING_SHARE: Final = 0.4
# The part of day in which a bright screen disturbs most: for those who come in the evening too, it would be nearly all.
DARK_PART: Final = "night"


@dataclass(frozen=True, kw_only=True, slots=True)
class ThemeChoice:
    """The theme to wear now, and the one that may follow."""

    name: Theme
    reason: Reason
    next_theme: NextTheme | None
    next_reason: Reason


def choose_theme(pattern: PersonPattern, previous: InterfaceConfig | None) -> ThemeChoice:
    """The theme now. One that differs from the previous is announced first, and worn if its cause still holds on a
    later day; the theme of crisis is worn at once.
    """
    wanted, reason = wanted_theme(pattern)
    if previous is None or wanted is Theme.CRISIS:
        return ThemeChoice(name=wanted, reason=reason, next_theme=None, next_reason=reason)
    if wanted is previous.theme.name:
        stays = Reason(key="why.theme.stays", clinical="The cause of another theme did not last to a second build.")
        return ThemeChoice(name=wanted, reason=reason, next_theme=None, next_reason=stays)
    announced = previous.next_theme
    if announced is not None and announced.name is wanted and announced.seen_on < pattern.on:
        arrived = Reason(key="why.theme.arrived", clinical=f"The cause held for two builds. {reason.clinical}")
        return ThemeChoice(name=wanted, reason=reason, next_theme=None, next_reason=arrived)
    if announced is None or announced.name is not wanted:
        announced = NextTheme(name=wanted, seen_on=pattern.on)
    waits = Reason(key="why.theme.waits", clinical=f"Worn once its cause holds for two builds. {reason.clinical}")
    return ThemeChoice(name=previous.theme.name, reason=reason, next_theme=announced, next_reason=waits)


def wanted_theme(pattern: PersonPattern) -> tuple[Theme, Reason]:
    """The theme a pattern asks for, by the first rule that holds."""
    stage = stage_of(pattern)
    if stage is Stage.FIRST:
        return Theme.CRISIS, reason_of(pattern)
    if stage is Stage.NEAR:
        return Theme.CALM, Reason(key="why.calm.safety", clinical=reason_of(pattern).clinical)
    if not pattern.is_sufficient:
        so_far = f"{count_of(pattern.session_count, 'session')} in 30 days."
        return Theme.BALANCED, Reason(key="why.start", clinical=so_far)
    return _wanted_by_mood(pattern)


def _wanted_by_mood(pattern: PersonPattern) -> tuple[Theme, Reason]:
    restless, heavy = _share_of(RESTLESS, pattern), _share_of(HEAVY, pattern)
    trajectory = pattern.course.trajectory
    mainly = ", ".join(pattern.primary_emotions) or "no emotion"
    mood = (
        f"Over 30 days the voice was mainly {mainly}; restless {restless:.0%}, heavy {heavy:.0%}; "
        f"course: {pattern.course.in_words}."
    )
    if trajectory is Trajectory.VOLATILE or restless >= LEADING_SHARE:
        return Theme.CALM, Reason(key="why.calm", clinical=mood)
    if trajectory is Trajectory.DECLINING or heavy >= LEADING_SHARE:
        return Theme.WARM, Reason(key="why.warm", clinical=mood)
    if pattern.usual_part == DARK_PART:
        clinical = f"At least half of the sessions of 30 days began in the {pattern.usual_part}."
        return Theme.ADAPTIVE, Reason(key="why.adaptive", clinical=clinical)
    return Theme.BALANCED, Reason(key="why.balanced", clinical=mood)


def _share_of(emotions: frozenset[str], pattern: PersonPattern) -> float:
    shares = pattern.emotion_shares
    if shares is None:
        return 0.0
    return sum(share for emotion, share in zip(EMOTIONS, shares, strict=True) if emotion in emotions)
