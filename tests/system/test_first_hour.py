"""From an empty database to a clinician who reads a session and knows whom to call, as `The first hour` describes it.

`createsuperuser` is the only shell; everything else is done in a browser and, by the app, over HTTP.
"""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import uuid4

import orjson
import pytest
from django.utils import timezone
from selenium import webdriver
from selenium.common.exceptions import TimeoutException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.expected_conditions import staleness_of
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait

from resona.accounts.models import Clinic, User
from resona.sign_in.totp import as_typed, code_at
from tests.system.browsing import PATIENCE_SECONDS
from tests.system.mail_process import MailProcess
from tests.system.outages import RunningWorker
from tests.system.serving import SESSIONS_PATH, Server, environment, run_command

MOST_SECONDS: Final = 180
ROOT, ADMINISTRATOR, CLINICIAN = "root@resona.test", "wairimu@clinic.test", "barasa@clinic.test"
PASSWORD: Final = "three horses in a hat"
SAID: Final = "I want to kill myself tonight."
LINK: Final = re.compile(r"https://\S+/admin/invitation/\S+")


@dataclass(frozen=True, kw_only=True)
class House:
    """The server as it runs, who looks at it, and where its mails go."""

    server: Server
    browser: webdriver.Chrome
    mail: MailProcess

    def open(self, path: str) -> None:
        self.browser.get(f"{self.server.url}{path}")

    def press(self, words: str) -> None:
        """A button or a link with these words; returns once another page is there."""
        here = self.browser.find_element(By.TAG_NAME, "html")
        way = f"(//button | //a)[starts-with(normalize-space(), '{words}')]"
        shown = [each for each in self.browser.find_elements(By.XPATH, way) if each.is_displayed()]
        if not shown:
            pytest.fail(f"Nothing says {words!r} on {self.browser.current_url}: {self._shown()}")
        self.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", shown[0])
        shown[0].click()
        WebDriverWait(self.browser, PATIENCE_SECONDS).until(staleness_of(here))

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            element = self.browser.find_element(By.NAME, name)
            if element.tag_name == "select":
                Select(element).select_by_value(value)
            else:
                element.send_keys(value)

    def see(self, words: str) -> str:
        """The page, once these words stand on it."""
        try:
            self.wait(lambda: words in self._shown() or words in self.browser.page_source)
        except TimeoutException:
            pytest.fail(f"{words!r} is not on {self.browser.current_url}: {self._shown()}")
        return self.browser.page_source

    def _shown(self) -> str:
        return self.browser.find_element(By.TAG_NAME, "body").text

    def wait(self, condition: Any) -> None:
        WebDriverWait(self.browser, PATIENCE_SECONDS).until(lambda _: condition())

    def set_up_second_step(self) -> None:
        """As an authenticator app does with the key that is shown."""
        secret = self.browser.find_element(By.CLASS_NAME, "sign-in-secret").text
        self.fill(code=code_at(_read_key(secret), time.time()))
        self.press("Continue")
        self.see("Recovery codes")
        self.press("I have kept them: continue")

    def become_nobody(self) -> None:
        self.browser.delete_all_cookies()

    def accept_invitation(self, address: str, name: str) -> None:
        """With the link in the mail."""
        self.wait(lambda: any(mail["To"] == address for mail in self.mail.taken()))
        (mail,) = [mail for mail in self.mail.taken() if mail["To"] == address]
        body: Any = mail.get_payload(decode=True)
        link = LINK.search(body.decode())
        assert link is not None
        self.become_nobody()
        self.open(urlsplit(link[0]).path)
        self.fill(name=name, new_password1=PASSWORD, new_password2=PASSWORD)
        self.press("Continue")
        self.set_up_second_step()


@pytest.fixture
def house(collected: None, new_server: Server, browser: webdriver.Chrome, tmp_path: Path) -> Iterator[House]:
    with (
        MailProcess(tmp_path / "mail") as mail,
        RunningWorker(environment(EMAIL_URL=f"smtp://127.0.0.1:{mail.port}"), tmp_path / "worker.log"),
    ):
        yield House(server=new_server, browser=browser, mail=mail)
        browser.delete_all_cookies()


