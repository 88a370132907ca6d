"""Notes: signed, added to and never changed; read by colleagues, asked for by a mention."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from resona.accounts.models import CareTeamMember, User
from resona.accounts.teams import UnknownPersonError
from resona.care.models import CareNote, NoteRead
from resona.care.notes import NoteIdTakenError, notes_for, read_content, read_notes, unread_by
from resona.compliance.emergency import open_emergency_access
from resona.errors import InvalidInputError
from resona.postgres.models import new_id
from resona.site.search import Sought
from tests.care.made import NOW, make_note, make_task
from tests.conftest import Cast


@pytest.fixture
def colleague(cast: Cast) -> User:
    CareTeamMember.objects.create(team=cast.team, staff=cast.outsider)
    User.objects.filter(id=cast.outsider.id).update(name="Juma Otieno")
    cast.outsider.refresh_from_db()
    return cast.outsider


def test_a_note_is_signed_and_sealed(cast: Cast) -> None:
    note = make_note(cast.person, cast.clinician, "She slept.")
    assert (note.author, note.author_id_uuid, note.written_at) == (cast.clinician, cast.clinician.id, NOW)
    assert read_content(note) == "She slept."
    assert note.content is not None
    assert "slept" not in note.content


def test_a_contact_says_how_it_went_and_may_say_nothing_else(cast: Cast) -> None:
    note = make_note(cast.person, cast.clinician, "", kind="contact", contact_outcome="not_reached")
    assert (note.kind, note.contact_outcome, read_content(note)) == ("contact", "not_reached", "")


def test_what_is_put_right_is_another_note(cast: Cast) -> None:
    first = make_note(cast.person, cast.clinician, "Two tablets.")
    second = make_note(cast.person, cast.administrator, "Three tablets.", amends_id=first.id)
    assert list(first.amendments.all()) == [second]
    assert read_content(first) == "Two tablets."


def test_a_note_is_about_a_record_of_the_person(cast: Cast) -> None:
    task = make_task(cast.person, cast.clinician)
    note = make_note(cast.person, cast.clinician, about={"table": "tasks", "id": task.id})
    assert note.about == {"table": "tasks", "id": str(task.id)}


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "nothing": ({"content": ""}, "/content"),
    "nothing to be seen": ({"content": "\u200b" * 6000}, "/content"),
    "6,000 characters": ({"content": "x" * 6000}, "/content"),
    "an unknown kind": ({"kind": "letter"}, "/kind"),
    "a contact without outcome": ({"kind": "contact"}, "/contact_outcome"),
    "an outcome without contact": ({"contact_outcome": "reached"}, "/contact_outcome"),
    "about nothing": ({"about": {"table": "tasks", "id": uuid4()}}, "/about"),
    "adding to nothing": ({"amends_id": uuid4()}, "/amends_id"),
    "mentioning nobody": ({"mentions": [uuid4()]}, "/mentions/0"),
    "written tomorrow": ({"written_at": NOW + timedelta(days=1)}, "/written_at"),
    "written in 1900": ({"written_at": datetime(1900, 1, 1, tzinfo=UTC)}, "/written_at"),
}


@pytest.mark.parametrize("bad", BAD)
def test_what_cannot_be_is_refused_by_name(cast: Cast, bad: str) -> None:
    fields, pointer = BAD[bad]
    with pytest.raises(InvalidInputError) as caught:
        make_note(cast.person, cast.clinician, **fields)
    assert [fault.pointer for fault in caught.value.faults] == [pointer]
    assert not CareNote.objects.exists()


def test_a_note_adds_to_no_note_about_somebody_else(cast: Cast) -> None:
    theirs = make_note(cast.unassigned_person, cast.clinician)
    with pytest.raises(InvalidInputError):
        make_note(cast.person, cast.clinician, amends_id=theirs.id)


def test_a_mention_asks_a_colleague_to_read(cast: Cast, colleague: User) -> None:
    note = make_note(cast.person, cast.clinician, "@juma otieno, please call her tonight.")
    assert list(notes_for(colleague.id, colleague)) == [note]
    assert read_notes(note_ids=[note.id], caller=colleague, now=NOW) == 1
    assert list(notes_for(colleague.id, colleague)) == []
    read = NoteRead.objects.get()
    assert (read.staff, read.mentioned, read.at) == (colleague, True, NOW)


def test_nobody_is_mentioned_who_may_not_see_the_person(cast: Cast) -> None:
    User.objects.filter(id=cast.outsider.id).update(name="Juma Otieno")
    for fields, pointer in (
        ({"content": "Ask @Juma Otieno"}, "/content"),
        ({"mentions": [cast.outsider.id]}, "/mentions/0"),
        ({"mentions": [cast.stranger.id]}, "/mentions/0"),
    ):
        with pytest.raises(InvalidInputError) as caught:
            make_note(cast.person, cast.clinician, **fields)
        assert caught.value.faults[0].pointer == pointer
    assert not CareNote.objects.exists()


def test_a_note_is_unread_until_it_is_read_but_for_its_author(cast: Cast, colleague: User) -> None:
    note = make_note(cast.person, cast.clinician)
    assert list(unread_by(colleague.id, CareNote.objects.all())) == [note]
    assert not unread_by(cast.clinician.id, CareNote.objects.all()).exists()
    assert [read_notes(note_ids=[note.id], caller=colleague, now=NOW) for _ in range(2)] == [1, 0]
    assert read_notes(note_ids=[note.id], caller=cast.stranger, now=NOW) == 0


def test_the_same_id_writes_no_second_one(cast: Cast) -> None:
    own_id = new_id()
    first = make_note(cast.person, cast.clinician, id=own_id)
    assert make_note(cast.person, cast.clinician, id=own_id) == first
    with pytest.raises(NoteIdTakenError):
        make_note(cast.person, cast.clinician, "Something else", id=own_id)


def test_nobody_writes_about_whom_they_do_not_see_but_in_an_emergency(cast: Cast) -> None:
    with pytest.raises(UnknownPersonError):
        make_note(cast.person, cast.outsider)
    sought = Sought(id=cast.person.id)
    open_emergency_access(sought=sought, reason="called from the ward", caller=cast.outsider, now=timezone.now())
    note = make_note(cast.person, cast.outsider, "", kind="contact", contact_outcome="reached")
    assert note.author == cast.outsider
