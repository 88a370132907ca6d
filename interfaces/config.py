"""The configuration of one person's interface: what their app reads and draws. The published contract is made of it.

It holds nothing diagnostic, no level and no score: only what to show, where, and in which words.

Pure.
"""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Final, Literal, Self, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from interfaces.themes import Theme
from resona.errors import ResonaError

VERSION: Final = "resona-interface/2"

MAX_TITLE: Final = 80  # characters: a line or two on a telephone
MAX_TEXT: Final = 300  # characters: what is read without scrolling
MAX_CONTACT: Final = 200  # characters: a telephone number or an address
MAX_KEY: Final = 60  # characters
MAX_ITEMS: Final = 5
MAX_RESOURCES: Final = 12
# An error names at most so many places of a configuration.
MAX_PLACES: Final = 10

# A telephone would run these instead of calling or opening somebody.
RUNNING_SCHEMES: Final = ("javascript", "vbscript", "data", "file")


def _in_any_case(word: str) -> str:
    """ECMA 262, whose patterns JSON Schema has, knows no flag for it within one."""
    return "".join(f"[{letter.upper()}{letter}]" for letter in word)


# Nor anything with control characters: a browser drops them, and "java\tscript:" runs.
CONTACT_PATTERN: Final = (
    rf"^(?!\s*(?:{'|'.join(map(_in_any_case, RUNNING_SCHEMES))})\s*:)(?![\s\S]*[\u0000-\u001F\u007F])"
)
_CONTACT: Final = re.compile(CONTACT_PATTERN)


def is_safe_contact(contact: str) -> bool:
    """Whether a telephone may open it: nothing that would run there."""
    return _CONTACT.match(contact) is not None


def _checked_contact(contact: str) -> str:
    # Rust's regular expressions, which pydantic has, know no look-ahead.
    if not is_safe_contact(contact):
        raise ValueError("neither a telephone number nor an address that a telephone may open")
    return contact


Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Title: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=MAX_TITLE)]
Text: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=MAX_TEXT)]
Key: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*$", max_length=MAX_KEY)]
Contact: TypeAlias = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_CONTACT),
    AfterValidator(_checked_contact),
    Field(json_schema_extra={"pattern": CONTACT_PATTERN}),
]
Colour: TypeAlias = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]
ComponentName: TypeAlias = Literal[
    "VoiceRecorder",
    "Greeting",
    "CrisisResources",
    "SafetyCheck",
    "DissonanceIndicator",
    "EmotionTimeline",
    "GentleObservations",
    "WhatsWorking",
    "PersonalizedResources",
    "ProgressCelebration",
]


class InvalidConfigError(ResonaError):
    """The configuration does not fit its schema."""

    status = 409
    problem = "build-failed"


class Prominence(StrEnum):
    """How much room a component takes."""

    HIDDEN = "hidden"
    MINIMAL = "minimal"
    CARD = "card"
    TOP = "top"
    MODAL = "modal"


class Language(StrEnum):
    """The languages there are texts in."""

    ENGLISH = "en"
    SWAHILI = "sw"


class SectionName(StrEnum):
    """Parts of the screen."""

    SAFETY = "safety"
    WELCOME = "welcome"
    SPEAK = "speak"
    INSIGHT = "insight"
    SUPPORT = "support"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Colours(_Part):
    """Colours as #rrggbb; every text meets WCAG 2.2 AA on what it stands on."""

    background: Colour
    surface: Colour
    text: Colour
    muted_text: Colour
    accent: Colour
    accent_text: Colour
    border: Colour


class ThemeView(_Part):
    """How it looks; `night_colours`, where given, are worn in the evening and at night."""

    name: Theme
    colours: Colours
    night_colours: Colours | None


class NextTheme(_Part):
    """A theme that follows if what speaks for it still holds at the next build on a later day."""

    name: Theme
    seen_on: date


class PartOfDay(_Part):
    """A greeting from an hour of the person's day on, until the next one begins."""

    from_hour: Annotated[int, Field(ge=0, le=23)]
    text: Text


class Greeting(_Part):
    """Greetings by part of the day: the app picks when it shows them. The night's lasts until the morning's begins."""

    key: Key
    morning: PartOfDay
    afternoon: PartOfDay
    evening: PartOfDay
    night: PartOfDay


class Item(_Part):
    """A line within a component; the key says which one it is, in every language."""

    key: Key
    text: Text


class LeadsTo(StrEnum):
    """What the app shows once an answer is chosen. Nothing of an answer is sent or kept."""

    REST = "rest"  # the rest of the screen; help stays where it is
    CRISIS_RESOURCES = "crisis_resources"  # the ways to reach a person, and nothing before them


