"""Sessions as the person they are of reads them: that they were, and nothing of what was heard or found in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from resona.accounts.callers import is_person_in_care
from resona.api.rows import Row

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

FINDINGS: Final = ("emotion_summary", "voice_features", "crisis_detected", "escalated_to_human", "not_assessed")


def withhold_findings(rows: Iterable[Row], caller: Caller) -> None:
    """Puts null in the place of findings, unless staff or a system reads."""
    if is_person_in_care(caller):
        for row in rows:
            row.update(dict.fromkeys(FINDINGS))
