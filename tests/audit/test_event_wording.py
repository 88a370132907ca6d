"""Security events as administrators read them: in words, with names."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from resona.accounts.models import User
from resona.audit.event_wording import detail_in_words, names_in
from resona.audit.events import record_event
from resona.audit.models import SecurityEvent
from resona.sign_in.credentials import Maker, make_credential
from tests.admin.pages import list_url, page_url, sign_in
from tests.conftest import Cast

ACCOUNT = "staff:018f0000-0000-7000-8000-000000000001"
NAMES = {ACCOUNT: "clinician Anna Kamau", "key:018f0000-0000-7000-8000-000000000002": "system Hospital"}


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        ({"change": "deactivated", "account": ACCOUNT}, "deactivated, clinician Anna Kamau"),
        ({"account": "9f86d081884c"}, "an account that is not known here"),
        ({"change": "made", "key": "018f0000-0000-7000-8000-000000000002"}, "made, system Hospital"),
        ({"key": "2026-1", "fault": "given up"}, "encryption key 2026-1, given up"),
        ({"column": "messages.content", "key": "a"}, "in messages, content, encryption key a"),
        ({"by": "recovery_code"}, "with a recovery code"),
        ({"what": "CrisisEventList"}, "crisis event list"),
        ({"what": "bearer"}, "key or token"),
        ({"opened": 0}, "not opened: nobody was found"),
        ({"opened": 1, "access": "x", "person": "y"}, "opened, a person's record"),
        ({"request": "x", "rows": 1}, "by a privacy request, 1 row"),
        ({"faults": 2, "sound_seals": 1204}, "2 faults, 1,204 sound seals"),
        ({"something_new": 3}, "something new: 3"),
        ({}, ""),
    ],
)
def test_a_detail_is_told_in_words(detail: Mapping[str, object], words: str) -> None:
    assert detail_in_words(detail, NAMES) == words


def test_the_list_and_the_page_name_who_did_what(cast: Cast) -> None:
    User.objects.filter(id=cast.administrator.id).update(name="Grace Otieno")
    maker = Maker(actor=f"staff:{cast.administrator.id}", address="198.51.100.7")
    made = make_credential("key", clinic=cast.clinic, name="Hospital", scopes=["records:read"], maker=maker)
    event = SecurityEvent.objects.get(kind=SecurityEvent.Kind.CREDENTIAL_CHANGED)
    client = sign_in(cast.administrator)

    for address in (list_url(SecurityEvent), page_url(event)):
        page = client.get(address).content.decode()
        assert "Key or token made or revoked" in page or "key or token made or revoked" in page
        assert "Administrator Grace Otieno" in page
        assert "made, system Hospital" in page
        assert str(made.id) not in page


def test_names_are_read_in_two_statements_however_many(cast: Cast, django_assert_max_num_queries: object) -> None:
    for _ in range(3):
        record_event(SecurityEvent.Kind.STAFF_CHANGED, detail={"account": f"staff:{cast.clinician.id}"})
    details = [event.detail for event in SecurityEvent.objects.all()]

    with django_assert_max_num_queries(2):  # type: ignore[operator]
        assert set(names_in(details, [""]).values()) == {f"clinician {cast.clinician.code}", ""}
