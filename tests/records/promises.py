"""What one table promises to those who build against it; how a line reads is said in `expectations`."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """What one table promises."""

    name: str
    columns: str
    indexes: dict[str, str] = field(default_factory=dict)
    foreign_keys: dict[str, str] = field(default_factory=dict)
    unique: tuple[str, ...] = ()
    enumerations: dict[str, tuple[str, ...]] = field(default_factory=dict)
    shares: tuple[str, ...] = ()  # columns whose CHECK is 0..1
