"""Endpoints made, changed, paused and removed, and messages sent by request: a test, or again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db import transaction

from resona.accounts.callers import ApiKeyCaller
from resona.accounts.models import User
from resona.audit.actors import name_actor
from resona.audit.events import record_event
from resona.audit.models import SecurityEvent
from resona.errors import Fault, InvalidInputError, ResonaError
from resona.given_text import require_text
from resona.integrations.addresses import check_endpoint_url
from resona.integrations.codes import REMOVED
from resona.integrations.feed import position_of
from resona.integrations.models import MAX_NAME_CHARACTERS, Integration, WebhookEndpoint
from resona.integrations.policy import WEBHOOKS
from resona.integrations.registry import kinds_by_name, kinds_out_of
from resona.integrations.signatures import SigningSecret, follow, make_signing_secret, read_secrets, write_secrets
from resona.postgres.models import new_id

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

MOST_ENDPOINTS: Final = 100  # of a clinic: each is told of every change


class NotYoursToSetUpError(ResonaError):
    """Webhooks are set up by the clinic's administrators and by systems that may."""

    status = 403


class UnknownEndpointError(ResonaError):
    """There is no such webhook, or none that you may see."""

    status = 404


class TooManyEndpointsError(ResonaError):
    """The clinic has as many webhooks as one may have. Remove one first."""

    status = 409


class EndpointTakenError(ResonaError):
    """There is a webhook of this id already, and it is another one."""

    status = 409


@dataclass(frozen=True, kw_only=True, slots=True)
class NewEndpoint:
    """An endpoint with a secret that was just made: the only time that its text is shown."""

    id: UUID
    secret: str | None  # None: the endpoint was there already


class NotWithinScopesError(ResonaError):
    """A system is told of those records alone that its key may read."""

    status = 403


@transaction.atomic
def create_endpoint(
    *, clinic_id: UUID, name: str, url: str, kinds: Sequence[str], caller: Caller, endpoint_id: UUID | None = None
) -> NewEndpoint:
    """Makes an endpoint of this clinic; with the id of one that is the same, it is that one, without its secret.

    Raises NotYoursToSetUpError, NotWithinScopesError, InvalidInputError, TooManyEndpointsError, EndpointTakenError.
    """
    require_may_set_up(caller)
    given = _read(name=name, url=url, kinds=kinds)
    _require_scopes(caller, given.kinds)
    known = None
    if endpoint_id is not None:
        known = WebhookEndpoint.objects.select_related("integration").filter(id=endpoint_id).first()
    if known is not None:
        if known.integration.clinic_id != clinic_id or (known.integration.name, known.url) != (given.name, given.url):
            raise EndpointTakenError
        return NewEndpoint(id=known.id, secret=None)
    if WebhookEndpoint.objects.kept().filter(integration__clinic_id=clinic_id).count() >= MOST_ENDPOINTS:
        raise TooManyEndpointsError
    check_endpoint_url(given.url)
    row_id, secret = endpoint_id or new_id(), make_signing_secret()
    integration = Integration.objects.create(clinic_id=clinic_id, kind=Integration.Kind.WEBHOOK, name=given.name)
    WebhookEndpoint.objects.create(
        id=row_id,
        integration=integration,
        url=given.url,
        kinds=given.kinds,
        secrets=_sealed(row_id, [secret]),
        position=position_of(given.kinds, ""),
    )
    _record(row_id, clinic_id, caller, change="made")
    return NewEndpoint(id=row_id, secret=secret.text)


@transaction.atomic
def change_endpoint(
    *,
    endpoint_id: UUID,
    caller: Caller,
    now: datetime,
    name: str | None = None,
    url: str | None = None,
    kinds: Sequence[str] | None = None,
    paused: bool | None = None,
) -> WebhookEndpoint:
    """Changes what is given. Resumed, an endpoint gets what waited, and what happens from now on.

    Raises NotYoursToSetUpError, NotWithinScopesError, UnknownEndpointError, InvalidInputError.
    """
    endpoint = _lock(endpoint_id, caller)
    integration = endpoint.integration
    given = _read(
        name=integration.name if name is None else name,
        url=endpoint.url if url is None else url,
        kinds=endpoint.kinds if kinds is None else kinds,
    )
    if given.url != endpoint.url:
        check_endpoint_url(given.url)
    _require_scopes(caller, set(given.kinds) - set(endpoint.kinds))
    integration.name, endpoint.url, endpoint.kinds = given.name, given.url, given.kinds
    endpoint.position = position_of(given.kinds, endpoint.position)
    if paused is not None and paused is not (endpoint.disabled_at is not None):
        endpoint.disabled_at = now if paused else None
        integration.status = Integration.Status.PAUSED if paused else Integration.Status.ACTIVE
        integration.failing_since = None
    integration.save(update_fields=["name", "status", "failing_since"])
    endpoint.save(update_fields=["url", "kinds", "position", "disabled_at"])
    _record(endpoint.id, integration.clinic_id, caller, change="changed")
    return endpoint


