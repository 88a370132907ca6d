"""Makes the odd sound files that phones, browsers and mishaps leave behind, from speech-like sound."""

from __future__ import annotations

import struct
from collections.abc import Callable
from functools import cache
from typing import Final

import numpy as np

from tests.conversations.recordings import Samples, as_file, make_noise

BROWSER_HZ: Final = 48_000
RATE_HZ: Final = 16_000


@cache
def speech(rate_hz: int = RATE_HZ) -> Samples:
    """Two phrases of four syllables a second with a pause between them; pitch and level waver as in a voice."""
    phrase, pause, edge = make_phrase(rate_hz), np.zeros(round(0.6 * rate_hz)), np.zeros(round(0.1 * rate_hz))
    whole = np.concatenate([edge, phrase, pause, phrase, edge])
    return whole + make_noise(len(whole) / rate_hz + 1, 1e-4, rate_hz=rate_hz)[: len(whole)]


def make_phrase(rate_hz: int) -> Samples:
    time = np.arange(2 * rate_hz) / rate_hz
    pitch_hz = 180.0 * (1 + 0.1 * np.sin(2 * np.pi * 0.7 * time) + 0.01 * np.sin(2 * np.pi * 23 * time))
    phase = 2 * np.pi * np.cumsum(pitch_hz) / rate_hz
    harmonics = np.sum([np.sin(number * phase) / number for number in range(1, 18)], axis=0)
    swell = (0.5 - 0.5 * np.cos(2 * np.pi * 4 * time)) * (1 + 0.1 * np.sin(2 * np.pi * 31 * time))
    sound: Samples = 0.1 * harmonics * swell
    return sound


def stereo(other: Samples, rate_hz: int = RATE_HZ) -> Samples:
    return np.stack([speech(rate_hz), other], axis=1)


def opus(container: str = "webm", bit_rate: int = 32_000, **options: str) -> bytes:
    sound = speech(BROWSER_HZ)
    return as_file(sound, BROWSER_HZ, container=container, codec="libopus", bit_rate=bit_rate, **options)


def aac(rate_hz: int = BROWSER_HZ, bit_rate: int = 64_000, **options: str) -> bytes:
    return as_file(speech(rate_hz), rate_hz, container="ipod", codec="aac", bit_rate=bit_rate, **options)


def flac() -> bytes:
    return as_file(speech(), container="flac", codec="flac")


def wav(codec: str = "pcm_s16le", rate_hz: int = RATE_HZ) -> bytes:
    return as_file(speech(rate_hz), rate_hz, codec=codec)


def with_data_size(data: bytes, size: int) -> bytes:
    """A WAV that announces another size of its samples, and of itself."""
    at = data.index(b"data") + 4
    told = min(size + at, 0xFFFF_FFFF) if size else 0
    return data[:4] + struct.pack("<I", told) + data[8:at] + struct.pack("<I", size) + data[at + 4 :]


def as_64_bits(form: bytes, data: bytes, *, is_size_known: bool = True) -> bytes:
    """A WAV as RF64 or BW64: sizes of 64 bits in a chunk of their own, before all others."""
    at = data.index(b"data") + 4
    (size,) = struct.unpack_from("<I", data, at)
    sizes = struct.pack("<QQQI", len(data) + 28, size, 0, 0) if is_size_known else bytes(28)
    head = form + b"\xff\xff\xff\xff" + b"WAVE" + b"ds64" + struct.pack("<I", len(sizes)) + sizes
    return head + data[12:at] + b"\xff\xff\xff\xff" + data[at + 4 :]


def with_chunk(data: bytes, name: bytes, content: bytes) -> bytes:
    """A WAV with another chunk at its end."""
    return data + name + struct.pack("<I", len(content)) + content + bytes(len(content) % 2)


