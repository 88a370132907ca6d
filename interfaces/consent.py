"""Whether a person's interface may be adapted to them."""

from resona.errors import ResonaError


class NotPersonalisedError(ResonaError):
    """The person's consent does not cover adapting their interface."""

    status = 403


def may_personalise(consent_version: str) -> bool:
    """Whether the consent given covers it: for now any consent does, and without one nothing is adapted."""
    return bool(consent_version)
