"""Recomputes every seal of the audit log and its signature from the rows: what was changed, cut or slipped in shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

from django.db import connection, transaction

from resona.audit.models import AuditSeal, SealSignature
from resona.audit.signing import SignatureChain, fault_of_signature
from resona.audit.triggers import find_unwatched

# Rows fetched at a time, which bounds the memory whatever a seal covers.
BATCH: Final = 2000
HIGHEST_XID: Final = 2**64 - 1

# As resona_seal_audit() writes a row; independent of every setting of a session.
COVERED = """
SELECT jsonb_build_array(
    id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), xid::text, table_name, operation, subject,
    clinic_uuid, row_ids, changed, kept, actor, source, reason, db_role)::text
FROM audit_logs
WHERE xid >= %s::xid8 AND xid < %s::xid8 AND id > %s AND id <= %s
ORDER BY id
"""
# What the next seal will cover, and what the seals there are should.
COUNTS = """
SELECT count(*) FILTER (WHERE is_open), count(*) FILTER (WHERE NOT is_open), min(at) FILTER (WHERE is_open)
FROM (SELECT at, xid >= %s::xid8 AND id > %s AS is_open FROM audit_logs) AS entries
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tail:
    """Rows that no seal covers yet: as many as a minute brings, where all is well."""

    rows: int
    since: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What was found; the log is whole where there is no fault."""

    faults: tuple[str, ...]
    seals: int  # found sound, up to the first that is not
    rows: int  # that these cover
    digest: str  # that the last of these is signed with, in hexadecimal
    tail: Tail | None  # None where a seal is not sound: what follows it is not looked at


@dataclass(kw_only=True, slots=True)
class _Chain:
    """The seals followed so far."""

    last: AuditSeal | None = None
    seals: int = 0
    rows: int = 0
    highest_id: int = 0


def verify_log(*, expected_digest: str = "") -> Verdict:
    """Follows the seals up to the first that does not match.

    `expected_digest`, in hexadecimal, was noted elsewhere and must be among them: whoever removes the latest rows and
    their seals together leaves a log that is whole in itself.
    """
    chain, signing, digests = _Chain(), SignatureChain(), {""}
    faults = [f"changes of {table} are not logged: {reason}" for table, reason in find_unwatched(connection)]
    tail = None
    with transaction.atomic():
        signatures = {one.seal_number: one for one in SealSignature.objects.all()}
        for seal in AuditSeal.objects.order_by("id").iterator(chunk_size=BATCH):
            signature = signatures.pop(seal.pk, None)
            fault = _fault_of_link(seal, chain) or _fault_of_rows(seal) or fault_of_signature(seal, signature, signing)
            if fault:
                faults.append(f"seal {seal.pk}, made {seal.sealed_at:%Y-%m-%d %H:%M} UTC: {fault}")
                break
            _follow(chain, seal)
            if expected_digest:
                digests |= {bytes(seal.digest).hex(), signing.last_signature.partition(":")[2]}
        else:
            if signatures:
                faults.append(f"seals that are signed and gone: {len(signatures)}")
            tail, left_out = _read_tail(chain)
            if left_out:
                faults.append(f"rows written into what was sealed: {left_out}")
    if expected_digest.lower() not in digests:
        faults.append("the digest expected is not among the seals: the end of the log was cut off")
    digest = signing.last_signature.partition(":")[2] if chain.last else ""
    return Verdict(faults=tuple(faults), seals=chain.seals, rows=chain.rows, digest=digest, tail=tail)


def _follow(chain: _Chain, seal: AuditSeal) -> None:
    chain.last, chain.seals, chain.rows = seal, chain.seals + 1, chain.rows + seal.rows
    chain.highest_id = max(chain.highest_id, seal.last_id)


def _fault_of_link(seal: AuditSeal, chain: _Chain) -> str | None:
    """Whether the seal goes on where the one before it ends, or after all its rows, on another server."""
    previous = bytes(chain.last.digest) if chain.last else b""
    if bytes(seal.previous) != previous:
        return "the one before it is missing or was changed"
    goes_on = (chain.last.until_xid, chain.last.after_id) if chain.last else (0, 0)
    begins_anew = (0, chain.highest_id)
    if (seal.from_xid, seal.after_id) not in {goes_on, begins_anew}:
        return "it does not begin where the one before it ends"
    return None


def _fault_of_rows(seal: AuditSeal) -> str | None:
    digest = sha256(bytes(seal.previous) + f"{seal.from_xid} {seal.until_xid} {seal.after_id}".encode()).digest()
    rows = 0
    for text in _covered(seal):
        digest = sha256(digest + text.encode()).digest()
        rows += 1
    if rows != seal.rows:
        return f"it covers {seal.rows} rows, of which {rows} are there"
    moment = seal.sealed_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    if sha256(digest + f"{rows} {seal.last_id} {moment}".encode()).digest() != bytes(seal.digest):
        return "a row it covers was changed, or the seal itself"
    return None


def _covered(seal: AuditSeal) -> Iterator[str]:
    bounds: list[str | int] = [str(seal.from_xid), str(seal.until_xid), seal.after_id, seal.last_id]
    with connection.chunked_cursor() as cursor:
        cursor.execute(COVERED, bounds)
        while batch := cursor.fetchmany(BATCH):
            yield from (text for (text,) in batch)


def _read_tail(chain: _Chain) -> tuple[Tail, int]:
    """What is not sealed yet, and how many rows are neither that nor sealed."""
    last = chain.last
    if last is None:
        bounds = (0, 0)
    elif last.until_xid == HIGHEST_XID:
        bounds = (0, chain.highest_id)
    else:
        bounds = (last.until_xid, last.after_id)
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, [str(bounds[0]), bounds[1]])
        rows, others, since = cursor.fetchone()
    return Tail(rows=rows, since=since), others - chain.rows
