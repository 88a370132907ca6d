#!/usr/bin/env python
"""Django's command line for Resona."""

import os
import sys

import django
from django.core.management import execute_from_command_line

from resona.audit.context import acting_as_command
from resona.loading import loading_for_good

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "resona.settings")
    # These name other settings, or where to find them: Django reads them first.
    if not any(argument.startswith(("--settings", "--pythonpath")) for argument in sys.argv):
        with loading_for_good():
            django.setup()
    with acting_as_command(sys.argv[1] if len(sys.argv) > 1 else "help"):
        execute_from_command_line(sys.argv)
