"""Pages that ask why before staff keep, free or take back what a person sees: who may, and what comes of it."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.utils import timezone

from interfaces.interface_admin import UserInterfaceAdmin
from interfaces.keeping import pin
from interfaces.models import UserInterface
from interfaces.services import build_interfaces
from resona.accounts.models import User
from resona.site.places import Permissions
from tests.admin.declared import declaring
from tests.admin.pages import act_url, page_url, sign_in
from tests.admin.reading import words_of
from tests.conftest import Cast
from tests.interfaces.configs import config_for, store_version
from tests.interfaces.patterns import at_risk

REASON = "She asked for it in our talk."


def shown_to(person: User) -> UserInterface:
    return UserInterface.objects.get(user=person, active=True)


def post(caller: User, decision: str, interface: UserInterface, reason: str = REASON) -> HttpResponse:
    url = act_url(f"interfaces_userinterface_{decision}", interface)
    return sign_in(caller).post(url, {"reason": reason})  # type: ignore[return-value]  # as the test client types it


@pytest.fixture
def built(cast: Cast) -> Cast:
    build_interfaces([cast.person.id], now=timezone.now())
    return cast


@pytest.mark.parametrize("caller", ["clinician", "administrator", "superuser"])
def test_it_is_kept_freed_and_taken_back_with_a_reason(built: Cast, caller: str) -> None:
    first = shown_to(built.person)
    user = getattr(built, caller)
    for number, (decision, kept) in enumerate([("pin", 1), ("unpin", None), ("go_back", 1)], 2):
        subject = first if decision == "go_back" else shown_to(built.person)
        answer = post(user, decision, subject)
        made = shown_to(built.person)
        assert (answer.status_code, answer["Location"]) == (302, page_url(made))
        assert (made.version, made.origin, made.kept_version, made.decided_by_id) == (number, decision, kept, user.id)
        assert made.reason is not None
        assert UserInterface.reason.open(made.id, made.reason) == REASON


def test_what_they_see_now_stands_beside_what_they_would_see(built: Cast) -> None:
    first = shown_to(built.person)
    second = store_version(built.person, config_for(at_risk("critical")))
    page = sign_in(built.clinician).get(act_url("interfaces_userinterface_go_back", first)).content.decode()
    assert re.findall(r'class="drawn" data-version="(\d+)"', page) == [str(second.version), str(first.version)]
    assert 'Version 2</strong> <span class="finding-code">now' in page
    assert 'Version 1</strong> <span class="finding-code">to go back to' in page
    assert 'class="part-mark"' in page
    for interface in (first, second):
        assert act_url("interfaces_userinterface_colours", interface) in page


def test_what_is_kept_stands_alone(built: Cast) -> None:
    shown = shown_to(built.person)
    page = sign_in(built.clinician).get(act_url("interfaces_userinterface_pin", shown)).content.decode()
    assert re.findall(r'class="drawn" data-version="(\d+)"', page) == [str(shown.version)]


@pytest.mark.parametrize("decision", ["pin", "unpin", "go_back"])
def test_nothing_is_recorded_by_looking_or_without_a_reason(built: Cast, decision: str) -> None:
    first = shown_to(built.person)
    url = act_url(f"interfaces_userinterface_{decision}", first)
    assert built.person.code in words_of(sign_in(built.clinician), url)
    for reason in ("", "   ", "x" * 1001):
        assert post(built.clinician, decision, first, reason).status_code == 200
    assert UserInterface.objects.count() == 1


@pytest.mark.parametrize(("caller", "status"), [("outsider", 404), ("stranger", 404), ("person", 302)])
@pytest.mark.parametrize("decision", ["pin", "unpin", "go_back"])
def test_nobody_else_decides(built: Cast, caller: str, status: int, decision: str) -> None:
    assert post(getattr(built, caller), decision, shown_to(built.person)).status_code == status
    assert UserInterface.objects.count() == 1


def test_who_may_look_but_not_act_is_offered_nothing_and_refused(built: Cast) -> None:
    first = shown_to(built.person)
    assert "Keep it as it is" in words_of(sign_in(built.clinician), page_url(first))
    with declaring(UserInterfaceAdmin, permissions=Permissions(staff="view")):
        assert "Keep it as it is" not in words_of(sign_in(built.clinician), page_url(first))
        for decision in ("pin", "unpin", "go_back"):
            assert post(built.clinician, decision, first).status_code == 403
    assert UserInterface.objects.count() == 1


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        ("pin", "The interface is already kept as it is, for a reason of its own."),
        ("unpin", "The interface is not kept: it adapts."),
    ],
)
def test_a_decision_that_was_taken_meanwhile_is_told(built: Cast, decision: str, words: str) -> None:
    if decision == "pin":
        pin(user_id=built.person.id, reason="Another one.", caller=built.clinician, now=timezone.now())
    made = shown_to(built.person)
    require_refused(post(built.clinician, decision, made), words)
    assert shown_to(built.person) == made


def test_only_the_version_that_was_looked_at_is_kept(built: Cast) -> None:
    looked_at = shown_to(built.person)
    newer = store_version(built.person, looked_at.interface_config)
    require_refused(post(built.clinician, "pin", looked_at), "Meanwhile the person sees another version")
    assert shown_to(built.person) == newer


def test_a_damaged_version_is_not_gone_back_to(built: Cast) -> None:
    first = shown_to(built.person)
    newer = store_version(built.person, first.interface_config)
    UserInterface.objects.filter(id=first.id).update(interface_config={"version": 10**40})
    require_refused(post(built.clinician, "go_back", first), "does not fit resona-interface/2")
    assert shown_to(built.person) == newer
    # Asking is answered too: the page says that it cannot be drawn.
    url = act_url("interfaces_userinterface_go_back", first)
    assert "This version cannot be drawn." in words_of(sign_in(built.clinician), url)


def require_refused(answer: HttpResponse, words: str) -> None:
    """The page asks again, says why, and what was typed stands in it."""
    page = answer.content.decode()
    assert answer.status_code == 200
    assert words in page
    assert re.search(rf"<textarea[^>]*>\s*{re.escape(REASON)}</textarea>", page)
