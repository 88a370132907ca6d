"""The kinds that endpoints can be told of, those of this app and those that the change feed brings."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from resona.integrations.kinds import ALERT_KIND, CRISIS_KINDS, TEST_KIND, MessageKind


@cache
def kinds_by_name() -> Mapping[str, MessageKind]:
    """Those that can be chosen, in their order."""
    return {one.name: one for one in (*CRISIS_KINDS, ALERT_KIND)}


def path_of_kind(name: str) -> str:
    """Where the API has the record of a message of this kind, with {id} in its place; empty: nowhere."""
    known = kinds_by_name().get(name, TEST_KIND)
    return known.path


def says_of_kind(name: str) -> str:
    """What a message of this kind says to people; the name itself of a kind of another release."""
    known = {**kinds_by_name(), TEST_KIND.name: TEST_KIND}.get(name)
    return known.says if known else name
