"""Configurations as the builder makes them, for pages that only show them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from interfaces.builder import build
from interfaces.config import InterfaceConfig, write_config
from interfaces.models import InterfaceEvolution, UserInterface
from interfaces.pattern import PersonPattern
from interfaces.wording.texts import CRISIS, Wording
from resona.accounts.models import User
from tests.interfaces.patterns import STEADY, line

MADE_AT = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
WORDING = Wording(clinic_name="Upendo", lines=(line(CRISIS), line(CRISIS, "sw")))


def config_for(
    pattern: PersonPattern = STEADY, previous: InterfaceConfig | None = None, wording: Wording = WORDING
) -> InterfaceConfig:
    return build(pattern, previous, wording).config


def store_version(person: User, config: InterfaceConfig | dict[str, Any], **fields: Any) -> UserInterface:
    """The next version of a person, shown now; what was shown before is so no more."""
    written = write_config(config) if isinstance(config, InterfaceConfig) else config
    earlier = UserInterface.objects.filter(user=person)
    earlier.update(active=False)
    version = earlier.count() + 1
    return UserInterface.objects.create(
        **{"user": person, "version": version, "interface_config": written, "generated_at": MADE_AT, **fields}
    )


def log_changes(interface: UserInterface, changes: object) -> InterfaceEvolution:
    return InterfaceEvolution.objects.create(user=interface.user, version=interface.version, changes=changes)
