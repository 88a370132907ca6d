"""In a browser: a Monday and the night after it, by keyboard alone, and on a telephone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pytest_django.live_server_helper import LiveServer
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from resona.accounts.models import User
from resona.care.models import Handover, Task
from tests.admin.pages import list_url, page_url
from tests.admin.records import make_event, make_name, make_session
from tests.conftest import Cast
from tests.factories import StaffFactory, join_team
from tests.system.browsing import PATIENCE_SECONDS, enter

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
TELEPHONE = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
WIDER = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
LOADED = "return document.readyState === 'complete' && !document.documentElement.hasAttribute('data-left')"
LEAVE = "document.documentElement.setAttribute('data-left', '')"
TOLD_IN_ORDER = (
    "resolved the crisis event",
    "took the crisis event",
    "handed over to the next shift",
    "did not agree to the decision “Call every hour”",
    "added the follow-up “Call her again”",
    "wrote a note",
    "tried to reach them: not reached",
    "acknowledged the crisis event",
    "Critical crisis event raised",
)


class Desk:
    """A browser that is used by keyboard: what is focused is pressed with Enter, filled by typing."""

    def __init__(self, browser: webdriver.Chrome, live_server: LiveServer) -> None:
        self.browser, self.root = browser, live_server.url

    def open(self, path: str) -> None:
        self.browser.get(f"{self.root}{path}")
        self.fits()

    def fits(self) -> None:
        """Nothing of the page stands beside the screen."""
        assert self.browser.execute_script(WIDER) <= 0, self.browser.current_url

    def press(self, words: str, *, within: str = "main, #content") -> None:
        """The first link or button with these words, by Enter; waits for the page after it."""
        found = next(each for each in self._all(f"{within}", "a, button, summary") if each.text.strip() == words)
        self.browser.execute_script(LEAVE)
        found.send_keys(Keys.ENTER)
        WebDriverWait(self.browser, PATIENCE_SECONDS).until(lambda chrome: chrome.execute_script(LOADED))
        self.fits()

    def write(self, name: str, text: str) -> None:
        field = self.browser.find_element(By.NAME, name)
        field.clear()
        field.send_keys(text)

    def choose(self, name: str, value: str) -> None:
        """A radio button or a box, by the space bar."""
        field = self.browser.find_element(By.CSS_SELECTOR, f'[name="{name}"][value="{value}"]')
        if not field.is_selected():
            field.send_keys(Keys.SPACE)

    def submit(self, words: str) -> None:
        self.press(words)

    def text(self) -> str:
        return self.browser.find_element(By.ID, "content").text

    def _all(self, within: str, what: str) -> list[WebElement]:
        roots = self.browser.find_elements(By.CSS_SELECTOR, within)
        return [each for root in roots[:1] for each in root.find_elements(By.CSS_SELECTOR, what)]


def test_a_monday_and_the_night_after_it(
    browser: webdriver.Chrome, live_server: LiveServer, shared_database: None, cast: Cast
) -> None:
    day, night = _staff(cast)
    make_name(cast.person, "Amina Odhiambo")
    session = make_session(cast.person, NOW - 3 * HOUR)
    event = make_event(session, "critical", due_at=NOW - 2 * HOUR, next_due_at=NOW - 2 * HOUR)
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", TELEPHONE)
    desk = Desk(browser, live_server)

    enter(browser, live_server, day)
    desk.open("/admin/")
    assert "Amina Odhiambo" in desk.text()
    assert "overdue by" in desk.text()
    desk.press("critical")
    desk.press("Take it")
    assert "You answer for it." in desk.text()
    _monday(desk, cast, night)
    _hand_over(desk, cast)

    enter(browser, live_server, night)
    desk.open("/admin/")
    desk.press(f"Handover of {cast.team.name}")
    item = Handover.objects.get().items.get()
    assert "Open crisis event, critical" in desk.text()
    desk.choose(f"answer-{item.user_id}", "taken")
    desk.submit("Sign and take over")
    assert "Taken by Noor Hassan" in desk.text()
    desk.open(page_url(event))
    desk.press("Resolve")
    desk.choose("resolution", "confirmed")
    desk.write("note", "She is at her sister's, safe.")
    desk.submit("Resolve")
    event.refresh_from_db()
    assert event.resolved_at is not None
    assert Task.objects.open().filter(crisis_event=event, rule__isnull=False).count() == 3

    desk.open(f"/admin/accounts/user/{cast.person.id}/record/")
    told = desk.text()
    places = [told.find(words) for words in TOLD_IN_ORDER]
    assert -1 not in places, [words for words, place in zip(TOLD_IN_ORDER, places, strict=True) if place < 0]
    assert places == sorted(places)
    assert {"Anna Kamau", "Noor Hassan"} <= {name for name in ("Anna Kamau", "Noor Hassan") if name in told}
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def _staff(cast: Cast) -> tuple[User, User]:
    """Who works the day, and who the night."""
    User.objects.filter(id=cast.clinician.id).update(name="Anna Kamau")
    cast.clinician.refresh_from_db()
    night = StaffFactory.create(clinic=cast.clinic, name="Noor Hassan")
    join_team(cast.team, staff=[night])
    return cast.clinician, night


def _monday(desk: Desk, cast: Cast, night: User) -> None:
    """Called and not reached; a note, a follow-up, and a decision with which a colleague does not agree."""
    desk.open(page_url(cast.person))
    desk.press("Not reached")
    desk.press("Write a note")
    desk.write("content", "No answer, her sister was called.")
    desk.submit("Sign it")
    desk.press("Add a follow-up")
    desk.write("title", "Call her again")
    due = (NOW + 4 * HOUR).strftime("%Y-%m-%d %H:%M:%S").split()
    desk.write("due_at_0", due[0])
    desk.write("due_at_1", due[1])
    desk.submit("Add it")
    desk.press("Record a decision")
    desk.write("title", "Call every hour")
    desk.write("rationale", "She said she is alone.")
    desk.choose("disagreed", str(night.id))
    desk.write("dissent", "Too often.")
    desk.submit("Record it")
    assert "did not agree: Noor Hassan" in desk.text()


def _hand_over(desk: Desk, cast: Cast) -> None:
    desk.open(list_url(Handover))
    desk.press(f"Hand over for {cast.team.name}")
    assert "Amina Odhiambo" in desk.text()
    desk.submit("Sign and hand over")
    assert "Nobody has taken over yet." in desk.text()
