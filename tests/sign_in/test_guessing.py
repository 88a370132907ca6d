"""Guessing passwords and codes: who guesses waits, who is guessed at does not, and no account is given away."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.db import connection
from django.db.models import F
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from resona.accounts.models import User
from resona.audit.models import SecurityEvent
from resona.sign_in.guesses import TooManyGuessesError, begin_try, is_first_of_its_minute, subject, take_back
from resona.sign_in.models import GuessCount
from resona.sign_in.tasks import forget_sign_ins, mail_notice
from tests.conftest import Cast
from tests.factories import PersonFactory, StaffFactory
from tests.sign_in.conftest import Enrolled

LOGIN, CODE = reverse("admin:login"), reverse("sign_in:code")
PASSWORD, WRONG = "staff password", "guess"
TOO_MANY = 429
NOW = timezone.now()
MANY = 250  # guesses: the delays of five minutes come after a dozen that were looked at
FREE, FROM_EVERYWHERE = 50, 57  # guesses at one account; those after the free ones make the delay its longest


def browser(address: str = "192.0.2.1") -> Client:
    return Client(REMOTE_ADDR=address)


def give(client: Client, email: str | None, password: str = WRONG) -> HttpResponse:
    answer: Any = client.post(LOGIN, {"username": email, "password": password})
    return answer  # type: ignore[no-any-return]


def opens(client: Client, email: str | None) -> bool:
    return give(client, email, PASSWORD).status_code == 302


def pass_seconds(seconds: float) -> None:
    """All failures are so much older."""
    GuessCount.objects.update(last_at=F("last_at") - timedelta(seconds=seconds))


def test_hundreds_of_guesses_are_not_looked_at_and_do_not_keep_the_owner_out(
    enrolled: Enrolled, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at = count_calls(monkeypatch, MD5PasswordHasher, "encode")
    guesser = browser()
    statuses = [give(guesser, enrolled.user.email, f"guess {number}").status_code for number in range(MANY)]

    assert statuses[:5] == [200] * 5
    assert statuses.count(TOO_MANY) >= MANY - 10
    assert len(looked_at) <= 20
    assert not opens(guesser, enrolled.user.email)  # not even with the right one
    assert opens(browser("198.51.100.7"), enrolled.user.email)
    pass_seconds(300)
    assert opens(guesser, enrolled.user.email)


def count_calls(monkeypatch: pytest.MonkeyPatch, owner: type, name: str) -> list[object]:
    """Grows by one with each call of this method, which does its work all the same."""
    calls: list[object] = []
    original: Callable[..., object] = getattr(owner, name)

    def counted(*args: Any, **kwargs: Any) -> object:
        calls.append(None)
        return original(*args, **kwargs)

    monkeypatch.setattr(owner, name, counted)
    return calls


def guess_from_everywhere(email: str | None) -> None:
    for number in range(FROM_EVERYWHERE):
        give(browser(f"192.0.2.{number}"), email)


def test_guesses_from_everywhere_keep_the_owner_out_of_no_browser(enrolled: Enrolled) -> None:
    """On a known one they are not slowed down; on a new one the right password takes a mailed link besides."""
    known = browser("203.0.113.5")
    give(known, enrolled.user.email, PASSWORD)
    known.post(CODE, {"code": enrolled.code()})
    known.post(reverse("admin:logout"))
    guess_from_everywhere(enrolled.user.email)
    assert opens(known, enrolled.user.email)

    new = browser("198.51.100.7")
    assert give(new, enrolled.user.email, PASSWORD).status_code == TOO_MANY
    assert new.get(CODE).status_code == 302  # not yet
    (link,) = mailed_links()
    page: Any = new.get(link, follow=True)
    assert page.status_code == 200
    assert new.post(page.redirect_chain[-1][0]).status_code == 302
    assert new.post(CODE, {"code": enrolled.code(1)}).status_code == 302
    assert new.get(reverse("admin:index")).status_code == 200
    assert browser().get(link, follow=True).status_code == 410  # once


def test_under_attack_a_right_password_is_answered_as_a_wrong_one(enrolled: Enrolled) -> None:
    guess_from_everywhere(enrolled.user.email)
    guess_from_everywhere("nobody@clinic.example")
    tries = [(enrolled.user.email, PASSWORD), (enrolled.user.email, WRONG), ("nobody@clinic.example", WRONG)]
    answers = [[give(browser("198.51.100.7"), *each) for _ in range(2)] for each in tries]

    assert {answer.status_code for pair in answers for answer in pair} == {TOO_MANY}
    assert len({page_of(answer) for pair in answers for answer in pair}) == 1
    assert len(mailed_links()) == 1  # and no second one within minutes


def mailed_links() -> list[str]:
    """The links that the queued mails hold."""
    mail.outbox.clear()
    for job in ProcrastinateJob.objects.filter(task_name="mail_notice"):
        mail_notice(**job.args)
    return [link for message in mail.outbox for link in re.findall(r"https?://[^/]+(/admin/\S+)", str(message.body))]


def test_one_account_forgives_nothing_of_another_however_alike_their_addresses(cast: Cast) -> None:
    """Seventy guesses in a row were looked at where both shared a counter, which one of them made begin anew."""
    StaffFactory.create(clinic=cast.clinic, email="otieno@strasse.example")
    own = StaffFactory.create(clinic=cast.clinic, email="otieno@stra\u00dfe.example")
    client, statuses = browser(), []
    for _ in range(5):
        statuses += [give(client, "otieno@strasse.example").status_code for _ in range(3)]
        give(client, own.email, PASSWORD)

    assert statuses.count(200) == 5
    assert statuses[-1] == TOO_MANY


def test_a_browser_known_to_one_account_is_unknown_to_another(cast: Cast, enrolled: Enrolled) -> None:
    known = browser()
    give(known, enrolled.user.email, PASSWORD)
    known.post(CODE, {"code": enrolled.code()})
    GuessCount.objects.all().delete()
    give(known, cast.outsider.email)

    assert set(GuessCount.objects.exclude(kind="refusal").values_list("kind", flat=True)) == {
        "account", "account_address", "address"
    }  # fmt: skip


def test_a_forged_cookie_makes_no_browser_known(enrolled: Enrolled) -> None:
    known = browser()
    give(known, enrolled.user.email, PASSWORD)
    known.post(CODE, {"code": enrolled.code()})
    (name,) = (name for name in known.cookies if name.startswith("known_"))
    forger = browser("198.51.100.9")
    forger.cookies[name] = f"x{known.cookies[name].value}"
    GuessCount.objects.all().delete()
    give(forger, enrolled.user.email)

    assert not GuessCount.objects.filter(kind="browser").exists()
    assert str(enrolled.user.email) not in f"{name}{known.cookies[name].value}"


def test_who_guesses_on_a_known_browser_waits_too(enrolled: Enrolled) -> None:
    known = browser()
    give(known, enrolled.user.email, PASSWORD)
    known.post(CODE, {"code": enrolled.code()})
    known.post(reverse("admin:logout"))

    assert [give(known, enrolled.user.email).status_code for _ in range(20)][-1] == TOO_MANY


def test_one_address_that_tries_many_accounts_waits(cast: Cast) -> None:
    statuses = [give(browser(), f"nobody{number}@clinic.example").status_code for number in range(50)]

    assert statuses[0] == 200
    assert statuses[-1] == TOO_MANY
    assert opens(browser("198.51.100.7"), cast.clinician.email)


def test_addresses_of_one_household_count_as_one(cast: Cast) -> None:
    statuses = [give(browser(f"2001:db8:1:2::{number:x}"), cast.clinician.email).status_code for number in range(9)]

    assert statuses[-1] == TOO_MANY
    assert give(browser("2001:db8:1:3::1"), cast.clinician.email).status_code == 200


def test_behind_a_proxy_what_the_proxy_saw_counts_and_not_what_was_claimed(cast: Cast, settings: Any) -> None:
    settings.BEHIND_PROXY = True
    for number in range(9):
        claimed = f"203.0.113.{number}, 198.51.100.1"
        answer = Client(headers={"x-forwarded-for": claimed}).post(LOGIN, {"username": "a@b.example", "password": "x"})

    assert answer.status_code == TOO_MANY
    assert SecurityEvent.objects.values_list("address", flat=True)[0] == "198.51.100.1"


def test_a_right_password_forgives_ones_own_failures(cast: Cast) -> None:
    client = browser()
    for _ in range(4):
        assert [give(client, cast.clinician.email).status_code for _ in range(4)] == [200] * 4
        assert opens(client, cast.clinician.email)
    assert GuessCount.objects.get(kind="account").failures == 16


@pytest.mark.parametrize("form", [{"password": ""}, {"username": ""}, {}])
def test_an_empty_form_neither_counts_nor_forgives(cast: Cast, form: dict[str, str]) -> None:
    client = browser()
    for _ in range(9):
        give(client, cast.clinician.email)
        client.post(LOGIN, {"username": cast.clinician.email, "password": "", **form})

    assert give(client, cast.clinician.email).status_code == TOO_MANY


def test_wrong_codes_are_slowed_down_however_often_the_password_is_given(enrolled: Enrolled) -> None:
    statuses = []
    for number in range(30):
        client = browser(f"192.0.2.{number}")
        give(client, enrolled.user.email, PASSWORD)
        statuses.append(client.post(CODE, {"code": "AAAA-AAAA-AAAA-AAAA"}).status_code)

    assert statuses[0] == 200
    assert set(statuses[12:]) == {TOO_MANY}
    client = browser()
    give(client, enrolled.user.email, PASSWORD)
    assert client.post(CODE, {"code": enrolled.code()}).status_code == TOO_MANY
    pass_seconds(300)
    assert client.post(CODE, {"code": enrolled.code()}).status_code == 302


def page_of(answer: HttpResponse) -> str:
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())
    return re.sub(r'value="[^"]*@[^"]*"', "", page)


def accounts_to_guess(cast: Cast) -> dict[str, str | None]:
    """Every kind of address that opens nothing."""
    deactivated = cast.outsider
    User.objects.filter(pk=deactivated.pk).update(is_active=False)
    person = PersonFactory.create(clinic=cast.clinic, email="person@home.example")
    return {
        "unknown": "nobody@clinic.example",
        "wrong password": cast.clinician.email,
        "deactivated": deactivated.email,
        "person in care": person.email,
    }


def test_nobody_learns_which_addresses_are_accounts(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same page after the same work: one slow hash and as many statements."""
    hashes = count_calls(monkeypatch, MD5PasswordHasher, "encode")
    User.objects.exclude(password="!").update(password=MD5PasswordHasher().encode(PASSWORD, "salt"))
    seen = {}
    give(browser("198.51.100.7"), "nobody@elsewhere.example")  # what a transaction does once is done
    for kind, email in accounts_to_guess(cast).items():
        hashes.clear()
        with CaptureQueriesContext(connection) as queries:
            answer = give(browser(), email)
        seen[kind] = (answer.status_code, len(hashes), len(queries), page_of(answer))

    assert len({work[:3] for work in seen.values()}) == 1, {kind: work[:3] for kind, work in seen.items()}
    assert len({work[3] for work in seen.values()}) == 1
    assert seen["unknown"][1] == 1


