"""Gradual change on the page of a person: what stands, what may be decided and by whom, and what was decided."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest

from baselines.drift import Drift
from baselines.models import DriftDecision, UserDrift
from baselines.services import decide_drift
from resona.accounts.models import User
from resona.postgres.models import new_id
from risk.pages.drift_section import past_decisions, read_drift, standing_change
from risk.pages.row_view import DECIDE
from tests.admin.pages import act_url, page_url, sign_in
from tests.admin.reading import words_of
from tests.admin.records import SOME_TIME_AGO, alarmed_drift, make_drift
from tests.conftest import Cast

NOW = datetime(2026, 3, 25, 12, 0, tzinfo=UTC)
HOSTILE = '"><script>alert(1)</script>'


def decide(cast: Cast, decision: str, reason: str, *, now: datetime = NOW) -> None:
    decide_drift(
        user_id=cast.person.id,
        decision="accept" if decision == "accept" else "reset",
        reason=reason,
        caller=cast.clinician,
        now=now,
    )


def html_of(user: User, person: User) -> str:
    return unescape(sign_in(user).get(page_url(person)).content.decode())


def test_a_standing_alarm_is_an_observation_with_its_onset(cast: Cast) -> None:
    make_drift(cast.person)

    words = words_of(sign_in(cast.clinician), page_url(cast.person))

    assert (
        "Gradual change alarm, not confirmed The voice has been slower, flatter, lower or with more pauses than this "
        "person's usual, taken over the sessions since about 1 Mar 2026. Until later sessions bear it out"
    ) in words
    assert "Accept … Reset …" in words


def test_its_buttons_lead_to_the_page_that_asks_and_back(cast: Cast) -> None:
    drift = make_drift(cast.person)

    html = html_of(cast.clinician, cast.person)

    for decision in ("accept", "reset"):
        url = f"{act_url(f'baselines_userdrift_{decision}', drift)}?next="
        assert url in html
    client = sign_in(cast.clinician)
    asked = client.post(
        act_url("baselines_userdrift_reset", drift), {"reason": "A cold.", "next": page_url(cast.person)}
    )
    assert asked["Location"] == page_url(cast.person)


@pytest.mark.parametrize(
    ("latched_at", "may", "labels"),
    [
        (None, frozenset({DECIDE}), ["Accept …", "Reset …"]),
        (SOME_TIME_AGO + timedelta(days=30), frozenset({DECIDE}), ["Reset …"]),
        (None, frozenset(), []),
    ],
)
def test_only_who_may_is_offered_what_can_be_decided(
    cast: Cast, latched_at: datetime | None, may: frozenset[str], labels: list[str]
) -> None:
    make_drift(cast.person, alarmed_drift(latched_at=latched_at))

    change = standing_change(read_drift(cast.person.id), now=NOW, zone=UTC, may=may, next_url="/")

    assert change is not None
    assert [button.label for button in change.buttons] == labels


@pytest.mark.parametrize("drift", [None, Drift()], ids=["never measured", "no alarm"])
def test_without_an_alarm_nothing_is_said(cast: Cast, drift: Drift | None) -> None:
    if drift is not None:
        make_drift(cast.person, drift)

    assert standing_change(read_drift(cast.person.id), now=NOW, zone=UTC, may=frozenset(), next_url="/") is None
    assert "Gradual change" not in words_of(sign_in(cast.clinician), page_url(cast.person)).partition("All records")[0]


def test_the_onset_is_a_day_of_the_clinic(cast: Cast) -> None:
    drift = make_drift(cast.person)
    UserDrift.objects.filter(pk=drift.pk).update(onset_at=datetime(2026, 3, 1, 22, 0, tzinfo=UTC))

    change = standing_change(
        read_drift(cast.person.id), now=NOW, zone=ZoneInfo("Africa/Nairobi"), may=frozenset(), next_url="/"
    )

    assert change is not None
    assert "since about 2 Mar 2026" in change.reason


def test_what_was_decided_is_told_with_who_when_and_why(cast: Cast) -> None:
    make_drift(cast.person)
    decide(cast, "accept", "A new medicine.")
    decide(cast, "reset", HOSTILE, now=NOW + timedelta(days=1))

    latest, first = past_decisions(cast.person.id, UTC)

    assert (first.what, first.when, first.who, first.why) == (
        "accepted",
        "Wed 25 Mar 2026, 12:00",
        cast.clinician.email,
        "A new medicine.",
    )
    assert (latest.what, latest.why) == ("reset", HOSTILE)
    words = words_of(sign_in(cast.administrator), page_url(cast.person))
    assert f"Accepted A new medicine. Wed 25 Mar 2026, 15:00 by {cast.clinician.email}" in words
    assert "<script>alert" not in sign_in(cast.clinician).get(page_url(cast.person)).content.decode()


def test_a_decision_outlives_whoever_took_it_and_a_lost_key(cast: Cast) -> None:
    make_drift(cast.person)
    DriftDecision.objects.create(
        user=cast.person,
        decision="reset",
        reason=DriftDecision.reason.seal(new_id(), "moved"),
        after_started_at=NOW,
        decided_at=NOW,
    )

    [decision] = past_decisions(cast.person.id, UTC)

    assert (decision.who, decision.why) == ("nobody known", "The reason cannot be opened.")


def test_nobody_else_sees_it(cast: Cast) -> None:
    make_drift(cast.person)

    assert sign_in(cast.stranger).get(page_url(cast.person)).status_code == 404
