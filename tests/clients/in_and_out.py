"""Somebody comes into care, is reached, leaves and asks to be forgotten, with what openapi-python-client makes of it.

Run by the Python of the generated client. Says whose erasure was asked for.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from uuid import uuid4

from resona_client.api.access import enrolments_create, users_enrolment_code_create, users_me_retrieve
from resona_client.api.people import (
    care_periods_list,
    care_teams_list,
    users_care_begin_create,
    users_care_end_create,
    users_care_teams_update,
    users_contacts_update,
    users_create,
    users_identifiers_update,
    users_partial_update,
    users_profile_retrieve,
    users_profile_update,
    users_search_create,
)
from resona_client.api.privacy import users_privacy_requests_create
from resona_client.api.sessions import sessions_create
from resona_client.client import AuthenticatedClient, Client
from resona_client.models import (
    BeginningBodyRequest,
    ContactsBodyRequest,
    EndingBodyRequest,
    EnrolmentBodyRequest,
    ExchangeBodyRequest,
    GdprRequestBodyRequest,
    IdentifiersBodyRequest,
    PatchedPersonChangeRequest,
    Problem,
    ProfileRequest,
    SearchBodyRequest,
    SessionInputRequest,
    TeamsBodyRequest,
)

address = os.environ["RESONA_URL"]
api = AuthenticatedClient(address, os.environ["RESONA_KEY"])
number = {"system": "urn:hospital", "value": str(uuid4())}
amina = {
    "profile": {"given_name": "Amina", "birth_date": "1990-02-28", "telecom": [{"value": "+254712345678"}]},
    "identifiers": [number],
    "contacts": [{"kind": "gp", "name": "Dr Njeri", "may_be_contacted": "always"}],
    "consents": [
        {"purpose": "recording", "version": "1", "given_by": "herself", "channel": "paper"},
    ],
}

# Coming in, once however often it is sent.
body = EnrolmentBodyRequest.from_dict(amina)
enrolled = users_create.sync(client=api, body=body)
person = enrolled.id
again = users_create.sync_detailed(client=api, body=body)
assert (again.status_code, again.parsed.id, again.parsed.is_new) == (200, person, False)

# Being found, by what no address ever holds.
for sought in (
    {"name": "amina"},
    {"telephone": "0712 345678"},
    {"identifier": number},
    {"birth_date": date(1990, 2, 28).isoformat()},
):
    found = users_search_create.sync(client=api, body=SearchBodyRequest.from_dict(sought))
    assert [one.id for one in found.results] == [person], sought

# Changing, on what was read and nothing else.
read = users_profile_retrieve.sync_detailed(person, client=api)
profile = ProfileRequest.from_dict({**read.parsed.to_dict(), "preferred_name": "Mimi"})
written = users_profile_update.sync_detailed(person, client=api, body=profile, if_match=read.headers["ETag"])
assert written.status_code == 200
stale = users_profile_update.sync(person, client=api, body=profile, if_match=read.headers["ETag"])
assert isinstance(stale, Problem)
change = PatchedPersonChangeRequest.from_dict({"language": "sw", "timezone": "Africa/Nairobi"})
assert users_partial_update.sync(person, client=api, body=change).language == "sw"
contacts = {"contacts": [{"kind": "next_of_kin", "name": "Rose", "may_be_contacted": "in_crisis"}]}
users_contacts_update.sync(person, client=api, body=ContactsBodyRequest.from_dict(contacts))
identifiers = {"identifiers": [number, {"system": "urn:school", "value": "S 9"}]}
assert (
    len(
        users_identifiers_update.sync(
            person, client=api, body=IdentifiersBodyRequest.from_dict(identifiers)
        ).identifiers
    )
    == 2
)
teams = [team.id for team in care_teams_list.sync(client=api).results]
assert users_care_teams_update.sync(person, client=api, body=TeamsBodyRequest(care_teams=teams)).care_teams == teams

# Their own app.
code = users_enrolment_code_create.sync(person, client=api).code
token = enrolments_create.sync(client=Client(address), body=ExchangeBodyRequest(code=code, device="A telephone")).token
app = AuthenticatedClient(address, token)
assert users_me_retrieve.sync(client=app).id == person
session = {
    "id": str(uuid4()),
    "user_id": str(person),
    "started_at": datetime.now(UTC).isoformat(),
    "messages": [{"role": "user", "content": "I slept well."}],
}
assert sessions_create.sync_detailed(client=app, body=SessionInputRequest.from_dict(session)).status_code == 201

# Leaving, coming back, and asking to be forgotten.
performer = {"system": "urn:hospital", "value": "17", "display": "Dr Njeri"}
ending = EndingBodyRequest.from_dict({"because": "moved", "performer": performer})
assert users_care_end_create.sync(person, client=api, body=ending).ended_because == "moved"
users_care_begin_create.sync(person, client=api, body=BeginningBodyRequest.from_dict({"keeps_normal": True}))
periods = care_periods_list.sync(client=api, user=person)
assert [period.ended_at is None for period in periods.results] == [False, True]
asked = GdprRequestBodyRequest.from_dict({"kind": "erasure"})
assert users_privacy_requests_create.sync_detailed(person, client=api, body=asked).status_code == 201
print(person)  # noqa: T201
