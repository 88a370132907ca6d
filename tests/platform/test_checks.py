"""Production settings that would make a server unsafe are named."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import Settings

from resona.checks import check_production

SOUND = {
    "IS_PRODUCTION": True,
    "DEBUG": False,
    "ALLOWED_HOSTS": ["resona.example"],
    "SITE_URL": "https://resona.example",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"DEBUG": True}, ["resona.E001"]),
        ({"ALLOWED_HOSTS": []}, ["resona.E002"]),
        ({"ALLOWED_HOSTS": ["*"]}, ["resona.E002"]),
        ({"SITE_URL": ""}, ["resona.E003"]),
        ({"SITE_URL": "http://resona.example"}, ["resona.E003"]),
        ({"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}, ["resona.W001"]),
        ({"DEBUG": True, "SITE_URL": ""}, ["resona.E001", "resona.E003"]),
        ({"IS_PRODUCTION": False, "DEBUG": True}, []),
    ],
)
def test_each_unsafe_setting_is_named(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, changed: dict[str, Any], expected: list[str]
) -> None:
    monkeypatch.setitem(settings.DATABASES["default"], "USER", "resona_app")
    for name, value in {**SOUND, **changed}.items():
        setattr(settings, name, value)
    assert [message.id for message in check_production(None)] == expected


def test_a_server_that_signs_in_as_another_role_than_the_application_is_named(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in SOUND.items():
        setattr(settings, name, value)
    monkeypatch.setitem(settings.DATABASES["default"], "USER", "resona")
    assert [message.id for message in check_production(None)] == ["resona.E004"]