def id3v2(content: bytes = b"TIT2 a recording") -> bytes:
    digits = bytes(len(content) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x04\x00\x00" + digits + content


INFO: Final = b"INFOISFT\x04\0\0\0app\0"
ID3V1: Final = b"TAG" + b"a recording".ljust(125, b"\0")


def ape(content: bytes = b"some items") -> bytes:
    """An APE tag with header and footer."""
    size = len(content) + 32
    header, footer = (
        b"APETAGEX" + struct.pack("<IIII", 2000, size, 1, flags) + bytes(8) for flags in (0xA000_0000, 0x8000_0000)
    )
    return header + content + footer


def moov_first(data: bytes) -> bytes:
    """An MP4 whose index comes before its sound, as it is sent over a network: places in it are moved on."""
    boxes = dict(_boxes(data))
    moov = bytearray(boxes[b"moov"])
    at = moov.index(b"stco") + 8
    (count,) = struct.unpack_from(">I", moov, at)
    for entry in range(at + 4, at + 4 + 4 * count, 4):
        struct.pack_into(">I", moov, entry, struct.unpack_from(">I", moov, entry)[0] + len(moov))
    return boxes[b"ftyp"] + bytes(moov) + b"".join(box for name, box in boxes.items() if name not in (b"ftyp", b"moov"))


def _boxes(data: bytes) -> list[tuple[bytes, bytes]]:
    found, at = [], 0
    while at < len(data):
        size, name = struct.unpack_from(">I4s", data, at)
        found.append((name, data[at : at + size]))
        at += size
    return found


def fragmented(rate_hz: int = BROWSER_HZ) -> bytes:
    """An MP4 in fragments of half a second, as Safari records."""
    return aac(rate_hz, movflags="frag_keyframe+empty_moov+default_base_moof", frag_duration="500000")


def ogg_page(packets: list[bytes], granule: int, number: int) -> bytes:
    """A page of Ogg with its checksum; each packet shorter than 255 bytes."""
    sizes = bytes(len(packet) for packet in packets)
    flags = 2 if number == 0 else 0
    head = struct.pack("<4sBBqIII", b"OggS", 0, flags, granule, 1, number, 0) + bytes([len(sizes)]) + sizes
    page = head + b"".join(packets)
    return page[:22] + struct.pack("<I", _checksum(page)) + page[26:]


def _checksum(page: bytes) -> int:
    """CRC-32 with the polynomial 04c11db7, not reflected, from 0."""
    remainder = 0
    for byte in page:
        remainder = (remainder << 8) & 0xFFFF_FFFF ^ _REMAINDERS[remainder >> 24 ^ byte]
    return remainder


def _remainder(byte: int) -> int:
    left = byte << 24
    for _ in range(8):
        left = (left << 1 ^ 0x04C1_1DB7 if left & 0x8000_0000 else left << 1) & 0xFFFF_FFFF
    return left


_REMAINDERS: Final = tuple(_remainder(byte) for byte in range(256))


def without_stretch(data: bytes, start: float, end: float) -> bytes:
    """A file that lost a stretch, told in shares of its length."""
    return data[: int(len(data) * start)] + data[int(len(data) * end) :]


def padded(seconds: float) -> Samples:
    silence = np.zeros(int(seconds * RATE_HZ))
    return np.concatenate([silence, speech(), silence])


# Nothing of the voice is lost: every feature is that of the original.
LOSSLESS: Final[dict[str, Callable[[], bytes]]] = {
    "WAV of 24 bits, extensible": lambda: wav("pcm_s24le"),
    "WAV of 32 bits": lambda: wav("pcm_s32le"),
    "WAV in floating point": lambda: wav("pcm_f32le"),
    "WAV in double precision": lambda: wav("pcm_f64le"),
    "WAV at 96 kHz": lambda: wav("pcm_s24le", 96_000),
    "WAV at 44.1 kHz": lambda: wav("pcm_s16le", 44_100),
    "WAV in stereo": lambda: as_file(stereo(speech())),
    "WAV of unknown size": lambda: with_data_size(wav(), 0),
    "WAV of the greatest size": lambda: with_data_size(wav(), 0xFFFF_FFFF),
    "WAV of unknown size with a list": lambda: with_chunk(
        with_data_size(wav(), 0), b"LIST", b"INFOISFT\x04\0\0\0app\0"
    ),
    "WAV with a list and tags at its end": lambda: with_chunk(
        with_chunk(wav(), b"LIST", b"INFOISFT\x04\0\0\0app\0"), b"id3 ", id3v2()
    ),
    "WAV with tags after its end": lambda: wav() + ID3V1,
    "RF64": lambda: as_64_bits(b"RF64", wav()),
    "BW64": lambda: as_64_bits(b"BW64", wav("pcm_s24le")),
    "RF64 of unknown size": lambda: as_64_bits(b"RF64", wav(), is_size_known=False),
    "FLAC": flac,
    "FLAC with tags before it": lambda: id3v2(bytes(3000)) + flac(),
    "FLAC with tags after it": lambda: flac() + ape() + ID3V1,
    "FLAC with tags around it": lambda: id3v2() + flac() + ape(),
    "FLAC of 24 bits in stereo": lambda: as_file(stereo(speech()), container="flac", codec="flac", sample_format="s32"),
    "FLAC in Ogg": lambda: as_file(speech(), container="ogg", codec="flac"),
    "Apple Lossless": lambda: as_file(speech(), container="ipod", codec="alac"),
    "PCM in WebM, as Chrome records it": lambda: as_file(
        speech(BROWSER_HZ), BROWSER_HZ, container="matroska", codec="pcm_f32le"
    ),
}

# A codec moves the timbre, and neither pitch nor rate.
LOSSY: Final[dict[str, Callable[[], bytes]]] = {
    "Opus in WebM, as Chrome records it": lambda: opus("webm", 128_000),
    "Opus in WebM of unknown length": lambda: opus("webm", 32_000, live="1"),
    "Opus in Ogg, as Firefox records it": lambda: opus("ogg", 64_000),
    "Opus for telephones": lambda: opus("ogg", 16_000),
    "AAC, its index at the end": aac,
    "AAC, its index first": lambda: moov_first(aac()),
    "AAC in fragments, as Safari records it": fragmented,
    "AAC at 44.1 kHz": lambda: aac(44_100, 96_000),
    "AAC at 96 kHz": lambda: aac(96_000, 128_000),
    "AAC in stereo": lambda: as_file(
        stereo(speech(BROWSER_HZ), BROWSER_HZ), BROWSER_HZ, container="mp4", codec="aac", bit_rate=128_000
    ),
    "Vorbis in Ogg": lambda: as_file(
        stereo(speech(BROWSER_HZ), BROWSER_HZ), BROWSER_HZ, container="ogg", codec="vorbis", bit_rate=96_000
    ),
    "WAV in μ-law": lambda: wav("pcm_mulaw", RATE_HZ),
    "WAV in ADPCM": lambda: wav("adpcm_ms", RATE_HZ),
}
