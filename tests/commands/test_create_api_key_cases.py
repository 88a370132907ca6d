"""`manage.py create_api_key` in every way it can go wrong: what it says, how it ends, and that nothing was made."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from resona.accounts.keys import find_caller
from resona.accounts.models import ApiKey, Clinic
from tests.conftest import Cast
from tests.factories import ClinicFactory

# The same in every process that collects these tests.
NOWHERE = "00000000-0000-4000-8000-000000000000"


def run(*arguments: str) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("create_api_key", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def new(clinic: str, *scopes: str, name: str = "app") -> tuple[str, str]:
    return run("--clinic", clinic, "--name", name, *(part for scope in scopes for part in ("--scope", scope)))


@pytest.mark.parametrize("name_of", [lambda clinic: clinic.name, lambda clinic: str(clinic.id)], ids=["name", "id"])
def test_a_clinic_is_found_by_its_name_or_its_id(cast: Cast, name_of: object) -> None:
    assert callable(name_of)
    caller = find_caller(new(name_of(cast.clinic), "records:read")[0].strip())

    assert caller is not None
    assert caller.clinic_id == cast.clinic.id


def test_a_clinic_called_like_another_ones_id_is_found_by_its_name(cast: Cast) -> None:
    odd = ClinicFactory.create(name=str(cast.clinic.id))
    caller = find_caller(new(odd.name, "records:read")[0].strip())

    assert caller is not None
    assert caller.clinic_id == odd.id


def test_scopes_given_twice_count_once(cast: Cast) -> None:
    new(cast.clinic.name, "risk:write", "records:read", "risk:write")

    assert ApiKey.objects.get().scopes == ["records:read", "risk:write"]


def test_origins_of_pages_are_kept_as_browsers_write_them(cast: Cast) -> None:
    asked = ("--clinic", cast.clinic.name, "--name", "page", "--scope", "records:read", "--origin")
    caller = find_caller(run(*asked, "https://App.example/")[0].strip())

    assert caller is not None
    assert caller.origins == {"https://app.example"}
    assert "records:read https://app.example" in run("--list")[0]
    with pytest.raises(CommandError, match="no origin"):
        run(*asked, "*")
    assert ApiKey.objects.count() == 1


def test_standard_output_is_the_key_and_nothing_else(cast: Cast) -> None:
    out, err = new(cast.clinic.name, "records:read")

    assert find_caller(out.removesuffix("\n")) is not None
    assert out.strip() not in err
    assert str(ApiKey.objects.get().id) in err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--clinic", "Nowhere", "--name", "app", "--scope", "records:read"), "no clinic 'Nowhere'"),
        (("--clinic", NOWHERE, "--name", "app", "--scope", "records:read"), "There is no clinic"),
        (("--clinic", "", "--name", "app", "--scope", "records:read"), "needs --clinic, --name"),
        (("--clinic", "x", "--name", "app"), "at least one --scope"),
        (("--clinic", "x", "--name", "app", "--scope", "everything"), "invalid choice"),
        (("--revoke", "not-an-id"), "invalid UUID value"),
        (("--revoke", NOWHERE), "no such API key"),
        (("--list", "--revoke", NOWHERE), "not allowed with"),
        (("--list", "--clinic", "Nowhere"), "no clinic 'Nowhere'"),
    ],
    ids=lambda value: str(value)[:50],
)
def test_what_cannot_be_done_is_said_and_makes_no_key(db: None, arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        run(*arguments)

    assert not ApiKey.objects.exists()


def test_a_key_is_revoked_once_and_the_second_time_is_an_error(cast: Cast) -> None:
    new(cast.clinic.name, "records:read")
    key = str(ApiKey.objects.get().id)

    assert f"Revoked {key}." in run("--revoke", key)[0]
    with pytest.raises(CommandError, match="revoked already"):
        run("--revoke", key)


def test_keys_of_one_clinic_are_listed_apart(cast: Cast) -> None:
    other = Clinic.objects.exclude(id=cast.clinic.id).get()
    new(cast.clinic.name, "records:read", name="ours")
    new(other.name, "records:read", name="theirs")

    assert "theirs" not in run("--list", "--clinic", cast.clinic.name)[0]
    assert all(name in run("--list")[0] for name in ("ours", "theirs"))


def test_no_key_is_an_empty_list(db: None) -> None:
    assert run("--list") == ("", "")
