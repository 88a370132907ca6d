"""The most that a body within the limits can cost: searched for over words, patterns, languages, shapes of JSON."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from random import Random
from typing import Any, Final

import orjson
from django.utils import timezone

from conversations.reading import parse_session, read_session
from resona.analysis.results import describe
from resona.analysis.rows import evident_in, session_rows
from resona.api.bodies import MAX_BODY_BYTES
from resona.postgres.models import new_id
from risk.crisis import english, swahili
from risk.detectors import find
from risk.person_state import PersonState
from risk.words_read import read_words
from tests.bench.figures import Figure

CPU_MS: Final = 300
ROW_KB: Final = 256
TRIES: Final = 400
SEED: Final = 23

_STEMS: Final = tuple(stem.strip("._").replace("_", " ") for stem in f"{english.STEMS} {swahili.STEMS}".split())
_PLAIN: Final = ("the", "i", "am", "fine", "a", "not", "never", "he said", "nobody", "sijui", "poa", "leo", "yes")
_ODD: Final = (
    "k!ll",
    "d.i.e",
    "s u i c i d e",
    "🔫",
    "k*ll",
    "sooooo",
    "&#107;ill",
    "dieee",
    "@@@",
    "ｄｉｅ",
    "5u1c1d3",
)
# The same words in each way in which they are hidden: what is understood costs more than what it looks like.
_HIDDEN: Final = (
    ("ｋｉｌｌ ｍｙｓｅｌｆ", "ｗａｎｔ ｔｏ ｄｉｅ"),
    ("кіll mуsеlf", "wаnt tо diе", "ѕυicidе"),
    ("k i l l m y s e l f", "d i e", "e n d i t a l l"),
    ("k\u200bi\u200bl\u200bl m\u200by\u200bself", "d\u200die", "s\u00adu\u00adi\u00adcide"),
    ("k\u0301i\u0302l\u0303l\u0304 m\u0305y\u0306self", "w\u0301ant to d\u0323ie"),
    ("k1ll my53lf", "5u1c1d3", "w4nt t0 d13"),
    ("ki.ll my.self", "su-ic-ide", "di.e"),
    ("iwanttokillmyself", "endmylife", "wannadie"),
    ("sui cide", "un alive", "kill my self over dose"),
    ("🔫🙂💊💊💊", "🪦⚰️", "👨‍👩‍👧‍👦", "😭😭😭😭"),
)
# What is weighed long: idioms, denials of denials, what others said, languages within one sentence.
_TALK: Final = (
    ("i could kill for a coffee", "this traffic is killing me", "over my dead body", "drop dead gorgeous"),
    ("i never said i did not want to not die", "it is not that i never wanted not to hurt myself"),
    ("he said she said he said i want to die", "my friend told me that his brother wanted to kill himself"),
    ("nataka to die", "I am nimechoka na life", "kujiua tonight with pills", "mimi I want kufa"),
    ("do you want to kill yourself?", "yes", "no", "not really"),
)
_JOINTS: Final = (" ", ". ", ", ", "\n", "… ", "", "?! ", "-")
_LENGTHS: Final = (20, 60, 119, 400, 4_000, 900_000)
_SHAPES: Final = (
    '{"messages": [%s]}',
    '{"messages": [[%s]]}',
    '{"voice": {"features": {%s}}}',
    '{"voice": {"emotion": {%s}}}',
    "{%s}",
)
_MEMBERS: Final = ("1", '"a"', "[]", "{}", '{"role": 1}', '{"content": [1, 1]}', "NaN", '"\\ud800"')


@dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """What one body comes to."""

    cpu_ms: float
    row_kb: float  # the largest


def measure() -> Iterator[Figure]:
    _cost_of(_body(_said(Random(SEED))))  # loads what is loaded once
    costs = [_cost_of(body) for body in _bodies()]
    yield Figure(name="worst body of words found, CPU", value=max(one.cpu_ms for one in costs), unit="ms", bar=CPU_MS)
    yield Figure(name="the same, its largest row", value=max(one.row_kb for one in costs), unit="kB", bar=ROW_KB)


def _bodies() -> Iterator[bytes]:
    for seed in range(TRIES):
        yield _body(_said(Random(SEED + seed)))
    for shape in _SHAPES:
        for member in _MEMBERS:
            yield _odd_body(shape, member)


def _said(random: Random) -> list[dict[str, Any]]:
    """Messages of a kind, each unlike the others, so that none is read once for all."""
    of_kind = random.choice((_STEMS, _PLAIN, _ODD, (*_STEMS, *_PLAIN, *_ODD), *_HIDDEN, *_TALK))
    words = random.sample(of_kind, min(random.randint(1, 9), len(of_kind)))
    joint, length, is_answered = random.choice(_JOINTS), random.choice(_LENGTHS), random.random() < 0.2
    varied = (f"{word}{place if random.random() < 0.1 else ''}" for place, word in enumerate(cycle(words)))
    messages: list[dict[str, Any]] = []
    left = MAX_BODY_BYTES - 1_000
    while left > 0:
        text = joint.join(islice(varied, max(length // 4, 2)))[: min(length, left)]
        content = text.encode()[:left].decode(errors="ignore")
        messages.append({"role": "assistant" if is_answered and len(messages) % 2 else "user", "content": content})
        left -= len(orjson.dumps(messages[-1])) + 1
    return messages


def _body(messages: list[dict[str, Any]]) -> bytes:
    return orjson.dumps({**_head(), "language": "en", "messages": messages})


def _odd_body(shape: str, member: str) -> bytes:
    """A body full of small members of a kind, beside one plain message."""
    takes_names = "{%s" in shape
    written, size = list[str](), 0
    while size < MAX_BODY_BYTES - 1_000:
        written.append(f'"x{len(written)}": {member}' if takes_names else member)
        size += len(written[-1]) + 1
    head = orjson.dumps({**_head(), "messages": [{"role": "user", "content": "hello"}]}).decode()
    return f"{head[:-1]}, {(shape % ','.join(written))[1:]}".encode()


def _head() -> dict[str, Any]:
    return {"id": str(new_id()), "user_id": str(new_id()), "started_at": timezone.now()}


def _cost_of(body: bytes) -> Cost:
    """From the bytes of a body to its rows and its answer."""
    begun, now = time.process_time(), timezone.now()
    session = read_session(parse_session(body), now=now)
    evident = evident_in(session, language=session.language or "en")
    findings = find(evident, PersonState(), words=read_words(evident))
    rows = session_rows(session, evident, findings, run=new_id(), now=now)
    answer = orjson.dumps(describe(rows, PersonState(), session.warnings))
    cpu_ms = (time.process_time() - begun) * 1_000
    sizes = [len(orjson.dumps(row)) for row in (*rows.messages, rows.risk, rows.reading, rows.dissonance)]
    return Cost(cpu_ms=cpu_ms, row_kb=max(*sizes, len(answer) + len(orjson.dumps(rows.conversation))) / 1_000)
