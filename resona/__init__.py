"""Resona's platform: what no clinical app owns."""

import os

# Matrices here have some dozen rows, and it is processes that share the work: OpenBLAS's own threads would only wait
# for one another at cores that are busy, several times as long as the sum takes. It asks when NumPy is first imported,
# which is after this: every entry point lies below this package.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
