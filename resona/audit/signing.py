"""Signs seals with a key of the keyring, and with them who looked and what happened: their owner has no such key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

from django.db import connection, transaction

from resona.audit.models import AuditSeal, SealSignature
from resona.encryption.digests import digest_matches, keyed_digest

PURPOSE: Final = b"resona audit signature 1 "
BATCH: Final = 2_000
# Another process that signs has to wait.
LOCK: Final = "SELECT pg_advisory_xact_lock(hashtext('resona audit signatures'))"
# The rows that transactions between two numbers wrote on the server that made the seal; numbers begin anew elsewhere.
COVERED: Final = """
SELECT jsonb_build_array(table_name, id, xid::text, told)::text FROM (
    SELECT 'data_access_logs' AS table_name, id, xid, created_at, jsonb_build_array(
        to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), actor, clinic_uuid, subjects, source,
        reason, records) AS told FROM data_access_logs WHERE xid >= %(begin)s::xid8 AND xid < %(end)s::xid8
    UNION ALL
    SELECT 'security_events', id, xid, created_at, jsonb_build_array(
        to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), kind, actor, clinic_id, address, detail)
    FROM security_events WHERE xid >= %(begin)s::xid8 AND xid < %(end)s::xid8
) AS logs WHERE created_at >= %(since)s AND created_at < %(until)s ORDER BY table_name, id
"""
LONG_AGO: Final = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(kw_only=True, slots=True)
class SignatureChain:
    """The seals and signatures followed so far, from the first on."""

    last_seal: AuditSeal | None = None
    last_signature: str = ""
    server_since: datetime = LONG_AGO  # the seals of one server follow one another

    def content_for(self, seal: AuditSeal) -> tuple[bytes, int]:
        """What is signed of the next seal, and how many rows of the two logs it covers."""
        if self.last_seal is not None and seal.from_xid == 0:
            self.server_since = self.last_seal.sealed_at
        rows, digest = 0, sha256()
        for text in _covered(seal, since=self.server_since):
            digest.update(sha256(text.encode()).digest())
            rows += 1
        known = f"{self.last_signature} {seal.pk} {bytes(seal.digest).hex()} {rows} {digest.hexdigest()}"
        return PURPOSE + known.encode(), rows

    def follow(self, seal: AuditSeal, signature: str) -> None:
        self.last_seal, self.last_signature = seal, signature


@transaction.atomic
def sign_seals() -> int:
    """Signs every seal that is not signed yet; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
    signatures = dict(SealSignature.objects.order_by("id").values_list("seal_number", "signature"))
    chain, signed = SignatureChain(), 0
    for seal in AuditSeal.objects.order_by("id").iterator(chunk_size=BATCH):
        signature = signatures.get(seal.pk)
        if signature is None:
            content, rows = chain.content_for(seal)
            signature = keyed_digest(content)
            SealSignature.objects.create(seal_number=seal.pk, rows=rows, signature=signature)
            signed += 1
        elif chain.last_seal is not None and seal.from_xid == 0:
            chain.server_since = chain.last_seal.sealed_at
        chain.follow(seal, signature)
    return signed


def fault_of_signature(seal: AuditSeal, signature: SealSignature | None, chain: SignatureChain) -> str | None:
    """Why a seal is not signed as it should be, with the rows beside it; None where it is."""
    content, rows = chain.content_for(seal)
    if signature is None:
        return "it is not signed"
    chain.follow(seal, signature.signature)
    if rows != signature.rows:
        return f"its signature covers {signature.rows} rows of who looked and of security, of which {rows} are there"
    if not digest_matches(signature.signature, content):
        return "it was not signed here as it is, or a row of who looked or of security was changed"
    return None


def _covered(seal: AuditSeal, *, since: datetime) -> Iterator[str]:
    bounds: dict[str, str | datetime] = {
        "begin": str(seal.from_xid),
        "end": str(seal.until_xid),
        "since": since,
        "until": seal.sealed_at,
    }
    with connection.chunked_cursor() as cursor:
        cursor.execute(COVERED, bounds)
        while batch := cursor.fetchmany(BATCH):
            yield from (text for (text,) in batch)
