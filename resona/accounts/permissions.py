"""What a caller may do; which rows it may do it with, `visible_to` says."""

from __future__ import annotations

from typing import Any, Final

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from resona.accounts.callers import ApiKeyCaller, is_person_in_care
from resona.accounts.models import ApiKey

# What nobody's key or client can be given: for staff who are signed in themselves.
SIGNED_IN_STAFF: Final = "staff"
# Likewise, for people in care themselves.
THE_PERSON: Final = "person"
# What only systems do.
SYSTEMS_SCOPES = frozenset({ApiKey.Scope.CHANGES_READ})
# What signed-in people in care may not do, although they see their own records.
STAFF_SCOPES = SYSTEMS_SCOPES | {
    ApiKey.Scope.RISK_WRITE,
    ApiKey.Scope.CARE_WRITE,
    ApiKey.Scope.INTERFACES_WRITE,
    ApiKey.Scope.PEOPLE_WRITE,
    ApiKey.Scope.WEBHOOKS_WRITE,
    SIGNED_IN_STAFF,
}
# What staff may not do. A session would stand in the record as the person's own words.
NOT_FOR_STAFF = SYSTEMS_SCOPES | {ApiKey.Scope.SESSIONS_WRITE, THE_PERSON}


class HasScope(BasePermission):
    """Each view declares `read_scope` and `write_scope`; a method without a scope is closed to everybody.

    An API key has the scopes it was given. Who is signed in may do everything with what they see, but only staff may
    record what was done about a finding, and only they and systems read findings (`holds_findings`): people in care
    have those of themselves in their export. What they do themselves of it, its view says (`open_to_the_person`). A
    session is recorded by the person and by systems, never by staff.
    """

    message = "Your access does not include this."
    code = "scope-missing"  # of resona.api.problem_types
    words_of_another = (
        "Staff record no session: it would stand as the person's own words. Their app and the clinic's systems do."
    )

    def has_permission(self, request: Request, view: Any) -> bool:
        if request.method not in view.allowed_methods:
            return True  # the view answers 405
        caller = request.user
        if not caller.is_authenticated:
            return False
        scope = view.read_scope if request.method in SAFE_METHODS else view.write_scope
        if scope is None:
            return False
        if isinstance(caller, ApiKeyCaller):
            return scope in caller.scopes
        if not is_person_in_care(caller):
            return self._may_as_staff(scope)
        return not view.holds_findings and (view.open_to_the_person or scope not in STAFF_SCOPES)

    def _may_as_staff(self, scope: str) -> bool:
        if scope not in NOT_FOR_STAFF:
            return True
        if scope == ApiKey.Scope.SESSIONS_WRITE:
            self.message = self.words_of_another
        return False
