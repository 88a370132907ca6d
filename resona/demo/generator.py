"""The sessions of the demo's people: the same courses at every installation, told back from the moment of it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np

from resona.demo.courses import Moment, Schedule, at, session_days
from resona.demo.dialogue import Spoken, Talk
from resona.demo.people import TIMEZONE, Person
from resona.demo.voice import Feeling, hear_emotions, measure_features

# Any number would do; this one makes the courses that the demo's tests describe.
SEED: Final = 20260301

# People keep their hour within so many hours.
_HOUR_SPREAD: Final = 0.7
# Moments of earlier days are counted from noon, so that they stand among the days' sessions alike at any hour.
_NOON: Final = timedelta(hours=12)
# How long one says something, and the app's answer to it: seconds.
_SPEAKING_SECONDS: Final = (25.0, 80.0)
_ANSWER_SECONDS: Final = 4.0
# Uploads come a little after the session's end.
UPLOAD_DELAY: Final = timedelta(minutes=1)
# What arrives later than this was kept elsewhere, and is imported as the past.
KEPT_ELSEWHERE: Final = timedelta(days=7)

# What a broken microphone measures: noise, outside of anything a voice can do.
_NOISE: Final = {"jitter": 1.4, "shimmer": 1.9, "hnr_db": -70.0, "energy_db": -140.0}


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """One message."""

    role: Literal["user", "assistant"]
    content: str
    created_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class DemoSession:
    """One session of the demo, and when it reaches Resona."""

    id: UUID
    user_id: UUID
    started_at: datetime
    ended_at: datetime
    arrives_at: datetime
    language: str
    turns: tuple[Turn, ...]
    features: Mapping[str, float | str] | None
    emotion: Mapping[str, float] | None

    def body(self) -> dict[str, object]:
        """The session as the app would send it."""
        voice = {"features": self.features, "emotion": self.emotion}
        return {
            "id": str(self.id),
            "user_id": str(self.user_id),
            "started_at": self.started_at.isoformat(),
            "ended_at": self.ended_at.isoformat(),
            "language": self.language,
            "messages": [
                {"role": turn.role, "content": turn.content, "created_at": turn.created_at.isoformat()}
                for turn in self.turns
            ],
            **({"voice": voice} if self.features else {}),
            **({"historical": True} if self.arrives_at - self.started_at > KEPT_ELSEWHERE else {}),
        }


def registered_at(person: Person, now: datetime) -> datetime:
    """When a person came into care: shortly before the first session they had with this clinic."""
    return now - timedelta(days=person.schedule.from_days_ago + 1)


def person_id(person: Person, now: datetime) -> UUID:
    """The id of a person."""
    return _new_id(registered_at(person, now), np.random.default_rng((SEED, person.number)))


def generate_sessions(person: Person, now: datetime) -> tuple[DemoSession, ...]:
    """All sessions of a person up to now, in the order in which they arrive."""
    random = np.random.default_rng((SEED, person.number, 1))
    teller = _Teller(person, now, random)
    sessions = [*teller.ordinary(person.schedule), *(teller.of(moment) for moment in person.moments)]
    if person.earlier:
        sessions += teller.ordinary(person.earlier, arrives_at=now)
    sessions += [teller.of(moment, arrives_at=now) for moment in person.earlier_moments]
    return tuple(sorted(sessions, key=lambda session: (session.arrives_at, session.started_at)))


class _Teller:
    """Tells one person's sessions."""

    def __init__(self, person: Person, now: datetime, random: np.random.Generator) -> None:
        self._person = person
        self._now = now
        self._id = person_id(person, now)
        self._random = random
        self._talk = Talk(person.bank, person.details, random)

    def ordinary(self, schedule: Schedule, *, arrives_at: datetime | None = None) -> Iterator[DemoSession]:
        """The sessions of a schedule, each after the course at its day."""
        for day in session_days(schedule, self._random):
            hour = schedule.hour + self._random.normal(0, _HOUR_SPREAD)
            started_at = self._midnight(days_ago=day) + timedelta(hours=hour)
            point = at(self._person.course, day)
            yield self._tell(started_at, point.feeling, self._talk.session(point.words), arrives_at)

    def of(self, moment: Moment, *, arrives_at: datetime | None = None) -> DemoSession:
        """The session of a moment that stands out."""
        spoken = tuple(self._talk.speak(chosen) for chosen in moment.exchanges)
        counted_from = self._now if moment.days_ago < 1 else self._midnight(days_ago=0) + _NOON
        return self._tell(counted_from - timedelta(days=moment.days_ago), moment.feeling, spoken, arrives_at)

    def _midnight(self, *, days_ago: int) -> datetime:
        zone = ZoneInfo(TIMEZONE)
        return datetime.combine(self._now.astimezone(zone).date() - timedelta(days=days_ago), time(), zone)

    def _tell(
        self, started_at: datetime, feeling: Feeling, spoken: tuple[Spoken, ...], arrives_at: datetime | None
    ) -> DemoSession:
        started_at = started_at.replace(microsecond=0)
        turns, ended_at = self._turns(started_at, spoken)
        duration_s = (ended_at - started_at).total_seconds()
        features = measure_features(self._person.voice, feeling, duration_s=duration_s, random=self._random)
        emotion = hear_emotions(feeling, self._random)
        fault = self._microphone_fault(started_at)
        return DemoSession(
            id=_new_id(started_at, self._random),
            user_id=self._id,
            started_at=started_at,
            ended_at=ended_at,
            arrives_at=arrives_at or ended_at + UPLOAD_DELAY,
            language=self._person.language,
            turns=turns if self._person.types_words else (),
            features=None if fault == "missing" else {**features, **_NOISE} if fault == "unusable" else features,
            emotion=emotion if fault is None else None,
        )

    def _turns(self, started_at: datetime, spoken: tuple[Spoken, ...]) -> tuple[tuple[Turn, ...], datetime]:
        turns: list[Turn] = []
        at_time = started_at
        for one in spoken:
            turns.append(Turn(role="user", content=one.said, created_at=at_time))
            at_time += timedelta(seconds=round(self._random.uniform(*_SPEAKING_SECONDS)))
            turns.append(Turn(role="assistant", content=one.answer, created_at=at_time))
            at_time += timedelta(seconds=_ANSWER_SECONDS)
        return tuple(turns), at_time

    def _microphone_fault(self, started_at: datetime) -> str | None:
        """The latest fault that had set in by then."""
        days_ago = (self._now - started_at) / timedelta(days=1)
        begun = [since for since in self._person.microphone_faults if days_ago <= since]
        return self._person.microphone_faults[min(begun)] if begun else None


def _new_id(at_time: datetime, random: np.random.Generator) -> UUID:
    """A UUIDv7 (RFC 9562) of this time, with random bits of the seed, so that people keep their codes."""
    milliseconds = int(at_time.timestamp() * 1000)
    bits = int.from_bytes(random.bytes(10))
    return UUID(int=milliseconds << 80 | 0x7 << 76 | (bits >> 62 & 0xFFF) << 64 | 0b10 << 62 | bits & (1 << 62) - 1)
