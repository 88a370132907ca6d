"""Sign-in by e-mail and password; what a role may do in the admin."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import ModelBackend
from django.db import DEFAULT_DB_ALIAS

from resona.accounts.models import User
from resona.postgres.compiled import CompiledQuery

# View everything of the people one sees; which rows those are, visible_to says.
VIEWED = frozenset(
    {
        "accounts.view_user",
        "accounts.view_careteam",
        "accounts.view_clinic",
        "compliance.view_consentrecord",
        "compliance.view_consenttext",
        "compliance.view_emergencyaccess",
        "conversations.view_conversation",
        "conversations.view_message",
        "conversations.view_emotionreading",
        "baselines.view_baseline",
        "baselines.view_deviation",
        "baselines.view_populationprior",
        "baselines.view_userdrift",
        "risk.view_dissonance",
        "risk.view_riskassessment",
        "risk.view_crisisevent",
        "sign_in.view_persontoken",
        "interfaces.view_userinterface",
        "interfaces.view_interfaceevolution",
        "interfaces.view_interfacebuild",
        "interfaces.view_interfacetext",
        "interfaces.view_supportresource",
    }
)
# Record what was done about a finding, never the finding itself.
CLINICAL = frozenset(
    {
        "risk.change_riskassessment",
        "risk.change_crisisevent",
        "baselines.change_userdrift",
        "conversations.change_conversation",
        "sign_in.change_persontoken",
        "interfaces.change_userinterface",
        "compliance.change_consentrecord",
    }
)
ADMINISTRATIVE = frozenset(
    {
        "accounts.add_user",
        "accounts.change_user",
        "accounts.add_careteam",
        "accounts.change_careteam",
        "accounts.delete_careteam",
        "accounts.change_clinic",
        "compliance.add_consenttext",
        "compliance.view_gdprrequest",
        "compliance.change_gdprrequest",
        "accounts.view_apikey",
        "accounts.add_apikey",
        "audit.view_auditentry",
        "accounts.change_apikey",
        *(f"sign_in.{action}_oauthclient" for action in ("view", "add", "change")),
        "sign_in.view_totpdevice",
        "sign_in.change_totpdevice",
        *(
            f"accounts.{action}_{model}"
            for action in ("view", "add", "change", "delete")
            for model in ("careteammember", "careteamperson")
        ),
        *(
            f"interfaces.{action}_{model}"
            for action in ("add", "change", "delete")
            for model in ("interfacetext", "supportresource")
        ),
    }
)
PERMISSIONS_OF_ROLE: dict[str, frozenset[str]] = {
    User.Role.PERSON: frozenset(),
    User.Role.CLINICIAN: VIEWED | CLINICAL,
    User.Role.ADMINISTRATOR: VIEWED | CLINICAL | ADMINISTRATIVE,
}


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
        return set(PERMISSIONS_OF_ROLE[user_obj.role])

    def get_user(self, user_id: UUID) -> User | None:
        rows = _ACCOUNT.fetch(user_id=user_id)
        user = User.from_db(DEFAULT_DB_ALIAS, _COLUMNS, rows[0]) if rows else None
        return user if self.user_can_authenticate(user) else None
