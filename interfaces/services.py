"""Builds interfaces: from what is stored of people to a new version for those whose interface changes.

Steps, for a chunk of people in one transaction:
1. lock the people, in the order of their ids;
2. leave alone whose consent does not cover it, and whose inputs are the same as at their latest build;
3. read the sessions of the others;
4. describe the pattern and build, with pure arithmetic; one person's failure is theirs alone;
5. write: retire the old versions, insert the new ones with their reasons, note how each build went.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.db import OperationalError, transaction

from interfaces.builder import Built, build, rebuild
from interfaces.config import InterfaceConfig, InvalidConfigError, read_config
from interfaces.consent import may_personalise
from interfaces.inputs import Courses, Inputs, load_courses, load_inputs
from interfaces.kept import build_kept
from interfaces.loading import Person, Standing, load_configs, load_standings, lock_people
from interfaces.models import MAX_FAILURE
from interfaces.safety import Stage, stage_of
from interfaces.storing import BuildRecord, NewVersion, store_builds, store_versions
from resona.errors import ResonaError
from resona.logs import log_unforeseen

# People of one transaction: enough to make statements cheap, few enough that none of them is locked for long.
CHUNK = 100
# PostgreSQL: a program's limit was exceeded (class 54), or a statement cancelled, as by a limit of time.
_OF_THE_DATA = ("54", "57014")


class Outcome(StrEnum):
    """What became of one person's build."""

    CHANGED = "changed"  # a new version is shown
    UNCHANGED = "unchanged"
    LEFT_ALONE = "left_alone"  # consent does not cover it
    FAILED = "failed"  # what was shown is shown still
    UNKNOWN = "unknown"  # no such person in care


@dataclass(frozen=True, kw_only=True, slots=True)
class BuildResult:
    """What became of one person's build, and the version they see."""

    user_id: UUID
    outcome: Outcome
    version: int | None = None
    failure: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Attempt:
    """One person's build on the way: what came of it, or why nothing did."""

    inputs: Inputs
    night: date | None = None
    built: Built | None = None
    failure: str | None = None

    @property
    def is_new(self) -> bool:
        return self.built is not None and bool(self.built.changes)


def build_interfaces(user_ids: Sequence[UUID], *, now: datetime) -> list[BuildResult]:
    """Builds these people's interfaces; a result each, in the order given.

    A chunk is one transaction: a second worker waits for it, finds the same inputs and changes nothing. Raises
    OperationalError where the database ends a chunk; those before it are stored, and running again does the rest.
    """
    ids = list(dict.fromkeys(user_ids))
    results: dict[UUID, BuildResult] = {}
    for start in range(0, len(ids), CHUNK):
        results |= _build_chunk(ids[start : start + CHUNK], now=now)
    return [results[user_id] for user_id in ids]


def preview(person: Person, *, now: datetime) -> InterfaceConfig | None:
    """What a build would make of this person's interface now, with nothing stored; None: it would fail."""
    (attempt,) = _attempt_all(load_inputs([person], now=now))
    return None if attempt.built is None else attempt.built.config


def _build_chunk(user_ids: Sequence[UUID], *, now: datetime) -> dict[UUID, BuildResult]:
    """One transaction for all or, where one of them cannot be stored, one for each."""
    try:
        return _build_together(user_ids, now=now)
    except Exception as error:
        if isinstance(error, OperationalError) and not _is_of_the_data(error):
            raise
        if len(user_ids) > 1:
            return {user_id: _build_chunk([user_id], now=now)[user_id] for user_id in user_ids}
        log_unforeseen(error)
        return _note_failure(user_ids[0], _name_of(error), now=now)


@transaction.atomic
def _build_together(user_ids: Sequence[UUID], *, now: datetime) -> dict[UUID, BuildResult]:
    people = lock_people(user_ids)
    consenting = [person for person in people.values() if may_personalise(person.consents)]
    looked_at = [_look(inputs) for inputs in load_inputs(consenting, now=now)]
    due = [attempt.inputs for attempt in looked_at if attempt.failure is None and attempt.inputs.is_due()]
    built = {attempt.inputs.person.id: attempt for attempt in _attempt_all(due)}
    attempts = [built.get(attempt.inputs.person.id, attempt) for attempt in looked_at]
    stored = store_versions([_new_version(attempt) for attempt in attempts if attempt.is_new], now=now)
    records = [_record_of(attempt, stored, now=now) for attempt in attempts]
    store_builds([record for record in records if record is not None])
    results = {user_id: BuildResult(user_id=user_id, outcome=Outcome.UNKNOWN) for user_id in user_ids}
    results |= {user_id: BuildResult(user_id=user_id, outcome=Outcome.LEFT_ALONE) for user_id in people}
    return results | {attempt.inputs.person.id: _result_of(attempt) for attempt in attempts}


def _look(inputs: Inputs) -> _Attempt:
    """The first look at a person: which night it is where they are, if that can be told."""
    try:
        return _Attempt(inputs=inputs, night=inputs.night())
    except ResonaError as error:
        return _Attempt(inputs=inputs, failure=_name_of(error))


