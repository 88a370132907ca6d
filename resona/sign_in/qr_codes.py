"""QR codes, drawn here: what they hold is sent nowhere."""

from __future__ import annotations

from typing import Final

import segno
from django.utils.safestring import SafeString

SCALE: Final = 4  # pixels a module: about 180 in all, read by any telephone
QUIET_ZONE: Final = 4  # modules around it, as ISO/IEC 18004 asks for


def draw(text: str) -> SafeString:
    """A QR code of this text as SVG."""
    drawn = segno.make(text, error="m", micro=False)
    svg = drawn.svg_inline(scale=SCALE, border=QUIET_ZONE, dark="#000", light="#fff")
    return SafeString(svg)
