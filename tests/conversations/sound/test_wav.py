"""WAV as it should not be: whatever the bytes, they are sound or an AudioError."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conversations.sound.containers import recognise, without_tags
from conversations.sound.values import AudioError
from conversations.sound.wav import WavHeader, decode, read_header
from tests.conversations.recordings import as_file, make_syllables

SOUND = make_syllables(0.1)
WAV = as_file(SOUND)
DOUBLE = as_file(SOUND, codec="pcm_f64le")[:-8] + struct.pack("<d", 1e300)
NO_BITS = WAV[:32] + bytes(4) + WAV[36:]


def read(data: bytes) -> WavHeader | None:
    """What is read; None: an AudioError."""
    try:
        header = read_header(data)
        assert header.frames >= 0
        if header.is_plain:
            assert decode(data, header).frames.shape == (header.frames, header.channels)
    except AudioError:
        return None
    return header


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([WAV, DOUBLE]), st.integers(0, 60), st.binary(min_size=1, max_size=8))
@example(NO_BITS, 0, b"R")
def test_no_header_is_more_than_an_error(whole: bytes, at: int, changed: bytes) -> None:
    read(whole[:at] + changed + whole[at + len(changed) :])


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(WAV)))
def test_no_length_is_more_than_an_error(length: int) -> None:
    header = read(WAV[:length])
    assert header is None or header.is_cut_short == (length < len(WAV))


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=200),
    st.sampled_from([b"", b"ID3", b"RIFF\0\0\0\0WAVE", b"fLaC"]),
    st.sampled_from([b"", b"TAG"]),
)
def test_tags_are_taken_off_whatever_they_are(noise: bytes, first: bytes, last: bytes) -> None:
    bare = without_tags(first + noise + last)
    assert bare in first + noise + last
    recognise(bare)


@pytest.mark.parametrize(("bits", "sample_bytes"), [(8, 1), (12, 2), (16, 2), (20, 3), (24, 3), (32, 4)])
def test_samples_stand_in_whole_bytes(bits: int, sample_bytes: int) -> None:
    described = struct.pack("<HHIIHH", 1, 1, 16_000, 16_000 * sample_bytes, sample_bytes, bits)
    chunks = b"fmt " + struct.pack("<I", 16) + described + b"data" + struct.pack("<I", 60) + bytes(60)
    header = read(b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WAVE" + chunks)
    assert header is not None
    assert (header.sample_bytes, header.frames) == (sample_bytes, 60 // sample_bytes)


def test_samples_may_have_their_great_end_first() -> None:
    little = decode(WAV, read_header(WAV)).frames
    described = struct.pack(">HHIIHH", 1, 1, 16_000, 32_000, 2, 16)
    samples = (little[:, 0] * 2**15).astype(">i2").tobytes()
    chunks = b"fmt " + struct.pack(">I", 16) + described + b"data" + struct.pack(">I", len(samples)) + samples
    whole = b"RIFX" + struct.pack(">I", len(chunks) + 4) + b"WAVE" + chunks
    assert np.array_equal(decode(whole, read_header(whole)).frames, little)
