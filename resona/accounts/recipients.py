"""Who is told of a crisis of a person, in which order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from resona.accounts.models import User
from resona.accounts.on_call import lead_of, shifts_at
from resona.outgoing.mail import NAME as MAIL
from resona.outgoing.mail_addresses import is_mail_address
from resona.slots import Slot


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipient:
    """Somebody who can be told, or an address of the clinic."""

    staff_id: UUID | None  # None: nobody in particular, the clinic's address
    role: str  # "lead", "on call, step 1", "crisis address": why they are told
    channel: str  # of resona.outgoing.transports
    address: str
    is_besides: bool = False  # told at once beside the first of the others, and nobody waits for its answer

    @property
    def key(self) -> str:
        """What tells them apart: the same for the same member of staff, whatever their address and role."""
        return str(self.staff_id) if self.staff_id else self.role


# Who else of a clinic is told of a person's crisis, beside its people: other systems, which apps to the right know.
BESIDES: Final[Slot[Callable[[User], Iterable[Recipient]]]] = Slot()


def recipients_for(person: User, *, owner: User | None = None, now: datetime) -> tuple[Recipient, ...]:
    """Those who can be told, each once: the owner if there is one, the person's lead, who of their care teams is on
    call by step, the clinic's address; before them all who are told besides. Who has no address that mail can be sent
    to is left out."""
    found = {recipient.key: recipient for besides in BESIDES for recipient in besides(person)}
    for recipient in _candidates(person, owner, now):
        if is_mail_address(recipient.address):
            found.setdefault(recipient.key, recipient)
    return tuple(found.values())


def _candidates(person: User, owner: User | None, now: datetime) -> Iterator[Recipient]:
    for staff, role in ((owner, "owner"), (lead_of(person.id), "lead")):
        if staff is not None and staff.is_active and staff.clinic_id == person.clinic_id:
            yield _staff(staff, role)
    shifts = shifts_at(now).filter(care_team__caseload__person=person).select_related("staff")
    for shift in shifts.order_by("step", "starts_at", "id"):
        yield _staff(shift.staff, f"on call, step {shift.step}")
    if person.clinic is not None:
        yield Recipient(staff_id=None, role="crisis address", channel=MAIL, address=person.clinic.crisis_email)


def _staff(staff: User, role: str) -> Recipient:
    return Recipient(staff_id=staff.id, role=role, channel=MAIL, address=staff.email or "")
