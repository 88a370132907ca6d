"""Telephone numbers: checked against the plans of their countries, kept as E.164. Pure."""

from __future__ import annotations

from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

MAX_CHARACTERS: Final = 40  # as people write them; E.164 has 16 at most
NOT_A_NUMBER: Final = "is no telephone number of any plan"
NO_COUNTRY: Final = "must begin with + and its country code: the clinic has no country of its own"


class TelephoneError(ValueError):
    """A text is no telephone number; the message says why, and not what it was."""


def read_telephone(text: str, country: str) -> str:
    """The number as E.164, such as +254712345678; without a + it is one of this country's (ISO 3166).

    Raises TelephoneError.
    """
    given = text.strip()
    if len(given) > MAX_CHARACTERS:
        raise TelephoneError(NOT_A_NUMBER)
    if not country and not given.startswith(("+", "＋")):
        raise TelephoneError(NO_COUNTRY)
    try:
        number = phonenumbers.parse(given, country or None)
    except NumberParseException as error:
        raise TelephoneError(NOT_A_NUMBER) from error
    if not phonenumbers.is_valid_number(number) or number.extension:
        raise TelephoneError(NOT_A_NUMBER)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def shown_telephone(number: str) -> str:
    """An E.164 number in the groups that people read it in; anything else as it is."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(number, None), PhoneNumberFormat.INTERNATIONAL)
    except NumberParseException:
        return number


def digits_in(text: str) -> str:
    """The digits of what may be a part of a number, without the zeros before it that only a country's own callers
    dial."""
    return "".join(character for character in text if character.isdecimal()).lstrip("0")


def known_countries() -> tuple[str, ...]:
    """ISO 3166 codes of countries whose numbers can be read, sorted."""
    return tuple(sorted(phonenumbers.SUPPORTED_REGIONS))
