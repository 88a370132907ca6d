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
    newest_texts,
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


def offer(person: User, purpose: str, language: str, version: str, **details: Any) -> ConsentText:
    """A text of this person's clinic."""
    assert person.clinic is not None
    return ConsentText.objects.create(
        clinic=person.clinic, purpose=purpose, language=language, version=version, text="May we?", **details
    )


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


def test_one_version_agreed_to_for_one_purpose_is_agreed_to_for_no_other(undecided: User) -> None:
    for purpose in (Purpose.RECORDING, Purpose.VOICE_ANALYSIS):
        give(undecided, purpose)
    assert standing(undecided)[0] == ["recording", "voice_analysis"]
    for purpose in (Purpose.RECORDING, Purpose.VOICE_ANALYSIS):
        withdraw(undecided, purpose)
    assert standing(undecided)[:2] == ([], ["recording", "voice_analysis"])


def test_what_is_given_withdrawn_and_given_again_stands_with_its_newest_version(undecided: User) -> None:
    for decide, version in ((give, "A"), (withdraw, "A"), (give, "A"), (give, "B"), (give, "A")):
        decide(undecided, Purpose.RESEARCH, version=version)
    found = current_consents([undecided.id])[undecided.id][Purpose.RESEARCH]
    assert (found.decision, found.version, found.channel, found.stands) == ("given", "A", "app", True)
    assert ConsentRecord.objects.filter(user=undecided).count() == 5
    assert found.decided_at == NOW + timedelta(microseconds=4)


def test_of_somebody_who_decided_nothing_nothing_is_read(undecided: User) -> None:
    assert current_consents([undecided.id]) == current_consents([]) == {}


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
    ("person", "app", "x" * 501, "/reason"),
    ("key", "import", "", None),
    ("key", "import", "as their old record has it", None),
    ("key", "app", "", None),
    ("key", "app", "a NUL\0", "/reason"),
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


def test_who_takes_back_names_any_version_and_agrees_to_no_words(cast: Cast) -> None:
    """The clinic may have another text by now, or none of what was on their form."""
    offer(cast.person, "recording", "en", "2026-1")
    for version in ("2026-1", "1999"):
        record = withdraw(cast.person, Purpose.RECORDING, version=version)
        assert (record.version, record.text) == (version, None)


def test_words_are_those_of_the_version_and_purpose_in_a_language_of_the_clinic(cast: Cast, undecided: User) -> None:
    offer(undecided, "research", "fr", "A")
    expected = offer(undecided, "research", "de", "A")
    offer(undecided, "research", "en", "B")
    offer(undecided, "recording", "en", "A")
    for version in ("A", "C"):
        offer(cast.strange_person, "research", "en", version)
    assert give(undecided, Purpose.RESEARCH, "A").text == expected  # they read neither
    with pytest.raises(InvalidInputError, match="1 fault"):
        give(undecided, Purpose.RESEARCH, "C")
    assert give(undecided, Purpose.CRISIS_CONTACT, "C").text is None  # of which the clinic keeps none here


# The texts there are: language, version, and on which day of March they came; what the person reads; what they see.
OFFERED = {
    "the newest": ([("en", "1", 1), ("en", "2", 2)], "en", "2"),
    "the newest, whichever was written down last": ([("en", "2", 2), ("en", "1", 1)], "en", "2"),
    "of one moment the one written down last": ([("en", "1", 1), ("en", "2", 1)], "en", "2"),
    "one they read rather than a newer one": ([("sw", "1", 1), ("en", "2", 2)], "sw", "1"),
    "one they read that is newer": ([("en", "1", 1), ("sw", "2", 2)], "sw", "2"),
    "one they read amid others": ([("fr", "1", 1), ("sw", "2", 2), ("de", "3", 3)], "sw", "2"),
    "the newest of what they do not read": ([("fr", "1", 1), ("de", "2", 2)], "sw", "2"),
    "of their country": ([("sw", "1", 1), ("en", "2", 2)], "sw-KE", "1"),
    "of another country": ([("EN-GB", "1", 1), ("fr", "2", 2)], "en-US", "1"),
    "in capitals": ([("sw", "1", 1), ("en", "2", 2)], "SW", "1"),
}


@pytest.mark.parametrize(("texts", "language", "version"), OFFERED.values(), ids=OFFERED)
def test_people_are_asked_in_the_newest_words_that_they_read(
    db: None, texts: list[tuple[str, str, int]], language: str, version: str
) -> None:
    person = PersonFactory.create(language=language)
    for of_language, of_version, day in texts:
        offer(person, "research", of_language, of_version, created_at=datetime(2026, 3, day, tzinfo=UTC))
    assert [text.version for text in newest_texts(person).values()] == [version]


def test_nobody_is_asked_in_the_words_of_another_clinic(cast: Cast) -> None:
    offer(cast.strange_person, "research", "en", "1")
    offer(cast.person, "recording", "en", "1")
    assert list(newest_texts(cast.person)) == [Purpose.RECORDING]
    assert list(newest_texts(cast.strange_person)) == [Purpose.RESEARCH]


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
