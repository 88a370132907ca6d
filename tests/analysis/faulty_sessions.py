"""Everything that can be wrong beside a cry for help: each fault by name, with where strictness names it."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

CRISIS = "I am going to kill myself tonight"

Body = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing wrong with a body."""

    name: str
    pointer: str  # where strictness names it
    write: Callable[[Body], bytes]  # the body with the fault in it


def with_members(name: str, pointer: str, **changed: Any) -> Fault:
    """Other members at the top; `...` leaves one out, and what can be called is asked when the body is written."""

    def write(body: Body) -> bytes:
        merged = {**body, **{key: value() if callable(value) else value for key, value in changed.items()}}
        return json.dumps({key: value for key, value in merged.items() if value is not ...}).encode()

    return Fault(name=name, pointer=pointer, write=write)


def with_message(name: str, pointer: str, **changed: Any) -> Fault:
    """The message with other members; `...` leaves one out."""

    def write(body: Body) -> bytes:
        (message,) = body["messages"]
        merged = {key: value for key, value in {**message, **changed}.items() if value is not ...}
        return json.dumps({**body, "messages": [merged]}).encode()

    return Fault(name=name, pointer=pointer, write=write)


def with_messages(name: str, pointer: str, make: Callable[[Body], Any]) -> Fault:
    """Something else in place of the list of the one message, made of that message."""
    return Fault(
        name=name,
        pointer=pointer,
        write=lambda body: json.dumps({**body, "messages": make(deepcopy(body["messages"][0]))}).encode(),
    )


def with_feature(name: str, value: Any, pointer: str = "") -> Fault:
    features = {"rate_sps": 4.1, "extractor": "test/1", name: value}
    pointer = pointer or f"/voice/features/{name}"
    return with_members(f"feature {name} {str(value)[:20]}", pointer, voice={"features": features})


def with_text(name: str, pointer: str, change: Callable[[bytes], bytes]) -> Fault:
    """The text of the body changed."""
    return Fault(name=name, pointer=pointer, write=lambda body: change(json.dumps(body).encode()))


def beside(added: str) -> Callable[[bytes], bytes]:
    """Members written as they stand at the end of the object."""
    return lambda text: text[:-1] + f", {added}}}".encode()


def hours_ahead(hours: float) -> Callable[[], str]:
    def then() -> str:
        return (datetime.now(UTC) + timedelta(hours=hours)).isoformat()

    return then


def _other_id(message: Body) -> Body:
    return {**message, "id": str(uuid4())}


def _saying(message: Body, content: Any) -> Body:
    return {**_other_id(message), "content": content}


HUM = {"role": "user", "content": "Hm."}
VOICE_WITH = '"voice": {"features": {%s}}'
DEEP = "[" * 5_000 + "]" * 5_000

