"""The server's entry point."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from resona.checks import refuse_unsafe_production
from risk.crisis.patterns import compile_tables

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "resona.settings")

application = get_wsgi_application()
# Everything is loaded before the server forks: no first request waits for it, all processes share its memory, and no
# collection of garbage walks it again.
import_module(settings.ROOT_URLCONF)
compile_tables()
gc.collect()
gc.freeze()
refuse_unsafe_production()
