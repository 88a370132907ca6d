"""Sign-in by e-mail and password; what a role may do in the admin."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import ModelBackend
from django.db import DEFAULT_DB_ALIAS

from resona.accounts.models import User
from resona.postgres.compiled import CompiledQuery
from resona.site.permissions import permissions_of_role

# Asked at every request of whoever is signed in. No column of an account needs converting.
_ACCOUNT = CompiledQuery(lambda *, user_id: User.objects.filter(id=user_id).order_by(), user_id=UUID(int=1))
_COLUMNS = [field.attname for field in User._meta.concrete_fields]


class RoleBackend(ModelBackend):
    """Permissions follow the role, so that no group can be forgotten or misspelt; a superuser has all."""

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if user_obj.is_superuser:
            return super().get_all_permissions(user_obj)
        return set(permissions_of_role(user_obj.role))

    def get_user(self, user_id: UUID) -> User | None:
        rows = _ACCOUNT.fetch(user_id=user_id)
        user = User.from_db(DEFAULT_DB_ALIAS, _COLUMNS, rows[0]) if rows else None
        return user if self.user_can_authenticate(user) else None