def test_from_an_empty_database_to_the_number_to_call(house: House) -> None:
    begun = time.monotonic()
    assert not User.objects.exists()
    assert not Clinic.objects.exists()
    make_superuser()
    sign_in(house)
    make_clinic(house)
    invite(house, ADMINISTRATOR, "administrator", clinic="Kisumu East")
    house.accept_invitation(ADMINISTRATOR, "Wairimu Kamau")
    invite(house, CLINICIAN, "clinician")
    house.accept_invitation(CLINICIAN, "Peter Barasa")
    enrol(house)
    record_as_app(house, issue_code(house))
    read_and_find_number(house)
    assert time.monotonic() - begun < MOST_SECONDS


def make_superuser() -> None:
    done = run_command("createsuperuser", "--noinput", "--email", ROOT, DJANGO_SUPERUSER_PASSWORD=PASSWORD)
    assert done.returncode == 0, done.stderr


def sign_in(house: House) -> None:
    house.become_nobody()
    house.open("/")
    house.see("Log in")
    house.fill(username=ROOT, password=PASSWORD)
    house.press("Log in")
    house.set_up_second_step()


def make_clinic(house: House) -> None:
    house.open("/admin/accounts/clinic/add/")
    house.fill(name="Kisumu East", timezone="Africa/Nairobi", country="KE", crisis_email="desk@clinic.test")
    house.press("Save")
    house.see("was added successfully")


def invite(house: House, address: str, role: str, *, clinic: str = "") -> None:
    house.open("/admin/sign_in/staffinvitation/add/")
    house.fill(email=address, role=role)
    if clinic:
        Select(house.browser.find_element(By.NAME, "clinic")).select_by_visible_text(clinic)
    house.press("Save")
    house.see("is on its way")


def enrol(house: House) -> None:
    house.open("/admin/accounts/user/enrol/")
    house.fill(
        given_name="Amina",
        family_name="Odhiambo",
        telephone="0712 345678",
        times="evenings",
        contact_1_kind="next_of_kin",
        contact_1_relation="mother",
        contact_1_name="Rose",
        contact_1_telephone="0722 000001",
        contact_1_may_be_contacted="in_crisis",
        consent_recording="given",
        consent_crisis_contact="given",
        consent_version="2026-1",
        consent_given_by="herself",
    )
    house.press("Enrol")
    house.see("Amina Odhiambo")


def issue_code(house: House) -> str:
    house.press("Code for their app")
    house.press("Issue a code")
    house.see("This is the only time it is shown.")
    return house.browser.find_element(By.CSS_SELECTOR, ".enrolment-code code").text


def record_as_app(house: House, code: str) -> None:
    with house.server.client() as app:
        status, answer = app.post("/api/v1/enrolments/", orjson.dumps({"code": code, "device": "Amina's telephone"}))
        assert status == 201, answer
        app.headers["Authorization"] = f"Bearer {orjson.loads(answer)['token']}"
        status, answer = app.get("/api/v1/users/me/")
        assert status == 200, answer
        status, answer = app.post(SESSIONS_PATH, orjson.dumps(session_of(orjson.loads(answer)["id"])))
        assert status == 201, answer


def session_of(person_id: str) -> dict[str, Any]:
    now = timezone.now()
    return {
        "id": str(uuid4()),
        "user_id": person_id,
        "started_at": (now - timedelta(minutes=5)).isoformat(),
        "ended_at": now.isoformat(),
        "language": "en",
        "messages": [{"id": str(uuid4()), "role": "user", "content": SAID}],
    }


def read_and_find_number(house: House) -> None:
    house.open("/admin/triage/")
    page = house.see("Amina Odhiambo")
    assert 'href="tel:+254712345678"' in page
    assert 'href="tel:+254722000001"' in page
    # By its address: for a moment after a page has opened, rows take no press.
    session = house.browser.find_element(By.XPATH, "//a[normalize-space()='Open session']")
    house.browser.get(str(session.get_attribute("href")))
    house.see(SAID)


def _read_key(shown: str) -> bytes:
    """The secret in the groups in which a key is shown."""
    return base64.b32decode(as_typed(shown))
