"""Whether a person's interface may be adapted to them."""


def may_personalise(consent_version: str) -> bool:
    """Whether the consent given covers it: for now any consent does, and without one nothing is adapted."""
    return bool(consent_version)
