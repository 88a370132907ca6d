"""No sudden flip: what the person is shown stays while something of its cause is left. One cut to come, one to go.

Shares and tests over a window move with each session that enters or leaves it; right at one cut a component would come
and go every few nights. So what is new must be clear, and what was shown may fade: the previous configuration says
which of both it is. Safety is not steadied: it comes at once, and nothing of it waits.

Pure.
"""

from dataclasses import replace
from typing import Final

from interfaces.config import MAX_ITEMS, Component, InterfaceConfig
from interfaces.pattern import PersonPattern
from interfaces.safety import Stage, stage_of
from interfaces.trajectory import Course, Trajectory

# What the greeting said of a course, and the courses that it says it of.
GENTLE_GREETING: Final = "greeting.gentle"
# Asks what goes well: for those only with whom there is something to celebrate.
LIGHTER_GREETING: Final = "greeting.lighter"
UNEVEN: Final = frozenset({Trajectory.DECLINING, Trajectory.VOLATILE})
_SHOWN_BY: Final = {GENTLE_GREETING: UNEVEN, LIGHTER_GREETING: frozenset({Trajectory.IMPROVING})}

# Topics named at once: more would read as a list of troubles.
MOST_TOPICS: Final = 2


def steadied(pattern: PersonPattern, previous: InterfaceConfig | None) -> PersonPattern:
    """The pattern with what was shown before and has not faded yet. What is clear is never taken from it.

    While help stands first, or too little is known, there is nothing shown to be kept up.
    """
    stage = stage_of(pattern)
    if previous is None or stage is Stage.FIRST or not pattern.is_sufficient:
        return pattern
    shown = previous.components
    topics = _still_shown(shown.GentleObservations, "observation", pattern.faint.strain_topics)
    helps = _still_shown(shown.WhatsWorking, "helps", pattern.faint.helps)
    part = _still_shown(shown.GentleObservations, "observation", (pattern.faint.usual_part or "",))
    return replace(
        pattern,
        course=pattern.course if stage is Stage.NEAR else _steadied_course(pattern.course, previous),
        usual_part=pattern.usual_part or next(iter(part), None),
        strain_topics=_joined(pattern.strain_topics, topics, MOST_TOPICS),
        helps=_joined(pattern.helps, helps, MAX_ITEMS),
    )


def _steadied_course(course: Course, previous: InterfaceConfig) -> Course:
    if course.trajectory is not Trajectory.STABLE or course.faint is None:
        return course
    is_kept_up = course.faint in _SHOWN_BY.get(previous.greeting.key, ())
    return replace(course, trajectory=course.faint, is_fading=True) if is_kept_up else course


def _still_shown(component: Component, group: str, faint: tuple[str, ...]) -> tuple[str, ...]:
    shown = {item.key for item in component.items}
    return tuple(name for name in faint if f"{group}.{name}" in shown)


def _joined(clear: tuple[str, ...] | None, still: tuple[str, ...], most: int) -> tuple[str, ...] | None:
    """What is clear first, and what stays only as far as there is room; None: neither is known."""
    if clear is None and not still:
        return None
    found = clear or ()
    stays = tuple(name for name in still if name not in found)
    return (*found, *stays[: max(most - len(found), 0)])
