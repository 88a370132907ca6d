"""A shift hands over to the next with what openapi-python-client makes of the description.

Run by the Python of the generated client; the team and whom it is passed to are given in the environment.
"""

from __future__ import annotations

import os
from uuid import UUID

from resona_client.api.care import (
    care_offers_list,
    care_offers_take_create,
    handovers_create,
    handovers_give_create,
    handovers_items_create,
    handovers_retrieve,
    handovers_take_create,
    users_lead_pass_create,
    users_lead_retrieve,
)
from resona_client.client import AuthenticatedClient
from resona_client.models import (
    AcceptBodyRequest,
    BeginHandoverBodyRequest,
    GiveBodyRequest,
    ItemsBodyRequest,
    PassBodyRequest,
    Problem,
    TakeHandoverBodyRequest,
)

api = AuthenticatedClient(os.environ["RESONA_URL"], os.environ["RESONA_KEY"])
team, person, colleague = (UUID(part) for part in os.environ["RESONA_ABOUT"].split())
amani = {"system": "urn:hospital", "value": "17", "display": "Dr Amani"}
zuri = {**amani, "value": "18", "display": "Dr Zuri"}

# Begun once however often it is sent, and written on what was read and nothing else.
body = BeginHandoverBodyRequest.from_dict({"care_team_id": str(team), "performer": amani})
begun = handovers_create.sync(client=api, body=body)
again = handovers_create.sync_detailed(client=api, body=body)
assert (again.status_code, again.parsed.id) == (200, begun.id)
tag = handovers_retrieve.sync_detailed(begun.id, client=api).headers["ETag"]
said = ItemsBodyRequest.from_dict({"items": [{"user_id": str(person), "text": "Call at nine."}]})
written = handovers_items_create.sync_detailed(begun.id, client=api, body=said, if_match=tag)
assert [item.text for item in written.parsed.items] == ["Call at nine."]
stale = handovers_items_create.sync(begun.id, client=api, body=said, if_match=tag)
assert isinstance(stale, Problem)

# Given by one and taken by another.
given = handovers_give_create.sync(begun.id, client=api, body=GiveBodyRequest.from_dict({"performer": amani}))
assert given.signed_at is not None
answers = {"items": [{"user_id": str(person), "accepted": True}], "performer": zuri}
taken = handovers_take_create.sync(begun.id, client=api, body=TakeHandoverBodyRequest.from_dict(answers))
assert (taken.given_for.display, taken.taken_for.display) == ("Dr Amani", "Dr Zuri")

# Who answers for the person first.
passing = PassBodyRequest.from_dict({"to": str(colleague), "note": "She knows you.", "performer": amani})
offer = users_lead_pass_create.sync(person, client=api, body=passing)
assert [one.id for one in care_offers_list.sync(client=api, open_=True).results] == [offer.id]
accepting = AcceptBodyRequest.from_dict({"performer": zuri})
assert care_offers_take_create.sync(offer.id, client=api, body=accepting).answer == "taken"
assert users_lead_retrieve.sync(person, client=api).staff_id == colleague
print("done")  # noqa: T201
