from __future__ import annotations
import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from tests.accounts.people.bodies import enrolled
from tests.system.browsing import enter
from tests.conftest import Cast


def test_look(browser, live_server, shared_database, cast: Cast) -> None:
    person = enrolled(cast.clinic, cast.administrator, care_teams=[str(cast.team.id)], timezone="Africa/Nairobi")
    enter(browser, live_server, cast.clinician)
    pages = {
        "details": f"/admin/accounts/user/{person.id}/details/",
        "person": f"/admin/accounts/user/{person.id}/change/",
        "enrol": "/admin/accounts/user/enrol/",
        "code": f"/admin/accounts/user/{person.id}/enrolment-code/",
        "care": f"/admin/accounts/user/{person.id}/care/",
        "find": "/admin/accounts/user/find/",
        "list": "/admin/accounts/user/",
        "periods": "/admin/accounts/careperiod/",
    }
    for width in (1280, 390):
        for mode in ("light", "dark"):
            browser.execute_cdp_cmd(
                "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": mode}]}
            )
            browser.execute_cdp_cmd(
                "Emulation.setDeviceMetricsOverride",
                {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500},
            )
            for name, path in pages.items():
                if mode == "dark" and name not in ("details", "person"):
                    continue
                browser.get(f"{live_server.url}{path}")
                wide = browser.execute_script(
                    "return [document.documentElement.scrollWidth, innerWidth, document.documentElement.scrollHeight]"
                )
                print(name, width, mode, wide)
                browser.execute_cdp_cmd(
                    "Emulation.setDeviceMetricsOverride",
                    {"width": width, "height": min(wide[2], 4200), "deviceScaleFactor": 1, "mobile": width < 500},
                )
                browser.save_screenshot(f"/tmp/people-{name}-{width}-{mode}.png")
                browser.execute_cdp_cmd(
                    "Emulation.setDeviceMetricsOverride",
                    {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500},
                )
    # two at once, then faults
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "light"}]}
    )
    browser.get(f"{live_server.url}{pages['details']}")
    from resona.accounts.people.details import set_profile
    from resona.accounts.people.profile import Profile

    set_profile(
        user_id=person.id,
        profile=Profile(given_name="Amina", family_name="Wanjiku", area="Kibera"),
        caller=cast.clinician,
    )
    browser.find_element(By.NAME, "given_name").send_keys(" Zawadi")
    stops = []
    for _ in range(60):
        browser.switch_to.active_element.send_keys(Keys.TAB)
        active = browser.switch_to.active_element
        stops.append(active.get_attribute("name") or active.text)
        if active.text.strip() == "Save":
            break
    print(stops)
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    import time

    time.sleep(3)
    print(browser.current_url)
    browser.set_window_size(1280, 1900)
    browser.save_screenshot("/tmp/people-conflict.png")
    print(browser.get_log("browser"))
