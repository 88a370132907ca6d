"""A note that was filed under the wrong person goes to the right record, words and all, and stays behind nowhere."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from resona.accounts.models import CareTeamPerson, User
from resona.accounts.teams import UnknownPersonError
from resona.care.models import CareNote
from resona.care.moved_notes import MovedNoteError, move_note
from resona.care.notes import UnknownNoteError, notes_for, read_content
from risk.wrong_person import SamePersonError
from tests.admin.pages import page_url, sign_in
from tests.api.clients import post_json, with_key
from tests.care.made import NOW, make_note
from tests.conftest import Cast

HOUR = timedelta(hours=1)
WORDS = "Her sister is with her now."


@pytest.fixture
def right(cast: Cast) -> User:
    """Whom it is about: also in the care of the clinician's team."""
    CareTeamPerson.objects.create(team=cast.team, person=cast.other_person)
    return cast.other_person


def move(note: CareNote, person: User, caller: Any) -> CareNote:
    return move_note(note_id=note.id, person_id=person.id, caller=caller, now=NOW + HOUR)


def record_of(person: User, reader: User) -> str:
    return str(sign_in(reader).get(f"/admin/accounts/user/{person.id}/record/").content.decode())


def test_it_goes_with_whoever_wrote_it_and_leaves_no_words_behind(cast: Cast, right: User) -> None:
    note = make_note(cast.person, cast.administrator, WORDS, mentions=[cast.clinician.id])
    moved = move(note, right, cast.clinician)
    assert (moved.user, moved.author, moved.written_at, moved.corrects) == (right, cast.administrator, NOW, note)
    assert (read_content(moved), moved.recorded_at) == (WORDS, NOW + HOUR)
    note.refresh_from_db()
    assert (note.content, note.moved_at, note.moved_by) == (None, NOW + HOUR, cast.clinician)
    assert list(notes_for(cast.clinician.id, cast.clinician)) == [moved]
    with pytest.raises(MovedNoteError):
        move(note, right, cast.clinician)


def test_of_a_contact_how_it_went_goes_too(cast: Cast, right: User) -> None:
    note = make_note(cast.person, cast.clinician, "", kind="contact", contact_outcome="refused")
    moved = move(note, right, cast.clinician)
    note.refresh_from_db()
    assert (moved.contact_outcome, note.contact_outcome, note.kind) == ("refused", None, "contact")
    assert "did not want to talk" not in record_of(cast.person, cast.clinician)


def test_each_record_leads_to_the_other_whoever_sees_both(cast: Cast, right: User) -> None:
    note = make_note(cast.person, cast.administrator, WORDS)
    moved = move(note, right, cast.administrator)
    here, there = (sign_in(cast.clinician).get(page_url(one)).content.decode() for one in (note, moved))
    assert "Filed here by mistake: moved to another record." in here
    assert page_url(moved) in here
    assert page_url(note) in there
    told = record_of(cast.person, cast.clinician)
    assert "moved a note that stood here by mistake to another record" in told
    assert WORDS not in told
    assert WORDS in record_of(right, cast.clinician)

    CareTeamPerson.objects.filter(person=right, team=cast.team).delete()
    alone = sign_in(cast.clinician).get(page_url(note)).content.decode()
    assert "Filed here by mistake" in alone
    assert right.code not in alone


def test_what_was_moved_by_mistake_is_moved_back(cast: Cast, right: User) -> None:
    back = move(move(make_note(cast.person, cast.clinician, WORDS), right, cast.clinician), cast.person, cast.clinician)
    assert (back.user, read_content(back)) == (cast.person, WORDS)


def test_nobody_moves_what_they_do_not_see_nor_to_whom(cast: Cast, right: User) -> None:
    note = make_note(cast.person, cast.clinician, WORDS)
    for caller, person, error in (
        (cast.outsider, cast.unassigned_person, UnknownNoteError),
        (cast.clinician, cast.strange_person, UnknownPersonError),
        (cast.clinician, cast.person, SamePersonError),
    ):
        with pytest.raises(error):
            move(note, person, caller)
    note.refresh_from_db()
    assert read_content(note) == WORDS


def test_on_a_page_it_is_asked_whose_it_is(cast: Cast, right: User) -> None:
    note, browser = make_note(cast.person, cast.clinician, WORDS), sign_in(cast.clinician)
    url = page_url(note).replace("change/", "move/")
    for typed, said in (
        ("P-000000", "Nobody whom you see has this code."),
        (cast.person.code, "stands in this person"),
    ):
        assert said in browser.post(url, {"person": typed}).content.decode()
    page = browser.post(url, {"person": right.code}, follow=True).content.decode()
    assert "Moved to the right record." in page
    assert CareNote.objects.get(user=right).author == cast.clinician


def test_a_system_moves_it_over_the_api(cast: Cast) -> None:
    note = make_note(cast.person, cast.clinician, WORDS)
    system = with_key(cast.clinic, "care:read", "care:write")
    answer: Any = post_json(system, f"/api/v1/notes/{note.id}/move/", {"user_id": str(cast.other_person.id)})
    assert (answer.status_code, answer.json()["content"]) == (200, WORDS)
    here = system.get(f"/api/v1/notes/{note.id}/").json()
    assert (here["content"], here["moved_at"] is None) == (None, False)
    again = post_json(system, f"/api/v1/notes/{note.id}/move/", {"user_id": str(cast.other_person.id)})
    assert again.status_code == 409


def test_the_database_lets_the_words_go_nowhere_else(cast: Cast) -> None:
    note = make_note(cast.person, cast.clinician, WORDS)
    with connection.cursor() as cursor:
        for change in ("content = NULL, moved_at = now()", "moved_at = now()", "content = NULL"):
            with pytest.raises(IntegrityError), transaction.atomic():
                cursor.execute(f"UPDATE care_notes SET {change} WHERE id = %s", [note.id])
    assert read_content(note) == WORDS


def test_the_right_persons_erasure_leaves_the_wrong_record_and_the_other_way(cast: Cast, right: User) -> None:
    first, second = (make_note(cast.person, cast.clinician, WORDS) for _ in range(2))
    moved = move(first, right, cast.clinician)
    back = move(move(second, right, cast.clinician), cast.person, cast.clinician)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM users WHERE id = %s", [right.id])
    assert not CareNote.objects.filter(id=moved.id).exists()
    back.refresh_from_db()
    assert (back.corrects_id, read_content(back)) == (None, WORDS)
