"""Who people are: clinics, people in care, staff, teams and keys."""

from resona.accounts.models.clinics import ApiKey, Clinic
from resona.accounts.models.sessions import UserSession, UserSessionManager
from resona.accounts.models.teams import CareTeam, CareTeamMember, CareTeamPerson
from resona.accounts.models.users import MAX_PURPOSE_CHARACTERS, User, UserManager, UserProfile

__all__ = [
    "MAX_PURPOSE_CHARACTERS",
    "ApiKey",
    "CareTeam",
    "CareTeamMember",
    "CareTeamPerson",
    "Clinic",
    "User",
    "UserManager",
    "UserProfile",
    "UserSession",
    "UserSessionManager",
]
