"""Builds one person's interface now, because somebody asks for it."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from interfaces.consent import NotPersonalisedError
from interfaces.keeping import UnknownInterfaceError
from interfaces.services import BuildResult, Outcome, build_interfaces
from resona.accounts.models import User
from resona.accounts.teams import refuse_who_only_looks
from resona.errors import ResonaError
from resona.postgres.retry import retry_transient

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller


class BuildFailedError(ResonaError):
    """The interface cannot be built; what was shown is shown still."""

    status = 409
    problem = "build-failed"


def rebuild_interface(*, user_id: UUID, caller: Caller, now: datetime) -> BuildResult:
    """Builds the person's interface; where nothing changed, nothing does.

    Raises UnknownInterfaceError, NotInYourCareError, NotPersonalisedError, BuildFailedError.
    """
    if not User.objects.in_care_of(caller).people().filter(id=user_id).exists():
        refuse_who_only_looks(user_id, caller)
        raise UnknownInterfaceError
    (result,) = retry_transient(partial(build_interfaces, [user_id], now=now))
    if result.outcome is Outcome.UNKNOWN:
        raise UnknownInterfaceError
    if result.outcome is Outcome.LEFT_ALONE:
        raise NotPersonalisedError(user_id)
    if result.outcome is Outcome.FAILED:
        raise BuildFailedError(f"{BuildFailedError.__doc__} {result.failure}")
    return result
