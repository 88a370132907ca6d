"""A program of its own that decodes one recording, from standard input to standard output.

Codecs are much code, written for speed, that reads what strangers send: it runs here, in a process that holds no
secret, writes no file, ends after one recording and may die without harm. `conversations.sound.decoding` starts it.

Its arguments are the container, the longest sound in seconds and the most channels. It answers with samples as they are
decoded, and then with a description (`protocol`).
"""

import io
import json
import resource
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final

import av

from conversations.sound.protocol import (
    CHANNELS,
    CODEC,
    DESCRIPTION_BYTES,
    EMPTY,
    HIGHEST_OUTPUT_HZ,
    LONG,
    SAMPLE_BYTES,
    UNREADABLE,
)

# The library and what it loads take 120 MiB of addresses, the longest recording 50.
MOST_ADDRESSES_BYTES: Final = 640 * 2**20
# Ten minutes of sound take about three.
MOST_PROCESSOR_SECONDS: Final = 30
BYTE_BITS: Final = 8
# Time that is missing between two packets is silence from here on; clocks of containers count milliseconds.
SHORTEST_GAP_SECONDS: Final = 0.05
# The last packet of a codec is not always full.
TOLERATED_END_SECONDS: Final = 0.1
MICROSECOND: Final = 1e-6
# The bit rate while it sounds: packets of silence are small, and are left out where they are up to three in four.
SOUNDING_QUANTILE: Final = 0.75

CODECS: Final = frozenset(
    "opus vorbis aac flac alac pcm_s16le pcm_s24le pcm_s32le pcm_f32le".split()
    # As telephones record WAV.
    + "pcm_mulaw pcm_alaw adpcm_ms adpcm_ima_wav gsm_ms".split()
)


class RefusedError(Exception):
    """The recording is not decoded; the reason is a code that `decoding` has words for."""


@dataclass
class Output:
    """Writes samples of one rate and layout, silence where time is missing between them, and counts."""

    out: BinaryIO
    most_seconds: float
    most_channels: int
    rate_hz: int = 0
    channels: int = 0
    frames: int = 0
    _resampler: av.AudioResampler | None = None
    _ended_at: float | None = None

    @property
    def seconds(self) -> float:
        return self.frames / self.rate_hz if self.rate_hz else 0.0

    def take(self, frame: av.AudioFrame) -> None:
        """Raises RefusedError for what is not measured, ValueError where sound of another kind begins."""
        if self._resampler is None:
            self.channels = len(frame.layout.channels)
            if not 1 <= self.channels <= self.most_channels:
                raise RefusedError(CHANNELS)
            self.rate_hz = min(frame.sample_rate, HIGHEST_OUTPUT_HZ)
            self._resampler = av.AudioResampler(format="flt", layout=frame.layout.name, rate=self.rate_hz)
        self._fill_up_to(frame)
        self._write(self._resampler.resample(frame))

    def finish(self) -> None:
        """Writes what is still on its way."""
        if self._resampler is not None:
            self._write(self._resampler.resample(None))

    def _fill_up_to(self, frame: av.AudioFrame) -> None:
        if frame.pts is None or frame.time is None:
            return
        missing = frame.time - self._ended_at if self._ended_at is not None else 0.0
        if missing >= SHORTEST_GAP_SECONDS:
            self._count(round(min(missing, self.most_seconds + 1) * self.rate_hz))
            self.out.write(bytes(round(missing * self.rate_hz) * self.channels * SAMPLE_BYTES))
        self._ended_at = frame.time + frame.samples / frame.sample_rate

    def _write(self, made: list[av.AudioFrame]) -> None:
        for frame in made:
            self._count(frame.samples)
            # Planes are padded.
            self.out.write(memoryview(frame.planes[0])[: frame.samples * self.channels * SAMPLE_BYTES])

    def _count(self, frames: int) -> None:
        self.frames += frames
        if self.seconds > self.most_seconds:
            raise RefusedError(LONG)


