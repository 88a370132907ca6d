"""What is sent in when a person decides about consent and privacy."""

from __future__ import annotations

from typing import Any, Final

from rest_framework import serializers

from resona.api.serializers import Body, Text
from resona.compliance.models import MAX_VERSION_CHARACTERS, ConsentRecord, PrivacySettings, PurposeChoice

# A hundred years: what is longer is meant as no limit, and has a way to say so.
MAX_RETENTION_DAYS: Final = 36_500


class Choice(serializers.ChoiceField):
    """One of some texts, and nothing that merely reads like one."""

    def to_internal_value(self, data: object) -> Any:
        if not isinstance(data, str):
            self.fail("invalid_choice", input=type(data).__name__)
        return super().to_internal_value(data)


class Days(serializers.IntegerField):
    """A JSON integer and nothing else."""

    def to_internal_value(self, data: object) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return super().to_internal_value(data)


class ConsentBody(Body):
    """One decision about one purpose."""

    purpose = Choice(choices=PurposeChoice.choices)
    decision = Choice(choices=ConsentRecord.Decision.choices)
    version = Text(
        max_length=MAX_VERSION_CHARACTERS,
        required=False,
        allow_blank=True,
        default="",
        help_text="Of the text that was shown; needed where consent is given",
    )
    channel = Choice(
        choices=[choice for choice in ConsentRecord.Channel.choices if choice[0] != ConsentRecord.Channel.INTEGRATION],
        default=ConsentRecord.Channel.APP,
        help_text="A person brings their own by app, staff what they were told or shown on paper",
    )
    reason = Text(
        max_length=ConsentRecord.reason.max_characters,
        required=False,
        allow_blank=True,
        default="",
        help_text="What staff were told or shown; needed of them, kept encrypted",
    )


class PrivacyBody(Body):
    """What is to change; what is left out stays."""

    words_for_clinicians = Choice(choices=PrivacySettings.Words.choices, required=False)
    retention_days = Days(min_value=1, max_value=MAX_RETENTION_DAYS, required=False, allow_null=True)