@transaction.atomic
def rotate_secret(*, endpoint_id: UUID, caller: Caller, now: datetime) -> NewEndpoint:
    """Makes a new secret, which signs beside the one it follows for a day.

    Raises as change_endpoint does, and SealedValueError.
    """
    endpoint = _lock(endpoint_id, caller)
    known = read_secrets(WebhookEndpoint.secrets.open(endpoint.id, endpoint.secrets))
    new = make_signing_secret()
    endpoint.secrets = _sealed(endpoint.id, follow(known, new, now=now, overlap=WEBHOOKS.secrets_overlap))
    endpoint.save(update_fields=["secrets"])
    _record(endpoint.id, endpoint.integration.clinic_id, caller, change="new secret")
    return NewEndpoint(id=endpoint.id, secret=new.text)


@transaction.atomic
def remove_endpoint(*, endpoint_id: UUID, caller: Caller, now: datetime) -> None:
    """Sends nothing more to it and forgets its secrets; the log of what was sent stays its time.

    Raises as change_endpoint.
    """
    endpoint = _lock(endpoint_id, caller)
    endpoint.disabled_at, endpoint.kinds, endpoint.position = endpoint.disabled_at or now, [], ""
    endpoint.secrets = _sealed(endpoint.id, [])
    endpoint.save(update_fields=["disabled_at", "kinds", "position", "secrets"])
    Integration.objects.filter(id=endpoint.integration_id).update(status=Integration.Status.DISCONNECTED)
    endpoint.attempts.filter(next_at__isnull=False).update(next_at=None, error_code=REMOVED)
    _record(endpoint.id, endpoint.integration.clinic_id, caller, change="removed")


def require_may_set_up(caller: Caller) -> None:
    """Raises NotYoursToSetUpError for whoever is neither an administrator nor a system."""
    if isinstance(caller, ApiKeyCaller):
        return
    if not (isinstance(caller, User) and (caller.is_superuser or caller.role == User.Role.ADMINISTRATOR)):
        raise NotYoursToSetUpError


def _require_scopes(caller: Caller, kinds: Iterable[str]) -> None:
    if isinstance(caller, ApiKeyCaller) and kinds_out_of(caller.scopes, kinds):
        raise NotWithinScopesError


@dataclass(frozen=True, kw_only=True, slots=True)
class _Given:
    name: str
    url: str
    kinds: list[str]


def _read(*, name: str, url: str, kinds: Sequence[str]) -> _Given:
    known = kinds_by_name()
    if any(kind not in known for kind in kinds):
        raise InvalidInputError([Fault(pointer="/kinds", detail=f"may hold: {', '.join(known)}")])
    return _Given(
        name=require_text(name, field="name", limit=MAX_NAME_CHARACTERS),
        url=url.strip(),
        kinds=[kind for kind in known if kind in kinds],
    )


def _lock(endpoint_id: UUID, caller: Caller) -> WebhookEndpoint:
    require_may_set_up(caller)
    seen = WebhookEndpoint.objects.visible_to(caller).kept().filter(id=endpoint_id)
    endpoint = seen.select_related("integration").select_for_update(of=("self",), no_key=True).first()
    if endpoint is None:
        raise UnknownEndpointError
    return endpoint


def _sealed(row_id: UUID, known: Sequence[SigningSecret]) -> str:
    sealed: str = WebhookEndpoint.secrets.seal(row_id, write_secrets(known))
    return sealed


def _record(endpoint_id: UUID, clinic_id: UUID, caller: Caller, *, change: str) -> None:
    record_event(
        SecurityEvent.Kind.CREDENTIAL_CHANGED,
        actor=name_actor(caller),
        clinic_id=clinic_id,
        detail={"change": change, "webhook": str(endpoint_id)},
    )
