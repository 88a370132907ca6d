"""The root of Resona's own errors."""


class ResonaError(Exception):
    """Something went wrong that Resona has a name for."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (self.__doc__ or "").strip())
