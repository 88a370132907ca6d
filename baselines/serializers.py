"""What is sent in when somebody decides about an alarm of gradual decline."""

from __future__ import annotations

from baselines.models import DriftDecision
from resona.api.serializers import Body, Text


class DecisionBody(Body):
    """Why."""

    reason = Text(max_length=DriftDecision.reason.max_characters)
