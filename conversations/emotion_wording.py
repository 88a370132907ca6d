"""Emotions heard in a voice, in words. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

LEAST_SHARE_NAMED: Final = 0.05


def shares_in_words(shares: Mapping[str, object]) -> str:
    """`sad 62%, neutral 20%`, the largest first; empty where there is none."""
    known = {name: share for name, share in shares.items() if isinstance(share, int | float)}
    named = sorted(known.items(), key=lambda share: -share[1])
    return ", ".join(f"{name} {share:.0%}" for name, share in named if share >= LEAST_SHARE_NAMED)