class Answer(Item):
    """An answer a person can choose, and what it leads to."""

    leads_to: LeadsTo


class Component(_Part):
    """Whether and how a component is shown, and its texts."""

    visible: bool
    prominence: Prominence
    title: Title
    text: Text
    items: Annotated[tuple[Item, ...], Field(max_length=MAX_ITEMS)]

    @model_validator(mode="after")
    def _is_hidden_or_visible(self) -> Self:
        if self.visible == (self.prominence is Prominence.HIDDEN):
            raise ValueError("visible and prominence contradict each other")
        return self


class WithinScreen(Component):
    """A component that never stands over the others, and so never over help."""

    prominence: Literal[Prominence.HIDDEN, Prominence.MINIMAL, Prominence.CARD, Prominence.TOP]


class Question(Component):
    """A component that asks; where it offers answers, one of them leads to help."""

    items: Annotated[tuple[Answer, ...], Field(max_length=MAX_ITEMS)]

    @model_validator(mode="after")
    def _leads_to_help(self) -> Self:
        if self.items and all(answer.leads_to is not LeadsTo.CRISIS_RESOURCES for answer in self.items):
            raise ValueError("no answer leads to help")
        return self


class AlwaysReachable(Component):
    """A component that nothing may hide."""

    visible: Literal[True]
    prominence: Literal[Prominence.MINIMAL, Prominence.CARD, Prominence.TOP]


class Components(_Part):
    """Every component there is, shown or not."""

    VoiceRecorder: AlwaysReachable
    Greeting: WithinScreen
    CrisisResources: AlwaysReachable
    SafetyCheck: Question
    DissonanceIndicator: WithinScreen
    EmotionTimeline: WithinScreen
    GentleObservations: WithinScreen
    WhatsWorking: WithinScreen
    PersonalizedResources: WithinScreen
    ProgressCelebration: WithinScreen

    def get(self, name: ComponentName) -> Component:
        """The component of this name."""
        component: Component = getattr(self, name)
        return component


class Section(_Part):
    """A part of the screen; the lowest priority number stands first, as the sections do in the list."""

    section: SectionName
    priority: Annotated[int, Field(ge=1, le=len(SectionName))]
    components: Annotated[tuple[ComponentName, ...], Field(min_length=1)]


class Resource(_Part):
    """Somewhere to turn to; `contact` is a telephone number or an address, null where there is none to give."""

    key: Key
    title: Title
    text: Text
    contact: Contact | None


class InterfaceConfig(_Part):
    """One person's interface."""

    version: Literal["resona-interface/2"]
    language: Language
    theme: ThemeView
    next_theme: NextTheme | None
    greeting: Greeting
    components: Components
    layout: Annotated[tuple[Section, ...], Field(min_length=1, max_length=len(SectionName))]
    crisis_lines: Annotated[tuple[Resource, ...], Field(min_length=1, max_length=MAX_RESOURCES)]
    resources: Annotated[tuple[Resource, ...], Field(max_length=MAX_RESOURCES)]

    @model_validator(mode="after")
    def _shows_what_is_visible_once(self) -> Self:
        shown = [name for section in self.layout for name in section.components]
        visible = {name for name in COMPONENTS if self.components.get(name).visible}
        if sorted(shown) != sorted(visible):
            raise ValueError("the layout and the visible components differ")
        if [section.priority for section in self.layout] != list(range(1, len(self.layout) + 1)):
            raise ValueError("the sections are not in the order of their priorities")
        return self


COMPONENTS: Final[tuple[ComponentName, ...]] = (
    "VoiceRecorder",
    "Greeting",
    "CrisisResources",
    "SafetyCheck",
    "DissonanceIndicator",
    "EmotionTimeline",
    "GentleObservations",
    "WhatsWorking",
    "PersonalizedResources",
    "ProgressCelebration",
)


def read_config(stored: bytes | str) -> InterfaceConfig:
    """A configuration from its JSON. Raises InvalidConfigError, which names places and never quotes."""
    try:
        return InterfaceConfig.model_validate_json(stored)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        places = sorted({".".join(map(str, fault["loc"])) or "the whole" for fault in faults})
        named = ", ".join(places[:MAX_PLACES])
        raise InvalidConfigError(f"The configuration does not fit {VERSION} at: {named}.") from None


def write_config(config: InterfaceConfig) -> dict[str, Json]:
    """The configuration as it is stored and served."""
    written: dict[str, Json] = config.model_dump(mode="json")
    return written
