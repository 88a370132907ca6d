"""A configuration with today's help: crisis lines and words of help as they are now, and no resource withdrawn since.

A number that nobody answers any more does harm, whoever decided what is shown: so neither a version that staff keep,
nor one of a person whose interface is left alone, nor a build that failed holds back what a clinic revised.

Pure.
"""

from interfaces.config import (
    Component,
    ComponentName,
    Components,
    InterfaceConfig,
    Language,
    Prominence,
    SectionName,
)
from interfaces.layout import lay_out
from interfaces.offers import crisis_lines_today, resources_still_offered
from interfaces.safety import offer_answers
from interfaces.wording.texts import Wording


def with_todays_help(config: InterfaceConfig, wording: Wording) -> InterfaceConfig:
    """The configuration as it may be shown today; the same where nothing was revised. Raises MalformedTextError.

    Crisis lines are in both languages where they were so.
    """
    components: dict[ComponentName, Component] = {
        "CrisisResources": worded_today("CrisisResources", config.components.CrisisResources, config.language, wording),
        "SafetyCheck": worded_today("SafetyCheck", config.components.SafetyCheck, config.language, wording),
    }
    resources = resources_still_offered(config.resources, wording)
    shown = config.components.PersonalizedResources
    is_emptied = bool(config.resources) and not resources and shown.visible
    if is_emptied:
        components["PersonalizedResources"] = with_prominence(shown, Prominence.HIDDEN)
    made = Components.model_validate({**dict(config.components), **components})
    order = dict.fromkeys((*(section.section for section in config.layout), *SectionName))
    changed = {
        "components": made,
        "layout": lay_out(tuple(order), lambda name: made.get(name).visible) if is_emptied else config.layout,
        "crisis_lines": crisis_lines_today(config.crisis_lines, config.language, wording),
        "resources": resources,
    }
    return InterfaceConfig.model_validate({**dict(config), **changed})


def worded_today(name: ComponentName, component: Component, language: Language, wording: Wording) -> Component:
    """A component of help in today's words. They may name where to turn: those of then may be wrong by now."""
    today: dict[str, object] = {part: wording.text(language.value, f"{name}.{part}") for part in ("title", "text")}
    if name == "SafetyCheck" and component.visible:
        today["items"] = offer_answers(language, wording)
    return type(component).model_validate({**dict(component), **today})


def with_prominence(component: Component, prominence: Prominence) -> Component:
    """The component, shown so."""
    changed = {**dict(component), "prominence": prominence, "visible": prominence is not Prominence.HIDDEN}
    return type(component).model_validate(changed)
