"""Builds the configuration of a person's interface from their pattern and the one before. Deterministic. Pure."""

from dataclasses import asdict, dataclass
from typing import Final

from interfaces.changes import LANGUAGE, WHOLE, Change, explain
from interfaces.config import (
    COMPONENTS,
    VERSION,
    ComponentName,
    Components,
    Greeting,
    InterfaceConfig,
    Item,
    Language,
    PartOfDay,
    Prominence,
    ThemeView,
)
from interfaces.daytime import PART_STARTS
from interfaces.layout import choose_order, lay_out
from interfaces.offers import are_topical, offer_crisis_lines, offer_resources, why_crisis_lines, why_resources
from interfaces.pattern import PersonPattern
from interfaces.reasons import Reason
from interfaces.rules import Showing, choose_greeting, choose_language, show
from interfaces.safety import PLACINGS, offer_answers, reason_of, stage_of
from interfaces.steadiness import steadied
from interfaces.theme_rules import choose_theme
from interfaces.themes import NIGHT_PALETTES, PALETTES, Theme
from interfaces.wording.texts import Wording

# Moves with every change of the rules below: people unchanged since are built anew.
RULES_VERSION: Final = "3"
_START: Final = Reason(key="why.start", clinical="The first interface of this person.")
REPAIRED: Final = Reason(key="why.repaired", clinical="The interface that was kept could not be used; built anew.")
_NO_RESOURCES: Final = Showing(
    prominence=Prominence.HIDDEN,
    reason=Reason(key="why.nothing", clinical="The clinic has entered no resource that fits."),
)
_NOT_TOPICAL: Final = Showing(
    prominence=Prominence.MINIMAL,
    reason=Reason(key="why.resources.small", clinical="The clinic has entered none for the topics of heavier days."),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Built:
    """A configuration, and everything that sets it apart from the previous one."""

    config: InterfaceConfig
    changes: tuple[Change, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A configuration with the reason of each of its aspects, and one for the whole."""

    config: InterfaceConfig
    reasons: dict[str, Reason]


def build(pattern: PersonPattern, previous: InterfaceConfig | None, wording: Wording) -> Built:
    """The interface for this pattern, and what changes from the previous one. Raises MalformedTextError."""
    made = draft(steadied(pattern, previous), previous, wording)
    return Built(config=made.config, changes=explain(previous, made.config, made.reasons, wording))


def rebuild(pattern: PersonPattern, wording: Wording) -> Built:
    """The interface in place of one that cannot be read any more. Raises MalformedTextError."""
    made = draft(pattern, None, wording)
    return Built(config=made.config, changes=explain(None, made.config, {WHOLE: REPAIRED}, wording))


def draft(pattern: PersonPattern, previous: InterfaceConfig | None, wording: Wording) -> Draft:
    """The interface for this pattern; the previous one says what was announced and what language was shown."""
    language, language_reason = choose_language(pattern, previous)
    theme = choose_theme(pattern, previous)
    greeting, greeting_reason = choose_greeting(pattern)
    order, order_reason = choose_order(pattern, previous)
    resources = offer_resources(pattern, language, wording)
    showings = {name: show(name, pattern, previous) for name in COMPONENTS}
    if not resources:
        showings["PersonalizedResources"] = _NO_RESOURCES
    elif showings["PersonalizedResources"].prominence is Prominence.CARD and not are_topical(resources, wording):
        showings["PersonalizedResources"] = _NOT_TOPICAL
    config = InterfaceConfig(
        version=VERSION,
        language=language,
        theme=dress(theme.name),
        next_theme=theme.next_theme,
        greeting=greet(greeting, language, wording),
        components=Components.model_validate(
            {name: _word(name, how, language, wording) for name, how in showings.items()}
        ),
        layout=lay_out(order, lambda name: showings[name].prominence is not Prominence.HIDDEN),
        crisis_lines=offer_crisis_lines(pattern, language, wording),
        resources=resources,
    )
    reasons = {
        WHOLE: reason_of(pattern) if PLACINGS[stage_of(pattern)].comes_first else _START,
        LANGUAGE: language_reason,
        "theme": theme.reason,
        "next_theme": theme.next_reason,
        "greeting": greeting_reason,
        "layout": order_reason,
    }
    if previous is not None:
        topical = showings["PersonalizedResources"].reason
        reasons["crisis_lines"] = why_crisis_lines(previous, pattern, language, wording)
        reasons["resources"] = why_resources(previous, pattern, language, wording, topical=topical)
    for name, how in showings.items():
        reasons |= {f"components.{name}.{aspect}": how.reason for aspect in ("prominence", "items")}
    return Draft(config=config, reasons=reasons)


def dress(theme: Theme) -> ThemeView:
    """A theme with its colours."""
    night = NIGHT_PALETTES.get(theme)
    return ThemeView.model_validate(
        {"name": theme, "colours": asdict(PALETTES[theme]), "night_colours": night and asdict(night)}
    )


def greet(key: str, language: Language, wording: Wording) -> Greeting:
    """A greeting for each part of the day."""
    parts = {
        part: PartOfDay(
            from_hour=hour,
            text=wording.text(language.value, key, salutation=wording.text(language.value, f"salutation.{part}")),
        )
        for part, hour in PART_STARTS
    }
    return Greeting.model_validate({"key": key, **parts})


def _word(name: ComponentName, how: Showing, language: Language, wording: Wording) -> dict[str, object]:
    return {
        "visible": how.prominence is not Prominence.HIDDEN,
        "prominence": how.prominence,
        "title": wording.text(language.value, f"{name}.title"),
        "text": wording.text(language.value, f"{name}.text"),
        "items": _items(name, how, language, wording),
    }


def _items(name: ComponentName, how: Showing, language: Language, wording: Wording) -> tuple[Item, ...]:
    if name == "SafetyCheck":
        return offer_answers(language, wording) if how.items else ()
    return tuple(Item(key=key, text=wording.text(language.value, key)) for key in how.items)
