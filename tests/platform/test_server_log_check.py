"""A database whose log would hold values is named."""

from __future__ import annotations

import contextlib

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from resona.server_log_check import WANTED, check_server_log, faults_of

QUIET = {
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_parameter_max_length_on_error": "0",
}


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({}, []),
        ({"log_statement": "ddl"}, []),
        ({"log_statement": "mod"}, ["log_statement = mod"]),
        ({"log_error_verbosity": "default"}, ["log_error_verbosity = default"]),
        ({"log_min_error_statement": "error"}, ["log_min_error_statement = error"]),
        ({"log_min_duration_statement": "250"}, ["log_min_duration_statement = 250"]),
        ({"log_min_duration_sample": "0"}, ["log_min_duration_sample = 0"]),
        ({"log_parameter_max_length_on_error": "-1"}, ["log_parameter_max_length_on_error = -1"]),
    ],
)
def test_each_setting_that_lets_values_into_the_log_is_named(changed: dict[str, str], named: list[str]) -> None:
    found = faults_of({**QUIET, **changed})
    assert [fault.msg.partition(":")[0] for fault in found] == named
    assert {fault.id for fault in found} <= {"resona.W003"}


def test_a_setting_that_a_server_does_not_know_is_none() -> None:
    assert faults_of({}) == []
    assert set(QUIET) == set(WANTED)


@pytest.mark.django_db
def test_the_embedded_server_logs_no_value(settings: Settings) -> None:
    settings.IS_PRODUCTION = True
    assert check_server_log(None) == []


def test_outside_of_production_nobody_is_asked(settings: Settings) -> None:
    settings.IS_PRODUCTION = False
    assert check_server_log(None) == []


@pytest.mark.parametrize(
    ("name", "quiet"),
    [("log_min_error_statement", "fatal"), ("log_statement", "none"), ("log_min_duration_statement", "-1")],
)
def test_what_keeps_values_out_is_left_alone(name: str, quiet: str) -> None:
    assert faults_of({name: quiet}) == []


@pytest.mark.django_db
def test_a_database_that_cannot_be_asked_is_named_and_stops_nothing(settings: Settings) -> None:
    settings.IS_PRODUCTION = True
    with transaction.atomic():
        with contextlib.suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        (fault,) = check_server_log(None)  # within a transaction that has failed
        transaction.set_rollback(True)
    assert (fault.id, fault.is_serious()) == ("resona.W004", False)
