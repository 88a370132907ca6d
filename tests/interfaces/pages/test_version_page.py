"""The page of a version: what the person sees, what was before, what changed and why, and who may open it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from interfaces.builder import build
from interfaces.config import write_config
from interfaces.models import InterfaceEvolution, SupportResource, UserInterface
from interfaces.themes import PALETTES, Theme
from resona.postgres.models import new_id
from tests.admin.pages import act_url, list_url, page_url, sign_in
from tests.admin.reading import words_of
from tests.admin.records import make_name
from tests.conftest import Cast
from tests.interfaces.configs import WORDING, config_for, log_changes, store_version
from tests.interfaces.pages.test_versions import DAMAGED
from tests.interfaces.patterns import STEADY, at_risk

HOSTILE = "</style><script>alert(1)</script>"


def markup_of(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode().partition('id="content"')[2]


def drawn_components(markup: str) -> list[list[tuple[str, str]]]:
    """Name and prominence of the components of each screen, in their order."""
    screens = markup.split('<div class="phone">')[1:]
    return [re.findall(r'data-component="(\w+)" data-prominence="(\w+)"', screen) for screen in screens]


@pytest.fixture
def changed(cast: Cast) -> UserInterface:
    """The person's second version: help came first."""
    log_changes(store_version(cast.person, config_for()), [{"what": "interface"}])
    built = build(at_risk("critical"), config_for(), WORDING)
    second = store_version(cast.person, built.config)
    log_changes(second, [change.as_json() for change in built.changes])
    return second


def test_both_versions_are_drawn_as_configured_the_earlier_first(cast: Cast, changed: UserInterface) -> None:
    before, after = drawn_components(markup_of(sign_in(cast.clinician), page_url(changed)))
    assert before == expected(write_config(config_for()))
    assert after == expected(changed.interface_config)
    assert after[0] == ("SafetyCheck", "modal")


def expected(config: dict[str, Any]) -> list[tuple[str, str]]:
    names = [name for section in config["layout"] for name in section["components"]]
    return [(name, config["components"][name]["prominence"]) for name in names]


def test_every_text_that_the_person_reads_is_there(cast: Cast, changed: UserInterface) -> None:
    words = words_of(sign_in(cast.clinician), page_url(changed))
    config = changed.interface_config
    for name, _ in expected(config):
        assert name == "Greeting" or config["components"][name]["title"] in words
    assert all(config["greeting"][part]["text"] in words for part in ("morning", "afternoon", "evening", "night"))
    assert all(answer["text"] in words for answer in config["components"]["SafetyCheck"]["items"])
    assert "Answers are not sent or kept" in words
    assert "<li>I am not sure</li>" in markup_of(sign_in(cast.clinician), page_url(changed))
    assert all(line["title"] in words and line["contact"] in words for line in config["crisis_lines"])


def test_every_change_is_told_with_both_reasons_and_marked(cast: Cast, changed: UserInterface) -> None:
    client = sign_in(cast.clinician)
    words = words_of(client, page_url(changed))
    assert "Theme balanced → crisis" in words
    assert "Highest level of the last 14 days: critical" in words
    assert "They read: “ We want help to be right in front of you for now. ”" in words
    markup = markup_of(client, page_url(changed))
    assert set(re.findall(r'class="part-mark" lang="en">([^<]*)', markup)) == {
        "new",
        "goes",
        "larger, moved",
        "smaller",
        "smaller, new words",
    }


def test_a_reason_is_told_once_for_all_that_it_changed(cast: Cast, changed: UserInterface) -> None:
    section = markup_of(sign_in(cast.clinician), page_url(changed)).partition('class="changes"')[2]
    told = section.partition("</section>")[0]
    logged = InterfaceEvolution.objects.get(user=cast.person, version=changed.version).changes
    whats = re.findall(r'data-what="([^"]*)"', told)
    assert sorted(whats) == sorted(change["what"] for change in logged)
    assert whats[0] == "theme"
    reasons = {(change["why"], change["why_for_clinician"]) for change in logged}
    assert told.count('class="change-why"') == told.count('class="change-told"') == len(reasons) < len(whats)


def test_the_course_tells_why_each_version_came(cast: Cast, changed: UserInterface) -> None:
    markup = markup_of(sign_in(cast.clinician), page_url(changed))
    (why,) = re.findall(r'class="course-why">([^<]*)', markup)
    assert why.startswith("Highest level of the last 14 days: critical")


