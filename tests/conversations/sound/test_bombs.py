"""Small files that announce or unpack to far more than they hold cost bounded time and memory."""

from __future__ import annotations

import resource
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from threading import Event, Thread

import numpy as np
import psutil
import pytest

from conversations.sound.audio import read_audio
from conversations.sound.values import MAX_AUDIO_BYTES, AudioError
from tests.conversations.recordings import as_file
from tests.conversations.sound.odd_files import aac, flac, ogg_page, opus

# What the decoder may use for any of them; a recording of a few seconds takes 0.2 s and 34 MiB.
MOST_PROCESSOR_SECONDS = 4.0
MOST_MEMORY_BYTES = 160 * 2**20
OPUS_FRAMES = 5760  # 120 ms at 48 kHz, the longest packet
EMPTY_PACKET = bytes([3 << 3 | 3, 2])  # two frames of 60 ms, of no byte each


def opus_of_hours(hours: int) -> bytes:
    head = b"OpusHead\x01\x01" + struct.pack("<HIhB", 312, 48_000, 0, 0)
    numbers = range(1, hours * 3600 * 48_000 // OPUS_FRAMES // 255)
    sound = (ogg_page([EMPTY_PACKET] * 255, number * 255 * OPUS_FRAMES, number + 1) for number in numbers)
    return b"".join((ogg_page([head], 0, 0), ogg_page([b"OpusTags" + bytes(8)], 0, 1), *sound))


def flac_of_hours(hours: int) -> bytes:
    """The last frames over and over: each says which it is, and nobody asks."""
    whole = as_file(np.zeros(100 * 8_000), 8_000, container="flac", codec="flac")
    return whole + whole[-len(whole) // 2 :] * (hours * 72)


def flac_that_claims_days() -> bytes:
    claims = bytearray(flac())
    claims[21] |= 0x0F
    claims[22:26] = b"\xff" * 4
    return bytes(claims)


def mp4_that_claims(box: bytes, at: int, *numbers: int) -> bytes:
    claims = bytearray(aac())
    struct.pack_into(f">{len(numbers)}I", claims, claims.index(box) + at, *numbers)
    return bytes(claims)


def nested_boxes() -> bytes:
    """Five million boxes, one in the other."""
    sizes = np.arange(5_000_000, 0, -1, dtype=">u4") * 8
    boxes = np.empty((len(sizes), 2), dtype=">u4")
    boxes[:, 0], boxes[:, 1] = sizes, int.from_bytes(b"trak", "big")
    boxes[0, 1] = int.from_bytes(b"moov", "big")
    return aac()[:28] + boxes.tobytes()


def nested_clusters() -> bytes:
    whole = opus()
    return whole[: whole.index(b"\x1f\x43\xb6\x75")] + b"\x1f\x43\xb6\x75\x01" + b"\xff" * 7 * 1_000_000


BOMBS: dict[str, Callable[[], bytes]] = {
    "Opus of a day in 2 MiB": lambda: opus_of_hours(24),
    "FLAC of ten hours": lambda: flac_of_hours(10),
    "MP4 that claims hours for each packet": lambda: mp4_that_claims(b"stts", 16, 0x7FFF_FFFF),
    "MP4 that claims 2 thousand million times": lambda: mp4_that_claims(b"stts", 8, 0x7FFF_FFFF),
    "MP4 that claims 2 thousand million packets": lambda: mp4_that_claims(b"stsz", 12, 0x7FFF_FFFF),
    "MP4 that claims 268 million packets of one byte": lambda: mp4_that_claims(b"stsz", 8, 1, 0x0FFF_FFFF),
    "MP4 in MP4 in MP4": nested_boxes,
    "WebM in WebM in WebM": nested_clusters,
    "MP4 of noise": lambda: aac()[:28] + np.random.default_rng(1).bytes(30 * 2**20),
    "Ogg of noise": lambda: b"OggS" + np.random.default_rng(2).bytes(30 * 2**20),
}


class Watching(Thread):
    """Notes how much memory the children of this process take at most."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most_bytes = 0
        self.is_over = Event()

    def run(self) -> None:
        while not self.is_over.wait(0.005):
            for child in psutil.Process().children():
                with suppress(psutil.Error):
                    if "conversations.sound.decoder" in child.cmdline():
                        self.most_bytes = max(self.most_bytes, child.memory_info().rss)


@pytest.fixture
def watching() -> Iterator[Watching]:
    watching = Watching()
    watching.start()
    yield watching
    watching.is_over.set()
    watching.join()


@pytest.mark.parametrize("make", BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_refused_at_little_cost(make: Callable[[], bytes], watching: Watching) -> None:
    data = make()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with pytest.raises(AudioError):
        read_audio(data)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert took < MOST_PROCESSOR_SECONDS
    assert 2**20 < watching.most_bytes < MOST_MEMORY_BYTES


def test_what_is_claimed_beyond_what_is_there_is_said() -> None:
    audio = read_audio(flac_that_claims_days())
    assert audio.faults == ("cut_short",)
    assert audio.seconds == read_audio(flac()).seconds


FILES_OF_NOTHING = {
    "empty tags": b"ID3\x03" + bytes(6),
    "empty chunks": b"junk" + bytes(4),
    "empty boxes": struct.pack(">I4s", 8, b"free"),
}
BEGINNINGS = {"empty chunks": b"RIFF\xff\xff\xff\xffWAVE", "empty boxes": struct.pack(">I4s", 8, b"ftyp")}
# Looking through all of them took seven.
MOST_LOOKING_SECONDS = 1.0


@pytest.mark.parametrize("kind", FILES_OF_NOTHING)
def test_a_file_of_nothing_is_soon_seen_through(kind: str) -> None:
    """In this process, whose other threads would wait for it."""
    one = FILES_OF_NOTHING[kind]
    data = BEGINNINGS.get(kind, b"") + one * (MAX_AUDIO_BYTES // len(one) - 2)
    begun = time.thread_time()
    with pytest.raises(AudioError):
        read_audio(data)
    assert time.thread_time() - begun < MOST_LOOKING_SECONDS