def test_waiting_tells_nothing_either(cast: Cast) -> None:
    pages = set()
    for number, email in enumerate(accounts_to_guess(cast).values()):
        for _ in range(7):
            answer = give(browser(f"192.0.2.{number}"), email)
        pages.add((answer.status_code, re.sub(r"\d+ seconds", "", page_of(answer))))

    assert len(pages) == 1


def test_failures_are_kept_once_a_minute_and_name_nobody_unknown(cast: Cast) -> None:
    for _ in range(20):
        give(browser(), cast.clinician.email)
        give(browser(), "my secret password")
    kept = list(SecurityEvent.objects.order_by("id").values_list("kind", "clinic_id", "address", "detail"))

    assert sorted(kind for kind, *_ in kept) == ["sign_in_failed", "sign_in_failed", "sign_in_locked", "sign_in_locked"]
    known = [event for event in kept if event[3] == {"account": f"staff:{cast.clinician.pk}"}]
    assert {(clinic_id, address) for _, clinic_id, address, _ in known} == {(cast.clinic.id, "192.0.2.1")}
    assert "secret" not in str(kept)
    assert not GuessCount.objects.filter(key__contains="secret").exists()
    pass_seconds(61)
    give(browser(), "my secret password")
    assert SecurityEvent.objects.filter(kind="sign_in_failed").count() == 3


def test_a_try_that_waits_is_not_counted(db: None) -> None:
    one = [subject("account", "somebody")]
    for _ in range(50):
        begin_try(one, now=NOW)
    for _ in range(10):
        with pytest.raises(TooManyGuessesError, match="Try again in 2 seconds"):
            begin_try(one, now=NOW)
    assert GuessCount.objects.get().failures == 50

    take_back(one)
    assert GuessCount.objects.get().failures == 49


def test_a_minute_has_one_first(db: None) -> None:
    later = NOW + timedelta(seconds=61)

    assert [is_first_of_its_minute("a", now=NOW), is_first_of_its_minute("a", now=NOW)] == [True, False]
    assert is_first_of_its_minute("b", now=NOW)
    assert is_first_of_its_minute("a", now=later)


def test_the_hourly_job_forgets_old_failures(db: None) -> None:
    begin_try([subject("account", "somebody")], now=timezone.now() - timedelta(hours=25))
    begin_try([subject("account", "another")], now=timezone.now())
    forget_sign_ins(timestamp=0)

    assert GuessCount.objects.count() == 1
