"""Tells by its first bytes in which container a recording came, and takes off the tags around it. Pure."""

import struct
from typing import Final, Literal

# By the name of the demuxer that reads it.
Container = Literal["wav", "flac", "ogg", "matroska", "mp4"]

WAV_FORMS: Final = frozenset({b"RIFF", b"RIFX", b"RF64", b"BW64"})
# The first box of an MP4 file is its type; recorders that were stopped early begin with others.
MP4_BOXES: Final = frozenset({b"ftyp", b"moov", b"mdat", b"moof", b"styp", b"free", b"wide"})
MATROSKA: Final = b"\x1a\x45\xdf\xa3"
BOX_HEADER: Final = struct.Struct(">I4s")

# A recorder writes one or two tags, and at most a few boxes for each packet of ten minutes: files of empty ones would
# take the server seconds.
MOST_TAGS: Final = 16
MOST_BOXES: Final = 200_000

ID3V2_HEADER_BYTES: Final = 10
ID3V2_HAS_FOOTER: Final = 0x10
ID3V1_BYTES: Final = 128
APE_FOOTER: Final = struct.Struct("<8sIIII8x")
APE_HAS_HEADER: Final = 0x8000_0000


def recognise(data: bytes) -> Container | None:
    """The container of a recording without tags around it; None: none of those that are read."""
    if data[:4] in WAV_FORMS and data[8:12] == b"WAVE":
        return "wav"
    if data.startswith(b"fLaC"):
        return "flac"
    if data.startswith(b"OggS"):
        return "ogg"
    if data.startswith(MATROSKA):
        return "matroska"
    return "mp4" if data[4:8] in MP4_BOXES else None


def without_tags(data: bytes) -> bytes:
    """The recording without ID3v2 before it, and without ID3v1 and APE tags after it."""
    first = _first_after_id3v2(data)
    end = len(data)
    if data[-ID3V1_BYTES:].startswith(b"TAG"):
        end -= ID3V1_BYTES
    end -= _ape_bytes(data[max(first, end - APE_FOOTER.size) : end])
    return data[first : max(first, end)] if first or end < len(data) else data


def whole_boxes(data: bytes) -> bytes:
    """An MP4 file without a description at its end that was cut short, which would keep the rest from being read."""
    at = 0
    for _ in range(MOST_BOXES):
        if at + BOX_HEADER.size > len(data):
            return data[:at]
        size, name = BOX_HEADER.unpack_from(data, at)
        if size < BOX_HEADER.size:  # to the end of the file, or told in 64 bits: sound, of which any part will do
            return data
        if at + size > len(data):
            return data if name == b"mdat" else data[:at]
        at += size
    return data


def _first_after_id3v2(data: bytes) -> int:
    """Where the last of the ID3v2 tags at the beginning ends; sizes have seven bits a byte."""
    at = 0
    for _ in range(MOST_TAGS):
        if data[at : at + 3] != b"ID3" or len(data) < at + ID3V2_HEADER_BYTES:
            break
        flags, *digits = data[at + 5 : at + ID3V2_HEADER_BYTES]
        size = 0
        for digit in digits:
            size = size << 7 | digit & 0x7F
        at += ID3V2_HEADER_BYTES * (2 if flags & ID3V2_HAS_FOOTER else 1) + size
    return at


def _ape_bytes(footer: bytes) -> int:
    """How long the APE tag is that ends with this; 0: it is none. Its size leaves out its header."""
    if len(footer) < APE_FOOTER.size:
        return 0
    preamble, _, size, _, flags = APE_FOOTER.unpack(footer)
    if preamble != b"APETAGEX":
        return 0
    return int(size) + (APE_FOOTER.size if flags & APE_HAS_HEADER else 0)
