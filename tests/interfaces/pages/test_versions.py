"""Versions as stored: the one before, the course, and configurations that somebody edited by hand."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from interfaces.config import InvalidConfigError
from interfaces.pages import versions
from interfaces.pages.versions import changes_of, read_course, read_stored, version_before
from tests.conftest import Cast
from tests.interfaces.configs import config_for, log_changes, store_version
from tests.interfaces.patterns import at_risk

DAMAGED: list[Any] = [
    *({}, [], "text", 3, {"theme": "shiny"}, {"theme": {"name": ["calm"]}}),
    # What no JSON parser of another language reads as a number.
    *({"theme": {"name": "pink"}}, {"version": 10**40}),
]


def test_what_is_stored_is_what_was_built(cast: Cast) -> None:
    interface = store_version(cast.person, config_for())
    interface.refresh_from_db()
    assert read_stored(interface) == config_for()


@pytest.mark.parametrize("damaged", DAMAGED, ids=str)
def test_a_configuration_edited_into_nonsense_is_an_error_that_names_places(cast: Cast, damaged: Any) -> None:
    interface = store_version(cast.person, damaged)
    interface.refresh_from_db()
    with pytest.raises(InvalidConfigError, match="does not fit resona-interface/2 at: "):
        read_stored(interface)
    assert read_course(cast.person.id).versions[0].theme is None


def test_the_version_before_is_the_persons_own_and_the_nearest(cast: Cast) -> None:
    store_version(cast.other_person, config_for())
    first, second, third = (store_version(cast.person, config_for()) for _ in range(3))
    assert version_before(first) is None
    assert version_before(second) == first
    assert version_before(third) == second


def test_the_course_has_every_version_with_its_changes_newest_first(cast: Cast) -> None:
    log_changes(store_version(cast.person, config_for()), [{"what": "interface"}])
    second = store_version(cast.person, config_for(at_risk("critical")), origin="go_back", kept_version=1)
    changes = log_changes(second, [{"what": "theme"}]).changes
    log_changes(store_version(cast.other_person, config_for()), [{"what": "layout"}])
    newest, oldest = read_course(cast.person.id).versions
    assert (newest.version, newest.theme, newest.origin, newest.kept_version) == (2, "crisis", "go_back", 1)
    assert (newest.is_active, oldest.is_active) == (True, False)
    assert (newest.changes, changes_of(second)) == (changes, changes)
    assert oldest.theme == "balanced"


def test_a_long_course_is_cut_and_says_so(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        store_version(cast.person, config_for())
    assert not read_course(cast.person.id).is_cut
    monkeypatch.setattr(versions, "MAX_VERSIONS", 2)
    course = read_course(cast.person.id)
    assert course.is_cut
    assert [version.version for version in course.versions] == [3, 2]


def test_a_course_takes_two_statements_however_long_it_is(cast: Cast) -> None:
    for _ in range(5):
        log_changes(store_version(cast.person, config_for()), [])
    with CaptureQueriesContext(connection) as statements:
        read_course(cast.person.id)
    assert len(statements) == 2
    assert read_course(cast.other_person.id).versions == ()
