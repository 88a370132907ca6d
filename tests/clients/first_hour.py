"""A hospital's first hour, with what openapi-python-client makes of the description. Run by its own Python."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from io import BytesIO
from uuid import uuid4

from resona_client.api.changes import changes_retrieve
from resona_client.api.crisis import (
    crisis_events_acknowledge_create,
    crisis_events_notes_create,
    crisis_events_retrieve,
)
from resona_client.api.people import users_create
from resona_client.api.privacy import users_consents_create
from resona_client.api.sessions import conversations_list, sessions_batch_create, sessions_create
from resona_client.client import AuthenticatedClient
from resona_client.models import (
    AcknowledgeBodyRequest,
    BatchLineAnswer,
    ConsentBodyRequest,
    CrisisEventDocument,
    EnrolmentBodyRequest,
    NoteBodyRequest,
    PaginatedConversationRowList,
    Problem,
    SessionAnswer,
    SessionInputRequest,
)
from resona_client.types import File

api = AuthenticatedClient(os.environ["RESONA_URL"], os.environ["RESONA_KEY"])

# Enrolling.
body = EnrolmentBodyRequest.from_dict({"identifiers": [{"system": "urn:hospital", "value": str(uuid4())}]})
enrolled = users_create.sync(client=api, body=body)
person = enrolled.id
given = ConsentBodyRequest.from_dict({"purpose": "recording", "decision": "given", "version": "2026-1"})
assert users_consents_create.sync_detailed(person, client=api, body=given).status_code == 200

# Recording.
session = {
    "id": str(uuid4()),
    "user_id": str(person),
    "started_at": datetime.now(UTC).isoformat(),
    "messages": [{"role": "user", "content": "I want to end it all tonight"}],
}
recorded = sessions_create.sync(client=api, body=SessionInputRequest.from_dict(session))
assert isinstance(recorded, SessionAnswer), recorded
event = recorded.crisis_event
assert event is not None
assert event.risk_level in ("high", "critical")

# Several at once: lines, which are bytes.
said = [session | {"id": str(uuid4()), "messages": [{"role": "user", "content": f"Day {day}"}]} for day in (1, 2)]
lines = "\n".join(json.dumps(one) for one in said) + "\n\n"
batch = sessions_batch_create.sync(client=api, body=File(payload=BytesIO(lines.encode())))
assert isinstance(batch, File)
answers = [BatchLineAnswer.from_dict(json.loads(line)) for line in batch.payload.read().splitlines()]
assert (answers[-1].lines, answers[-1].failed) == (2, 0)

# Reading.
page = conversations_list.sync(client=api, user=person, page_size=2)
assert isinstance(page, PaginatedConversationRowList)
assert len(page.results) == 2
assert page.next_
read = crisis_events_retrieve.sync_detailed(event.id, client=api)
assert isinstance(read.parsed, CrisisEventDocument)
tag = read.headers["ETag"]

# Where following begins.
begun = changes_retrieve.sync(client=api, since="now")

# Acting, on what was read and nothing else.
note = NoteBodyRequest(note="Called, no answer.")
noted = crisis_events_notes_create.sync_detailed(event.id, client=api, body=note, if_match=tag)
assert noted.status_code == 200
stale = crisis_events_acknowledge_create.sync(event.id, client=api, body=AcknowledgeBodyRequest(), if_match=tag)
assert isinstance(stale, Problem)
assert stale.type_ == "/problems/changed-meanwhile"
done = crisis_events_acknowledge_create.sync(
    event.id, client=api, body=AcknowledgeBodyRequest(), if_match=noted.headers["ETag"]
)
assert done.human_reviewed

# Following: what was done is told, in its order, once all that began earlier has ended.
followed = changes_retrieve.sync(client=api, since=begun.cursor, prefer="wait=30")
while not followed.results:
    followed = changes_retrieve.sync(client=api, since=followed.cursor, prefer="wait=30")
assert any(change.kind == "crisis_event" and change.id == event.id for change in followed.results), followed
print("done")  # noqa: T201