@dataclass
class Decoding:
    """What became of the packets of a recording."""

    bit_rates: list[float] = field(default_factory=list)
    # Packets of which nothing could be decoded, with none after them of which something could, so far.
    undecoded: int = 0
    is_damaged: bool = False

    def decode(self, packet: Any, output: Output) -> None:
        try:
            frames = packet.decode()
            for frame in frames:
                output.take(frame)
        except (av.FFmpegError, ValueError):
            self.undecoded += bool(packet.size)
            return
        samples = sum(frame.samples for frame in frames)
        if samples:
            self.is_damaged = self.is_damaged or self.undecoded > 0
            self.undecoded = 0
            self.bit_rates.append(packet.size * BYTE_BITS * frames[0].sample_rate / samples)


def main() -> None:
    _limit()
    container, most_seconds, most_channels = sys.argv[1:]
    out = sys.stdout.buffer
    try:
        output = Output(out, float(most_seconds), int(most_channels))
        description = _decode(sys.stdin.buffer.read(), container, output)
    except RefusedError as refused:
        description = {"refused": str(refused)}
    out.write(json.dumps(description).encode().ljust(DESCRIPTION_BYTES))
    out.flush()


def _limit() -> None:
    for kind, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CPU, MOST_PROCESSOR_SECONDS),
        (resource.RLIMIT_AS, MOST_ADDRESSES_BYTES),
    ):
        resource.setrlimit(kind, (most, most))


def _decode(data: bytes, container: str, output: Output) -> dict[str, object]:
    """Decodes whatever can be, and describes it. Raises RefusedError where nothing can."""
    source, stream = _open(data, container)
    decoding = Decoding()
    for packet in _packets(source, stream):
        decoding.decode(packet, output)
    output.finish()
    if not output.frames:
        raise RefusedError(UNREADABLE if decoding.undecoded else EMPTY)
    rates = sorted(decoding.bit_rates)
    ends_too_soon = _announced_seconds(source, stream) > output.seconds + TOLERATED_END_SECONDS
    return {
        "rate_hz": output.rate_hz,
        "channels": output.channels,
        "codec": stream.codec_context.codec.canonical_name,
        "bits_per_second": round(rates[int(SOUNDING_QUANTILE * (len(rates) - 1))]),
        "is_damaged": decoding.is_damaged,
        "is_cut_short": decoding.undecoded > 0 or (ends_too_soon and not decoding.is_damaged),
    }


def _open(data: bytes, container: str) -> tuple[Any, Any]:
    """The recording and its first stream of sound; nothing but these codecs is opened, and no other file."""
    options = {"codec_whitelist": ",".join(sorted({*CODECS, "libopus"})), "protocol_whitelist": "none"}
    if container == "mp4":
        # Lists of what to play, which may name the same sound many times over.
        options["ignore_editlist"] = "1"
    try:
        source = av.open(io.BytesIO(data), format=container, container_options=options, metadata_errors="ignore")
    except (av.FFmpegError, ValueError):
        raise RefusedError(UNREADABLE) from None
    for stream in source.streams.audio:
        context: Any = stream.codec_context  # None where nothing decodes it
        if context is not None and context.codec.canonical_name in CODECS:
            context.thread_count = 1
            return source, stream
    raise RefusedError(CODEC if len(source.streams) else EMPTY)


def _packets(source: Any, stream: Any) -> Iterator[Any]:
    """As far as the container can be read."""
    try:
        yield from source.demux(stream)
    except (av.FFmpegError, ValueError):
        return


def _announced_seconds(source: Any, stream: Any) -> float:
    """How long the recording says it is; 0: it does not say."""
    if stream.duration is not None:
        return float(stream.duration * stream.time_base)
    return float((source.duration or 0) * MICROSECOND)


if __name__ == "__main__":
    main()
