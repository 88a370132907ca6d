"""What staff read and write of a person is found nowhere in clear either: names, telephones, notes, reasons, searches.

Nor what PostgreSQL says of a row that it refuses, which quotes the whole of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from urllib.parse import urlencode

import orjson
from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from conversations.models import Conversation
from interfaces.services import build_interfaces
from resona.accounts.models import ApiKey, User, UserProfile
from resona.compliance.models import EmergencyAccess
from risk.models import CrisisEvent
from tests.admin.pages import act_url, list_url, page_url, sign_in
from tests.conftest import make_cast
from tests.factories import make_api_key
from tests.interfaces.test_text_admin import ADD_LINE, LINE
from tests.sessions import make_body
from tests.system.searching import ServerFiles, find_in_tables, find_in_text, is_in_running_statements
from tests.system.serving import SESSIONS_PATH, Client, Server
from tests.system.test_canary import new_canary

FORM: Final = "application/x-www-form-urlencoded"
CSRF: Final = "t" * 32


def test_what_staff_read_and_write_is_found_nowhere_in_clear(server: Server) -> None:
    files, cast = ServerFiles(), make_cast()
    # Of the person; and what is no person's, so that PostgreSQL may see it: what was typed to find staff, and a title.
    canary, typed, in_row = new_canary(), new_canary(), new_canary()
    keep_profile(cast.person, canary)
    key = make_api_key(cast.clinic, *ApiKey.Scope.values)
    told: dict[str, bytes] = {}
    with server.client(key) as app:
        post(app, SESSIONS_PATH, make_body(cast.person, said=("I want to kill myself tonight",)), 201)
        build_interfaces([cast.person.id], now=timezone.now())
        post(app, f"/api/v1/users/{cast.person.id}/interface/pin/", {"reason": f"Asked by {canary}."}, 200)
        told["refused reason"] = post(app, f"/api/v1/users/{cast.person.id}/interface/pin/", {"reason": [canary]}, 400)
        code = come_in(app, cast.person, device=canary)
    reader = sign_in(cast.administrator)
    for record in (cast.person, Conversation.objects.get()):
        assert find_in_text(canary, reader.get(page_url(record)).content)
    with server.client() as browser:
        become(browser, cast.administrator)
        resolve(browser, canary)
        browser.get(f"{list_url(User)}?{urlencode({'q': typed})}")
        told["refused row"] = crash(browser, in_row)
        become(browser, cast.outsider)
        open_record(browser, cast.person, canary)
    told["server"] = server.log.read_bytes()
    told["server of the database"] = files.log()

    assert b"CheckViolation [23514 table=support_resources" in told["server"]
    for each in (canary, typed, in_row, *code):
        assert [name for name, text in told.items() if find_in_text(each, text)] == []
    for each in (canary, *code):
        assert find_in_tables(each) == []
    assert not is_in_running_statements(canary)
    assert files.find_on_disk(canary) == []


def keep_profile(person: User, canary: str) -> None:
    profile = orjson.dumps({"name": canary, "phone": f"+254 {canary}", "emergency_contact": {"name": canary}})
    sealed = UserProfile.encrypted_data.seal(person.id, profile)
    UserProfile.objects.create(user=person, encrypted_data=sealed)


def post(client: Client, path: str, body: object, status: int) -> bytes:
    found, answer = client.post(path, orjson.dumps(body))
    assert found == status, answer
    return answer


def come_in(app: Client, person: User, *, device: str) -> tuple[str, str]:
    """The person's app, with a code that was issued for it; the code as it is shown, and without its hyphen."""
    code: str = orjson.loads(post(app, f"/api/v1/users/{person.id}/enrolment-code/", {}, 201))["code"]
    post(app, "/api/v1/enrolments/", {"code": code, "device": device}, 201)
    post(app, "/api/v1/enrolments/", {"code": code, "device": device}, 410)
    return code, code.replace("-", "")


def become(browser: Client, user: User) -> None:
    session = sign_in(user).cookies[settings.SESSION_COOKIE_NAME].value
    browser.headers |= {
        "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={CSRF}",
        "X-CSRFToken": CSRF,
    }


def resolve(browser: Client, canary: str) -> None:
    event = CrisisEvent.objects.get()
    form = {"resolution": "confirmed", "note": f"Spoke with {canary}."}
    status, _ = browser.post(act_url("risk_crisisevent_resolve", event), urlencode(form).encode(), FORM)
    assert status == 302
    event.refresh_from_db()
    assert event.resolved_at is not None


def open_record(browser: Client, person: User, canary: str) -> None:
    """In an emergency, once a name was tried by which nobody is found."""
    url, reason = reverse("admin:compliance_emergencyaccess_open"), f"{canary} was found unconscious."
    for who in (canary, person.code):
        status, _ = browser.post(url, urlencode({"who": who, "reason": reason}).encode(), FORM)
    assert status == 302
    assert EmergencyAccess.objects.get().user == person


def crash(browser: Client, canary: str) -> bytes:
    """A form whose row the database refuses, and says so with all of its values."""
    with row_refused():
        form = urlencode({**LINE, "title": canary, "contact": canary}).encode()
        status, answer = browser.post(reverse(ADD_LINE), form, FORM)
    assert status == 500
    return answer


@contextmanager
def row_refused() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE support_resources ADD CONSTRAINT none_today CHECK (position < 0) NOT VALID")
        yield
        cursor.execute("ALTER TABLE support_resources DROP CONSTRAINT none_today")


def test_pages_of_errors_repeat_nothing_and_name_no_software(server: Server) -> None:
    for path in ("/admin/accounts/user/not-an-id/change/", "/api/v1/users/not-an-id/"):
        with server.client() as nobody:
            status, answer = nobody.get(f"{path}?q=canary")
        assert status in {302, 401, 404}, path
        assert not any(word in answer.lower() for word in (b"canary", b"django", b"traceback", b"python")), path
