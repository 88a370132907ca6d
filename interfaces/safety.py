"""How near help must stand. It depends on levels from the person's own words and on open events, never on a score.

Pure.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from interfaces.config import Answer, Language, LeadsTo, Prominence
from interfaces.pattern import EVENT_WINDOW, PersonPattern
from interfaces.reasons import Movement, Reason
from interfaces.trajectory import Trajectory
from interfaces.wording.texts import Wording

# Share of compared sessions with words hiding a distressed voice from which improvement is not taken at its word.
MUCH_CONCEALMENT: Final = 0.3


class Stage(StrEnum):
    """How near help stands."""

    FIRST = "first"  # before everything else
    NEAR = "near"  # above the fold
    WATCHFUL = "watchful"  # a card, in its place
    USUAL = "usual"  # reachable, as always


@dataclass(frozen=True, kw_only=True, slots=True)
class Placing:
    """What a stage asks of the components of safety."""

    safety_check: Prominence
    crisis_resources: Prominence
    # The section of safety stands before all others.
    comes_first: bool


PLACINGS: Final = {
    Stage.FIRST: Placing(safety_check=Prominence.MODAL, crisis_resources=Prominence.TOP, comes_first=True),
    Stage.NEAR: Placing(safety_check=Prominence.CARD, crisis_resources=Prominence.CARD, comes_first=True),
    Stage.WATCHFUL: Placing(safety_check=Prominence.HIDDEN, crisis_resources=Prominence.CARD, comes_first=False),
    Stage.USUAL: Placing(safety_check=Prominence.HIDDEN, crisis_resources=Prominence.MINIMAL, comes_first=False),
}
# The answers to the safety check, by the keys of their texts. Who is not sure is shown help as who needs it now.
ANSWERS: Final = {
    "safety.safe": LeadsTo.REST,
    "safety.unsure": LeadsTo.CRISIS_RESOURCES,
    "safety.help": LeadsTo.CRISIS_RESOURCES,
}
_STAGE_OF_LEVEL: Final = {"critical": Stage.FIRST, "high": Stage.NEAR, "medium": Stage.WATCHFUL, "low": Stage.USUAL}
_KEY_OF_STAGE: Final = {
    Stage.FIRST: "why.safety.first",
    Stage.NEAR: "why.safety.near",
    Stage.WATCHFUL: "why.safety.near",
    Stage.USUAL: "why.safety.usual",
}


# Help that takes less room than before stays close all the same.
_EASED: Final = dict.fromkeys((Movement.SHRINKS, Movement.GOES, Movement.LOSES), "why.safety.eased")


def stage_of(pattern: PersonPattern) -> Stage:
    """The stage of a pattern. An open event keeps help near, whatever the level; an old one keeps it from the end."""
    risk = pattern.risk
    stage = Stage.USUAL if risk.level is None else _STAGE_OF_LEVEL[risk.level]
    if risk.has_open_event and stage is not Stage.FIRST:
        return Stage.NEAR
    if stage is Stage.USUAL and (risk.has_old_event or pattern.course.trajectory is Trajectory.DECLINING):
        return Stage.WATCHFUL
    return stage


def reason_of(pattern: PersonPattern) -> Reason:
    """Why help stands where it does."""
    event = _event_in_words(pattern)
    level = level_in_words(pattern)
    stage = stage_of(pattern)
    clinical = f"Highest level of the last 14 days: {level}; {event}; course: {pattern.course.in_words}."
    return Reason(key=_KEY_OF_STAGE[stage], clinical=clinical, when={} if stage is Stage.USUAL else _EASED)


def offer_answers(language: Language, wording: Wording) -> tuple[Answer, ...]:
    """The answers to the safety check, in today's words. Raises MalformedTextError."""
    return tuple(
        Answer(key=key, text=wording.text(language.value, key), leads_to=leads_to) for key, leads_to in ANSWERS.items()
    )


def level_in_words(pattern: PersonPattern) -> str:
    """For the clinician: what is not known may be low as far as it is."""
    if pattern.risk.level is None and pattern.risk.is_low_so_far:
        return "low, but not every session could be assessed"
    return pattern.risk.level or "not known"


def may_celebrate(pattern: PersonPattern) -> bool:
    """Only while improving, at a level known to be low, with no event open and little concealment."""
    return (
        pattern.course.trajectory is Trajectory.IMPROVING
        and pattern.risk.level == "low"
        and not (pattern.risk.has_open_event or pattern.risk.has_old_event)
        and (pattern.concealment is None or pattern.concealment < MUCH_CONCEALMENT)
    )


def _event_in_words(pattern: PersonPattern) -> str:
    if pattern.risk.has_open_event:
        return "an open crisis event"
    if pattern.risk.has_old_event:
        return f"a crisis event open for more than {EVENT_WINDOW.days} days, which staff should close"
    return "no open crisis event"
