"""Makes the font of our icons: those of resona.site.icons, cut out of the theme's own font.

Needs fontTools and brotli, which nothing else here does: python -m pip install fonttools brotli
"""

from __future__ import annotations

import sys
from importlib.resources import files
from pathlib import Path

from fontTools import subset

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from resona.site.icons import ICONS, font_version  # noqa: E402

FONTS = ROOT / "resona" / "static" / "resona"
WHOLE = "static/unfold/fonts/material-symbols/Material-Symbols-Outlined.woff2"
# A name is written as a word, and shown as the ligature of its letters. Some names have a glyph by another name.
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789_"


def main() -> None:
    options = subset.Options(flavor="woff2", layout_closure=False, layout_features=["liga", "rlig"], hinting=False)
    with subset.load_font(str(files("unfold") / WHOLE), options) as font:
        shown = glyphs_by_name(font)
        unknown = [name for name in ICONS if name not in shown]
        if unknown:
            sys.exit(f"The theme's font has no icon called {', '.join(unknown)}.")
        cut = subset.Subsetter(options)
        cut.populate(text=LETTERS, glyphs=[shown[name] for name in ICONS])
        cut.subset(font)
        for old in FONTS.glob("icons-*.woff2"):
            old.unlink()
        subset.save_font(font, str(FONTS / f"icons-{font_version()}.woff2"), options)


def glyphs_by_name(font: subset.ttLib.TTFont) -> dict[str, str]:
    """The glyph that each word is shown as."""
    letters = {glyph: chr(code) for code, glyph in font.getBestCmap().items()}
    found = {}
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            for first, ligatures in getattr(getattr(table, "ExtSubTable", table), "ligatures", {}).items():
                for ligature in ligatures:
                    word = "".join(letters.get(glyph, "?") for glyph in (first, *ligature.Component))
                    found[word] = ligature.LigGlyph
    return found


main()
