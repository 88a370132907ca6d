"""SVG elements as text: escaped, short, styled by classes only, so that they need no script and no inline style.

Pure.
"""

from __future__ import annotations

from html import escape

DECIMALS = 2  # of a pixel or a percent: finer than any screen shows


def element(name: str, *children: str, **attributes: str | float | None) -> str:
    """`<name …>children</name>`. Children are markup already; attribute values are escaped, None leaves one out.

    `_` in attribute names stands for `-`, and one at the end for nothing (`class_`).
    """
    written = "".join(
        f' {_attribute_name(key)}="{_attribute_value(value)}"' for key, value in attributes.items() if value is not None
    )
    inner = "".join(children)
    return f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>"


def text_of(words: str) -> str:
    """Words as markup."""
    return escape(words, quote=False)


def percent(value: float) -> str:
    """A share of the width, so that a chart fits every screen without a script."""
    return f"{number(value)}%"


def number(value: float) -> str:
    """The shortest text of a number that is exact enough to draw."""
    return f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))


def _attribute_name(key: str) -> str:
    # SVG's own camel case names come as they are.
    return key.rstrip("_").replace("_", "-")


def _attribute_value(value: str | float) -> str:
    return escape(value) if isinstance(value, str) else number(value)
