"""A configuration as the person's screen: what stands on it, in which order, in which words and colours. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from interfaces.config import Colours, ComponentName, Greeting, InterfaceConfig, Prominence, Resource
from interfaces.daytime import PARTS

# The parts of the day in which a theme wears its colours of the night, where it has any (interfaces.config.ThemeView).
DARK_PARTS: Final = frozenset({"evening", "night"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One component as it stands on the screen."""

    name: ComponentName
    prominence: str
    title: str
    text: str
    items: tuple[str, ...]
    # How it differs from the version beside it, in a word or two; empty: it does not.
    mark: str

    @property
    def is_minimal(self) -> bool:
        return self.prominence == Prominence.MINIMAL


@dataclass(frozen=True, kw_only=True, slots=True)
class DayGreeting:
    """The greeting of one part of the day."""

    part: str
    from_hour: int
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Screen:
    """Everything there is to draw, at one part of the day."""

    language: str
    theme: str
    is_night: bool  # the colours of the night are worn
    greeting: str
    greetings: tuple[DayGreeting, ...]
    parts: tuple[Part, ...]  # in their order
    crisis_lines: tuple[Resource, ...]
    resources: tuple[Resource, ...]
    next_theme: str | None

    @property
    def has_modal(self) -> bool:
        """Whether something stands over all the rest."""
        return any(part.prominence == Prominence.MODAL for part in self.parts)

    @property
    def asks_whether_safe(self) -> bool:
        """Whether there are answers to choose from."""
        return any(part.name == "SafetyCheck" and part.items for part in self.parts)

    @property
    def has_curve(self) -> bool:
        """Whether a curve is drawn. Configurations hold no measurements, so it is nobody's."""
        return any(part.name == "EmotionTimeline" for part in self.parts)


def draw_screen(config: InterfaceConfig, part_of_day: str, marks: Mapping[ComponentName, str] | None = None) -> Screen:
    """The screen at this part of the day (interfaces.daytime.PARTS)."""
    is_night = part_of_day in DARK_PARTS and config.theme.night_colours is not None
    greetings = _greetings(config.greeting)
    return Screen(
        language=config.language.value,
        theme=config.theme.name.value,
        is_night=is_night,
        greeting=next(greeting.text for greeting in greetings if greeting.part == part_of_day),
        greetings=greetings,
        parts=_parts(config, marks or {}),
        crisis_lines=config.crisis_lines,
        resources=config.resources,
        next_theme=config.next_theme.name.value if config.next_theme else None,
    )


def stylesheet_of(config: InterfaceConfig, selector: str) -> str:
    """The colours as custom properties of this selector, those of the night where it is `.is-night` too.

    A sheet of its own instead of style attributes: these a strict content security policy refuses. The schema holds
    each colour to #rrggbb, so that none can break out of its rule.
    """
    rules = [_rule(selector, config.theme.colours)]
    if config.theme.night_colours is not None:
        rules.append(_rule(f"{selector}.is-night", config.theme.night_colours))
    return "\n".join(rules)


def part_at(config: InterfaceConfig, hour: int) -> str:
    """The part of the day at this hour of the clock, as this configuration divides it."""
    greetings = _greetings(config.greeting)
    begun = [greeting.part for greeting in greetings if greeting.from_hour <= hour]
    return begun[-1] if begun else greetings[-1].part


def _rule(selector: str, colours: Colours) -> str:
    properties = "".join(f"--screen-{name.replace('_', '-')}:{colour};" for name, colour in colours)
    return f"{selector}{{{properties}}}"


def _greetings(greeting: Greeting) -> tuple[DayGreeting, ...]:
    return tuple(
        DayGreeting(part=part, from_hour=getattr(greeting, part).from_hour, text=getattr(greeting, part).text)
        for part in PARTS
    )


def _parts(config: InterfaceConfig, marks: Mapping[ComponentName, str]) -> tuple[Part, ...]:
    return tuple(_part(config, name, marks.get(name, "")) for section in config.layout for name in section.components)


def _part(config: InterfaceConfig, name: ComponentName, mark: str) -> Part:
    component = config.components.get(name)
    return Part(
        name=name,
        prominence=component.prominence.value,
        title=component.title,
        text=component.text,
        items=tuple(item.text for item in component.items),
        mark=mark,
    )
