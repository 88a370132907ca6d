"""What a page asks a browser for, as far as a content security policy has a say in it."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Final

# Elements whose text is run or applied, and the attributes that name what is fetched or sent.
INLINE: Final = {"script", "style"}
ADDRESSES: Final = {"src", "srcset", "href", "action", "formaction", "data", "poster", "content"}
FOLLOWED_BY_PEOPLE: Final = {"a"}


def read_asked(html: str) -> set[str]:
    """A line for everything: each element, each attribute, each address of what is fetched, each text that is run."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.asked


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()
        self._inline: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.asked.add(f"<{tag}>")
        for name, value in attrs:
            is_fetched = name in ADDRESSES and tag not in FOLLOWED_BY_PEOPLE
            self.asked.add(f"<{tag} {name}={_place(tag, value or '')}>" if is_fetched else name)
            if "url(" in (value or ""):
                self.asked.add(f"{name}={value}")
        given = dict(attrs)
        self._inline = f"<{tag} type={given.get('type')}>" if tag in INLINE and "src" not in given else None

    def handle_data(self, data: str) -> None:
        if self._inline is not None:
            # Data is not run, whatever it says.
            self.asked.add(self._inline if "json" in self._inline else f"{self._inline}{data}")

    def handle_endtag(self, tag: str) -> None:
        self._inline = None


def _place(tag: str, value: str) -> str:
    """Where it leads, as the policy sees it: files by name, forms by whether they stay on the site."""
    if tag in {"script", "link", "img"}:
        return value.partition("?")[0]
    return "" if value.startswith(("/", "?", "#")) else value.partition(":")[0]
