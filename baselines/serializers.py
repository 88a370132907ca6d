"""What is sent in when somebody decides about an alarm of gradual decline."""

from __future__ import annotations

from baselines.services import MAX_REASON_CHARACTERS
from resona.api.serializers import Body, Text


class DecisionBody(Body):
    """Why."""

    reason = Text(max_length=MAX_REASON_CHARACTERS)
