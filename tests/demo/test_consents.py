"""The demo's people were asked for everything in their language, and agreed to all but research."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from resona.accounts.purposes import Purpose
from resona.compliance.models import ConsentRecord
from resona.demo.consents import TEXTS, VERSION, consent, enter_texts
from resona.demo.people import PEOPLE
from tests.conftest import Cast
from tests.factories import PersonFactory

REGISTERED = datetime(2025, 10, 1, 9, tzinfo=UTC)


def test_everybody_is_asked_for_every_purpose_in_their_language() -> None:
    assert {person.language for person in PEOPLE} <= set(TEXTS)
    assert all(set(texts) == set(Purpose) for texts in TEXTS.values())


@pytest.mark.parametrize("language", TEXTS)
def test_people_agree_to_the_words_they_read_when_they_register(cast: Cast, language: str) -> None:
    enter_texts(cast.clinic)
    person = PersonFactory.create(clinic=cast.clinic, consent_version="", language=language)
    consent(person, at=REGISTERED)
    records = ConsentRecord.objects.filter(user=person).select_related("text")
    assert {record.text and record.text.language for record in records} == {language}
    assert {record.decided_at for record in records} == {REGISTERED}
    person.refresh_from_db()
    assert set(person.consents_given) == set(Purpose) - {Purpose.RESEARCH}
    assert person.consent_version == VERSION
