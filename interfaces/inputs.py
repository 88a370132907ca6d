"""All that a person's interface is made from, and a digest of it: alike, there is nothing to build."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from interfaces.builder import RULES_VERSION
from interfaces.config import VERSION
from interfaces.evidence import Evidence, FurtherSessions, OpenEvent, Speech
from interfaces.loading import (
    Person,
    SessionRow,
    Standing,
    load_digests,
    load_session_rows,
    load_speech,
    load_standings,
    primary_subtag,
    read_sessions,
)
from interfaces.nights import MOST_AHEAD, latest_night
from interfaces.pattern import PersonPattern, describe_pattern
from interfaces.wording.loading import ClinicWording, load_wordings
from resona.time_zones import read_zone


@dataclass(frozen=True, kw_only=True, slots=True)
class Inputs:
    """What one build starts from; the sessions themselves are read only if it is due."""

    person: Person
    standing: Standing
    sessions_digest: str
    further: FurtherSessions
    open_events: tuple[OpenEvent, ...]
    clinic: ClinicWording
    now: datetime

    def zone(self) -> ZoneInfo:
        """The person's time zone; UTC where theirs cannot be opened."""
        return read_zone(self.person.timezone)

    def local_date(self) -> date:
        """The date of the build where the person is."""
        return self.now.astimezone(self.zone()).date()

    def night(self) -> date:
        """The night whose build this is: before 02:00 still the one before.

        Never one before the latest that was built: who waited for that build's lock started earlier.
        """
        night = latest_night(self.now, self.zone())
        built_for = self.standing.built_for or night
        return max(night, built_for) if built_for - night <= MOST_AHEAD else night

    def digest(self, *, version: int | None, config_digest: str | None, has_next_theme: bool) -> str:
        """SHA-256 of everything the configuration depends on, given what is shown now.

        Time matters by itself only while a theme waits for its second build; otherwise through the sessions that pass
        out of a window, which the digest of the sessions tells.
        """
        parts = (
            *(VERSION, RULES_VERSION, self.zone().key, self.person.language, self.sessions_digest, self.further),
            *(self.open_events, self.clinic.digest, version, config_digest, self.standing.kept_version),
            self.local_date() if has_next_theme else None,
        )
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    def is_due(self) -> bool:
        """Whether anything changed since the latest build, or it failed."""
        standing = self.standing
        if standing.version is None or standing.failure is not None:
            return True
        digest = self.digest(
            version=standing.version,
            config_digest=standing.config_digest,
            has_next_theme=standing.has_next_theme,
        )
        return digest != standing.inputs_digest


@dataclass(frozen=True, kw_only=True, slots=True)
class Courses:
    """Sessions of many people as rows, and what their latest ones were about."""

    rows: Mapping[UUID, Sequence[SessionRow]]
    speech: Mapping[UUID, Speech]

    def pattern_of(self, inputs: Inputs) -> PersonPattern:
        """The person's pattern. Raises EmotionSharesError."""
        evidence = Evidence(
            now=inputs.now,
            zone=inputs.zone(),
            language=primary_subtag(inputs.person.language),
            sessions=read_sessions(self.rows.get(inputs.person.id, ()), self.speech),
            further=inputs.further,
            open_events=inputs.open_events,
        )
        return describe_pattern(evidence)


def load_inputs(people: Sequence[Person], *, now: datetime) -> list[Inputs]:
    """What builds of these people start from: seven statements, however many they are."""
    ids = [person.id for person in people]
    standings = load_standings(ids)
    digests = load_digests(ids, now=now)
    clinics = load_wordings(person.clinic_id for person in people)
    return [
        Inputs(
            person=person,
            standing=standings[person.id],
            sessions_digest=digests.sessions.get(person.id, ""),
            further=digests.further.get(person.id, FurtherSessions()),
            open_events=digests.events.get(person.id, ()),
            clinic=clinics[person.clinic_id],
            now=now,
        )
        for person in people
    ]


def load_courses(user_ids: Sequence[UUID]) -> Courses:
    """The sessions of these people: two statements."""
    rows = load_session_rows(user_ids)
    return Courses(rows=rows, speech=load_speech(rows))