def test_what_the_person_reads_is_marked_as_their_language(cast: Cast) -> None:
    swahili = config_for(replace(STEADY, own_language="sw", spoken_languages=(("sw", 1.0),)))
    interface = store_version(cast.person, swahili)
    log_changes(interface, [{"what": "language", "from": "en", "to": "sw", "why": "Tunaandika"}])
    markup = markup_of(sign_in(cast.clinician), page_url(interface))
    assert '<span lang="sw">Tunaandika</span>' in markup
    assert re.search(r'class="screen [^>]* lang="sw"', markup)


def test_the_page_of_the_person_leads_to_their_versions(cast: Cast) -> None:
    interface = store_version(cast.person, config_for())
    store_version(cast.unassigned_person, config_for())
    client = sign_in(cast.clinician)
    listed = f"{list_url(UserInterface)}?q={cast.person.id}"
    assert listed in client.get(page_url(cast.person)).content.decode()
    assert re.findall(r"/userinterface/([0-9a-f-]{36})/change/", client.get(listed).content.decode()) == [
        str(interface.id)
    ]


def test_an_example_is_called_one(cast: Cast, changed: UserInterface) -> None:
    client = sign_in(cast.clinician)
    # The curve of days is on the screen before the crisis alone.
    assert words_of(client, page_url(changed)).count("The curve is an example") == 1


def test_the_first_version_stands_alone_without_marks(cast: Cast) -> None:
    first = store_version(cast.person, config_for())
    markup = markup_of(sign_in(cast.clinician), page_url(first))
    assert len(drawn_components(markup)) == 1
    assert "part-mark" not in markup
    assert "No change is logged with this version." in markup


@pytest.mark.parametrize(("asked", "salutation"), [("evening", "Good evening."), ("night", "Hello, late as it is.")])
def test_another_part_of_the_day_can_be_asked_for(cast: Cast, asked: str, salutation: str) -> None:
    first = store_version(cast.person, config_for())
    markup = markup_of(sign_in(cast.clinician), f"{page_url(first)}?at={asked}")
    assert salutation in markup.partition('class="part-greeting">')[2].partition("<")[0]


def test_the_greeting_is_that_of_the_present_where_the_person_is(cast: Cast) -> None:
    first = store_version(cast.person, config_for())
    client = sign_in(cast.clinician)
    drawn = []
    # Six hours apart and more: whatever the time is, the day is at another part there.
    for zone in ("Pacific/Kiritimati", "Africa/Nairobi", "America/Los_Angeles"):
        cast.person.timezone = zone
        cast.person.save()
        drawn.append(
            markup_of(client, f"{page_url(first)}?at=noon").partition('class="part-greeting">')[2].partition("<")[0]
        )
    assert len(set(drawn)) >= 2


def test_an_unknown_time_zone_is_said(cast: Cast) -> None:
    cast.person.timezone = "Mars/Olympus"
    cast.person.save()
    words = words_of(sign_in(cast.clinician), page_url(store_version(cast.person, config_for())))
    assert "The time zone “Mars/Olympus” cannot be opened on this server: UTC is used in its place" in words
    assert re.search(r"Time where they are [0-9:]{5} UTC", words)


@pytest.mark.parametrize("damaged", DAMAGED[-3:], ids=str)
def test_what_cannot_be_read_is_said_and_never_an_error_of_the_page(cast: Cast, damaged: Any) -> None:
    broken = store_version(cast.person, damaged)
    mended = store_version(cast.person, config_for())
    client = sign_in(cast.clinician)
    words = words_of(client, page_url(broken))
    assert "This version cannot be drawn. The configuration does not fit resona-interface/2 at: " in words
    assert "Go back to version" not in words
    assert len(drawn_components(markup_of(client, page_url(mended)))) == 1
    assert client.get(act_url("interfaces_userinterface_colours", broken)).content == b""


def test_hostile_texts_stay_texts_wherever_they_stand(cast: Cast) -> None:
    config = write_config(config_for())
    hostile: dict[str, Any] = {
        **config,
        "resources": [{"key": "a", "title": HOSTILE, "text": HOSTILE, "contact": HOSTILE}],
    }
    hostile["components"] = {
        name: {**component, "title": HOSTILE, "text": HOSTILE, "items": [{"key": "a", "text": HOSTILE}]}
        for name, component in hostile["components"].items()
    }
    hostile["greeting"] = {**hostile["greeting"], "morning": {"from_hour": 5, "text": HOSTILE}}
    make_name(cast.person, HOSTILE)
    interface = store_version(cast.person, hostile)
    log_changes(
        interface,
        [{"what": HOSTILE, "from": HOSTILE, "to": {"x": HOSTILE}, "why": HOSTILE, "why_for_clinician": HOSTILE}],
    )
    client = sign_in(cast.clinician)
    answer = client.get(f"{page_url(interface)}?at=morning").content.decode()
    assert HOSTILE not in answer
    assert unescape(answer).count(HOSTILE) > 10
    store_version(cast.person, {"theme": {"name": HOSTILE}})
    assert HOSTILE not in client.get(page_url(interface)).content.decode()


