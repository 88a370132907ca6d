"""`python -m tests.fuzz [SECONDS] [--seed N]`: asks the real API whatever its description allows, as every caller."""

import os
import sys
from importlib import import_module

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "resona.settings")
    django.setup()
    sys.exit(import_module("tests.fuzz.run").main(sys.argv[1:]))
