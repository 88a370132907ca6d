"""`python -m tests.bench [--json]`: measures Resona's speed against floors, and fails where a bar is missed."""

import os
import sys
from importlib import import_module

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "resona.settings")
    django.setup()
    sys.exit(import_module("tests.bench.run").main(sys.argv[1:]))
