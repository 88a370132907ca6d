"""Themes and their colours. Every text meets WCAG 2.2 AA on what it stands on. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

# WCAG 2.2, success criteria 1.4.3 (text) and 1.4.11 (what makes controls recognisable).
MIN_TEXT_CONTRAST: Final = 4.5
MIN_CONTROL_CONTRAST: Final = 3.0

# Relative luminance (WCAG 2.2): sRGB is linear up to here, a power above.
_LINEAR_UP_TO: Final = 0.04045
_LUMINANCE_WEIGHTS: Final = (0.2126, 0.7152, 0.0722)


class Theme(StrEnum):
    """How the whole interface looks."""

    CALM = "calm"
    WARM = "warm"
    BALANCED = "balanced"
    ADAPTIVE = "adaptive"
    CRISIS = "crisis"


@dataclass(frozen=True, kw_only=True, slots=True)
class Palette:
    """Colours as #rrggbb. Text and muted text stand on background and surface, accent also, accent_text on accent."""

    background: str
    surface: str
    text: str
    muted_text: str
    accent: str
    accent_text: str
    border: str

    def text_pairs(self) -> tuple[tuple[str, str], ...]:
        """Every text with what it stands on."""
        on_page = [(text, ground) for text in (self.text, self.muted_text, self.accent) for ground in self._grounds()]
        return (*on_page, (self.accent_text, self.accent))

    def control_pairs(self) -> tuple[tuple[str, str], ...]:
        """The edges of controls with what they stand on."""
        return tuple((self.border, ground) for ground in self._grounds())

    def _grounds(self) -> tuple[str, str]:
        return self.background, self.surface


PALETTES: Final[Mapping[Theme, Palette]] = MappingProxyType(
    {
        Theme.CALM: Palette(
            background="#eef4f5",
            surface="#ffffff",
            text="#1f3338",
            muted_text="#4a6068",
            accent="#2b6777",
            accent_text="#ffffff",
            border="#6b8790",
        ),
        Theme.WARM: Palette(
            background="#fdf4ea",
            surface="#fffdf9",
            text="#3b2a1e",
            muted_text="#6b5444",
            accent="#9a4a1c",
            accent_text="#ffffff",
            border="#a07a5c",
        ),
        Theme.BALANCED: Palette(
            background="#f5f6f3",
            surface="#ffffff",
            text="#26302a",
            muted_text="#56635b",
            accent="#3c6b4c",
            accent_text="#ffffff",
            border="#7d8c82",
        ),
        Theme.ADAPTIVE: Palette(
            background="#f3f2fa",
            surface="#ffffff",
            text="#2a2840",
            muted_text="#5c5975",
            accent="#54499a",
            accent_text="#ffffff",
            border="#8380a3",
        ),
        Theme.CRISIS: Palette(
            background="#ffffff",
            surface="#f4f7fb",
            text="#14202e",
            muted_text="#3f4f61",
            accent="#0b4f8a",
            accent_text="#ffffff",
            border="#5f7388",
        ),
    }
)
# Worn in the evening and at night by the theme of those who mostly come then.
NIGHT_PALETTES: Final[Mapping[Theme, Palette]] = MappingProxyType(
    {
        Theme.ADAPTIVE: Palette(
            background="#1b1a2b",
            surface="#262438",
            text="#eceaf6",
            muted_text="#b9b5d3",
            accent="#b4a9f2",
            accent_text="#1b1a2b",
            border="#7f7aa6",
        ),
    }
)


def contrast_ratio(one: str, other: str) -> float:
    """Contrast of two colours, 1 (none) .. 21 (black on white): WCAG 2.2, in either order."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return sum(weight * _linear(channel) for weight, channel in zip(_LUMINANCE_WEIGHTS, channels, strict=True))


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= _LINEAR_UP_TO else float(((channel + 0.055) / 1.055) ** 2.4)
