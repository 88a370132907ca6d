"""What people agree to: recorded once, kept for good, and what counts now kept in step by the database."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from resona.accounts.callers import ApiKeyCaller
from resona.accounts.models import User
from resona.accounts.purposes import Purpose
from resona.accounts.teams import UnknownPersonError
from resona.compliance.consent import (
    Channel,
    current_consents,
    give_consent,
    read_reason,
    withdraw_consent,
)
from resona.compliance.models import ConsentRecord, ConsentText
from resona.errors import InvalidInputError
from tests.conftest import Cast
from tests.factories import PersonFactory

NOW = datetime(2026, 3, 1, 18, tzinfo=UTC)
ONE_VERSION = ["care_team_sharing", "crisis_contact", "personalisation", "recording", "voice_analysis"]


def give(person: User, purpose: Purpose, version: str = "2026-1", **details: Any) -> ConsentRecord:
    given = {"channel": Channel.APP, "caller": person, "now": NOW, **details}
    return give_consent(user_id=person.id, purpose=purpose, version=version, **given)


def withdraw(person: User, purpose: Purpose, **details: Any) -> ConsentRecord:
    given = {"channel": Channel.APP, "caller": person, "now": NOW, **details}
    return withdraw_consent(user_id=person.id, purpose=purpose, **given)


def standing(person: User) -> tuple[list[str], list[str], str]:
    person.refresh_from_db()
    return person.consents_given, person.consents_withdrawn, person.consent_version


@pytest.fixture
def undecided(cast: Cast) -> User:
    return PersonFactory.create(clinic=cast.clinic, consent_version="")


def test_a_decision_is_kept_and_what_counts_now_stands_on_the_person(undecided: User) -> None:
    assert standing(undecided) == ([], [], "")
    give(undecided, Purpose.RECORDING)
    assert standing(undecided) == (["recording"], [], "2026-1")
    give(undecided, Purpose.RESEARCH, "R-2")
    assert standing(undecided) == (["recording", "research"], [], "2026-1")
    withdraw(undecided, Purpose.RECORDING, now=NOW + timedelta(hours=1))
    assert standing(undecided) == (["research"], ["recording"], "")
    history = ConsentRecord.objects.filter(user=undecided, purpose="recording").order_by("decided_at")
    assert list(history.values_list("decision", "version")) == [("given", "2026-1"), ("withdrawn", "2026-1")]


def test_what_was_recorded_last_counts_whatever_the_clock_says(undecided: User) -> None:
    give(undecided, Purpose.RECORDING)
    record = withdraw(undecided, Purpose.RECORDING, now=NOW - timedelta(days=1))
    assert record.decided_at == NOW + timedelta(microseconds=1)
    assert standing(undecided) == ([], ["recording"], "")


def test_the_same_decision_again_is_answered_as_it_was(undecided: User) -> None:
    first = give(undecided, Purpose.RECORDING)
    assert give(undecided, Purpose.RECORDING, now=NOW + timedelta(days=1)) == first
    assert give(undecided, Purpose.RECORDING, "2026-2") != first
    withdrawn = withdraw(undecided, Purpose.RECORDING)
    assert withdraw(undecided, Purpose.RECORDING) == withdrawn
    assert ConsentRecord.objects.filter(user=undecided).count() == 3


def test_a_person_may_refuse_what_they_were_never_asked(undecided: User) -> None:
    assert withdraw(undecided, Purpose.RESEARCH).version == ""
    assert standing(undecided) == ([], ["research"], "")


def test_what_many_decided_is_read_in_one_statement(cast: Cast, django_assert_num_queries: Any) -> None:
    withdraw(cast.person, Purpose.VOICE_ANALYSIS)
    people = [cast.person.id, cast.other_person.id]
    with django_assert_num_queries(1):
        found = current_consents(people)
    assert set(found) == set(people)
    assert {purpose: consent.stands for purpose, consent in found[cast.person.id].items()} == {
        Purpose(purpose): purpose != "voice_analysis" for purpose in ONE_VERSION
    }


# Channel, reason, and the member the fault is in.
REFUSED: list[tuple[str, str, str, str | None]] = [
    ("clinician", "app", "told me", "/channel"),
    ("clinician", "paper", "", "/reason"),
    ("clinician", "paper", "signed on 1 March", None),
    ("clinician", "clinic_staff", "told me", None),
    ("person", "paper", "", "/channel"),
    ("person", "app", "", None),
    ("key", "import", "", None),
    ("key", "app", "", None),
    ("key", "integration", "", "/channel"),
]


@pytest.mark.parametrize(("who", "channel", "reason", "fault"), REFUSED)
def test_who_may_bring_a_decision_how(cast: Cast, who: str, channel: str, reason: str, fault: str | None) -> None:
    key = ApiKeyCaller(id=cast.team.id, clinic_id=cast.clinic.id, scopes=frozenset())
    caller = key if who == "key" else getattr(cast, who)
    if fault is None:
        record = withdraw(cast.person, Purpose.RESEARCH, channel=Channel(channel), caller=caller, reason=reason)
        assert read_reason(record) == reason
        assert record.reason is None or reason not in record.reason
        assert record.decided_by_uuid == getattr(caller, "pk", key.id)
        return
    with pytest.raises(InvalidInputError) as error:
        withdraw(cast.person, Purpose.RESEARCH, channel=Channel(channel), caller=caller, reason=reason)
    assert [each.pointer for each in error.value.faults] == [fault]


@pytest.mark.parametrize("who", ["other_person", "stranger", "outsider"])
def test_nobody_decides_about_a_person_they_may_not_see(cast: Cast, who: str) -> None:
    caller = getattr(cast, who)
    channel = Channel.PAPER if caller.is_staff else Channel.APP
    with pytest.raises(UnknownPersonError):
        withdraw(cast.person, Purpose.RECORDING, caller=caller, channel=channel, reason="why")


def test_a_text_of_later_changes_nothing_of_what_was_agreed(cast: Cast, undecided: User) -> None:
    words = {"clinic": cast.clinic, "purpose": "recording", "language": "en"}
    first = ConsentText.objects.create(version="2026-1", text="We keep what you say.", **words)
    record = give(undecided, Purpose.RECORDING)
    ConsentText.objects.create(version="2026-2", text="We keep what you say for a year.", **words)
    record.refresh_from_db()
    assert (record.text, record.version) == (first, "2026-1")
    for change in ({"text": "We sell what you say."}, {"version": "2026-0"}):
        with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic():
            ConsentText.objects.filter(id=first.id).update(**change)
    with pytest.raises(IntegrityError, match="cannot be deleted"), transaction.atomic():
        first.delete()


def test_a_version_the_clinic_does_not_have_is_refused(cast: Cast, undecided: User) -> None:
    for language in ("en", "sw"):
        ConsentText.objects.create(
            clinic=cast.clinic, purpose="recording", language=language, version="2026-1", text=f"In {language}."
        )
    undecided.language = "sw-KE"
    undecided.save(update_fields=["language"])
    for version in ("2025-9", ""):
        with pytest.raises(InvalidInputError):
            give(undecided, Purpose.RECORDING, version)
    text = give(undecided, Purpose.RECORDING).text
    assert text is not None
    assert text.language == "sw"


def test_a_version_written_to_the_column_is_a_decision_about_what_it_covers(undecided: User) -> None:
    people = User.objects.filter(id=undecided.id)
    people.update(consent_version="A")
    assert standing(undecided) == (ONE_VERSION, [], "A")
    people.update(consent_version="")
    ended = ["personalisation", "recording", "voice_analysis"]
    assert standing(undecided) == (["care_team_sharing", "crisis_contact"], ended, "")
    people.update(consent_version="B")
    assert standing(undecided) == (ONE_VERSION, [], "B")
    assert {consent.version for consent in current_consents([undecided.id])[undecided.id].values()} == {"B"}
    assert set(ConsentRecord.objects.values_list("channel", flat=True)) == {"integration"}


def test_a_newer_version_renews_only_what_stands(cast: Cast) -> None:
    withdraw(cast.person, Purpose.VOICE_ANALYSIS)
    User.objects.filter(id=cast.person.id).update(consent_version="2027-1")
    given, withdrawn, version = standing(cast.person)
    assert "voice_analysis" not in given
    assert (withdrawn, version) == (["voice_analysis"], "2027-1")


def test_no_column_gives_again_what_was_withdrawn(cast: Cast) -> None:
    stale = User.objects.get(id=cast.person.id)
    withdraw(cast.person, Purpose.RECORDING)
    with pytest.raises(IntegrityError, match="in consent_records only"), transaction.atomic():
        stale.save()
    assert standing(cast.person)[2] == ""


def test_what_counts_now_cannot_be_written(cast: Cast) -> None:
    withdraw(cast.person, Purpose.RECORDING)
    before = standing(cast.person)
    User.objects.filter(id=cast.person.id).update(consents_given=["recording", "research"], consents_withdrawn=[])
    assert standing(cast.person) == before


def test_staff_consent_to_nothing(cast: Cast) -> None:
    User.objects.filter(id=cast.clinician.id).update(consent_version="2026-1")
    assert not ConsentRecord.objects.filter(user=cast.clinician).exists()


def test_of_two_decisions_at_once_the_later_one_counts(transactional_db: None) -> None:
    """The second waits for the first to be committed, and is dated after it."""
    person = PersonFactory.create()
    held, release = threading.Event(), threading.Event()

    def take_back() -> None:
        try:
            with transaction.atomic():
                withdraw(person, Purpose.RECORDING, now=NOW + timedelta(days=400))
                held.set()
                assert release.wait(10)
        finally:
            connection.close()

    first = threading.Thread(target=take_back)
    first.start()
    assert held.wait(10)
    threading.Timer(0.2, release.set).start()
    record = give(person, Purpose.RECORDING, "2026-2")
    first.join()
    assert record.decided_at == NOW + timedelta(days=400, microseconds=1)
    assert "recording" in standing(person)[0]
