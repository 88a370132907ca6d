"""GET /api/v1/changes/: other systems ask what changed since they last asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from resona.accounts.callers import ApiKeyCaller
from resona.accounts.models import ApiKey
from resona.api.filters import InvalidQueryError, Parameter, read_parameters
from resona.api.preferences import preferred_seconds
from resona.api.values import ValueTextError, read_count
from resona.api.views import ApiView
from resona.audit.changes.cursors import NOW, cursor_at, place_of_cursor, read_since
from resona.audit.changes.kinds import followed_tables, kinds_within
from resona.audit.changes.places import Place
from resona.audit.changes.reading import Changes, Follower, place_now, read_changes
from resona.audit.changes.rows import ChangesDocument, change_row
from resona.audit.changes.waiting import MAX_WAIT_SECONDS, wait_for
from resona.showing import show_and_no_more

DEFAULT_LIMIT: Final = 100
MAX_LIMIT: Final = 1000
WAIT: Final = OpenApiParameter(
    "Prefer",
    type=str,
    location=OpenApiParameter.HEADER,
    description="`wait=30` (RFC 7240): where nothing has changed, the answer comes once something has, or after so "
    f"many seconds, at most {MAX_WAIT_SECONDS}. While others wait already it comes at once.",
)


def _read_kinds(text: str) -> frozenset[str]:
    kinds = frozenset(text.split(","))
    if kinds - followed_tables().keys():
        raise ValueTextError(f"must be some of {', '.join(followed_tables())}, with commas between")
    return kinds


class ChangesView(ApiView):
    """What changed since a cursor: which rows were added, changed or deleted, not what of them.

    Begin with `since=now`, which finds nothing and gives a cursor; then read what there is in the lists; then ask here
    with the cursor of each answer. Every change is told at least once, in an order that never goes back, of what the
    key may read: of its clinic, within its scopes, and of nobody who is restricted. Changes that tell nothing, such as
    a change of encryption keys, are left out.

    `410` says that what was missed can no longer be told: of a cursor older than 89 days, or of a database that was
    restored meanwhile. Read everything again, from `since=now`.
    """

    read_scope = ApiKey.Scope.CHANGES_READ
    more_problems = (410,)

    @extend_schema(parameters=[WAIT], responses=ChangesDocument)
    def get(self, request: Request) -> Response:
        values = read_parameters(request.GET, self.parameters())
        follower = _follower(request.user, values["kinds"])
        since = values["since"]
        after = place_now() if since is None else place_of_cursor(since, clinic_id=follower.clinic_id)
        seconds = preferred_seconds(request)
        look = _Looking(after, follower, values["limit"])
        changes = wait_for(look, lambda found: bool(found.found), seconds=0 if since is None else seconds)
        show_and_no_more(request, [each.user_id for each in changes.found if each.user_id], records=len(changes.found))
        return Response(_document(changes, follower), headers=_applied(seconds, look))

    @classmethod
    def parameters(cls) -> Sequence[Parameter]:
        return (
            Parameter(
                name="since",
                read=read_since,
                schema={"type": "string", "minLength": 1, "default": NOW, "example": NOW},
                description=f"`{NOW}`, to begin with, or the cursor of the answer before.",
            ),
            Parameter(
                name="kinds",
                read=_read_kinds,
                schema={"type": "string", "example": "session,crisis_event"},
                description=f"Only these, with commas between: {', '.join(followed_tables())}. By default all that the "
                "key may read. That somebody was erased, or is to be read again, is told always.",
            ),
            Parameter(
                name="limit",
                read=read_count(1, MAX_LIMIT),
                default=DEFAULT_LIMIT,
                schema={"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
                description="Changes an answer, at most.",
            ),
        )


class _Looking:
    """One look after the other, each going on where the one before ended."""

    def __init__(self, after: Place, follower: Follower, limit: int) -> None:
        self._after, self._follower, self._limit = after, follower, limit
        self.looks = 0

    def __call__(self) -> Changes:
        changes = read_changes(self._after, follower=self._follower, limit=self._limit)
        self._after, self.looks = changes.after, self.looks + 1
        return changes


def _follower(caller: Any, kinds: frozenset[str] | None) -> Follower:
    """Raises InvalidQueryError for kinds that this key may not read."""
    assert isinstance(caller, ApiKeyCaller)  # the scope is no other's
    allowed = kinds_within(caller.scopes)
    if refused := sorted((kinds or frozenset()) - allowed):
        needed = sorted({followed_tables()[kind].scope for kind in refused})
        raise InvalidQueryError({"kinds": f"{' and '.join(refused)} cannot be read without {' and '.join(needed)}"})
    return Follower(clinic_id=caller.clinic_id, kinds=allowed if kinds is None else kinds)


def _document(changes: Changes, follower: Follower) -> dict[str, object]:
    clinic_id = follower.clinic_id
    return {
        "results": [change_row(each, cursor_at(each.place, clinic_id=clinic_id)) for each in changes.found],
        "cursor": cursor_at(changes.after, clinic_id=clinic_id),
        "has_more": not changes.is_all,
    }


def _applied(seconds: int, look: _Looking) -> dict[str, str]:
    return {"Preference-Applied": f"wait={seconds}"} if look.looks > 1 else {}
