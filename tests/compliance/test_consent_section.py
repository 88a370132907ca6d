"""What a person's page says of their consents: their own decisions alone, the newest first, by whom and why."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from resona.accounts.callers import ApiKeyCaller
from resona.accounts.models import User
from resona.accounts.purposes import Purpose
from resona.accounts.staff_names import NOT_KNOWN
from resona.compliance import consent_section
from resona.compliance.consent import Channel, give_consent, withdraw_consent
from resona.compliance.consent_section import ConsentSection, read_section
from resona.compliance.models import ConsentRecord
from resona.postgres.models import new_id
from tests.conftest import Cast
from tests.encryption.keys import make_keyring
from tests.factories import PersonFactory

NOW = datetime(2026, 3, 1, 22, 30, tzinfo=UTC)
NAIROBI = ZoneInfo("Africa/Nairobi")


def section(person: User, **given: Any) -> ConsentSection:
    person.refresh_from_db()
    return read_section(person, NAIROBI, **{"may_record": True, "next_url": "/back/", **given})


def decide(person: User, decision: str, purpose: Purpose, caller: Any, hours: int = 0, **given: Any) -> ConsentRecord:
    details = {"channel": Channel.APP, "now": NOW + timedelta(hours=hours), "version": "", **given}
    act = give_consent if decision == "given" else withdraw_consent
    return act(user_id=person.id, purpose=purpose, caller=caller, **details)


@pytest.fixture
def undecided(cast: Cast) -> User:
    return PersonFactory.create(clinic=cast.clinic, consent_version="")


def test_each_purpose_stands_as_it_was_decided_last(cast: Cast, undecided: User) -> None:
    decide(undecided, "given", Purpose.RESEARCH, undecided, version="R-1")
    decide(undecided, "given", Purpose.RESEARCH, undecided, hours=1, version="R-2")
    decide(undecided, "withdrawn", Purpose.RECORDING, undecided, hours=2)
    decide(cast.other_person, "withdrawn", Purpose.CRISIS_CONTACT, cast.other_person, hours=3)
    lines = {line.title: (line.state, line.tone, line.version, line.when) for line in section(undecided).lines}
    never = ("never asked", "nobody", "", "")
    assert lines == {
        "Recording": ("withdrawn", "missing", "", "Mon 2 Mar 2026, 03:30"),
        "Voice analysis": never,
        "Personalisation": never,
        "Sharing with the care team": never,
        "Research": ("given", "low", "R-2", "Mon 2 Mar 2026, 02:30"),
        "Contact in a crisis": never,
    }


def test_the_past_is_the_persons_own_the_newest_first(cast: Cast, undecided: User) -> None:
    decide(undecided, "given", Purpose.RESEARCH, undecided, version="R-1")
    decide(cast.other_person, "withdrawn", Purpose.RESEARCH, cast.other_person)
    decide(undecided, "withdrawn", Purpose.RESEARCH, undecided, hours=1)
    past = [(line.title, line.decision, line.version, line.how, line.when) for line in section(undecided).history]
    assert past == [
        ("Research", "withdrawn", "R-1", "app", "Mon 2 Mar 2026, 02:30"),
        ("Research", "given", "R-1", "app", "Mon 2 Mar 2026, 01:30"),
    ]


def test_of_a_long_past_the_newest_is_shown(undecided: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consent_section, "SHOWN_DECISIONS", 3)
    for number in range(5):
        decide(undecided, "given", Purpose.RESEARCH, undecided, hours=number, version=f"R-{number}")
    shown = section(undecided)
    assert [line.version for line in shown.history] == ["R-4", "R-3", "R-2"]
    assert shown.lines[4].version == "R-4"


def test_who_decided_is_told_as_staff_know_them_even_when_their_account_is_gone(cast: Cast, undecided: User) -> None:
    system = ApiKeyCaller(id=new_id(), clinic_id=cast.clinic.id, scopes=frozenset())
    User.objects.filter(id=cast.administrator.id).update(email=None)
    cast.administrator.refresh_from_db()
    on_paper = {"channel": Channel.PAPER, "reason": "Form of 1 March", "version": "1"}
    decide(undecided, "given", Purpose.RECORDING, undecided, version="1")
    decide(undecided, "given", Purpose.RESEARCH, cast.clinician, 1, **on_paper)
    decide(undecided, "given", Purpose.VOICE_ANALYSIS, cast.administrator, 2, **on_paper)
    decide(undecided, "given", Purpose.CRISIS_CONTACT, cast.superuser, 3, **on_paper)
    decide(undecided, "given", Purpose.PERSONALISATION, system, 4, version="1")
    cast.superuser.delete()
    told = [(line.who, line.how, line.reason) for line in reversed(section(undecided).history)]
    assert told == [
        ("themselves", "app", ""),
        (cast.clinician.email, "on paper", "Form of 1 March"),
        (cast.administrator.code, "on paper", "Form of 1 March"),
        (NOT_KNOWN, "on paper", "Form of 1 March"),
        (NOT_KNOWN, "app", ""),
    ]


def test_what_was_noted_under_a_lost_key_says_so_and_hides_nothing_else(
    cast: Cast, undecided: User, settings: Any
) -> None:
    decide(undecided, "given", Purpose.RECORDING, undecided, version="1")
    decide(undecided, "withdrawn", Purpose.RESEARCH, cast.clinician, 1, channel=Channel.PAPER, reason="Form of 1 March")
    settings.RESONA_KEYRING = make_keyring("k9")
    assert [line.reason for line in section(undecided).history] == ["What was noted cannot be opened.", ""]


def test_links_to_decide_are_for_whoever_may(undecided: User) -> None:
    urls = [line.url for line in section(undecided).lines]
    assert urls[0] == f"/admin/compliance/consentrecord/of/{undecided.id}/recording/?next=/back/"
    assert len(set(urls)) == 6
    assert {line.url for line in section(undecided, may_record=False).lines} == {""}


def test_it_takes_one_statement_however_long_the_past(undecided: User, django_assert_num_queries: Any) -> None:
    for number, purpose in enumerate(Purpose):
        decide(undecided, "given", purpose, undecided, hours=number, version="1")
    undecided.refresh_from_db()
    with django_assert_num_queries(1):
        read_section(undecided, NAIROBI, may_record=True, next_url="/")
