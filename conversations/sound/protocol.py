"""What the decoder and the process that starts it have agreed on; imports nothing, so that the decoder starts soon.

Pure.
"""

from typing import Final

# Samples are 32-bit floating point in the machine's order, channels interleaved.
SAMPLE_BYTES: Final = 4
# After the samples: a description as JSON, filled up with spaces.
DESCRIPTION_BYTES: Final = 256
# Faster sampling holds nothing that is measured: all of it lies below 8 kHz.
HIGHEST_OUTPUT_HZ: Final = 48_000

# Why a recording was not decoded.
LONG, CHANNELS, CODEC, EMPTY, UNREADABLE = "long", "channels", "codec", "empty", "unreadable"
