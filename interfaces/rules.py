"""What a pattern asks of each component: the table of rules. Safety has the last word (interfaces.safety). Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from interfaces.config import MAX_ITEMS, ComponentName, InterfaceConfig, Language, Prominence
from interfaces.pattern import PersonPattern
from interfaces.reasons import Movement, Reason
from interfaces.safety import (
    ANSWERS,
    MUCH_CONCEALMENT,
    PLACINGS,
    Stage,
    level_in_words,
    may_celebrate,
    reason_of,
    stage_of,
)
from interfaces.steadiness import GENTLE_GREETING, LIGHTER_GREETING, MOST_TOPICS, UNEVEN
from interfaces.trajectory import Trajectory
from resona.site.counts import count_of

# Share of sessions in a language from which the interface follows it; below, it stays with what it was.
LEADING_LANGUAGE: Final = 0.7
# Share of strained sessions in which something was brushed aside.
MUCH_DEFLECTION: Final = 0.4
# What was shown stays down to these shares: one session in ten less (interfaces.steadiness says why there are two).
STILL_MUCH_CONCEALMENT: Final = 0.2
STILL_MUCH_DEFLECTION: Final = 0.3

_OTHER_LINES: Final = {Movement.LOSES: "why.items.fewer", Movement.REORDERS: "why.order"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Showing:
    """How a component is to be shown: its lines are keys of texts."""

    prominence: Prominence
    reason: Reason
    items: tuple[str, ...] = ()


Rule = Callable[[PersonPattern], Showing]


def show(name: ComponentName, pattern: PersonPattern, previous: InterfaceConfig | None) -> Showing:
    """How this component is to be shown. While help stands first, everything else but talking and a welcome waits."""
    if stage_of(pattern) is Stage.FIRST and name not in KEPT_IN_CRISIS:
        return Showing(
            prominence=Prominence.HIDDEN, reason=Reason(key="why.simple", clinical=reason_of(pattern).clinical)
        )
    if name == "DissonanceIndicator":
        return _dissonance_indicator(pattern, is_shown=previous is not None and previous.components.get(name).visible)
    return RULES[name](pattern)


def choose_language(pattern: PersonPattern, previous: InterfaceConfig | None) -> tuple[Language, Reason]:
    """The language spoken in most sessions; otherwise the one shown so far, the person's setting, or English."""
    known = {language.value: language for language in Language}
    if pattern.is_sufficient and pattern.spoken_languages:
        spoken, share = pattern.spoken_languages[0]
        if spoken in known and share >= LEADING_LANGUAGE:
            clinical = f"Spoken in {share:.0%} of {count_of(pattern.session_count, 'session')}."
            return known[spoken], Reason(key="why.language", clinical=clinical)
    own = known.get(pattern.own_language, Language.ENGLISH)
    reason = Reason(key="why.language", clinical="The person's setting; no language leads in the last sessions.")
    return (own if previous is None else previous.language), reason


def choose_greeting(pattern: PersonPattern) -> tuple[str, Reason]:
    """The key of the greeting."""
    trajectory = pattern.course.trajectory
    clinical = reason_of(pattern).clinical
    if stage_of(pattern) in {Stage.FIRST, Stage.NEAR}:
        return "greeting.safety", Reason(key=reason_of(pattern).key, clinical=clinical)
    if not pattern.is_sufficient:
        return "greeting.start", Reason(key="why.greeting.start", clinical=_few(pattern))
    if trajectory in UNEVEN:
        return GENTLE_GREETING, Reason(key="why.greeting.gentle", clinical=clinical)
    if may_celebrate(pattern):
        return LIGHTER_GREETING, Reason(key="why.greeting.lighter", clinical=clinical)
    return "greeting.steady", Reason(key="why.greeting.steady", clinical=clinical)


def _voice_recorder(pattern: PersonPattern) -> Showing:
    prominence = Prominence.CARD if stage_of(pattern) is Stage.FIRST else Prominence.TOP
    key = "why.simple" if prominence is Prominence.CARD else "why.record"
    return Showing(prominence=prominence, reason=Reason(key=key, clinical=reason_of(pattern).clinical))


def _greeting(pattern: PersonPattern) -> Showing:
    prominence = Prominence.MINIMAL if stage_of(pattern) is Stage.FIRST else Prominence.CARD
    key = "why.simple" if prominence is Prominence.MINIMAL else "why.welcome"
    return Showing(prominence=prominence, reason=Reason(key=key, clinical=reason_of(pattern).clinical))


def _crisis_resources(pattern: PersonPattern) -> Showing:
    return Showing(prominence=PLACINGS[stage_of(pattern)].crisis_resources, reason=reason_of(pattern))


def _safety_check(pattern: PersonPattern) -> Showing:
    prominence = PLACINGS[stage_of(pattern)].safety_check
    items = () if prominence is Prominence.HIDDEN else tuple(ANSWERS)
    return Showing(prominence=prominence, reason=reason_of(pattern), items=items)


