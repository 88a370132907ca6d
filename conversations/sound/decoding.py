"""Decodes what needs a codec, in a process of its own (`conversations.sound.decoder`) that may die alone."""

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Thread, Timer
from typing import IO, Final

import numpy as np

from conversations.sound.containers import Container
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
from conversations.sound.values import (
    MAX_SECONDS,
    MOST_CHANNELS,
    AudioError,
    Decoded,
    FileFault,
    require_measurable,
)

DECODER: Final = (sys.executable, "-B", "-m", "conversations.sound.decoder")
PROJECT: Final = Path(__file__).parents[2]
# Ten minutes of sound take about four on a quiet core. A decoder that computes without end has used up its processor
# time before this; one that waits for something has not.
PATIENCE_SECONDS: Final = 60.0
# A decoder that has gone mad may write without end.
MOST_ANSWERED_BYTES: Final = MAX_SECONDS * HIGHEST_OUTPUT_HZ * MOST_CHANNELS * SAMPLE_BYTES + DESCRIPTION_BYTES
BLOCK_BYTES: Final = 2**20
LOSSY: Final = frozenset({"opus", "vorbis", "aac"})
REASONS: Final = {
    LONG: "is longer than 10 minutes",
    CHANNELS: "must have one or two channels",
    CODEC: "holds no sound that was coded as PCM, FLAC, Opus, Vorbis or AAC",
    EMPTY: "holds no sound",
    UNREADABLE: "cannot be read",
}


def decode(data: bytes, container: Container) -> Decoded:
    """The sound in a container. Raises AudioError for what cannot be decoded, whatever became of the decoder.

    Takes a quarter of a second and, for ten minutes of sound, about three more; blocks its thread meanwhile.
    """
    answer = _ask((*DECODER, container, str(MAX_SECONDS), str(MOST_CHANNELS)), data)
    try:
        return _read_answer(answer)
    except (KeyError, TypeError, ValueError):
        raise AudioError(REASONS[UNREADABLE]) from None


def _read_answer(answer: bytearray) -> Decoded:
    """Raises AudioError where the decoder refused, ValueError and its like where it answered something else."""
    described = json.loads(answer[-DESCRIPTION_BYTES:])
    if "refused" in described:
        raise AudioError(REASONS[described["refused"]])
    rate_hz, channels, codec = described["rate_hz"], described["channels"], described["codec"]
    require_measurable(rate_hz, channels, 0.0)
    samples = np.frombuffer(answer, np.float32, (len(answer) - DESCRIPTION_BYTES) // SAMPLE_BYTES)
    faults: dict[FileFault, bool] = {"cut_short": described["is_cut_short"], "damaged": described["is_damaged"]}
    return Decoded(
        frames=samples.reshape(-1, channels),
        rate_hz=rate_hz,
        codec=codec if codec in LOSSY else None,
        bits_per_second=described["bits_per_second"] if codec in LOSSY else None,
        faults=tuple(name for name, is_so in faults.items() if is_so),
    )


def _ask(command: tuple[str, ...], data: bytes) -> bytearray:
    """What the decoder answers. Raises AudioError where it died, took too long or said too much."""
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(command, cwd=PROJECT, env={}, stdin=pipe, stdout=pipe, stderr=nowhere) as process:
        assert process.stdin is not None and process.stdout is not None
        patience = Timer(PATIENCE_SECONDS, process.kill)
        feeder = Thread(target=_feed, args=(process.stdin, data))
        patience.start()
        feeder.start()
        try:
            answer = _read(process.stdout)
            if len(answer) > MOST_ANSWERED_BYTES:
                process.kill()
            ended_with = process.wait()
        except BaseException:
            process.kill()
            raise
        finally:
            patience.cancel()
            feeder.join()
    if ended_with != 0:
        raise AudioError(REASONS[UNREADABLE])
    return answer


def _feed(stdin: IO[bytes], data: bytes) -> None:
    with suppress(BrokenPipeError), stdin:
        stdin.write(data)


def _read(stdout: IO[bytes]) -> bytearray:
    """To the end, or to where it is too much."""
    answer = bytearray()
    while len(answer) <= MOST_ANSWERED_BYTES and (block := stdout.read(BLOCK_BYTES)):
        answer += block
    return answer