def test_a_decision_tells_who_and_why(cast: Cast) -> None:
    id_ = new_id()
    reason = UserInterface.reason.seal(id_, "She asked for it.")
    store_version(cast.person, config_for())
    decided = store_version(
        cast.person, config_for(), id=id_, origin="pin", kept_version=1, decided_by=cast.clinician, reason=reason
    )
    client = sign_in(cast.clinician)
    words = words_of(client, page_url(decided))
    assert f"Pinned by staff: {cast.clinician.email} She asked for it." in words
    assert "kept at version 1, safety excepted" in words
    UserInterface.objects.filter(id=id_).update(reason=UserInterface.reason.seal(new_id(), "moved"))
    assert "The reason cannot be opened" in words_of(client, page_url(decided))


def test_the_course_names_every_version_and_leads_to_it(cast: Cast, changed: UserInterface) -> None:
    client = sign_in(cast.clinician)
    markup = markup_of(client, page_url(changed))
    for interface in UserInterface.objects.filter(user=cast.person):
        assert page_url(interface) in markup
    assert "Theme balanced → crisis; Crisis resources larger; Safety check appears;" in words_of(
        client, page_url(changed)
    )


def test_the_stylesheet_holds_the_colours_of_the_version_not_those_of_today(cast: Cast) -> None:
    config, palette = config_for(), PALETTES[Theme.WARM]
    view = config.theme.model_copy(
        update={"colours": config.theme.colours.model_copy(update={"accent": palette.accent})}
    )
    interface = store_version(cast.person, config.model_copy(update={"theme": view}))
    answer = sign_in(cast.clinician).get(act_url("interfaces_userinterface_colours", interface))
    assert answer["Content-Type"] == "text/css"
    assert f".screen-{interface.id}{{" in answer.content.decode()
    assert f"--screen-accent:{palette.accent};" in answer.content.decode()


def test_a_page_needs_neither_script_nor_style_of_its_own(cast: Cast, changed: UserInterface) -> None:
    markup = (
        markup_of(sign_in(cast.clinician), page_url(changed))
        .partition('class="version"')[2]
        .partition("</section>\n    </div>")[0]
    )
    assert re.search(r"<script|\sstyle=|\son\w+=|https?://", markup) is None


@pytest.mark.parametrize(
    ("caller", "status"),
    [("clinician", 200), ("administrator", 200), ("superuser", 200), ("outsider", 404), ("stranger", 404)],
)
@pytest.mark.parametrize("name", ["change", "colours"])
def test_only_those_who_see_the_person_open_it(
    cast: Cast, changed: UserInterface, caller: str, status: int, name: str
) -> None:
    url = reverse(f"admin:interfaces_userinterface_{name}", args=[changed.id])
    assert sign_in(getattr(cast, caller)).get(url).status_code == status
    assert Client().get(url).status_code == 302
    assert sign_in(cast.person).get(url).status_code == 302


def test_nothing_is_written_to_a_version(cast: Cast, changed: UserInterface) -> None:
    assert sign_in(cast.superuser).post(page_url(changed), {"version": "9"}).status_code == 405


def test_a_page_takes_as_many_statements_however_long_the_course(cast: Cast, changed: UserInterface) -> None:
    client = sign_in(cast.clinician)
    log_changes(store_version(cast.person, config_for()), [])  # the page is of an earlier version both times
    client.get(page_url(changed))
    with CaptureQueriesContext(connection) as few:
        client.get(page_url(changed))
    for _ in range(5):
        log_changes(store_version(cast.person, config_for(), generated_at=datetime.now(UTC)), [])
    with CaptureQueriesContext(connection) as many:
        client.get(page_url(changed))
    assert len(many) == len(few)


def test_the_version_shown_is_drawn_as_it_is_served_and_an_earlier_one_as_it_was(
    cast: Cast, changed: UserInterface
) -> None:
    SupportResource.objects.create(
        clinic=cast.clinic, kind="crisis", language="en", title="New line", text="Day and night.", contact="0800 1"
    )
    client = sign_in(cast.clinician)
    assert "New line" in words_of(client, page_url(changed))
    first = UserInterface.objects.get(user=cast.person, version=1)
    assert "New line" not in words_of(client, page_url(first))
