"""What a triage list consists of. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias
from uuid import UUID

from resona.accounts.people.contact_card import ContactCard

Kind: TypeAlias = Literal["crisis", "assessment", "drift", "session", "silence", "nobody"]
GroupKey: TypeAlias = Literal[
    "crisis", "review", "drift", "failure", "quiet", "older", "nobody", "gap", "historical"
]  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """Something open that a human should look at.

    A crisis event, an assessment, an alarm of gradual decline, a session that was not assessed, a silence, or that
    nobody is responsible.
    """

    kind: Kind
    id: UUID  # of the event, the assessment or the session; of all else, the person's
    person_id: UUID
    session_id: UUID | None
    # What an action is recorded on; None where nothing could be assessed.
    assessment_id: UUID | None
    level: str | None
    # When the session was; of an event whose session is gone, when it was raised; of a silence, the last contact; where
    # nobody is responsible, since when the person has been here.
    since: datetime
    due_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    is_historical: bool
    # Observations in words, the weightiest first, and codes of what could not be assessed.
    reason: str
    not_assessed: tuple[str, ...]
    # Of a crisis event: how often its time passed, when last, and since when nobody could be told of it (None: somebody
    # was, or took it on).
    escalation_step: int = 0
    escalated_at: datetime | None = None
    told_again_at: datetime | None = None  # of one that is overdue: when it goes another step up
    untold_since: datetime | None = None
    # The words of a session long ago, or how it sounded: not what is new today.
    is_old: bool = False
    # Of an alarm of gradual decline: whether later sessions bear it out.
    is_confirmed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Episode:
    """What an episode consists of at one moment."""

    number: int  # of events, resolved ones too
    open: int
    began_at: datetime
    waiting: tuple[UUID, ...]  # open events that nobody has acknowledged, in the order in which they were raised


@dataclass(frozen=True, kw_only=True, slots=True)
class TriageRow:
    """A person who needs someone, by their most urgent crisis event or, without one, their newest finding."""

    finding: Finding
    code: str
    name: str | None
    # Care teams with staff; none: no one is responsible.
    teams: tuple[str, ...]
    # Of this person, this one included; the events of an episode count once.
    open_findings: int
    # Of a crisis event: the episode that it stands for.
    episode: Episode | None = None
    # Where they have also gone quiet: that, in words.
    silence: str = ""
    card: ContactCard | None = None  # how they are reached


@dataclass(frozen=True, kw_only=True, slots=True)
class TriageGroup:
    """Rows of one kind, the most urgent first."""

    key: GroupKey
    rows: tuple[TriageRow, ...]
    has_more: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Triage:
    """Who needs a human, at one moment."""

    made_at: datetime
    groups: tuple[TriageGroup, ...]

    @property
    def is_empty(self) -> bool:
        return not any(group.rows for group in self.groups)
