"""A configuration that staff keep a person at: builds change nothing of it but what safety asks. Pure."""

from collections.abc import Mapping
from typing import Final

from interfaces.builder import REPAIRED, Built, draft, greet
from interfaces.changes import WHOLE, WORDING_REVISED, aspects_of, explain
from interfaces.config import (
    COMPONENTS,
    ComponentName,
    Components,
    InterfaceConfig,
    Json,
    Prominence,
    SectionName,
)
from interfaces.layout import choose_order, lay_out
from interfaces.offers import offer_crisis_lines, why_crisis_lines
from interfaces.pattern import PersonPattern
from interfaces.reasons import Reason
from interfaces.safety import may_celebrate
from interfaces.steadiness import LIGHTER_GREETING
from interfaces.todays_help import with_prominence, with_todays_help, worded_today
from interfaces.wording.texts import Wording

KEPT: Final = Reason(key="why.pin", clinical="Kept by staff; the reason stands with the version they decided.")
WITHDRAWN: Final = Reason(key="why.nothing", clinical="The clinic withdrew every resource that was kept.")
_RESOURCES: Final = "components.PersonalizedResources.prominence"
_SAFETY_ASPECTS: Final = (
    "layout",
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
        if what.startswith(_SAFETY_ASPECTS) and made[what] != as_kept[what]
    }
    if previous is not None:
        reasons["crisis_lines"] = why_crisis_lines(previous, pattern, kept.language, wording)
    reasons |= _reasons_of_withdrawal(as_kept, made, previous, config)
    # Where something is kept, something was shown: nothing before means that it could not be read.
    reasons[WHOLE] = REPAIRED
    if _is_too_light(kept, pattern):
        reasons["greeting"] = fresh.reasons["greeting"]
    return Built(config=config, changes=explain(previous, config, reasons, wording))


def _reasons_of_withdrawal(
    as_kept: Mapping[str, Json], made: Mapping[str, Json], previous: InterfaceConfig | None, config: InterfaceConfig
) -> dict[str, Reason]:
    """Why resources are not those that were kept; none that were not shown before came by what the clinic revised."""
    reasons: dict[str, Reason] = {}
    before = {resource.key for resource in previous.resources} if previous else set()
    if made["resources"] != as_kept["resources"] and before.issuperset(resource.key for resource in config.resources):
        reasons["resources"] = WORDING_REVISED
    if made[_RESOURCES] != as_kept[_RESOURCES]:
        reasons[_RESOURCES] = WITHDRAWN
    return reasons


def _made_safe(
    kept: InterfaceConfig, fresh: InterfaceConfig, pattern: PersonPattern, wording: Wording
) -> InterfaceConfig:
    today = with_todays_help(kept, wording)
    components = {name: today.components.get(name) for name in COMPONENTS}
    for name in _HELP:
        prominence = _nearer(components[name].prominence, fresh.components.get(name).prominence)
        components[name] = worded_today(name, with_prominence(components[name], prominence), kept.language, wording)
    if not may_celebrate(pattern):
        components["ProgressCelebration"] = with_prominence(components["ProgressCelebration"], Prominence.HIDDEN)
    made = {
        "components": Components.model_validate(components),
        "layout": lay_out(_order(kept, pattern), lambda name: components[name].visible),
        "crisis_lines": offer_crisis_lines(pattern, kept.language, wording),
        "next_theme": None,
    }
    if _is_too_light(kept, pattern):
        made["greeting"] = greet(fresh.greeting.key, kept.language, wording)
    return InterfaceConfig.model_validate({**dict(today), **made})


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
