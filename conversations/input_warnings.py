"""What can be wrong with a session that is recorded all the same, by code, and what becomes of it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from resona.api.lenient_json import CONTROL, ENCODING, NESTING, REPEATED_KEY
from resona.errors import Fault, InputWarning

WarningCode: TypeAlias = Literal[
    "unknown_key",
    "wrong_shape",
    "characters_replaced",
    "nothing_readable",
    "role_unknown",
    "message_id_replaced",
    "message_split",
    "many_messages",
    "message_time_moved",
    "end_dropped",
    "clock_missing",
    "clock_ahead",
    "clock_behind",
    "language_normalised",
    "language_unknown",
    "stated_emotion_unknown",
    "voice_unusable",
    "voice_waiting",
    "wrong_part",
    "historical_refused",
    "media_type",
    "cut_short",
]

WARNING_CODES: Final[Mapping[str, str]] = MappingProxyType(
    {
        ENCODING: "the text is not plain UTF-8; U+FFFD stands for what cannot be read",
        REPEATED_KEY: "the last value counts; of what was said nothing is lost",
        NESTING: "null stands in place of what is nested deeper",
        CONTROL: "texts are read with the control characters in them",
        "unknown_key": "left out",
        "wrong_shape": "whatever text it holds is kept as said",
        "characters_replaced": "U+FFFD stands for what no text may hold",
        "nothing_readable": "left out: it holds no text",
        "role_unknown": "read as the person's",
        "message_id_replaced": "the message has an id of ours",
        "message_split": "stored in parts, read and shown as one",
        "many_messages": "all are taken; from the 5001st on those of each speaker as one",
        "message_time_moved": "the time is set into the session and its order",
        "end_dropped": "the session has no end",
        "clock_missing": "the session is taken as of its arrival",
        "clock_ahead": "the session is taken as of its arrival; more than 24 hours ahead it teaches no baseline",
        "clock_behind": "the time is kept as claimed; the session teaches no baseline",
        "language_normalised": "the tag is written as in BCP 47",
        "language_unknown": "the person's own language is taken",
        "stated_emotion_unknown": "left out",
        "voice_unusable": "left out; the session is not assessed by it",
        "voice_waiting": "the words are recorded; the same request again measures the sound",
        "wrong_part": "of a body in parts: what is unknown is left out, the last of several counts, a cut one is read",
        "historical_refused": "the session is taken as one of now",
        "media_type": "read as what it is",
        "cut_short": "what came holds all of the session",
    }
)

# No text may hold these: PostgreSQL stores no NUL, and UTF-8 has no lone surrogates.
_UNWRITABLE: Final = re.compile("[\0\ud800-\udfff]")
_REPLACEMENT: Final = "\ufffd"


class Warnings:
    """Collects what is wrong with one body."""

    def __init__(self) -> None:
        self.noted: list[InputWarning] = []

    def note(self, pointer: str, code: WarningCode, detail: str) -> None:
        self.noted.append(InputWarning(pointer=pointer, code=code, detail=detail))

    def clean(self, text: str, pointer: str) -> str:
        """The text without what no text may hold."""
        cleaned = _UNWRITABLE.sub(_REPLACEMENT, text)
        if cleaned != text:
            self.note(pointer, "characters_replaced", "contains NUL characters or lone surrogates")
        return cleaned


def as_faults(warnings: Iterable[InputWarning]) -> list[Fault]:
    """The same, for whoever asked for strictness."""
    return [Fault(pointer=one.pointer, detail=one.detail) for one in warnings]
