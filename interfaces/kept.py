"""A configuration that staff keep a person at: builds change nothing of it but what safety asks."""

from interfaces.builder import Built, crisis_lines, draft
from interfaces.changes import aspects_of, explain
from interfaces.config import Component, Components, InterfaceConfig, Prominence, SectionName
from interfaces.layout import lay_out
from interfaces.pattern import PersonPattern
from interfaces.reasons import Reason
from interfaces.safety import PLACINGS, may_celebrate, stage_of
from interfaces.wording.texts import Wording

KEPT = Reason(key="why.pin", clinical="Kept by staff; the reason stands with the version they decided.")
_SAFETY_ASPECTS = (
    "layout",
    "components.SafetyCheck.",
    "components.CrisisResources.",
    "components.ProgressCelebration.",
)
_RANK = tuple(Prominence)


def build_kept(
    kept: InterfaceConfig, pattern: PersonPattern, previous: InterfaceConfig | None, wording: Wording
) -> Built:
    """The kept configuration with today's crisis lines and with help as near as it must be. Raises MalformedTextError.

    Not for a pattern that asks for help first: then nothing kept may stand above, and `build` makes the interface.
    """
    fresh = draft(pattern, previous, wording)
    reasons = dict.fromkeys((*fresh.reasons, *aspects_of(kept)), KEPT)
    reasons |= {what: why for what, why in fresh.reasons.items() if what.startswith(_SAFETY_ASPECTS)}
    config = _made_safe(kept, fresh.config, pattern, wording)
    return Built(config=config, changes=explain(previous, config, reasons, wording))


def _made_safe(
    kept: InterfaceConfig, fresh: InterfaceConfig, pattern: PersonPattern, wording: Wording
) -> InterfaceConfig:
    components = {name: getattr(kept.components, name) for name in Components.model_fields}
    for name in ("SafetyCheck", "CrisisResources"):
        components[name] = _at_least(components[name], fresh.components.get(name).prominence)
    if not may_celebrate(pattern):
        components["ProgressCelebration"] = _with_prominence(components["ProgressCelebration"], Prominence.HIDDEN)
    order = tuple(section.section for section in kept.layout)
    if PLACINGS[stage_of(pattern)].comes_first or SectionName.SAFETY not in order:
        order = (SectionName.SAFETY, *(name for name in order if name is not SectionName.SAFETY))
    made = {
        "components": Components.model_validate(components),
        "layout": lay_out(order, lambda name: components[name].visible),
        "crisis_lines": crisis_lines(pattern, kept.language, wording),
        "next_theme": None,
    }
    return InterfaceConfig.model_validate({**dict(kept), **made})


def _at_least(component: Component, prominence: Prominence) -> Component:
    if _RANK.index(component.prominence) >= _RANK.index(prominence):
        return component
    return _with_prominence(component, prominence)


def _with_prominence(component: Component, prominence: Prominence) -> Component:
    changed = {**dict(component), "prominence": prominence, "visible": prominence is not Prominence.HIDDEN}
    return type(component).model_validate(changed)
