"""The decoder is a process that may die, hang or go mad alone."""

from __future__ import annotations

import subprocess
import sys
import time

import psutil
import pytest

from conversations.sound import decoding
from conversations.sound.decoding import decode
from conversations.sound.protocol import DESCRIPTION_BYTES
from conversations.sound.values import AudioError
from tests.conversations.recordings import as_file, make_syllables

FLAC = as_file(make_syllables(2.0), container="flac", codec="flac")
GIBBERISH = f"import sys; sys.stdout.write('?' * {DESCRIPTION_BYTES})"
MAD = {
    "killed": "import os; os.kill(os.getpid(), 9)",
    "killed in the middle": "import os, sys; sys.stdout.buffer.write(bytes(5000)); sys.stdout.flush(); os.abort()",
    "reads nothing": "raise SystemExit(1)",
    "says nothing": "import sys; sys.stdin.read()",
    "gibberish": GIBBERISH,
    "no description": "print('{}')",
    "no such reason": 'print(\'{"refused": "whatever"}\')',
    "hangs": "import time; time.sleep(60)",
    "hangs silently": "import os, time; os.close(1); time.sleep(60)",
    "writes without end": "import sys\nwhile True: sys.stdout.buffer.write(bytes(2**20))",
}


def as_decoder(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    monkeypatch.setattr(decoding, "DECODER", (sys.executable, "-c", program))


@pytest.mark.parametrize("program", MAD.values(), ids=MAD)
def test_whatever_becomes_of_the_decoder_is_an_error_in_time(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    as_decoder(monkeypatch, program)
    monkeypatch.setattr(decoding, "PATIENCE_SECONDS", 2.0)
    monkeypatch.setattr(decoding, "MOST_ANSWERED_BYTES", 2**22)
    began = time.monotonic()
    with pytest.raises(AudioError, match="cannot be read"):
        decode(bytes(10**6) + FLAC, "flac")
    assert time.monotonic() - began < 10
    assert psutil.Process().children() == []


def test_the_decoder_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OF_THE_SERVER", "to be kept")
    said = "import os; print('{\"refused\": \"%s\"}' % ('empty' if 'OF_THE_SERVER' in os.environ else 'long'))"
    as_decoder(monkeypatch, said)
    with pytest.raises(AudioError, match="10 minutes"):
        decode(FLAC, "flac")


@pytest.mark.parametrize(
    "greedy",
    ["bytes(2**30)", "open('/tmp/decoder-was-here', 'wb', buffering=0).write(b'sound')"],
    ids=["memory", "files"],
)
def test_the_decoder_denies_itself_what_no_recording_needs(monkeypatch: pytest.MonkeyPatch, greedy: str) -> None:
    said = 'print(\'{"refused": "long"}\')'
    for program, words in ((f"{said}", "10 minutes"), (f"{greedy}; {said}", "cannot be read")):
        as_decoder(monkeypatch, f"from conversations.sound import decoder; decoder._limit(); {program}")
        with pytest.raises(AudioError, match=words):
            decode(FLAC, "flac")


def test_the_decoder_may_use_so_much_processor_time_and_no_more() -> None:
    program = (
        "from conversations.sound import decoder; decoder._limit();"
        "import resource; print(resource.getrlimit(resource.RLIMIT_CPU))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=decoding.PROJECT, capture_output=True, check=True)
    assert done.stdout.split() == [b"(30,", b"30)"]
