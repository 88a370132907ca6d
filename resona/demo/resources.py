"""Where the demo's people can turn to: examples that say so, in both languages. None is a line of any country."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from interfaces.models import SupportResource
from resona.accounts.models import Clinic

NOT_REAL: Final = {"en": "Demo line, not a real number", "sw": "Namba ya mfano tu, si ya kweli"}


@dataclass(frozen=True, kw_only=True, slots=True)
class DemoResource:
    """A resource as a clinic would enter it."""

    kind: Literal["crisis", "support"]
    language: Literal["en", "sw"]
    title: str
    text: str
    topic: str | None = None
    contact: str | None = None


RESOURCES: Final = (
    DemoResource(
        kind="crisis",
        language="en",
        title="Crisis line of the demo clinic",
        text="Here a clinic names the line that its people can call at any hour.",
        contact=NOT_REAL["en"],
    ),
    DemoResource(
        kind="crisis",
        language="sw",
        title="Namba ya dharura ya kliniki ya mfano",
        text="Hapa kliniki inaandika namba ambayo watu wake wanaweza kupiga saa yoyote.",
        contact=NOT_REAL["sw"],
    ),
    DemoResource(
        kind="support", language="en", title="An evening without screens", text="Ten minutes that help many to sleep.",
        topic="sleep",
    ),
    DemoResource(
        kind="support", language="en", title="Work and rest", text="How to end a working day, in three steps.",
        topic="work",
    ),
    DemoResource(
        kind="support", language="en", title="Talking at home", text="Words for a talk that is hard to begin.",
        topic="family",
    ),
    DemoResource(
        kind="support", language="en", title="Money worries", text="Whom the clinic can put you in touch with.",
        topic="money",
    ),
    DemoResource(
        kind="support", language="en", title="A breath of one minute", text="In for four, out for six, five times.",
    ),
    DemoResource(
        kind="support", language="sw", title="Pumzi ya dakika moja",
        text="Vuta ukihesabu hadi nne, toa ukihesabu hadi sita, mara tano.",
    ),
    DemoResource(
        kind="support", language="sw", title="Usingizi mzuri", text="Dakika kumi za utulivu kabla ya kulala.",
        topic="sleep",
    ),
)  # fmt: skip


def enter_resources(clinic: Clinic) -> None:
    """Enters the examples for a clinic of the demo."""
    SupportResource.objects.bulk_create(
        SupportResource(
            clinic=clinic,
            kind=resource.kind,
            language=resource.language,
            title=resource.title,
            text=resource.text,
            topic=resource.topic,
            contact=resource.contact,
            position=position,
        )
        for position, resource in enumerate(RESOURCES, 1)
    )