FAULTS = [
    with_members("an unknown key", "/mood", mood="low"),
    with_members("a key of another program", "/$schema", **{"$schema": "x", "app/version": 3}),
    with_members("a clock 20 minutes ahead", "/started_at", started_at=hours_ahead(1 / 3), ended_at=...),
    with_members("a clock a day ahead", "/started_at", started_at=hours_ahead(25)),
    with_members("a clock at the end of all time", "/started_at", started_at="9999-12-31T23:59:59Z"),
    with_members("a clock beyond the end of all time", "/started_at", started_at="9999-12-31T23:59:59-14:00"),
    with_members("a clock before all time", "/started_at", started_at="0001-01-01T00:00:00+14:00"),
    with_members("a clock at the epoch", "/started_at", started_at="1970-01-01T00:00:00Z"),
    with_members("a clock of 2010", "/started_at", started_at="2010-06-01T12:00:00Z", ended_at=...),
    with_members("no clock", "/started_at", started_at=...),
    with_members("a clock that is null", "/started_at", started_at=None),
    with_members("a time without a zone", "/started_at", started_at="2026-03-01T18:20:00"),
    with_members("a time that is a number", "/started_at", started_at=1772389200),
    with_members("a time that is a word", "/started_at", started_at="yesterday"),
    with_members("an impossible day", "/started_at", started_at="2026-02-30T18:20:00Z"),
    with_members("an end before the beginning", "/ended_at", ended_at="2026-02-01T00:00:00Z"),
    with_members("an end in the future", "/ended_at", ended_at=hours_ahead(5)),
    with_members("an end that is a list", "/ended_at", ended_at=[1]),
    with_members("a language of another notation", "/language", language="sw_KE"),
    with_members("a language of POSIX", "/language", language="sw_KE.UTF-8"),
    with_members("a language in words", "/language", language="english, please"),
    with_members("an empty language", "/language", language=""),
    with_members("a long language", "/language", language="zh-Hant-TW-x-private"),
    with_members("a language that is a number", "/language", language=5),
    with_members("a label nobody knows", "/stated_emotion", stated_emotion="sad"),
    with_members("a label that is a list", "/stated_emotion", stated_emotion=["positive"]),
    with_members("a past that may not be said", "/historical", historical=True),
    with_members("a past that is a word", "/historical", historical="yes"),
    with_members("a voice that is a list", "/voice", voice=[1, 2]),
    with_members("a voice that is a word", "/voice", voice="flat"),
    with_members("a voice with a key nobody knows", "/voice/tone", voice={"tone": 3}),
    with_members("features that are a list", "/voice/features", voice={"features": [1]}),
    with_members("an emotion that is a word", "/voice/emotion", voice={"emotion": "sad"}),
    with_members("an emotion nobody knows", "/voice/emotion/sadness", voice={"emotion": {"sadness": 1.0}}),
    with_members("shares that are no whole", "/voice/emotion", voice={"emotion": {"sad": 0.5, "calm": 0.2}}),
    with_members("a share that is negative", "/voice/emotion/sad", voice={"emotion": {"sad": -0.5, "calm": 1.5}}),
    with_members("a share that is a word", "/voice/emotion/sad", voice={"emotion": {"sad": "much"}}),
    with_members("no shares", "/voice/emotion", voice={"emotion": {}}),
    with_feature("pitch_hz", 0),
    with_feature("pitch_hz", "high"),
    with_feature("pitch_hz", True),
    with_feature("pause_ratio", 1.2),
    with_feature("rate_sps", -1),
    with_feature("jitter", 1e300),
    with_feature("extractor", 7),
    with_feature("extractor", "x" * 101),
    with_feature("mine", 1e300),
    with_feature("mine", "\ud800"),
    with_feature("mine", "a\0b"),
    with_feature("mine", "t" * 3_000),
    with_feature("n" * 101, 1, "/voice/features/" + "n" * 60),
    with_members(
        "too many features", "/voice/features", voice={"features": {f"feature_{number}": 1 for number in range(101)}}
    ),
    with_message("a role nobody knows", "/messages/0/role", role="patient"),
    with_message("a role that is a number", "/messages/0/role", role=1),
    with_message("no role", "/messages/0/role", role=...),
    with_message("an id that is none", "/messages/0/id", id="m1"),
    with_message("an id that is a number", "/messages/0/id", id=17),
    with_message("a time before the session", "/messages/0/created_at", created_at="2020-01-01T00:00:00Z"),
    with_message("a time after the session", "/messages/0/created_at", created_at="2026-03-02T00:00:00Z"),
    with_message("a time that is no time", "/messages/0/created_at", created_at="noon"),
    with_message("a key nobody knows", "/messages/0/seen", seen=True),
    with_message("a content in parts", "/messages/0/content", content=[{"type": "text", "text": CRISIS}]),
    with_message("a content in an object", "/messages/0/content", content={"text": CRISIS}),
    with_message("a content under another name", "/messages/0/content", content=..., text=CRISIS),
    with_message("an empty content beside the text", "/messages/0/content", content=" ", text=CRISIS),
    with_message("a null beside the text", "/messages/0/content", content=None, transcript=CRISIS),
    with_message("a very long message", "/messages/0/content", content="So it goes. " * 900 + CRISIS + "."),
    with_message("a NUL in the text", "/messages/0/content", content=f"{CRISIS}.\0"),
    with_message("a lone surrogate in the text", "/messages/0/content", content=f"{CRISIS}. \ud83d"),
    with_messages("messages as an object", "/messages", lambda message: {"0": message}),
    with_messages("one message in place of a list", "/messages", lambda message: message),
    with_messages("messages as a text", "/messages", lambda message: message["content"]),
    with_messages("a message that is a text", "/messages/0", lambda message: [message["content"]]),
    with_messages("messages within messages", "/messages/0/0", lambda message: [[message["content"]]]),
    with_messages("a null among them", "/messages/0", lambda message: [None, message]),
    with_messages("a number as content among them", "/messages/1/content", lambda m: [m, _saying(m, 5)]),
    with_messages("a null as content among them", "/messages/1/content", lambda m: [m, _saying(m, None)]),
    with_messages("an id given twice", "/messages/1/id", lambda message: [message, message]),
    with_messages(
        "times in disorder",
        "/messages/1/created_at",
        lambda m: [
            {**m, "created_at": "2026-03-01T18:05:00Z"},
            {**_other_id(m), "created_at": "2026-03-01T18:01:00Z"},
        ],
    ),
    with_messages("more than 500 of them", "/messages", lambda message: [HUM] * 501 + [message]),
    with_text("a key given twice", "/language", beside('"language": "sw"')),
    with_text(
        "a role given twice",
        "/messages/0/role",
        lambda text: text.replace(b'"role": "user"', b'"role": "user", "role": "assistant"'),
    ),
    with_text("messages given twice", "/messages", beside('"messages": []')),
    with_text("a number that is none", "/voice/features/jitter", beside(VOICE_WITH % '"jitter": NaN')),
    with_text("an infinite number", "/voice/features/hnr_db", beside(VOICE_WITH % '"hnr_db": -Infinity')),
    with_text("a number too large", "/mine", beside('"mine": 1e999')),
    with_text("a number without end", "/mine", beside(f'"mine": {"9" * 5_000}')),
    with_text("nesting without end", "", beside(f'"mine": {DEEP}')),
    with_text("nesting deeper than 64", "/mine" + "/0" * 63, beside(f'"mine": {"[" * 70 + "]" * 70}')),
    with_text("bytes that are no text", "", lambda text: text[:-1] + b', "x": "caf\xe9"}'),
    with_text("a byte order mark", "", lambda text: b"\xef\xbb\xbf" + text),
    with_text("byte order marks without end", "", lambda text: b"\xef\xbb\xbf" * 2_000 + text),
    with_text("a NUL after the end", "", lambda text: text + b"\0"),
    with_text("half a character after the end", "", lambda text: text.decode().encode("utf-16-le") + b"\0"),
    with_text("UTF-16", "", lambda text: text.decode().encode("utf-16")),
    with_text("a line break within a text", "", lambda text: text.replace(b"tonight", b"tonight.\r\n\x00")),
    with_text("a NUL in a key", "/a?b", beside('"a\\u0000b": 1')),
]  # fmt: skip
