"""The search box: ids and codes in any way they are written, and nothing of what people are called."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resona.accounts.models import User
from resona.site.search import read_search


@given(st.uuids(), st.sampled_from([User.Role.PERSON, User.Role.CLINICIAN]))
def test_the_code_of_any_account_leads_to_it(key: UUID, role: User.Role) -> None:
    account = User(id=key, role=role)

    for written in (account.code, account.code.lower(), f"  {account.code}\n", account.code[2:]):
        assert read_search(written).code_tail == key.hex[-6:]


@given(st.uuids(), st.sampled_from([str, lambda key: key.hex, lambda key: str(key).upper(), lambda key: f" {key} "]))
def test_any_id_is_found_however_it_is_written(key: UUID, write: object) -> None:
    assert callable(write)
    assert read_search(write(key)).id == key


@pytest.mark.parametrize(
    "term", ["P-12AB3G", "X-12AB3C", "P--12AB3C", "12AB3C7", "' OR 1=1 --", "\0", "a" * 5000, "P-12AB3C P-12AB3D"]
)
def test_what_is_neither_finds_nothing(term: str) -> None:
    sought = read_search(term)

    assert (sought.id, sought.code_tail) == (None, None)


@given(st.text(max_size=40))
def test_any_text_is_read_without_an_error_and_never_as_both(term: str) -> None:
    sought = read_search(term)

    assert sought.id is None or sought.code_tail is None
