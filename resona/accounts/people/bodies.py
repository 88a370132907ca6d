"""What is told of people, field by field: names, days, numbers, codes; and reading it with every fault by pointer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Final, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, Strict, ValidationError, ValidationInfo
from pydantic_core import PydanticCustomError

from resona.accounts.people.telephones import TelephoneError, read_telephone
from resona.api.strict_json import reference_token
from resona.errors import Fault, InvalidInputError
from resona.outgoing.mail_addresses import is_mail_address
from resona.time_zones import is_known, read_zone

OLDEST_YEARS: Final = 130
MAX_LANGUAGE_CHARACTERS: Final = 10
MAX_ZONE_CHARACTERS: Final = 50
# Signs that turn the direction of what follows: two names that look alike would not be the same.
_TURNS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")  # BCP 47, as far as it matters here
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)

# What pydantic says in words of programmers, or with the input in it.
_WORDS: Final[Mapping[str, str]] = {
    "extra_forbidden": "is not a member here",
    "missing": "is needed",
    "string_type": "must be a text",
    "uuid_parsing": "must be a UUID",
    "uuid_type": "must be a UUID",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "tuple_type": "must be a list",
    "list_type": "must be a list",
    "int_type": "must be a number without a point",
    "int_parsing": "must be a number without a point",
}
_LIMITS: Final[Mapping[str, str]] = {
    "string_too_long": "must have at most {max_length} characters",
    "too_long": "must have at most {max_length} {unit}",
    "less_than_equal": "must be at most {le}",
    "greater_than_equal": "must be at least {ge}",
    "literal_error": "must be {expected}",
    "enum": "must be {expected}",
}

_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """Where and when something is told: what days and numbers are read by."""

    country: str  # ISO 3166, of the clinic; empty: none
    today: date

    @classmethod
    def of(cls, clinic: Any, now: datetime) -> Setting:
        """That of a clinic; None: of no clinic."""
        zone = read_zone(getattr(clinic, "timezone", "UTC"))
        return cls(country=getattr(clinic, "country", ""), today=now.astimezone(zone).date())


def read_body(model: type[_Model], given: object, setting: Setting) -> _Model:
    """What was told. Raises InvalidInputError with every fault by JSON pointer; none repeats what was told."""
    try:
        return model.model_validate(given, context={"setting": setting})
    except ValidationError as error:
        raise InvalidInputError(list(faults_of(error))) from None


def faults_of(error: ValidationError) -> list[Fault]:
    """The faults that pydantic found."""
    found: list[Any] = error.errors(include_url=False, include_input=False)
    return [Fault(pointer=_pointer(each["loc"]), detail=_detail(each)) for each in found]


def _pointer(place: tuple[int | str, ...]) -> str:
    return "".join(f"/{reference_token(str(part))}" for part in place)


def _detail(found: Mapping[str, Any]) -> str:
    kind = found["type"]
    if kind in _LIMITS:
        context = found.get("ctx", {})
        unit = "characters" if context.get("field_type") == "Value" else "entries"
        return _LIMITS[kind].format(**context, unit=unit)
    return _WORDS.get(kind) or (found["msg"] if kind == "resona" else "is not what it must be")


def fault(detail: str) -> PydanticCustomError:
    """What is wrong with a value, for a validator to raise."""
    return PydanticCustomError("resona", detail)


def _line(text: str) -> str:
    return _clean(text, also="")


def _text(text: str) -> str:
    return _clean(text.replace("\r\n", "\n"), also="\n\t")


def _clean(text: str, *, also: str) -> str:
    """NFC, without white space around it."""
    clean = unicodedata.normalize("NFC", text).strip()
    if not clean:
        raise fault("must not be empty")
    if any(character not in also and _is_control(character) for character in clean):
        raise fault("contains a control character")
    return clean


def _is_control(character: str) -> bool:
    return character in _TURNS or unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")


def _day(given: object) -> object:
    if not isinstance(given, str) or not _DAY.fullmatch(given.strip()):
        raise fault("must be a day such as 1990-02-28")
    try:
        return date.fromisoformat(given.strip())
    except ValueError:
        raise fault("is no day of the calendar") from None


def _past_day(day: date, info: ValidationInfo) -> date:
    today = _setting(info).today
    if day > today:
        raise fault("is in the future")
    if today.year - day.year > OLDEST_YEARS:
        raise fault(f"is more than {OLDEST_YEARS} years ago")
    return day


def _telephone(text: str, info: ValidationInfo) -> str:
    try:
        return read_telephone(text, _setting(info).country)
    except TelephoneError as error:
        raise fault(str(error)) from None


def _mail(text: str) -> str:
    if not is_mail_address(text):
        raise fault("is no address that mail can be sent to")
    return text


def _telephone_or_mail(text: str, info: ValidationInfo) -> str:
    """By the `kind` beside it, which stands before it."""
    return _mail(text) if info.data.get("kind") == "email" else _telephone(text, info)


def _language(text: str) -> str:
    tag = text.replace("_", "-")
    if len(tag) > MAX_LANGUAGE_CHARACTERS or not _LANGUAGE.fullmatch(tag):
        raise fault("is no language tag, such as en or sw-KE")
    return tag


def _zone(text: str) -> str:
    if len(text) > MAX_ZONE_CHARACTERS or not is_known(text):
        raise fault("is no time zone that is known here, such as Africa/Nairobi")
    return text


def _setting(info: ValidationInfo) -> Setting:
    setting: Setting = (info.context or {})["setting"]
    return setting


Line = Annotated[str, Strict(), AfterValidator(_line)]
Text = Annotated[str, Strict(), AfterValidator(_text)]
PastDay = Annotated[date, BeforeValidator(_day), AfterValidator(_past_day)]
Telephone = Annotated[Line, AfterValidator(_telephone)]
Mail = Annotated[Line, AfterValidator(_mail)]
TelephoneOrMail = Annotated[Line, AfterValidator(_telephone_or_mail)]
Language = Annotated[str, Strict(), AfterValidator(_language)]
ZoneName = Annotated[str, Strict(), AfterValidator(_zone)]
