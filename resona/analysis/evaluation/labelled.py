"""Labelled data for evaluations, read from the formats it is published in."""

from resona.errors import ResonaError


class UnreadableDataError(ResonaError):
    """This is not labelled data of a known format."""
