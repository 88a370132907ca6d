"""The page of a member of staff: what apps add to it for whoever may change the account."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest

from resona.accounts.models import User
from resona.accounts.person_page import View
from resona.slots import Slot

# Further pages of a colleague, at their name below the page's address.
STAFF_VIEWS: Final[Slot[View]] = Slot()
# Words and address of links on the page. None: there is none for this reader or colleague.
STAFF_LINKS: Final[Slot[Callable[[HttpRequest, User], tuple[str, str] | None]]] = Slot()
