"""How the care record tells which care teams were made responsible, or no longer are: by the log of what changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.db.models import QuerySet

from resona.accounts.models import CareTeam, CareTeamPerson, User
from resona.accounts.record.own_entries import CARE
from resona.accounts.record.sources import SOURCES, RecordSource, Telling, Told, sentence
from resona.audit.models import AuditEntry
from resona.audit.names import names_of_actors


def add_team_entries() -> None:
    """Who is responsible, from when to when."""
    SOURCES.add("care team", RecordSource(kind=CARE, rows=_changes, at="at", tell=_tell), order=80)


def _changes(person: User) -> QuerySet[AuditEntry]:
    operations = (AuditEntry.Operation.INSERT, AuditEntry.Operation.DELETE)
    return AuditEntry.objects.filter(
        subject=person.pseudonym, table_name=CareTeamPerson._meta.db_table, operation__in=operations
    )


def _tell(changes: Sequence[AuditEntry], telling: Telling) -> Iterator[Told]:
    """Two statements more: names of teams, and of whoever did it."""
    ids = {team_id for change in changes if (team_id := _team_of(change)) is not None}
    teams = dict(CareTeam.objects.filter(id__in=ids).values_list("id", "name"))
    actors = names_of_actors(change.actor for change in changes)
    return (_told(change, teams, actors) for change in changes)


def _told(change: AuditEntry, teams: dict[UUID, str], actors: dict[str, str]) -> Told:
    team_id = _team_of(change)
    team = f"the care team {teams[team_id]}" if team_id in teams else "a care team that is no more"
    by_staff = change.actor.startswith(("staff:", "key:"))
    who = actors[change.actor][:1].upper() + actors[change.actor][1:] if by_staff else ""
    if change.operation == AuditEntry.Operation.INSERT:
        happened = f"{team[:1].upper()}{team[1:]} became responsible"
        return Told(text=sentence(who, f"made {team} responsible", happened))
    happened = f"{team[:1].upper()}{team[1:]} is no longer responsible"
    return Told(text=sentence(who, f"ended that {team} is responsible", happened))


def _team_of(change: AuditEntry) -> UUID | None:
    """The team the row named: of one that was added after, of one that was deleted before."""
    before, after = change.kept.get("team_id") or (None, None)
    named = after or before
    return UUID(named) if named else None
