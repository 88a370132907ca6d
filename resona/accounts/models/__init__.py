"""Who people are: clinics, people in care, staff, teams and keys."""

from resona.accounts.models.clinics import ApiKey, Clinic
from resona.accounts.models.on_call import MOST_STEPS, AlertingGap, OnCallShift, PersonLead
from resona.accounts.models.people import CarePeriod, PersonContact, PersonIdentifier, TimeZoneChange
from resona.accounts.models.sessions import UserSession, UserSessionManager
from resona.accounts.models.teams import CareTeam, CareTeamMember, CareTeamPerson
from resona.accounts.models.users import MAX_NAME_CHARACTERS, MAX_PURPOSE_CHARACTERS, User, UserManager, UserProfile

__all__ = [
    "MAX_NAME_CHARACTERS",
    "MAX_PURPOSE_CHARACTERS",
    "MOST_STEPS",
    "AlertingGap",
    "ApiKey",
    "CarePeriod",
    "CareTeam",
    "CareTeamMember",
    "CareTeamPerson",
    "Clinic",
    "OnCallShift",
    "PersonContact",
    "PersonIdentifier",
    "PersonLead",
    "TimeZoneChange",
    "User",
    "UserManager",
    "UserProfile",
    "UserSession",
    "UserSessionManager",
]
