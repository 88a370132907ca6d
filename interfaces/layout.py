"""Where components stand on the screen: sections in an order that follows how near help must be. Pure."""

from collections.abc import Callable, Mapping
from typing import Final

from interfaces.config import ComponentName, InterfaceConfig, Section, SectionName
from interfaces.pattern import PersonPattern
from interfaces.reasons import Reason
from interfaces.safety import PLACINGS, Stage, reason_of, stage_of
from interfaces.steadiness import UNEVEN

MEMBERS: Final[Mapping[SectionName, tuple[ComponentName, ...]]] = {
    SectionName.SAFETY: ("SafetyCheck", "CrisisResources"),
    SectionName.WELCOME: ("Greeting", "ProgressCelebration"),
    SectionName.SPEAK: ("VoiceRecorder", "DissonanceIndicator"),
    SectionName.INSIGHT: ("GentleObservations", "EmotionTimeline"),
    SectionName.SUPPORT: ("WhatsWorking", "PersonalizedResources"),
}
SAFETY_FIRST: Final = (
    SectionName.SAFETY,
    SectionName.WELCOME,
    SectionName.SPEAK,
    SectionName.SUPPORT,
    SectionName.INSIGHT,
)
SAFETY_NEAR: Final = (
    SectionName.WELCOME,
    SectionName.SPEAK,
    SectionName.SAFETY,
    SectionName.SUPPORT,
    SectionName.INSIGHT,
)
SUPPORT_BEFORE_INSIGHT: Final = (
    SectionName.WELCOME,
    SectionName.SPEAK,
    SectionName.SUPPORT,
    SectionName.INSIGHT,
    SectionName.SAFETY,
)
USUAL: Final = (
    SectionName.WELCOME,
    SectionName.SPEAK,
    SectionName.INSIGHT,
    SectionName.SUPPORT,
    SectionName.SAFETY,
)


def choose_order(
    pattern: PersonPattern, previous: InterfaceConfig | None = None
) -> tuple[tuple[SectionName, ...], Reason]:
    """The order of the sections. Where help stands first or near, no other rule has a say."""
    stage = stage_of(pattern)
    reason = Reason(key="why.order", clinical=reason_of(pattern).clinical)
    if PLACINGS[stage].comes_first:
        # Where help stood first already and is nearer no more, something else moved.
        stood_first = previous is not None and previous.layout[0].section is SectionName.SAFETY
        return SAFETY_FIRST, reason if stood_first and stage is Stage.NEAR else reason_of(pattern)
    if stage is Stage.WATCHFUL:
        return SAFETY_NEAR, reason
    return (SUPPORT_BEFORE_INSIGHT if pattern.course.trajectory in UNEVEN else USUAL), reason


def lay_out(order: tuple[SectionName, ...], is_visible: Callable[[ComponentName], bool]) -> tuple[Section, ...]:
    """The sections in this order with what is visible in them; an empty one is left out."""
    filled = [(name, tuple(filter(is_visible, MEMBERS[name]))) for name in order]
    shown = [(name, components) for name, components in filled if components]
    return tuple(
        Section(section=name, priority=priority, components=components)
        for priority, (name, components) in enumerate(shown, start=1)
    )
