"""What staff fill in when a person has decided, and when a text gets a new version."""

from __future__ import annotations

from typing import Any

import pytest
from django.forms import ChoiceField, modelform_factory

from resona.accounts.models import Clinic
from resona.compliance.consent_forms import ConsentTextForm, DecisionForm
from resona.compliance.models import ConsentText
from tests.conftest import Cast
from tests.factories import ClinicFactory

GIVEN = {"decision": "given", "version": "2026-1", "channel": "paper", "reason": "Form of 3 March"}
WITHOUT = "Without it nothing is recorded."


def faults(versions: list[str], **given: Any) -> set[str]:
    return set(DecisionForm({**GIVEN, **given}, without=WITHOUT, versions=versions).errors)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, set()),
        ({"decision": "withdrawn", "version": ""}, set()),
        ({"channel": "clinic_staff"}, set()),
        ({"version": ""}, {"version"}),
        ({"version": "x" * 11}, {"version"}),
        ({"version": "x" * 10}, set()),
        ({"decision": ""}, {"decision"}),
        ({"channel": "import"}, {"channel"}),
        ({"reason": ""}, {"reason"}),
        ({"reason": "x" * 500}, set()),
        ({"reason": "x" * 501}, {"reason"}),
        ({"decision": "", "version": "", "channel": "", "reason": ""}, {"decision", "channel", "reason"}),
    ],
)
def test_what_is_missing_or_unfit_is_named(given: dict[str, str], expected: set[str]) -> None:
    assert faults([], **given) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, set()),
        ({"version": "2025-9"}, set()),
        ({"version": "2024-1"}, {"version"}),
        ({"version": ""}, {"version"}),
        ({"decision": "withdrawn", "version": ""}, set()),
        ({"decision": "withdrawn", "version": "2024-1"}, {"version"}),
    ],
)
def test_where_the_clinic_has_texts_one_of_their_versions_is_chosen(given: dict[str, str], expected: set[str]) -> None:
    assert faults(["2026-1", "2025-9"], **given) == expected


def test_a_version_that_is_none_of_theirs_is_one_fault_and_not_two() -> None:
    form = DecisionForm(GIVEN | {"version": "2024-1"}, without=WITHOUT, versions=["2026-1"])
    assert len(form.errors["version"]) == 1


def test_the_versions_are_offered_in_their_order_and_none_of_them_first() -> None:
    form = DecisionForm(without=WITHOUT, versions=["2026-1", "2025-9"])
    version = form.fields["version"]
    assert isinstance(version, ChoiceField)
    assert version.choices == [("", "-"), ("2026-1", "2026-1"), ("2025-9", "2025-9")]
    assert version.label == "Version of the text"
    assert "needed where consent is given" in str(version.help_text)
    assert form.fields["decision"].help_text == WITHOUT


def text_faults(own: Clinic | None, **given: Any) -> set[str]:
    """Of a text that staff of this clinic write, or a superuser, who names one."""
    fields = {"purpose": "recording", "language": "en", "version": "2026-2", "text": "We keep it.", **given}
    asked = [*(["clinic"] if own is None else []), "purpose", "language", "version", "text"]
    made = modelform_factory(ConsentText, form=ConsentTextForm, fields=asked)
    form = type("Form", (made,), {"own_clinic_id": None if own is None else own.id})
    return set(form(fields).errors)


@pytest.mark.parametrize(
    ("language", "is_one"),
    [
        *((language, True) for language in ("en", "sw", "kln", "sw-KE", "zh-Hant-TW")),
        *((language, False) for language in ("", "e", "EN", "English", "en-", "en-x", "en_GB", "en GB")),
    ],
)
def test_a_language_is_a_tag(db: None, language: str, is_one: bool) -> None:
    assert text_faults(ClinicFactory.create(), language=language) == (set() if is_one else {"language"})


@pytest.mark.parametrize(
    ("given", "is_new"),
    [
        ({}, True),
        ({"version": "2026-1"}, False),
        ({"version": "2026-1", "language": "sw"}, True),
        ({"version": "2026-1", "purpose": "research"}, True),
    ],
)
def test_a_version_is_written_once_for_each_purpose_and_language(
    cast: Cast, given: dict[str, str], is_new: bool
) -> None:
    """Of each clinic: that another has it is nothing to this one."""
    before = {"purpose": "recording", "language": "en", "version": "2026-1", "text": "We keep it."}
    ConsentText.objects.create(clinic=cast.clinic, **before)
    expected = set() if is_new else {"version"}
    elsewhere = cast.stranger.clinic
    assert elsewhere is not None
    assert text_faults(cast.clinic, **given) == expected
    assert text_faults(None, clinic=cast.clinic.id, **given) == expected
    assert text_faults(elsewhere, **given) == text_faults(None, clinic=elsewhere.id, **given) == set()


def test_a_text_without_its_parts_is_refused_by_them(cast: Cast) -> None:
    nothing = {"purpose": "", "language": "", "version": "", "text": ""}
    assert text_faults(cast.clinic, **nothing) == {"purpose", "language", "version", "text"}
    assert text_faults(None, clinic="", **nothing) == {"clinic", "purpose", "language", "version", "text"}
