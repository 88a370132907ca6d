"""The server's entry point."""

import os
from contextlib import suppress
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from resona.checks import refuse_unsafe_production
from resona.loading import loading_for_good
from risk.crisis.learned_file import load_learned_model
from risk.crisis.patterns import compile_tables

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "resona.settings")

# Everything is loaded before the server forks: no first request waits for it, and all processes share its memory.
with loading_for_good():
    application = get_wsgi_application()
    import_module(settings.ROOT_URLCONF)
    compile_tables()
    with suppress(OSError, ValueError):  # a damaged model is said of each session, which the other reader reads
        load_learned_model()
refuse_unsafe_production()