def _dissonance_indicator(pattern: PersonPattern, *, is_shown: bool) -> Showing:
    concealment, deflection = pattern.concealment or 0.0, pattern.deflection or 0.0
    clinical = (
        f"Words lighter than the voice in {_percent(pattern.concealment)} of the sessions compared (shown from "
        f"{MUCH_CONCEALMENT:.0%} on, no more below {STILL_MUCH_CONCEALMENT:.0%}); brushed aside in "
        f"{_percent(pattern.deflection)} of those strained (from {MUCH_DEFLECTION:.0%}, below "
        f"{STILL_MUCH_DEFLECTION:.0%})."
    )
    cuts = (STILL_MUCH_CONCEALMENT, STILL_MUCH_DEFLECTION) if is_shown else (MUCH_CONCEALMENT, MUCH_DEFLECTION)
    if concealment >= cuts[0] or deflection >= cuts[1]:
        return Showing(prominence=Prominence.CARD, reason=Reason(key="why.fine", clinical=clinical))
    return Showing(prominence=Prominence.HIDDEN, reason=Reason(key="why.fine.not", clinical=clinical))


def _emotion_timeline(pattern: PersonPattern) -> Showing:
    trajectory = pattern.course.trajectory
    if trajectory is Trajectory.INSUFFICIENT:
        return Showing(prominence=Prominence.HIDDEN, reason=Reason(key="why.few", clinical=_few(pattern)))
    clinical = f"Course of {count_of(pattern.course.session_count, 'session')}: {pattern.course.in_words}."
    if trajectory in UNEVEN:
        return Showing(prominence=Prominence.MINIMAL, reason=Reason(key="why.timeline.small", clinical=clinical))
    larger = {Movement.GROWS: "why.timeline.again"}
    return Showing(prominence=Prominence.CARD, reason=Reason(key="why.timeline", clinical=clinical, when=larger))


def _gentle_observations(pattern: PersonPattern) -> Showing:
    topics = (pattern.strain_topics or ())[:MOST_TOPICS]
    observed = ((pattern.usual_part,) if pattern.usual_part else ()) + topics
    if not pattern.is_sufficient:
        return Showing(prominence=Prominence.HIDDEN, reason=Reason(key="why.few", clinical=_few(pattern)))
    clinical = f"Usual part of day: {pattern.usual_part or 'none'}; heavier with: {', '.join(topics) or 'no topic'}."
    if not observed:
        return Showing(prominence=Prominence.HIDDEN, reason=Reason(key="why.nothing", clinical=clinical))
    prominence = Prominence.MINIMAL if pattern.course.trajectory in UNEVEN else Prominence.CARD
    items = tuple(f"observation.{name}" for name in observed)
    other = {Movement.SHRINKS: "why.observations.small", Movement.GROWS: "why.observations.again", **_OTHER_LINES}
    reason = Reason(key="why.observations", clinical=clinical, when=other)
    return Showing(prominence=prominence, reason=reason, items=items)


def _whats_working(pattern: PersonPattern) -> Showing:
    helps = (pattern.helps or ())[:MAX_ITEMS]
    if not helps:
        clinical = (
            "Too few sessions to compare." if pattern.helps is None else "Nothing beyond the person's usual course."
        )
        return Showing(prominence=Prominence.HIDDEN, reason=Reason(key="why.nothing", clinical=clinical))
    clinical = f"The next session was lighter than usual for this person after: {', '.join(helps)}."
    items = tuple(f"helps.{name}" for name in helps)
    if pattern.course.trajectory is Trajectory.DECLINING:
        course = f"{clinical} The course is {pattern.course.in_words}."
        reason = Reason(key="why.helps.top", clinical=course, when={Movement.GAINS: "why.helps", **_OTHER_LINES})
        return Showing(prominence=Prominence.TOP, reason=reason, items=items)
    reason = Reason(key="why.helps", clinical=clinical, when={Movement.SHRINKS: "why.helps.back", **_OTHER_LINES})
    return Showing(prominence=Prominence.CARD, reason=reason, items=items)


def _personalized_resources(pattern: PersonPattern) -> Showing:
    topics = pattern.strain_topics or ()
    if topics:
        reason = Reason(key="why.resources", clinical=f"Heavier sessions with: {', '.join(topics)}.")
        return Showing(prominence=Prominence.CARD, reason=reason)
    reason = Reason(key="why.resources.small", clinical="No topic goes with heavier sessions.")
    return Showing(prominence=Prominence.MINIMAL, reason=reason)


def _progress_celebration(pattern: PersonPattern) -> Showing:
    clinical = (
        f"Course: {pattern.course.in_words}; level: {level_in_words(pattern)}; "
        f"words lighter than the voice: {_percent(pattern.concealment)}."
    )
    if may_celebrate(pattern):
        return Showing(prominence=Prominence.CARD, reason=Reason(key="why.celebrate", clinical=clinical))
    return Showing(prominence=Prominence.HIDDEN, reason=Reason(key="why.celebrate.not", clinical=clinical))


def _few(pattern: PersonPattern) -> str:
    sessions = count_of(pattern.session_count, "session")
    return f"Too few: {sessions} in 30 days, {pattern.course.session_count} of them heard."


def _percent(share: float | None) -> str:
    return "an unknown share" if share is None else f"{share:.0%}"


RULES: Final[Mapping[ComponentName, Rule]] = MappingProxyType(
    {
        "VoiceRecorder": _voice_recorder,
        "Greeting": _greeting,
        "CrisisResources": _crisis_resources,
        "SafetyCheck": _safety_check,
        "EmotionTimeline": _emotion_timeline,
        "GentleObservations": _gentle_observations,
        "WhatsWorking": _whats_working,
        "PersonalizedResources": _personalized_resources,
        "ProgressCelebration": _progress_celebration,
    }
)
KEPT_IN_CRISIS: Final = frozenset({"SafetyCheck", "CrisisResources", "VoiceRecorder", "Greeting"})
