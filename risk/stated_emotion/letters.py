"""Lower case that leaves every letter where it was, so that places found in it are places of the text. Pure."""

from typing import Final


def in_lower_case(text: str) -> str:
    """As long as the text. A letter is one of a to z here where a pattern that ignores case takes it for that one."""
    return (text if text.isascii() else text.translate(_TAKEN_FOR)).lower()


# What is no capital of a to z and stands for one all the same; "İ" would become two characters.
_TAKEN_FOR: Final = {ord("İ"): "i", ord("ı"): "i", ord("ſ"): "s"}
