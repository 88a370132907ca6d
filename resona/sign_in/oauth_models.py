"""Other systems that come with OAuth 2 client credentials (RFC 6749, section 4.4), and their short-lived tokens."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from resona.accounts.models import Clinic
from resona.postgres.duties import EMPTIED, WRITE, Duties
from resona.postgres.foreign_keys import DatabaseForeignKey, OnDelete
from resona.postgres.indexes import NamedIndex
from resona.postgres.models import Record
from resona.sign_in.querysets import OfClientQuerySet, OfClinicQuerySet


class OAuthClient(Record):
    """Another system: bound to a clinic, limited to scopes; its id is the client id."""

    clinic = DatabaseForeignKey(
        Clinic, OnDelete.RESTRICT, related_name="oauth_clients", db_index=False, db_comment="The clinic it is bound to"
    )
    name = models.CharField(max_length=100, db_comment="What it is for")
    secret_digest = models.BinaryField(
        max_length=32, unique=True, editable=False, db_comment="SHA-256 of the client secret"
    )
    scopes = models.JSONField(default=list, db_default=[], db_comment="List of scope names; empty: may do nothing")
    origins = models.JSONField(
        default=list,
        blank=True,
        db_default=[],
        db_comment="Origins of the web pages that come with its tokens; empty: none do",
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False, db_comment="When it was made")
    revoked_at = models.DateTimeField(
        null=True, blank=True, db_comment="From when neither it nor its tokens open anything; empty: in use"
    )

    objects = OfClinicQuerySet.as_manager()
    duties = Duties(nobody="other systems", rights=WRITE, copies=EMPTIED)

    class Meta:
        db_table = "oauth_clients"
        db_table_comment = "Systems that come with OAuth 2 client credentials; their secret is never stored"
        verbose_name = "OAuth client"
        ordering = ("name",)
        # A clinic's clients.
        indexes = [NamedIndex(name="idx_oauth_clients_clinic_id", fields=("clinic",))]

    def __str__(self) -> str:
        return self.name


class OAuthToken(Record):
    """What a client was given in place of its secret, for an hour."""

    client = DatabaseForeignKey(
        OAuthClient, named_by_field=True, related_name="tokens", db_index=False, db_comment="Whose it is"
    )
    digest = models.BinaryField(max_length=32, unique=True, editable=False, db_comment="SHA-256 of the token")
    scopes = models.JSONField(default=list, db_default=[], db_comment="List of scope names; some of the client's")
    created_at = models.DateTimeField(db_default=Now(), editable=False, db_comment="When it was issued")
    expires_at = models.DateTimeField(db_comment="From when it opens nothing")

    objects = OfClientQuerySet.as_manager()
    duties = Duties(
        nobody="what other systems come in with",
        two_hops="lives an hour, and goes with its client",
        rights=WRITE,
        not_audited="what an audited client holds for an hour",
        copies=EMPTIED,
    )

    class Meta:
        db_table = "oauth_tokens"
        db_table_comment = "OAuth 2 access tokens; the token itself is never stored"
        verbose_name = "OAuth token"
        indexes = [
            # The tokens of a client; the cascade's own look-up.
            NamedIndex(name="idx_oauth_tokens_client_id", fields=("client",)),
            # What has expired, to be deleted.
            NamedIndex(name="idx_oauth_tokens_expires_at", fields=("expires_at",)),
        ]

    def __str__(self) -> str:
        return f"token {self.id}"
