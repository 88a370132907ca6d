"""What is sent in when somebody acts on a finding."""

from __future__ import annotations

from typing import Any, Final

from rest_framework import serializers
from rest_framework.request import Request

from resona.accounts.performers import MAX_PART_CHARACTERS, acting_for
from resona.api.serializers import Body, Text
from risk.models import CrisisEvent
from risk.raising import RAISED_LEVELS
from risk.services import CHOSEN_RESOLUTIONS, MAX_ACTION_CHARACTERS
from risk.step_models import MAX_NOTE_CHARACTERS

RESOLUTIONS: Final = tuple((one.value, one.label) for one in CHOSEN_RESOLUTIONS)


class PerformerPart(Body):
    """A member of staff, as the system that acts for them knows them."""

    system = Text(max_length=MAX_PART_CHARACTERS, help_text="Who gave the value: a URI")
    value = Text(max_length=MAX_PART_CHARACTERS)
    display = Text(max_length=MAX_PART_CHARACTERS, help_text="The name to show")


class OnBehalfBody(Body):
    """What staff do, or a system for a member of staff there."""

    performer = PerformerPart(required=False, allow_null=True)


def read_acting(body_class: type[OnBehalfBody], request: Request) -> tuple[Any, dict[str, Any]]:
    """Who does it, a system with the member of staff for whom, and what is said with it.

    Raises ValidationError, InvalidInputError.
    """
    body = body_class(data=request.data)
    body.is_valid(raise_exception=True)
    given = dict(body.validated_data)
    return acting_for(request.user, given.pop("performer", None)), given


class ActionBody(Body):
    """What was done about an assessment."""

    action_taken = Text(max_length=MAX_ACTION_CHARACTERS)


class AcknowledgeBody(OnBehalfBody):
    """A note is welcome, not needed."""

    note = Text(max_length=MAX_NOTE_CHARACTERS, allow_blank=True, default="")


class ResolveBody(OnBehalfBody):
    """Why the event is closed, and how it turned out."""

    note = Text(max_length=MAX_NOTE_CHARACTERS)
    resolution = serializers.ChoiceField(
        choices=RESOLUTIONS,
        default=CrisisEvent.Resolution.OTHER,
        error_messages={"invalid_choice": "is not a resolution known here"},  # Django's own repeats what was sent
    )


class NoteBody(OnBehalfBody):
    """What else is to be known of an event."""

    note = Text(max_length=MAX_NOTE_CHARACTERS)


class RaiseBody(NoteBody):
    """Why an event is raised, and how urgent it is."""

    id = serializers.UUIDField(required=False, help_text="The sender's own: sent again, it raises no second event")
    risk_level = serializers.ChoiceField(
        choices=list(RAISED_LEVELS),
        error_messages={"invalid_choice": "is not a level that calls for somebody"},
    )


class ReopenBody(OnBehalfBody):
    """Why a resolved event is opened again."""

    reason = Text(max_length=MAX_NOTE_CHARACTERS)


class CorrectBody(NoteBody):
    """How it turned out after all, and why that is known now."""

    resolution = serializers.ChoiceField(
        choices=RESOLUTIONS,
        error_messages={"invalid_choice": "is not a resolution known here"},
    )
