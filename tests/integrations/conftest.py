"""What tests of webhooks share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integrations.receiving import HERE, ReceiverProcess, receiving


@pytest.fixture
def receiver(tmp_path: Path, settings: Any) -> Iterator[ReceiverProcess]:
    """Another system on this machine, which may be sent to."""
    settings.OUTGOING_ALLOWED_NETWORKS = HERE
    with receiving(tmp_path) as process:
        yield process
