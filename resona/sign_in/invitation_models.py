"""Who is invited to the staff of a clinic."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models.functions import Now

from resona.accounts.models import Clinic, User
from resona.postgres.duties import EMPTIED, WRITE, Duties
from resona.postgres.foreign_keys import DatabaseForeignKey, OnDelete
from resona.postgres.indexes import NamedIndex
from resona.postgres.models import Record
from resona.sign_in.querysets import OfClinicQuerySet

STAFF_ROLES: Final = (
    (User.Role.CLINICIAN.value, "clinician"),
    (User.Role.ADMINISTRATOR.value, "clinic administrator"),
)


class StaffInvitation(Record):
    """A link by mail, with which a member of staff sets their own password and second factor."""

    clinic = DatabaseForeignKey(
        Clinic, OnDelete.RESTRICT, related_name="invitations", db_index=False, db_comment="The clinic they come to"
    )
    email = models.EmailField(max_length=255, db_comment="Where the link is sent; what they will sign in with")
    role = models.CharField(max_length=20, choices=STAFF_ROLES, db_comment="clinician or administrator")
    digest = models.BinaryField(
        max_length=32, unique=True, editable=False, db_comment="SHA-256 of what stands in the link"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False, db_comment="When they were invited")
    expires_at = models.DateTimeField(db_comment="From when the link opens nothing")
    accepted_at = models.DateTimeField(null=True, editable=False, db_comment="When they came in; empty: not yet")
    # No key: no row is about anybody in care, and it stays when the account goes.
    invited_by_uuid = models.UUIDField(
        null=True, blank=True, editable=False, db_comment="Who invited them; empty: a command"
    )

    objects = OfClinicQuerySet.as_manager()
    duties = Duties(nobody="addresses of staff who are to come", rights=WRITE, kept=("role",), copies=EMPTIED)

    class Meta:
        db_table = "staff_invitations"
        db_table_comment = "Links by which staff come in; what stands in the link is never stored"
        verbose_name = "invitation"
        ordering = ("-created_at", "-id")
        constraints = [
            models.CheckConstraint(
                name="ck_staff_invitations_role", condition=models.Q(role__in=("clinician", "administrator"))
            ),
        ]
        indexes = [
            # A clinic's invitations.
            NamedIndex(name="idx_staff_invitations_clinic", fields=("clinic", "created_at")),
        ]

    def __str__(self) -> str:
        return f"invitation as {self.get_role_display()}"
