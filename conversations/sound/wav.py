"""Reads WAV, RF64 and BW64 without a codec: samples as they stand in the file. Pure.

Its own code and not a library's: it must read what recorders leave behind that could not go back to the header, it
touches no memory but the file's, and it costs nothing to start.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from conversations.sound.values import AudioError, Decoded, Frames, require_measurable

FIRST_CHUNK_AT: Final = 12
CHUNK_HEADER_BYTES: Final = 8
# Recorders write some ten before the samples: a file of empty ones would take the server seconds.
MOST_CHUNKS: Final = 10_000
FORMAT_BYTES: Final = 16
# Within an extensible format, where the format proper is told (the first two bytes of a GUID).
SUBFORMAT_AT: Final = 24
INTEGER, FLOAT, EXTENSIBLE = 1, 3, 0xFFFE
# A recorder that cannot go back to the header announces nothing, or (about) as much as the field holds, of either sign.
UNKNOWN_SIZE_FROM: Final = 2**31 - 2**16
# RF64 and BW64 begin with a chunk in which sizes have 64 bits, and say so where others have 32.
IN_64_BITS: Final = 0xFFFF_FFFF
DATA_SIZE_AT: Final = 8
BYTE_BITS: Final = 8
FULL_SCALE_32: Final = 2.0**31
# What other chunks may come after samples of unknown size.
TRAILING_CHUNKS: Final = frozenset({b"LIST", b"id3 ", b"ID3 ", b"bext", b"iXML", b"axml", b"cue ", b"smpl", b"PEAK"})
LONGEST_TRAILER_BYTES: Final = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class WavHeader:
    """What a WAV file says of its samples, and where they are."""

    encoding: int
    channels: int
    rate_hz: int
    sample_bytes: int
    is_big_endian: bool
    first: int
    end: int
    # The file ends before the samples that it announces do.
    is_cut_short: bool

    @property
    def is_plain(self) -> bool:
        """Whether samples are numbers as they stand, that need no codec."""
        sizes = {INTEGER: (1, 2, 3, 4), FLOAT: (4, 8)}
        return self.sample_bytes in sizes.get(self.encoding, ())

    @property
    def frames(self) -> int:
        """Whole moments that there are samples of."""
        return (self.end - self.first) // max(1, self.sample_bytes * self.channels)


def read_header(data: bytes) -> WavHeader:
    """What the file says. Raises AudioError where it says too little, or what is not measured."""
    order = ">" if data.startswith(b"RIFX") else "<"
    described, announced_64 = b"", 0
    for name, at, size in _chunks(data, order):
        if name == b"ds64":
            announced_64 = int.from_bytes(data[at + DATA_SIZE_AT : at + DATA_SIZE_AT + 8], "little")
        elif name == b"fmt ":
            described = data[at : at + size]
        elif name == b"data":
            return _describe(data, described, order, at, announced_64 if size == IN_64_BITS else size)
    raise AudioError("cannot be read: it has no samples")


def decode(data: bytes, header: WavHeader) -> Decoded:
    """The samples of a plain file. Raises AudioError where there are none, or too many."""
    require_measurable(header.rate_hz, header.channels, header.frames / header.rate_hz)
    if not header.frames:
        raise AudioError("holds no sound")
    width = header.sample_bytes
    raw = np.frombuffer(data, np.uint8, header.frames * header.channels * width, header.first)
    samples = _as_shares(raw.reshape(-1, width), header)
    return Decoded(
        frames=samples.reshape(-1, header.channels),
        rate_hz=header.rate_hz,
        faults=("cut_short",) if header.is_cut_short else (),
    )


def _chunks(data: bytes, order: str) -> Iterator[tuple[bytes, int, int]]:
    """Name, place and size of each chunk; what stands at odd places is padded, but not by every writer."""
    at = FIRST_CHUNK_AT
    for _ in range(MOST_CHUNKS):
        if at + CHUNK_HEADER_BYTES > len(data):
            return
        name, size = struct.unpack_from(f"{order}4sI", data, at)
        at += CHUNK_HEADER_BYTES
        yield name, at, size
        at += size
        if size % 2 and data[at : at + 1] == b"\0":
            at += 1


def _describe(data: bytes, described: bytes, order: str, first: int, announced: int) -> WavHeader:
    if len(described) < FORMAT_BYTES:
        raise AudioError("cannot be read: it does not say what its samples are")
    encoding, channels, rate_hz, _, block_bytes, bits = struct.unpack_from(f"{order}HHIIHH", described)
    if encoding == EXTENSIBLE and len(described) >= SUBFORMAT_AT + 2:
        (encoding,) = struct.unpack_from(f"{order}H", described, SUBFORMAT_AT)
    require_measurable(rate_hz, channels, 0.0)
    is_known = 0 < announced < UNKNOWN_SIZE_FROM
    end = min(first + announced, len(data)) if is_known else _end_of_samples(data, first)
    return WavHeader(
        encoding=encoding,
        channels=channels,
        rate_hz=rate_hz,
        sample_bytes=-(-bits // BYTE_BITS) if block_bytes % channels or not block_bytes else block_bytes // channels,
        is_big_endian=order == ">",
        first=first,
        end=end,
        is_cut_short=is_known and first + announced > len(data),
    )


def _end_of_samples(data: bytes, first: int) -> int:
    """Where samples of unknown size end: before a last chunk that ends with the file, or with the file."""
    trailer = max(first, len(data) - LONGEST_TRAILER_BYTES)
    for name in TRAILING_CHUNKS:
        at = data.rfind(name, trailer)
        while at >= 0:
            if at + CHUNK_HEADER_BYTES <= len(data):
                (size,) = struct.unpack_from("<I", data, at + 4)
                if 0 <= len(data) - at - CHUNK_HEADER_BYTES - size <= 1:
                    return at
            at = data.rfind(name, trailer, at)
    return len(data)


def _as_shares(raw: NDArray[np.uint8], header: WavHeader) -> Frames:
    """Samples as shares of full scale, from rows of their bytes."""
    ordered = raw[:, ::-1] if header.is_big_endian else raw
    if header.encoding == FLOAT:
        kind = np.dtype(f"<f{header.sample_bytes}")
        with np.errstate(over="ignore", invalid="ignore"):  # what is no number is looked for later
            return np.ascontiguousarray(ordered).view(kind).ravel().astype(np.float32)
    if header.sample_bytes == 1:
        # The only size without a sign.
        unsigned: Frames = ordered.ravel().astype(np.float32)
        unsigned -= 128
        unsigned /= 128
        return unsigned
    padded = np.zeros((len(ordered), 4), np.uint8)
    padded[:, 4 - header.sample_bytes :] = ordered
    shares: Frames = padded.view("<i4").ravel().astype(np.float32)
    shares /= FULL_SCALE_32
    return shares
