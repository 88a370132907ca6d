"""What staff decide about a person's interface: keep it as it is, let it adapt again, go back to an earlier version.

Each decision is a version of its own, with who decided and why. None of them holds back what safety asks. Whoever
decides the same once more for the same reason, because no answer came, is told the version of then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from interfaces.builder import Built
from interfaces.changes import Change
from interfaces.config import InterfaceConfig, read_config
from interfaces.consent import NotPersonalisedError, may_personalise
from interfaces.inputs import Inputs, load_courses, load_inputs
from interfaces.loading import load_configs, load_version, lock_people
from interfaces.models import UserInterface
from interfaces.services import build_one
from interfaces.storing import NewVersion, store_versions
from resona.accounts.callers import account_of
from resona.accounts.models import User
from resona.accounts.teams import refuse_who_only_looks
from resona.errors import ResonaError
from resona.given_text import require_text
from resona.postgres.models import new_id

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

# What a decision itself is called among the changes: it is no aspect of the configuration.
KEPT_VERSION = "kept_version"
FOR_THE_CLINICIAN = "Decided by staff; who and why stand with the version."


class UnknownInterfaceError(ResonaError):
    """There is no such person or version, or none that you may see."""

    status = 404


class AlreadyKeptError(ResonaError):
    """The interface is already kept as it is, for a reason of its own."""

    status = 409
    problem = "decided-otherwise"


class NotKeptError(ResonaError):
    """The interface is not kept: it adapts."""

    status = 409
    problem = "not-kept"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Decision:
    """What staff decided, about the person as they stand."""

    inputs: Inputs
    shown: str  # JSON
    origin: str
    kept_version: int | None
    reason: str
    caller: Caller


def pin(*, user_id: UUID, reason: str, caller: Caller, now: datetime) -> int:
    """Keeps what the person sees now; returns the version that says so, also where this caller said so before.

    Raises InvalidInputError, UnknownInterfaceError, AlreadyKeptError, InvalidConfigError.
    """
    with transaction.atomic():
        inputs, shown = _standing_of(user_id, caller, now)
        if inputs.standing.kept_version is not None:
            return _version_of_then(inputs, UserInterface.Origin.PIN, reason, caller, AlreadyKeptError)
        decision = _Decision(
            inputs=inputs,
            shown=shown,
            origin=UserInterface.Origin.PIN,
            kept_version=inputs.standing.version,
            reason=_require_reason(reason),
            caller=caller,
        )
        return _store(decision, Built(config=read_config(shown), changes=()), "why.pin")


def unpin(*, user_id: UUID, reason: str, caller: Caller, now: datetime) -> int:
    """Lets the interface adapt again, from the next build on; returns the version that says so, also if said before.

    Raises InvalidInputError, UnknownInterfaceError, NotKeptError, InvalidConfigError.
    """
    with transaction.atomic():
        inputs, shown = _standing_of(user_id, caller, now)
        if inputs.standing.kept_version is None:
            return _version_of_then(inputs, UserInterface.Origin.UNPIN, reason, caller, NotKeptError)
        decision = _Decision(
            inputs=inputs,
            shown=shown,
            origin=UserInterface.Origin.UNPIN,
            kept_version=None,
            reason=_require_reason(reason),
            caller=caller,
        )
        return _store(decision, Built(config=read_config(shown), changes=()), "why.unpin")


def go_back(*, user_id: UUID, version: int, reason: str, caller: Caller, now: datetime) -> int:
    """Shows an earlier version again and keeps it, or the next night would undo it; returns the version that says so.

    Raises InvalidInputError, UnknownInterfaceError, NotPersonalisedError, AlreadyKeptError where that version is kept
    for another reason, InvalidConfigError where it fits the schema no more, and what describing the person's pattern
    raises: without it nobody knows whether help must stand first.
    """
    with transaction.atomic():
        inputs, shown = _standing_of(user_id, caller, now)
        if not may_personalise(inputs.person.consents):
            raise NotPersonalisedError(user_id)
        earlier = load_version(user_id, version)
        if earlier is None:
            raise UnknownInterfaceError
        read_config(earlier)
        if inputs.standing.kept_version == version:
            return _version_of_then(inputs, UserInterface.Origin.GO_BACK, reason, caller, AlreadyKeptError)
        decision = _Decision(
            inputs=inputs,
            shown=shown,
            origin=UserInterface.Origin.GO_BACK,
            kept_version=version,
            reason=_require_reason(reason),
            caller=caller,
        )
        built = build_one(inputs, load_courses([user_id]), shown=shown, kept=earlier)
        return _store(decision, built, "why.back")


def _standing_of(user_id: UUID, caller: Caller, now: datetime) -> tuple[Inputs, str]:
    """Where the person stands, locked, and the JSON of what they see."""
    if not User.objects.in_care_of(caller).people().filter(id=user_id).exists():
        refuse_who_only_looks(user_id, caller)
        raise UnknownInterfaceError
    people = lock_people([user_id])
    configs = load_configs([user_id])
    if user_id not in people or user_id not in configs:
        raise UnknownInterfaceError
    (inputs,) = load_inputs([people[user_id]], now=now)
    return inputs, configs[user_id][0]


def _require_reason(reason: str) -> str:
    return require_text(reason, field="reason", limit=UserInterface.reason.max_characters)


def _version_of_then(inputs: Inputs, origin: str, reason: str, caller: Caller, otherwise: type[ResonaError]) -> int:
    """The version of the latest decision where this one repeats it word for word. Raises `otherwise`."""
    decided = UserInterface.objects.filter(user_id=inputs.person.id).exclude(origin=UserInterface.Origin.BUILD)
    latest = decided.order_by("-version").defer("interface_config").first()
    given = _require_reason(reason)
    if latest is None or latest.reason is None or latest.origin != origin:
        raise otherwise
    _, actor = account_of(caller)
    if latest.decided_by_uuid != actor or UserInterface.reason.open(latest.id, latest.reason) != given:
        raise otherwise
    return latest.version


def _store(decision: _Decision, built: Built, why: str) -> int:
    standing, id_ = decision.inputs.standing, new_id()
    change = _change_of(decision, built.config, why)
    new = NewVersion(
        id=id_,
        user_id=decision.inputs.person.id,
        version=standing.latest_version + 1,
        config=built.config,
        changes=(change, *built.changes),
        kept_version=decision.kept_version,
        origin=decision.origin,
        decided_by=account_of(decision.caller),
        reason=UserInterface.reason.seal(id_, decision.reason),
    )
    store_versions([new], now=decision.inputs.now)
    return new.version


def _change_of(decision: _Decision, config: InterfaceConfig, why: str) -> Change:
    return Change(
        what=KEPT_VERSION,
        before=decision.inputs.standing.kept_version,
        after=decision.kept_version,
        reason_for_person=decision.inputs.clinic.wording.text(config.language.value, why),
        reason_for_clinician=FOR_THE_CLINICIAN,
    )
