"""What is sent in about handovers and offers."""

from __future__ import annotations

from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from resona.accounts.people.bodies import Text
from resona.care.api.bodies import CareBody, PerformedBody
from resona.care.models.handovers import MAX_ITEM_CHARACTERS
from resona.care.models.offers import MAX_OFFER_CHARACTERS

MOST_ITEMS: Final = 500  # people of one team, of whom there is something to say
ItemText = Annotated[Text, Field(max_length=MAX_ITEM_CHARACTERS)]
OfferText = Annotated[Text, Field(max_length=MAX_OFFER_CHARACTERS)]


class BeginHandoverBody(PerformedBody):
    """Which team hands over."""

    care_team_id: UUID


class SaidOfPersonBody(CareBody):
    """What is handed over of one person."""

    user_id: UUID
    text: Annotated[ItemText | None, Field(description="Null: they are left out")]


class ItemsBody(PerformedBody):
    """What is handed over of these people; what is said of others stays."""

    items: Annotated[tuple[SaidOfPersonBody, ...], Field(min_length=1, max_length=MOST_ITEMS)]


class GiveBody(PerformedBody):
    """Nothing, or on whose behalf."""


class TakenBody(CareBody):
    """Whether one person is taken over."""

    user_id: UUID
    accepted: Annotated[bool, Field(strict=True, description="False: returned")]
    because: Annotated[ItemText | None, Field(description="Why they are returned; needed where they are")] = None


class TakeHandoverBody(PerformedBody):
    """What whoever takes over says of each person of the handover whom they see."""

    items: Annotated[tuple[TakenBody, ...], Field(max_length=MOST_ITEMS)]


class PassBody(PerformedBody):
    """To whom it is offered, and what they should know."""

    to: Annotated[UUID, Field(description="Of the staff of the person's clinic, somebody who sees them")]
    note: OfferText | None = None


class AcceptBody(PerformedBody):
    """Nothing; of a system, who of the staff took it."""


class ReturnBody(PerformedBody):
    """Why it is not taken; of a system, who of the staff said so."""

    note: OfferText
