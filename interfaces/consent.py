"""Whether a person's interface may be adapted to them."""

from collections.abc import Collection
from typing import Final

from resona.accounts.purposes import Purpose
from resona.compliance.refusals import RefusedToPersonError

COVERING: Final = Purpose.PERSONALISATION


class NotPersonalisedError(RefusedToPersonError):
    """The person's consent does not cover adapting their interface."""

    problem = "consent-missing"


def may_personalise(consents: Collection[str]) -> bool:
    """Whether the consents that stand cover it; without, nothing is adapted, and what is shown stays as it is."""
    return COVERING in consents
