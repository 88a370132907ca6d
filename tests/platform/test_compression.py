"""What is compressed, and that nothing is whose length would tell a secret."""

from __future__ import annotations

import gzip

import pytest
from django.test import Client

from resona.accounts.models import User
from resona.site.icons import font_version
from tests.admin.pages import list_url, sign_in
from tests.conftest import Cast

pytestmark = pytest.mark.django_db

GZIP = {"Accept-Encoding": "gzip, deflate, br"}


def encoding_of(client: Client, address: str) -> str:
    answer = client.get(address, headers=GZIP)
    if answer.streaming:
        answer.close()  # a file stays open until then, and the test's database with it
    encoding: str = answer.get("Content-Encoding", "")
    return encoding


def test_pages_are_compressed_and_the_same_as_before(cast: Cast) -> None:
    client = sign_in(cast.clinician)
    whole, short = client.get(list_url(User)), client.get(list_url(User), headers=GZIP)
    assert short["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in short["Vary"]
    assert len(short.content) < len(whole.content) / 3
    assert gzip.decompress(short.content).partition(b"<title>")[2][:40] == whole.content.partition(b"<title>")[2][:40]
    assert not whole.has_header("Content-Encoding")


def test_files_are_compressed_where_nothing_was_prepared(client: Client) -> None:
    assert encoding_of(client, "/static/resona/resona.css") == "gzip"
    assert encoding_of(client, "/static/resona/resona.js") == "gzip"
    # They are compressed in themselves.
    assert encoding_of(client, f"/static/resona/icons-{font_version()}.woff2") == ""


def test_pages_of_signing_in_and_answers_to_forms_and_of_the_api_are_not(client: Client, cast: Cast) -> None:
    assert encoding_of(client, "/admin/login/") == ""
    staff = sign_in(cast.administrator)
    assert encoding_of(staff, "/api/v1/users/") == ""
    answer = staff.post("/admin/second-step/", {"code": "000000"}, headers=GZIP)
    assert (answer.status_code, answer.has_header("Content-Encoding")) == (200, False)


def test_the_length_of_a_page_varies_though_the_page_does_not(cast: Cast) -> None:
    client = sign_in(cast.clinician)
    lengths = {len(client.get(list_url(User), headers=GZIP).content) for _ in range(8)}
    assert len(lengths) > 1
