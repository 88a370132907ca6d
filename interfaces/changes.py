"""What differs between two configurations, aspect by aspect, each with its reason. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from interfaces.config import COMPONENTS, InterfaceConfig, Json, Prominence, write_config
from interfaces.reasons import Movement, Reason
from interfaces.wording.texts import Wording

# What is called a change where there was no interface before: one line, not one for every aspect.
WHOLE: Final = "interface"
LANGUAGE: Final = "language"
# Aspects of a component; `visible` goes with its prominence.
COMPONENT_ASPECTS: Final = ("prominence", "title", "text", "items")
# Aspects of the whole screen.
SCREEN_ASPECTS: Final = (LANGUAGE, "theme", "next_theme", "greeting", "layout", "crisis_lines", "resources")

_RANK: Final = tuple(Prominence)

WORDING_REVISED: Final = Reason(key="why.wording", clinical="The clinic's texts or resources were edited.")
LOOK_RENEWED: Final = Reason(key="why.look", clinical="A release of Resona renewed colours or hours; no rule applied.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One aspect that differs, and why, in the person's words and apart from that for the clinician."""

    what: str
    before: Json
    after: Json
    reason_for_person: str
    reason_for_clinician: str

    def as_json(self) -> dict[str, Json]:
        """As it is stored in the evolution log."""
        return {
            "what": self.what,
            "from": self.before,
            "to": self.after,
            "why": self.reason_for_person,
            "why_for_clinician": self.reason_for_clinician,
        }


def aspects_of(config: InterfaceConfig) -> dict[str, Json]:
    """The configuration as flat aspects: two configurations are alike if and only if these are."""
    written = write_config(config)
    aspects = {name: written[name] for name in SCREEN_ASPECTS}
    components = written["components"]
    assert isinstance(components, dict)
    for name in COMPONENTS:
        component = components[name]
        assert isinstance(component, dict)
        aspects |= {f"components.{name}.{aspect}": component[aspect] for aspect in COMPONENT_ASPECTS}
    return aspects


def explain(
    previous: InterfaceConfig | None, config: InterfaceConfig, reasons: Mapping[str, Reason], wording: Wording
) -> tuple[Change, ...]:
    """Every difference with its reason, and nothing else. `reasons` has one for every aspect, and for WHOLE."""
    if previous is None:
        differences: dict[str, tuple[Json, Json, Reason]] = {WHOLE: (None, _summary(config), reasons[WHOLE])}
    else:
        before = aspects_of(previous)
        differences = {
            what: (before[what], value, _reason_for(what, previous, config, reasons))
            for what, value in aspects_of(config).items()
            if value != before[what]
        }
    return tuple(
        Change(
            what=what,
            before=value_before,
            after=value,
            reason_for_person=wording.text(
                config.language.value, reason.key_for(_movement_of(what, value_before, value))
            ),
            reason_for_clinician=reason.clinical,
        )
        for what, (value_before, value, reason) in differences.items()
    )


def _reason_for(what: str, previous: InterfaceConfig, config: InterfaceConfig, reasons: Mapping[str, Reason]) -> Reason:
    """That of the rule, unless something else changed what the rule's outcome looks like."""
    is_worded = what.rpartition(".")[2] in {"title", "text", "items"} or what in {
        "greeting",
        "crisis_lines",
        "resources",
    }
    if is_worded and previous.language is not config.language:
        return reasons[LANGUAGE]
    if what == "theme" and previous.theme.name is config.theme.name:
        return LOOK_RENEWED
    if what == "greeting" and previous.greeting.key == config.greeting.key:
        return WORDING_REVISED
    if what.endswith((".title", ".text")):
        return WORDING_REVISED
    if what.endswith(".items") and _item_keys(what, previous) == _item_keys(what, config):
        return WORDING_REVISED
    return reasons[what]


def _movement_of(what: str, before: Json, after: Json) -> Movement | None:
    """Which way an aspect of a component went; None: it is no matter of more or less."""
    if what.endswith(".prominence"):
        return _way_of_prominence(Prominence(str(before)), Prominence(str(after)))
    if what.endswith(".items") and isinstance(before, list) and isinstance(after, list):
        were, are = ({str(item["key"]) for item in items if isinstance(item, dict)} for items in (before, after))
        if are - were:
            return Movement.GAINS
        return Movement.LOSES if were - are else Movement.REORDERS
    return None


def _way_of_prominence(before: Prominence, after: Prominence) -> Movement:
    if Prominence.HIDDEN in {before, after}:
        return Movement.COMES if before is Prominence.HIDDEN else Movement.GOES
    return Movement.GROWS if _RANK.index(after) > _RANK.index(before) else Movement.SHRINKS


def _item_keys(what: str, config: InterfaceConfig) -> list[str]:
    component = next(config.components.get(name) for name in COMPONENTS if what == f"components.{name}.items")
    return [item.key for item in component.items]


def _summary(config: InterfaceConfig) -> Json:
    shown: list[Json] = [name for section in config.layout for name in section.components]
    return {"language": config.language.value, "theme": config.theme.name.value, "shown": shown}