def _attempt_all(due: Sequence[Inputs]) -> list[_Attempt]:
    if not due:
        return []
    ids = [inputs.person.id for inputs in due]
    configs = load_configs(ids)
    courses = load_courses(ids)
    return [_attempt(inputs, courses, *configs.get(inputs.person.id, (None, None))) for inputs in due]


def _attempt(inputs: Inputs, courses: Courses, shown: str | None, kept: str | None) -> _Attempt:
    try:
        built = build_one(inputs, courses, shown=shown, kept=kept)
    except Exception as error:
        log_unforeseen(error)
        return _Attempt(inputs=inputs, failure=_name_of(error))
    return _Attempt(inputs=inputs, night=inputs.night(), built=built)


def build_one(inputs: Inputs, courses: Courses, *, shown: str | None, kept: str | None) -> Built:
    """One person's interface, given the JSON of what is shown now and of what staff keep them at.

    What is shown and cannot be read (edited by hand, or taken away) is built anew. What is kept and cannot be read is
    an error, unless help must come nearer: that waits for nothing.
    Raises EmotionSharesError, MalformedTextError, InvalidConfigError.
    """
    pattern = courses.pattern_of(inputs)
    wording = inputs.clinic.wording
    previous = _read_shown(shown)
    is_damaged = previous is None and inputs.standing.latest_version > 0
    base = _read_kept(kept, stage_of(pattern))
    if base is not None:
        return build_kept(base, pattern, previous, wording)
    return rebuild(pattern, wording) if is_damaged else build(pattern, previous, wording)


def _read_kept(kept: str | None, stage: Stage) -> InterfaceConfig | None:
    """What staff keep, where that may stand. Raises InvalidConfigError."""
    if kept is None or stage is Stage.FIRST:
        return None
    try:
        return read_config(kept)
    except InvalidConfigError as error:
        if stage is Stage.USUAL:
            raise
        log_unforeseen(error)
        return None


def _read_shown(shown: str | None) -> InterfaceConfig | None:
    """What is shown, where there is anything that can be read."""
    if shown is None:
        return None
    try:
        return read_config(shown)
    except InvalidConfigError as error:
        log_unforeseen(error)
        return None


def _new_version(attempt: _Attempt) -> NewVersion:
    assert attempt.built is not None
    standing = attempt.inputs.standing
    return NewVersion(
        user_id=attempt.inputs.person.id,
        version=standing.latest_version + 1,
        config=attempt.built.config,
        changes=attempt.built.changes,
        kept_version=standing.kept_version,
    )


def _record_of(attempt: _Attempt, stored: dict[UUID, str], *, now: datetime) -> BuildRecord | None:
    """How it went, where that is anything new."""
    inputs, standing = attempt.inputs, attempt.inputs.standing
    before = _record_before(inputs.person.id, standing)
    if attempt.failure is not None:
        return replace(before, failure=attempt.failure, failed_at=now)
    if attempt.built is None:  # not due
        return None if standing.built_for == attempt.night else replace(before, built_for=attempt.night, built_at=now)
    digest = inputs.digest(
        version=standing.latest_version + 1 if attempt.is_new else standing.version,
        config_digest=stored.get(inputs.person.id, standing.config_digest),
        has_next_theme=attempt.built.config.next_theme is not None,
    )
    return replace(before, inputs_digest=digest, built_for=attempt.night, built_at=now)


def _result_of(attempt: _Attempt) -> BuildResult:
    user_id, standing = attempt.inputs.person.id, attempt.inputs.standing
    if attempt.failure is not None:
        return BuildResult(user_id=user_id, outcome=Outcome.FAILED, version=standing.version, failure=attempt.failure)
    if attempt.is_new:
        return BuildResult(user_id=user_id, outcome=Outcome.CHANGED, version=standing.latest_version + 1)
    return BuildResult(user_id=user_id, outcome=Outcome.UNCHANGED, version=standing.version)


@transaction.atomic
def _note_failure(user_id: UUID, failure: str, *, now: datetime) -> dict[UUID, BuildResult]:
    """A person whose build could not be stored: the failure alone is."""
    if not lock_people([user_id]):
        return {user_id: BuildResult(user_id=user_id, outcome=Outcome.UNKNOWN)}
    standing = load_standings([user_id])[user_id]
    store_builds([replace(_record_before(user_id, standing), failure=failure, failed_at=now)])
    return {user_id: BuildResult(user_id=user_id, outcome=Outcome.FAILED, version=standing.version, failure=failure)}


def _record_before(user_id: UUID, standing: Standing) -> BuildRecord:
    """How the latest build that succeeded went."""
    return BuildRecord(
        user_id=user_id,
        inputs_digest=standing.inputs_digest,
        built_for=standing.built_for,
        built_at=standing.built_at,
    )


def _is_of_the_data(error: OperationalError) -> bool:
    """Whether the database could not do it for somebody's data; otherwise something ails it, and all wait."""
    return str(getattr(error.__cause__, "sqlstate", None)).startswith(_OF_THE_DATA)


def _name_of(error: Exception) -> str:
    """What is told of a failure: our own errors quote nobody, of others only the kind is told."""
    name = type(error).__name__
    return (f"{name}: {error}" if isinstance(error, ResonaError) else name)[:MAX_FAILURE]
