"""Origins of pages: as browsers write them, and nothing that would let in whoever asks."""

from __future__ import annotations

import pytest

from resona.accounts.origins import MOST_ORIGINS, NotAnOriginError, is_origin, read_origins


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("https://app.example", "https://app.example"),
        ("HTTPS://App.Example/", "https://app.example"),
        ("https://app.example:443", "https://app.example"),
        ("https://app.example:8443", "https://app.example:8443"),
        ("https://[2001:db8::1]", "https://[2001:db8::1]"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("capacitor://localhost", "capacitor://localhost"),
    ],
)
def test_an_origin_is_read_as_browsers_write_it(given: str, read: str) -> None:
    assert read_origins([given]) == [read]
    assert is_origin(read)


@pytest.mark.parametrize(
    "given",
    [
        "*", "null", "https://*", "https://*.example", "http://app.example", "https://app.example/page", "app.example",
        "https://user@app.example", "https://app.example:0", "https://app.example\x00", "https://-app.example",
        f"https://{'a.' * 200}example", "capacitor://elsewhere", "https://app.example, https://b.example",
    ],
)  # fmt: skip
def test_what_is_no_origin_is_refused(given: str) -> None:
    with pytest.raises(NotAnOriginError):
        read_origins([given])
    assert not is_origin(given)


def test_each_is_kept_once_and_not_too_many() -> None:
    assert read_origins(["https://b.example", "", "https://a.example", "https://b.example/"]) == [
        "https://a.example",
        "https://b.example",
    ]
    with pytest.raises(NotAnOriginError):
        read_origins(f"https://{number}.example" for number in range(MOST_ORIGINS + 1))
