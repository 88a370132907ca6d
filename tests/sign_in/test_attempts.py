"""What an attempt to sign in counts for, from wherever it comes, and how whoever failed is named."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from resona.audit.models import SecurityEvent
from resona.sign_in.attempts import account_named, begin_code, begin_password, record_failure
from resona.sign_in.known_browsers import remember_browser
from resona.sign_in.recording import Kind, record_refusal
from tests.conftest import Cast
from tests.factories import PersonFactory, StaffFactory


def request_from(address: str = "192.0.2.1", *, known_to: str | None = None) -> HttpRequest:
    request = RequestFactory().post("/admin/login/", REMOTE_ADDR=address)
    if known_to is not None:
        answer = HttpResponse()
        remember_browser(request, answer, known_to)
        request.COOKIES.update({name: cookie.value for name, cookie in answer.cookies.items()})
    return request


def kinds_and_keys(counted: Any) -> set[tuple[str, str]]:
    return {(one.kind, one.key) for one in counted}


@pytest.mark.parametrize("written", ["otieno@clinic.example", " Otieno@CLINIC.example\n", "OTIENO@clinic.EXAMPLE"])
def test_an_account_is_the_same_however_its_address_is_written(db: None, written: str) -> None:
    assert account_named(written) == "otieno@clinic.example"
    same, other = (begin_password(request_from(), email).counted for email in (written, "otieno@clinic.example"))
    assert kinds_and_keys(same) == kinds_and_keys(other)


def test_a_network_counts_as_one_address_and_ipv4_is_ipv4_however_it_comes(db: None) -> None:
    def address_of(address: str) -> str:
        counted = begin_password(request_from(address), "otieno@clinic.example").counted
        (key,) = (one.key for one in counted if one.kind == "address")
        return key

    assert address_of("2001:db8:1:2::1") == address_of("2001:db8:1:2:ffff::9")
    assert address_of("2001:db8:1:2::1") != address_of("2001:db8:1:3::1")
    assert address_of("::ffff:192.0.2.1") == address_of("192.0.2.1")
    assert address_of("::ffff:192.0.2.1") != address_of("::ffff:192.0.2.2")


@pytest.mark.parametrize(
    ("address", "kinds"),
    [("192.0.2.1", {"account", "account_address", "address"}), ("", {"account"}), ("unix:", {"account"})],
)
def test_without_an_address_nobody_waits_for_whoever_shares_none(db: None, address: str, kinds: set[str]) -> None:
    assert {one.kind for one in begin_password(request_from(address), "otieno@clinic.example").counted} == kinds


def test_a_browser_that_is_known_counts_by_itself(cast: Cast) -> None:
    account = account_named(cast.clinician.email or "")
    known = request_from(known_to=account)

    assert {one.kind for one in begin_password(known, account).counted} == {"browser"}
    assert {one.kind for one in begin_code(known, cast.clinician)} == {"code_browser"}
    assert {one.kind for one in begin_code(request_from(), cast.clinician)} == {"code"}
    assert {one.kind for one in begin_code(known, cast.outsider)} == {"code"}


def test_staff_who_fail_are_named_by_their_id_however_they_write_their_address(cast: Cast) -> None:
    clinician = StaffFactory.create(clinic=cast.clinic, email="Otieno@clinic.example")
    record_failure(request_from(), Kind.SIGN_IN_FAILED, "otieno@CLINIC.example ")

    event = SecurityEvent.objects.get()
    assert (event.clinic_id, event.address) == (cast.clinic.id, "192.0.2.1")
    assert event.detail == {"account": f"staff:{clinician.id}"}
    assert event.actor == ""  # nobody has shown who they are


def test_a_person_in_care_who_tries_is_kept_as_nobody(cast: Cast) -> None:
    PersonFactory.create(clinic=cast.clinic, email="amina@home.example")
    record_failure(request_from(), Kind.SIGN_IN_FAILED, "amina@home.example")

    event = SecurityEvent.objects.get()
    assert event.clinic_id is None
    assert set(event.detail) == {"account"}
    assert not event.detail["account"].startswith(("person:", "staff:"))
    assert "amina" not in event.detail["account"]


def test_failures_are_kept_for_each_account_address_and_kind(cast: Cast) -> None:
    for address in ("192.0.2.1", "192.0.2.2", "192.0.2.1"):
        for email in (cast.clinician.email or "", cast.outsider.email or ""):
            for kind in (Kind.SIGN_IN_FAILED, Kind.SIGN_IN_LOCKED):
                record_failure(request_from(address), kind, email)

    assert SecurityEvent.objects.count() == 2 * 2 * 2


def test_refusals_are_kept_for_each_address_and_kind_whoever_is_refused(cast: Cast) -> None:
    for caller in (cast.clinician, cast.outsider):
        for address in ("192.0.2.1", "192.0.2.2", ""):
            for kind in (Kind.SCOPE_REFUSED, Kind.RATE_LIMITED):
                record_refusal(request_from(address), kind, what="PersonList", caller=caller)

    events = SecurityEvent.objects.values_list("actor", "clinic_id", "detail__what")
    assert len(events) == 3 * 2
    assert set(events) == {(f"staff:{cast.clinician.id}", cast.clinic.id, "PersonList")}
