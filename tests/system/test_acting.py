"""In a browser: no press lands on another person, whatever arrives meanwhile, and all is done by keyboard alone."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from django.conf import settings
from pytest_django.live_server_helper import LiveServer
from selenium import webdriver
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from resona.accounts.models import CareTeamPerson, User
from risk.corrections import add_note
from risk.event_steps import read_step
from risk.models import CrisisEvent, CrisisEventStep
from risk.triage import ROWS_PER_GROUP
from tests.admin.pages import act_url, page_url
from tests.admin.records import make_event, make_session
from tests.conftest import Cast
from tests.factories import PersonFactory
from tests.system.browsing import PATIENCE_SECONDS, enter

PRESSES = 100
NOW = datetime.now(UTC)
MOST_TABS = 40
TYPED = "Sang it on the bus."
KEPT = "return Object.keys(sessionStorage).filter(key => key.startsWith('resona typed '))"
# Presses what stands under the pointer: on the button of a row, at once again, and once more when the row was answered.
PRESS = """
const [done] = arguments, button = document.querySelector(".group-crisis .finding-buttons form button");
const row = button.closest(".finding");
button.scrollIntoView({block: "center"});
const box = button.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2;
const press = () => {
    const options = {bubbles: true, cancelable: true, detail: 1, clientX: x, clientY: y};
    document.elementFromPoint(x, y).dispatchEvent(new MouseEvent("click", options));
};
document.body.addEventListener("htmx:afterSettle", () => {
    press();
    done([row.querySelector(".finding-name").textContent, row.querySelector(".undo") !== null]);
}, {once: true});
press();
press();
"""
# Presses the same point of the page as soon as it is there.
PRESS_AT_ONCE = """
const [x, y] = arguments, options = {bubbles: true, cancelable: true, detail: 1, clientX: x, clientY: y};
document.elementFromPoint(x, y)?.dispatchEvent(new MouseEvent("click", options));
"""
FOCUSED = "return document.activeElement.matches('a, button') ? document.activeElement.innerText.trim() : ''"
# Buttons of rows take no press for a while after a page was opened (resona.js).
SETTLED = """
const end = performance.getEntriesByType("navigation")[0].loadEventEnd;
return end > 0 && performance.now() - end > 700;
"""


def await_someone(cast: Cast, nth: int) -> CrisisEvent:
    """An event that is more urgent than all before."""
    person = PersonFactory.create(clinic=cast.clinic)
    CareTeamPerson.objects.create(team=cast.team, person=person)
    return make_event(make_session(person, NOW - timedelta(hours=1)), due_at=NOW - timedelta(minutes=nth))


def test_a_hundred_presses_land_where_they_were_meant_while_rows_arrive(
    browser: webdriver.Chrome, live_server: LiveServer, shared_database: None, cast: Cast
) -> None:
    for nth in range(ROWS_PER_GROUP):
        await_someone(cast, nth)
    enter(browser, live_server, cast.clinician)
    pressed = []
    for nth in range(PRESSES):
        if nth % ROWS_PER_GROUP == 0:
            browser.get(f"{live_server.url}/admin/triage/")
            WebDriverWait(browser, PATIENCE_SECONDS).until(lambda chrome: chrome.execute_script(SETTLED))
        await_someone(cast, ROWS_PER_GROUP + nth)
        code, offers_undo = browser.execute_async_script(PRESS)
        assert offers_undo
        pressed.append(code)

    steps = CrisisEventStep.objects.select_related("user")
    assert len(set(pressed)) == PRESSES
    assert sorted((step.kind, step.user.code) for step in steps) == sorted(("acknowledged", code) for code in pressed)


def test_a_note_stays_with_its_person_and_the_press_after_it_meets_nobody(
    browser: webdriver.Chrome, live_server: LiveServer, shared_database: None, cast: Cast
) -> None:
    events = [await_someone(cast, nth) for nth in range(6)]
    enter(browser, live_server, cast.clinician)
    for event in events[::2]:
        browser.get(f"{live_server.url}{act_url('risk_crisisevent_resolve', event)}?next=/admin/triage/")
        browser.find_element("css selector", "input[value=confirmed]").click()
        browser.find_element("name", "note").send_keys(event.user.code)
        submit = browser.find_element("css selector", ".ask-buttons button")
        box = submit.rect
        submit.click()
        point = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        browser.execute_script(PRESS_AT_ONCE, *point)
        WebDriverWait(browser, PATIENCE_SECONDS).until(lambda chrome: chrome.current_url.endswith("/admin/triage/"))
        browser.execute_script(PRESS_AT_ONCE, *point)

    steps = CrisisEventStep.objects.select_related("user")
    assert [(step.kind, read_step(step)) for step in steps] == [("resolved", step.user.code) for step in steps]
    assert len(steps) == 3


def test_acknowledging_undoing_resolving_correcting_and_reopening_take_a_keyboard_alone(
    browser: webdriver.Chrome, live_server: LiveServer, shared_database: None, cast: Cast
) -> None:
    event = make_event(make_session(cast.person, NOW - timedelta(hours=1)))
    enter(browser, live_server, cast.clinician)
    browser.get(f"{live_server.url}{page_url(event)}")

    press(browser, "Acknowledge")
    until_step(event, "acknowledged")
    # So that Enter again does nothing.
    WebDriverWait(browser, PATIENCE_SECONDS).until(
        lambda chrome: focused(chrome).get_attribute("aria-disabled") == "true"
    )
    focused(browser).send_keys(Keys.ENTER)
    press(browser, "Undo")
    until_step(event, "undone")
    for button, words in (("Resolve", "Safe."), ("Correct the outcome", "A song."), ("Reopen", "No song.")):
        press(browser, button)
        fill(browser, words)
        press(browser, {"Correct the outcome": "Correct"}.get(button, button))
    until_step(event, "reopened")

    assert [(step.kind, read_step(step)) for step in event.steps.order_by("at")] == [
        ("acknowledged", ""),
        ("undone", ""),
        ("resolved", "Safe."),
        ("corrected", "A song."),
        ("reopened", "No song."),
    ]
    event.refresh_from_db()
    assert event.resolved_at is None


def test_a_note_in_the_wrong_record_is_moved_by_keyboard_alone(
    browser: webdriver.Chrome, live_server: LiveServer, shared_database: None, cast: Cast
) -> None:
    event, right = (make_event(make_session(person, NOW - timedelta(hours=1))) for person in people_of(cast))
    add_note(event_id=event.id, note="Her sister is with her.", caller=cast.clinician, now=NOW)
    enter(browser, live_server, cast.clinician)
    browser.get(f"{live_server.url}{page_url(event)}")
    press(browser, "About somebody else?")
    write(browser, right.user.code)
    press(browser, "Move the note")
    until_step(event, "moved")
    WebDriverWait(browser, PATIENCE_SECONDS).until(lambda chrome: "Moved to the record of" in chrome.page_source)
    assert [(step.kind, read_step(step)) for step in right.steps.all()] == [("note", "Her sister is with her.")]
    assert "Her sister" not in browser.page_source


def test_what_was_typed_comes_back_after_a_sign_in_that_had_ended_and_is_then_forgotten(
    browser: webdriver.Chrome, live_server: LiveServer, shared_database: None, cast: Cast
) -> None:
    event, other = (make_event(make_session(person, NOW - timedelta(hours=1))) for person in people_of(cast))
    enter(browser, live_server, cast.clinician)
    url = f"{live_server.url}{act_url('risk_crisisevent_resolve', event)}?next={page_url(event)}"
    browser.get(url)
    browser.find_element("css selector", "input[value=false_alarm]").click()
    browser.find_element("name", "note").send_keys(TYPED)
    browser.delete_cookie(settings.SESSION_COOKIE_NAME)
    browser.find_element("css selector", ".ask-buttons button").click()
    WebDriverWait(browser, PATIENCE_SECONDS).until(lambda chrome: "/login/" in chrome.current_url)
    assert TYPED not in browser.current_url + browser.page_source

    enter(browser, live_server, cast.clinician)
    browser.get(f"{live_server.url}/admin/")
    WebDriverWait(browser, PATIENCE_SECONDS).until(lambda chrome: "kept, and not stored yet" in chrome.page_source)
    browser.find_element("link text", "Go back to it").click()
    WebDriverWait(browser, PATIENCE_SECONDS).until(lambda chrome: chrome.find_elements("class name", "kept-note"))
    assert browser.find_element("name", "note").get_attribute("value") == TYPED
    assert browser.find_element("css selector", "input[value=false_alarm]").is_selected()
    browser.find_element("css selector", ".ask-buttons button").click()
    until_step(event, "resolved")
    assert read_step(event.steps.get()) == TYPED
    WebDriverWait(browser, PATIENCE_SECONDS).until(lambda chrome: chrome.execute_script(KEPT) == [])
    browser.get(f"{live_server.url}{act_url('risk_crisisevent_resolve', other)}")
    assert browser.find_element("name", "note").get_attribute("value") == ""


def test_another_account_and_signing_out_leave_nothing_of_what_was_typed(
    browser: webdriver.Chrome, live_server: LiveServer, shared_database: None, cast: Cast
) -> None:
    event = make_event(make_session(cast.person, NOW - timedelta(hours=1)))
    for nth in range(2):
        enter(browser, live_server, cast.clinician)
        browser.get(f"{live_server.url}{act_url('risk_crisisevent_note', event)}")
        browser.find_element("name", "note").send_keys(TYPED)
        browser.delete_all_cookies()  # also that by which forms are checked: the page that refuses them keeps it
        browser.find_element("css selector", ".ask-buttons button").click()
        WebDriverWait(browser, PATIENCE_SECONDS).until(lambda chrome: "Nothing was done" in chrome.page_source)
        assert len(browser.execute_script(KEPT)) == 1
        enter(browser, live_server, cast.clinician if nth else cast.administrator)
        browser.get(f"{live_server.url}/admin/")
        if nth:
            browser.execute_script("document.querySelector('form[action$=\"/logout/\"]').requestSubmit()")
        WebDriverWait(browser, PATIENCE_SECONDS).until(lambda chrome: chrome.execute_script(KEPT) == [])
    assert not event.steps.exists()


def test_a_page_that_asks_takes_words_at_once_where_the_browser_left_out_the_focus(
    browser: webdriver.Chrome, live_server: LiveServer, shared_database: None, cast: Cast
) -> None:
    event = make_event(make_session(cast.person, NOW - timedelta(hours=1)))
    enter(browser, live_server, cast.clinician)
    browser.get(f"{live_server.url}{act_url('risk_crisisevent_note', event)}")
    browser.execute_script("document.activeElement.blur(); dispatchEvent(new Event('load'));")
    WebDriverWait(browser, PATIENCE_SECONDS).until(lambda chrome: focused(chrome).get_attribute("name") == "note")


def people_of(cast: Cast) -> list[User]:
    """Two whom the clinician sees."""
    return [cast.person, cast.unassigned_person]


def write(browser: webdriver.Chrome, words: str) -> None:
    """Into the field that has the focus once the page is there."""
    WebDriverWait(browser, PATIENCE_SECONDS).until(lambda chrome: chrome.find_elements("class name", "ask-form"))
    WebDriverWait(browser, PATIENCE_SECONDS).until(lambda chrome: focused(chrome).tag_name == "input")
    focused(browser).send_keys(words)


def focused(browser: webdriver.Chrome) -> webdriver.remote.webelement.WebElement:
    return browser.switch_to.active_element


def press(browser: webdriver.Chrome, label: str) -> None:
    """Tabs backwards to what is called so, for a page's own content comes last, and presses Enter."""
    until = time.monotonic() + PATIENCE_SECONDS  # a page that is still loading takes no keys
    while time.monotonic() < until:
        for _ in range(MOST_TABS):
            if browser.execute_script(FOCUSED) == label:
                focused(browser).send_keys(Keys.ENTER)
                return
            focused(browser).send_keys(Keys.SHIFT, Keys.TAB)
    raise AssertionError(f"{label} is not reached by keyboard")


def fill(browser: webdriver.Chrome, words: str) -> None:
    """Chooses the first outcome where one is asked for, and writes these words."""
    WebDriverWait(browser, PATIENCE_SECONDS).until(lambda chrome: chrome.find_elements("class name", "ask-form"))
    radios, text = browser.find_elements("css selector", ".ask-form [type=radio]"), None
    for _ in range(MOST_TABS):
        if focused(browser).tag_name == "textarea":
            text = focused(browser)
            break
        if focused(browser) in radios:
            focused(browser).send_keys(Keys.SPACE)
        focused(browser).send_keys(Keys.SHIFT, Keys.TAB)
    assert text is not None
    text.send_keys(words)
    for _ in range(MOST_TABS):
        if not radios or any(radio.is_selected() for radio in radios):
            return
        focused(browser).send_keys(Keys.SHIFT, Keys.TAB)
        if focused(browser) in radios:
            focused(browser).send_keys(Keys.SPACE)


def until_step(event: CrisisEvent, kind: str) -> None:
    WebDriverWait(event, PATIENCE_SECONDS).until(lambda one: one.steps.filter(kind=kind).exists())  # type: ignore[type-var]
