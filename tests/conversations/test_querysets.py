"""What is asked of uploads beside who may see them."""

from __future__ import annotations

from conversations.models import Upload
from tests.conftest import Cast


def test_digests_of_uploads_are_counted_by_key(cast: Cast) -> None:
    digests = ("k2:00", "k1:00", "k1:01", "")
    Upload.objects.bulk_create(Upload(user=cast.person, body_digest=digest) for digest in digests)
    assert list(Upload.objects.count_by_key().items()) == [("k1", 2), ("k2", 1)]
