"""A configuration that staff keep a person at: builds change nothing of it but what safety asks."""

from typing import Final

from interfaces.builder import REPAIRED, Built, draft, greet
from interfaces.changes import WHOLE, aspects_of, explain
from interfaces.config import (
    COMPONENTS,
    Component,
    ComponentName,
    Components,
    InterfaceConfig,
    Language,
    Prominence,
    SectionName,
)
from interfaces.layout import choose_order, lay_out
from interfaces.offers import offer_crisis_lines
from interfaces.pattern import PersonPattern
from interfaces.reasons import Reason
from interfaces.safety import may_celebrate, offer_answers
from interfaces.steadiness import LIGHTER_GREETING
from interfaces.wording.texts import Wording

KEPT: Final = Reason(key="why.pin", clinical="Kept by staff; the reason stands with the version they decided.")
_SAFETY_ASPECTS: Final = (
    "layout",
    "crisis_lines",
    "components.SafetyCheck.",
    "components.CrisisResources.",
    "components.ProgressCelebration.",
)
_HELP: Final[tuple[ComponentName, ...]] = ("SafetyCheck", "CrisisResources")
_RANK: Final = tuple(Prominence)


def build_kept(
    kept: InterfaceConfig, pattern: PersonPattern, previous: InterfaceConfig | None, wording: Wording
) -> Built:
    """The kept configuration with today's words and lines of help, as near as it must be. Raises MalformedTextError.

    Not for a pattern that asks for help first: then nothing kept may stand above, and `build` makes the interface.
    """
    fresh = draft(pattern, previous, wording)
    config = _made_safe(kept, fresh.config, pattern, wording)
    as_kept, made = aspects_of(kept), aspects_of(config)
    reasons = dict.fromkeys((*fresh.reasons, *as_kept), KEPT)
    # What safety made of it has safety's reason; what is as it was kept is so because it is kept, also once safety lets
    # it be again.
    reasons |= {
        what: why
        for what, why in fresh.reasons.items()
        if what.startswith(_SAFETY_ASPECTS) and (what == "crisis_lines" or made[what] != as_kept[what])
    }
    # Where something is kept, something was shown: nothing before means that it could not be read.
    reasons[WHOLE] = REPAIRED
    if _is_too_light(kept, pattern):
        reasons["greeting"] = fresh.reasons["greeting"]
    return Built(config=config, changes=explain(previous, config, reasons, wording))


def _made_safe(
    kept: InterfaceConfig, fresh: InterfaceConfig, pattern: PersonPattern, wording: Wording
) -> InterfaceConfig:
    components = {name: kept.components.get(name) for name in COMPONENTS}
    for name in _HELP:
        prominence = _nearer(components[name].prominence, fresh.components.get(name).prominence)
        components[name] = _worded_today(name, _with_prominence(components[name], prominence), kept.language, wording)
    if not may_celebrate(pattern):
        components["ProgressCelebration"] = _with_prominence(components["ProgressCelebration"], Prominence.HIDDEN)
    made = {
        "components": Components.model_validate(components),
        "layout": lay_out(_order(kept, pattern), lambda name: components[name].visible),
        "crisis_lines": offer_crisis_lines(pattern, kept.language, wording),
        "next_theme": None,
    }
    if _is_too_light(kept, pattern):
        made["greeting"] = greet(fresh.greeting.key, kept.language, wording)
    return InterfaceConfig.model_validate({**dict(kept), **made})


def _order(kept: InterfaceConfig, pattern: PersonPattern) -> tuple[SectionName, ...]:
    """The kept order, with help no lower than it must stand; sections that were cut by hand are all there again."""
    order = list(dict.fromkeys((*(section.section for section in kept.layout), *SectionName)))
    asked, _ = choose_order(pattern)
    place = min(order.index(SectionName.SAFETY), asked.index(SectionName.SAFETY))
    order.remove(SectionName.SAFETY)
    return (*order[:place], SectionName.SAFETY, *order[place:])


def _is_too_light(kept: InterfaceConfig, pattern: PersonPattern) -> bool:
    """Whether the kept greeting asks what goes well of someone for whom nothing may be celebrated now."""
    return kept.greeting.key == LIGHTER_GREETING and not may_celebrate(pattern)


def _nearer(one: Prominence, other: Prominence) -> Prominence:
    return max(one, other, key=_RANK.index)


def _with_prominence(component: Component, prominence: Prominence) -> Component:
    changed = {**dict(component), "prominence": prominence, "visible": prominence is not Prominence.HIDDEN}
    return type(component).model_validate(changed)


def _worded_today(name: ComponentName, component: Component, language: Language, wording: Wording) -> Component:
    """Words of help may name where to turn: those of then may be wrong by now."""
    today: dict[str, object] = {part: wording.text(language.value, f"{name}.{part}") for part in ("title", "text")}
    if name == "SafetyCheck" and component.visible:
        today["items"] = offer_answers(language, wording)
    return type(component).model_validate({**dict(component), **today})
